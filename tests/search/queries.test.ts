import { expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { readQueries } from '../../scripts/search.ts';
import { root } from '../helpers.ts';

const queries = readQueries(root);

test('there are enough queries to say how well the search answers, of every kind', () => {
  expect(Object.values(queries).flatMap(Object.keys).length).toBeGreaterThanOrEqual(120);
  for (const [name, asked] of Object.entries(queries)) {
    expect(Object.keys(asked).length, name).toBeGreaterThanOrEqual(15);
  }
});

test('the pages that answer a query exist', () => {
  const ids = new Set(readHandbook(root).pages.map(({ id }) => id));
  const missing = Object.values(queries).flatMap((asked) =>
    Object.entries(asked).flatMap(([query, pages]) =>
      pages.filter((id) => !ids.has(id)).map((id) => `${query}: ${id}`),
    ),
  );
  expect(missing).toEqual([]);
});
