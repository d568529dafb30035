import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '#schema/problem.ts';
import { brokenLinks } from './broken-links.ts';
import { filesIn } from './built-files.ts';
import { cspViolations, styleViolations } from './csp-violations.ts';
import { readPageResources } from './page-resources.ts';
import { scriptMerger } from './page-scripts.ts';
import { type Policy, policyFor, policyText } from './policy.ts';

/** Hashes a piece of code for a policy: SHA-256 in Base64. */
const digest = (code: string) => createHash('sha256').update(code).digest('base64');

/** Returns the policy of an edition whose pages may contain these inline scripts. */
export function policyOf(scripts: readonly string[]): Policy {
  return policyFor(scripts.map(digest));
}

/**
 * Writes the policy into each page of an edition, merges its scripts, and checks everything that the page loads, runs and links to.
 * @param base The path of the site, with a slash at both ends.
 * @returns Violations of the policy, and links that lead to no file.
 */
export function injectCsp(folder: string, base: string, policy: Policy): Problem[] {
  const names = filesIn(folder);
  const files = new Set(names);
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policyText(policy, 'page')}">`;
  const mergeScripts = scriptMerger(folder, base);
  return names.flatMap((name) => {
    if (name.endsWith('.css')) return styleViolations(name, readFileSync(join(folder, name), 'utf8'), policy);
    if (!name.endsWith('.html')) return [];
    const source = mergeScripts(readFileSync(join(folder, name), 'utf8'));
    const page = readPageResources(source);
    const place = page.policyOffset ?? 0;
    writeFileSync(join(folder, name), source.slice(0, place) + meta + source.slice(place));
    const violations = cspViolations(name, page, policy, digest);
    const places = new Set(violations.map(placeOf));
    // An address that the policy refuses is not reported as a broken link too.
    return [...violations, ...brokenLinks(name, page, base, files).filter((link) => !places.has(placeOf(link)))];
  });
}

function placeOf({ line, column }: Problem): string {
  return `${line}:${column}`;
}
