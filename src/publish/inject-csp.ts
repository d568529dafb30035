import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '#model/problem.ts';
import { brokenLinks } from './broken-links.ts';
import { filesIn } from './built-files.ts';
import { cspViolations, styleViolations } from './csp-violations.ts';
import { readPageResources } from './page-resources.ts';
import { type Policy, policyFor, policyText } from './policy.ts';

/** SHA-256 in Base64, as a policy names a piece of code. */
const digest = (code: string) => createHash('sha256').update(code).digest('base64');

/** The policy of an edition whose pages may hold these scripts. */
export function policyOf(scripts: readonly string[]): Policy {
  return policyFor(scripts.map(digest));
}

/**
 * Writes the policy into each page of an edition, and looks at everything that the page loads, runs and links to.
 * @param base The path of the site, with a slash at both ends.
 * @returns What the policy refuses, and links that lead to no file.
 */
export function injectCsp(folder: string, base: string, policy: Policy): Problem[] {
  const names = filesIn(folder);
  const files = new Set(names);
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policyText(policy, 'page')}">`;
  return names.flatMap((name) => {
    if (name.endsWith('.css')) return styleViolations(name, readFileSync(join(folder, name), 'utf8'), policy);
    if (!name.endsWith('.html')) return [];
    const source = readFileSync(join(folder, name), 'utf8');
    const page = readPageResources(source);
    const place = page.policyOffset ?? 0;
    writeFileSync(join(folder, name), source.slice(0, place) + meta + source.slice(place));
    const violations = cspViolations(name, page, policy, digest);
    const places = new Set(violations.map(placeOf));
    // What may not be loaded need not be there.
    return [...violations, ...brokenLinks(name, page, base, files).filter((link) => !places.has(placeOf(link)))];
  });
}

function placeOf({ line, column }: Problem): string {
  return `${line}:${column}`;
}
