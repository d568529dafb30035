import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDocument } from '#model/document.ts';
import { type Hosted, headersFile, LONGEST_LINE } from '#model/hosting.ts';
import { type Policy, policyFor, policyText } from '#model/policy.ts';
import type { Problem } from '#model/problem.ts';
import { policyProblems, styleProblems } from '#model/rules/policy.ts';
import { filesIn, pagesIn } from './output.ts';

/** SHA-256 in Base64, as a policy names a piece of code. */
const digest = (code: string) => createHash('sha256').update(code).digest('base64');

/**
 * Makes one policy for all pages of an edition, by the code that stands inside them. Writes it
 * into each page and, for hosts that read it there, into `_headers`.
 */
export function seal(folder: string, hosting: Omit<Hosted, 'policy'>): Policy {
  const pages = pagesIn(folder).map((name) => {
    const source = readFileSync(join(folder, name), 'utf8');
    return { name, source, ...readDocument(source) };
  });
  const inline = pages.flatMap(({ uses }) => uses).filter(({ kind }) => kind === 'inline');
  const digests = (directive: string) =>
    inline.filter((use) => use.directive === directive).map(({ text }) => digest(text));
  const policy = policyFor({ scripts: digests('script-src'), styles: digests('style-src') });
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policyText(policy, 'page')}">`;
  for (const { name, source, place } of pages) {
    if (place === undefined) continue;
    writeFileSync(join(folder, name), source.slice(0, place) + meta + source.slice(place));
  }
  writeFileSync(join(folder, '_headers'), headersFile({ ...hosting, policy }));
  return policy;
}

/** Reads an edition again as it was written: whatever its policy would refuse, and pages without one. */
export function refusedIn(folder: string, policy: Policy): Problem[] {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const styles = filesIn(folder).filter((name) => name.endsWith('.css'));
  return [
    ...pagesIn(folder).flatMap((name) => policyProblems(name, readDocument(read(name)), policy, digest)),
    ...styles.flatMap((name) => styleProblems(name, read(name), policy)),
    ...longLines('_headers', read('_headers')),
  ];
}

function longLines(file: string, text: string): Problem[] {
  return text.split('\n').flatMap((line, index) =>
    line.length <= LONGEST_LINE
      ? []
      : [
          {
            file,
            line: index + 1,
            column: LONGEST_LINE + 1,
            message: `The line has ${line.length} characters, and hosts leave out one of more than ${LONGEST_LINE}`,
            fix: 'Move scripts that stand inside pages into files of their own: each needs a hash in it',
          },
        ],
  );
}
