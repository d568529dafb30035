import { createHash, hash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { readDocument } from '#model/document.ts';
import { type Hosted, headersFile, LONGEST_LINE } from '#model/hosting.ts';
import { type Policy, policyFor, policyText } from '#model/policy.ts';
import type { Problem } from '#model/problem.ts';
import { policyProblems, styleProblems } from '#model/rules/policy.ts';
import { type Skim, skimmer } from '#model/skim.ts';
import { Kept } from './kept.ts';
import { filesIn, type Look, pagesIn, problemsIn, type Sound } from './output.ts';

/** SHA-256 in Base64, as a policy names a piece of code. */
const digest = (code: string) => createHash('sha256').update(code).digest('base64');

/** The digests of the scripts inside a page, and how many bytes go before its policy. */
interface Inside {
  scripts: string[];
  place: number | undefined;
}

/** What was found inside pages before, by what they hold. */
export const insideBefore = new Kept<Inside>();

/** Pages in which nothing was found before, by what they hold and all that the looks depend on. */
export const soundBefore = new Kept<true>();

/**
 * Makes one policy for all pages of an edition. Writes it into each page and, for hosts that read it there, into `_headers`.
 * Between two pages there is time for other work.
 * @param own The scripts that a page may hold. The policy has the hashes of those that are used; any other script is refused,
 *   however it came into a page.
 * @param skim Reads the pages; one that has read pages of the edition before is faster.
 */
export async function seal(
  folder: string,
  hosting: Omit<Hosted, 'policy'>,
  own: readonly string[],
  skim = skimmer(),
): Promise<Policy> {
  const allowed = new Set(own.map(digest));
  const used = new Set<string>();
  const places = new Map<string, number>();
  for (const name of pagesIn(folder)) {
    await turn();
    const inside = insideOf(readFileSync(join(folder, name)), skim);
    for (const script of inside.scripts) if (allowed.has(script)) used.add(script);
    if (inside.place !== undefined) places.set(name, inside.place);
  }
  const policy = policyFor(used);
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policyText(policy, 'page')}">`;
  for (const [name, place] of places) {
    await turn();
    insert(join(folder, name), place, meta);
  }
  writeFileSync(join(folder, '_headers'), headersFile({ ...hosting, policy }));
  return policy;
}

/**
 * Puts a text into a file, behind as many bytes. The file is written over and not emptied first: some systems bring such a
 * file to the disk before the next one is written, and a thousand of them take seconds.
 */
function insert(file: string, place: number, text: string): void {
  const page = readFileSync(file);
  const whole = Buffer.concat([page.subarray(0, place), Buffer.from(text), page.subarray(place)]);
  writeFileSync(file, whole, { flag: 'r+' });
}

function insideOf(page: Buffer, skim: Skim): Inside {
  const key = hash('sha1', page);
  const before = insideBefore.get(key);
  if (before) return before;
  const source = page.toString();
  const { uses, place } = skim(source) ?? readDocument(source);
  const scripts = uses.filter(({ kind, directive }) => kind === 'inline' && directive === 'script-src');
  const bytes = place === undefined ? undefined : Buffer.byteLength(source.slice(0, place));
  const inside = { scripts: [...new Set(scripts.map(({ text }) => digest(text)))], place: bytes };
  insideBefore.set(key, inside);
  return inside;
}

/**
 * Reads an edition again as it was written: whatever its policy would refuse, and pages without one.
 * @param options.looks What else to look for in the pages.
 * @param options.given What these looks depend on beside the page.
 * @param options.skim Reads the pages; one that has read pages of the edition before is faster.
 */
export async function refusedIn(
  folder: string,
  policy: Policy,
  { looks = [], given, skim = skimmer() }: { looks?: readonly Look[]; given?: unknown; skim?: Skim } = {},
): Promise<Problem[]> {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const styles = filesIn(folder).filter((name) => name.endsWith('.css'));
  const digests = new Map<string, string>();
  // The same code stands in every page.
  const digestOf = (code: string) => {
    const known = digests.get(code) ?? digest(code);
    digests.set(code, known);
    return known;
  };
  const refused: Look = (name, document) => policyProblems(name, document, policy, digestOf);
  const conditions = hash('sha1', JSON.stringify([[...policy], given]));
  const keyOf = (name: string, page: Buffer) => `${conditions} ${hash('sha1', page)} ${name}`;
  const sound: Sound = {
    has: (name, page) => soundBefore.get(keyOf(name, page)) === true,
    add: (name, page) => soundBefore.set(keyOf(name, page), true),
  };
  return [
    ...(await problemsIn(folder, [refused, ...looks], skim, sound)),
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
