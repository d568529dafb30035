import { expect, test } from 'vitest';
import { readHandbook } from '#loaders/handbook.ts';
import { formatReport } from '#model/problem.ts';
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

const drawn = ['guides/glossary', 'guides/sources', 'index', '404'];

test.each(pages.filter(({ id }) => !drawn.includes(id)).map((page) => [page.id, page] as const))(
  '%s is long enough to help and short enough to read',
  async (_id, { file }) => {
    const { readFile } = await import('node:fs/promises');
    const count = wordsIn(await readFile(`${root}/${file}`, 'utf8'));
    expect(count).toBeGreaterThanOrEqual(500);
    expect(count).toBeLessThanOrEqual(1250);
  },
);
