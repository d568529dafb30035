import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Point, Problem } from '#schema/problem.ts';
import { brokenLinks } from './broken-links.ts';
import { filesIn } from './built-files.ts';
import { cspViolations, styleViolations } from './csp-violations.ts';
import { readPageResources } from './page-resources.ts';
import { scriptMerger } from './page-scripts.ts';
import { type Policy, policyText } from './policy.ts';

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
    if (!/\.(css|html)$/.test(name)) return [];
    const text = readFileSync(join(folder, name), 'utf8');
    if (name.endsWith('.css')) return styleViolations(name, text, policy);
    const source = mergeScripts(text);
    const page = readPageResources(source);
    const offset = page.policyOffset ?? 0;
    writeFileSync(join(folder, name), source.slice(0, offset) + meta + source.slice(offset));
    const violations = cspViolations(name, page, policy);
    // An address that the policy refuses is not reported as a broken link too.
    const refused = new Set(violations.map(formatPoint));
    return [...violations, ...brokenLinks(name, page, base, files).filter((link) => !refused.has(formatPoint(link)))];
  });
}

function formatPoint({ line, column }: Point): string {
  return `${line}:${column}`;
}
