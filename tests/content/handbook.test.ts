import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readHandbook } from '#loaders/handbook.ts';
import { formatReport } from '#model/problem.ts';
import { lengths } from '#model/rules/lengths.ts';
import { root } from '../helpers.ts';

const { pages, problems } = readHandbook(root);

test('the handbook has no problem', () => {
  expect(formatReport(problems)).toBe('\n0 problems in 0 files');
});

/** Words that a reader reads: no front matter, imports, tags or link addresses. */
function wordsIn(text: string): number {
  const body = text
    .replace(/^---[\s\S]*?\n---/, '')
    .replace(/^import .*$/gm, '')
    .replace(/<[^>]*>|\]\([^)]*\)/g, ' ');
  return body.match(/[\p{L}\p{N}][\p{L}\p{N}’'-]*/gu)?.length ?? 0;
}

/** Pages whose content is drawn from data. */
const drawn = ['guides/glossary', 'guides/sources', 'guides/compare-seats', 'guides/questions'];

const measured = pages
  .filter(({ file }) => file.startsWith('content/'))
  .flatMap(({ id, file, data }) => {
    const bounds = data && lengths[data.kind];
    return bounds && !drawn.includes(id) ? [[id, file, ...bounds] as const] : [];
  });

test.each(measured)('%s is long enough to help and short enough to read', (_id, file, least, most) => {
  const count = wordsIn(readFileSync(`${root}/${file}`, 'utf8'));
  expect(count).toBeGreaterThanOrEqual(least);
  expect(count).toBeLessThanOrEqual(most);
});
