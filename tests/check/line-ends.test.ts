import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { commandRules } from '#check/rules/index.ts';
import { formatProblem } from '#schema/problem.ts';
import { root, temporaryFolder } from '../helpers.ts';
import { makeMistakesFolder, mistakes, problemsWith, writeMistake } from '../mistakes.ts';

/** Line ends by name, each as what takes the place of the line feed with a number. */
const ENDS: Record<string, (at: number) => string> = {
  'carriage return and line feed': () => '\r\n',
  'carriage return': () => '\r',
  // A carriage return never comes right before a line feed, which would be one line end with it.
  'any of the three': (at) => ['\n', '\r', '\r\n'][at % 3] as string,
  'mostly line feeds': (at) => (at % 7 === 3 ? '\r\n' : '\n'),
};

/** Returns what changes the line ends of a text. */
function lineEnds(end: (at: number) => string): (text: string) => string {
  return (text) => {
    let count = 0;
    return text.replace(/\n/g, () => end(count++));
  };
}

/** Changes all text in a folder. */
function changeAll(folder: string, change: (text: string) => string): void {
  for (const path of readdirSync(folder, { recursive: true }).map(String)) {
    if (!/\.(mdx|yaml)$/.test(path)) continue;
    writeFileSync(join(folder, path), change(readFileSync(join(folder, path), 'utf8')));
  }
}

/** All problems and hints of our own handbook. */
function reported(folder: string): string[] {
  const { problems, hints } = readHandbook(folder, { rules: commandRules, today: '2026-06-30' });
  return [...problems, ...hints].map(formatProblem);
}

const ours = temporaryFolder();
for (const name of ['content', 'public']) cpSync(join(root, name), join(ours, name), { recursive: true });
const expected = reported(ours);

describe.each(Object.entries(ENDS))('lines may end in %s', (_name, end) => {
  const change = lineEnds(end);
  const folder = makeMistakesFolder();
  changeAll(folder, change);

  test('in a handbook with mistakes', () => {
    for (const mistake of mistakes) {
      const layer = writeMistake(folder, mistake, change);
      const report = problemsWith(folder, layer).map((problem) => `${formatProblem(problem)}\n`);
      expect(report.join('').replaceAll(`${layer}/`, ''), mistake.name).toBe(mistake.problems);
    }
  });

  test('in our own handbook', () => {
    const copy = mkdtempSync(join(ours, 'copy-'));
    for (const name of ['content', 'public']) cpSync(join(root, name), join(copy, name), { recursive: true });
    changeAll(copy, change);
    expect(reported(copy)).toEqual(expected);
  });
});
