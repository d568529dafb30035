import { hash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Cache } from '#load/cache.ts';
import type { Point, Problem } from '#schema/problem.ts';
import { brokenLinks } from './broken-links.ts';
import { filesIn } from './built-files.ts';
import { cspViolations, styleViolations } from './csp-violations.ts';
import { type PageResources, readPageResources } from './page-resources.ts';
import { scriptMerger } from './page-scripts.ts';
import { type Policy, policyText } from './policy.ts';

/**
 * Writes the policy into each page of an edition, merges its scripts, and checks everything that the page loads, runs and
 * links to. Lets other work of the process go on between two pages.
 * @param base The path of the site, with a slash at both ends.
 * @param scripts Addresses of the scripts that the settings name.
 * @param passed Pages without problems in this or an earlier build, which are not parsed again: the offset of the policy
 * in each, by a digest of the page and of everything that it is checked against.
 * @returns Violations of the policy, and links that lead to no file.
 */
export async function injectCsp(
  folder: string,
  base: string,
  policy: Policy,
  scripts: ReadonlySet<string> = new Set(),
  passed: Cache<number> = new Cache(),
): Promise<Problem[]> {
  const names = filesIn(folder);
  const files = new Set(names);
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policyText(policy, 'page')}">`;
  const mergeScripts = scriptMerger(folder, base);
  const rules = hash('sha1', JSON.stringify([[...policy], [...scripts], base, names]));
  const problems: Problem[] = [];
  for (const name of names.filter((file) => /\.(css|html)$/.test(file))) {
    const text = readFileSync(join(folder, name), 'utf8');
    if (name.endsWith('.css')) {
      problems.push(...styleViolations(name, text, policy));
      continue;
    }
    const source = mergeScripts(text);
    const key = hash('sha1', `${rules}\0${name}\0${source}`);
    let offset = passed.get(key);
    if (offset === undefined) {
      const page = readPageResources(source);
      const own = pageProblems(name, page, base, files, policy, scripts);
      problems.push(...own);
      offset = page.policyOffset ?? 0;
      if (own.length === 0) passed.set(key, offset);
    }
    writeFileSync(join(folder, name), source.slice(0, offset) + meta + source.slice(offset));
    await setImmediate();
  }
  return problems;
}

function pageProblems(
  name: string,
  page: PageResources,
  base: string,
  files: ReadonlySet<string>,
  policy: Policy,
  scripts: ReadonlySet<string>,
): Problem[] {
  const violations = cspViolations(name, page, policy, scripts);
  // An address that the policy refuses is not reported as a broken link too.
  const refused = new Set(violations.map(formatPoint));
  return [...violations, ...brokenLinks(name, page, base, files).filter((link) => !refused.has(formatPoint(link)))];
}

function formatPoint({ line, column }: Point): string {
  return `${line}:${column}`;
}
