import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { listFiles } from '#load/layers.ts';
import { formatProblem } from '#schema/problem.ts';
import { makeSite, root, runIn } from '../helpers.ts';

// Changes real files at random, one at a time. The check must neither crash nor hang, and what it passes must build.

/** Number of changes, and of changes that are built at once. */
const CHANGES = 500;
const BATCH = 50;

/** Longest time that a check may take, in multiples of the check of the handbook as it is. */
const LONGEST = 12;

const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);
const random = mulberry32(seed);
const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Pseudo-random numbers from 0 up to 1, the same for the same seed: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function mulberry32(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const below = (count: number) => Math.floor(random() * count);
const oneOf = <T>(list: readonly T[]): T => list[below(list.length)] as T;

/** Pieces that mean something to YAML, Markdown, HTML or JavaScript, and characters that are easily taken for others. */
const PIECES = [
  ...[
    '---',
    '...',
    ': ',
    '- ',
    '#',
    '|',
    '>',
    '&a',
    '*a',
    '!t',
    '<<',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
    '@',
    '`',
    '%',
  ],
  ...['```', '~~~', ':::', ':::note', ':::only[leads]', '<', '</', '/>', '<b>', '<Aside>', '{1}', '{x}', '{"a"}'],
  ...['export const a = 1', 'export default 1', '[^1]', '[^1]: a', '![', '](', '| a |', '|---|', '<!--', '-->', '$$'],
  ...['\t', '  ', '\n', '\n\n', '\r', '\r\n', '\0', '\x0b', '\x7f', '\x1b[31m', '\u00a0', '\u00ad', '\u200b', '\u2028'],
  ...['\ufeff', '\u202e', 'e\u0301', '🎉', 'ﬁ', '\ud83d', '__proto__: 1\n', 'constructor: 1\n', 'title: x\n', 'null'],
  ...['true', '1e999', '-0', '2026-13-40', '/guides/trust/', '/guides/trust/?', '#none', '../x', 'javascript:a', '%00'],
];

/** Ways to change a text. */
const MUTATIONS: ((text: string) => string)[] = [
  (text) => splice(text, below(text.length), 0, oneOf(PIECES)),
  (text) => splice(text, below(text.length), 1 + below(20), ''),
  (text) => splice(text, below(text.length), 1 + below(3), oneOf(PIECES)),
  (text) => text.slice(0, below(text.length)),
  (text) => text.slice(below(text.length)),
  (text) => withLines(text, (lines) => lines.toSpliced(below(lines.length), 1)),
  (text) => withLines(text, (lines) => lines.toSpliced(below(lines.length), 0, oneOf(lines))),
  (text) => withLines(text, (lines) => lines.with(below(lines.length), ` ${oneOf(lines)}`)),
  (text) => withLines(text, (lines) => lines.map((line) => (random() < 0.05 ? line.trimStart() : line))),
  (text) => text.replaceAll(oneOf(['a', '\n', ':', '-', ' ', '/', '"']), oneOf(PIECES)),
  (text) => splice(text, below(text.length), 0, oneOf(PIECES).repeat(1 + below(3_000))),
  (text) => text + text,
];

function splice(text: string, at: number, length: number, piece: string): string {
  return text.slice(0, at) + piece + text.slice(at + length);
}
function withLines(text: string, change: (lines: string[]) => string[]): string {
  return change(text.split('\n')).join('\n');
}

/** Changed file. */
interface Change {
  file: string;
  text: string;
}

/** Files that people write, in our handbook. */
const files = ['content', 'public'].flatMap((layer) =>
  listFiles(root, layer)
    .filter((path) => /\.(mdx|ya?ml|svg)$/.test(path))
    .map((path) => `${layer}/${path}`),
);

function changed(): Change {
  const file = oneOf(files);
  const times = 1 + below(3);
  let text = readFileSync(join(root, file), 'utf8');
  for (let time = 0; time < times; time++) text = oneOf(MUTATIONS)(text);
  return { file, text };
}

function write(where: string, { file, text }: Change): void {
  mkdirSync(dirname(join(where, file)), { recursive: true });
  writeFileSync(join(where, file), text);
}

/** Builds a site with some changes. */
async function build(site: string, changes: readonly Change[]): Promise<{ code: number; output: string }> {
  for (const name of ['content', 'public']) cpSync(join(root, name), join(site, name), { recursive: true });
  for (const change of changes) write(site, change);
  return runIn(site, process.execPath, ['scripts/build.ts', '--edition', 'leads']);
}

/** Finds a smallest part of the changes that fails to build, by halves. */
async function culprits(site: string, changes: readonly Change[]): Promise<readonly Change[]> {
  if (changes.length === 1) return changes;
  const half = Math.ceil(changes.length / 2);
  for (const part of [changes.slice(0, half), changes.slice(half)]) {
    if ((await build(site, part)).code !== 0) return culprits(site, part);
  }
  return changes;
}

test(`the check survives ${CHANGES} changes at random, and what it passes builds (FUZZ_SEED=${seed})`, {
  timeout: 3_600_000,
}, async () => {
  for (const name of ['content', 'public']) cpSync(join(root, name), join(folder, name), { recursive: true });
  const timed = (): [problems: string[], time: number] => {
    const start = performance.now();
    const { problems } = readHandbook(folder);
    return [problems.map(formatProblem), performance.now() - start];
  };
  timed();
  const [none, usual] = timed();
  expect(none).toEqual([]);
  const passed: Change[] = [];
  const faults: string[] = [];
  for (let index = 0; index < CHANGES; index++) {
    const change = changed();
    const before = readFileSync(join(root, change.file));
    write(folder, change);
    try {
      const [problems, time] = timed();
      if (time > usual * LONGEST) faults.push(`change ${index} of ${change.file} took ${Math.round(time)} ms`);
      if (problems.length === 0) passed.push(change);
      const isElsewhere = (line: string) => !line.startsWith(change.file);
      if (problems.length > 20 && problems.every(isElsewhere)) faults.push(`change ${index}: ${problems[0]}`);
    } catch (error) {
      faults.push(`change ${index} of ${change.file}: ${(error as Error).stack}`);
    }
    writeFileSync(join(folder, change.file), before);
  }
  expect(faults, `FUZZ_SEED=${seed}`).toEqual([]);
  expect(passed.length).toBeGreaterThan(CHANGES / 50);

  const site = makeSite(root);
  for (let start = 0; start < passed.length; start += BATCH) {
    // Of one file, the last change counts.
    const batch = [...new Map(passed.slice(start, start + BATCH).map((change) => [change.file, change])).values()];
    // Changes that pass alone may not fit together, such as two pages with one title.
    const restore = ({ file }: Change) => cpSync(join(root, file), join(folder, file));
    const together = batch.filter((change) => {
      write(folder, change);
      const fits = timed()[0].length === 0;
      if (!fits) restore(change);
      return fits;
    });
    for (const change of batch) restore(change);
    const { code, output } = await build(site.folder, together);
    if (code === 0) continue;
    const cause = await culprits(site.folder, together);
    const texts = cause.map(({ file, text }) => `${file}\n${text.slice(0, 2_000)}`).join('\n\n');
    expect.fail(`FUZZ_SEED=${seed}: the check passes what does not build:\n${texts}\n\n${output.slice(-3_000)}`);
  }
  site.remove('.');
});
