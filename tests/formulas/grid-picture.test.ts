import { expect, test } from 'vitest';
import { gridPicture } from '#formulas/grid-picture.ts';

const words = {
  title: 'Grid',
  description: 'Two people',
  influence: 'Influence',
  interest: 'Interest',
  low: 'low',
  high: 'high',
};
const fields = ['Keep satisfied', 'Manage closely', 'Monitor', 'Keep informed'] as const;
const mark = (number: number, name: string, influence: number, interest: number) => ({
  number,
  name,
  influence,
  interest,
});
const sizeOf = (svg: string) =>
  svg
    .match(/viewBox="0 0 (\d+) (\d+)"/)
    ?.slice(1)
    .map(Number) as [number, number];

test('puts marks where people stand: the ends of the axes are the corners of the grid', () => {
  const svg = gridPicture([mark(1, 'A', 0, 0), mark(2, 'B', 100, 100), mark(3, 'C', 50, 25)], fields, words);
  expect([...svg.matchAll(/translate\(([\d.]+ [\d.]+)\)"><circle/g)].map(([, place]) => place)).toEqual([
    '56 560',
    '584 32',
    '188 296',
  ]);
});

test('writes no name that could be read as a tag or an entity', () => {
  const svg = gridPicture([mark(1, `<script>&"'</script>`, 10, 10)], fields, { ...words, description: 'a < b & c' });
  expect(svg).not.toMatch(/<script|&(?!#\d+;)/);
  expect(svg).toContain('<desc id="description">a &#60; b &#38; c</desc>');
});

test('takes its colours along', () => {
  const svg = gridPicture([mark(1, 'A', 10, 10)], fields, words);
  expect(svg).not.toMatch(/var\(|class=|style=|currentColor/);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
});

test('grows with the number of names and with the longest', () => {
  const [width, height] = sizeOf(gridPicture([], fields, words));
  const [same, higher] = sizeOf(gridPicture([mark(1, 'A', 1, 1), mark(2, 'B', 1, 1)], fields, words));
  const [wider] = sizeOf(gridPicture([mark(1, 'W'.repeat(120), 1, 1)], fields, words));
  const [widest] = sizeOf(gridPicture([mark(1, '李'.repeat(120), 1, 1)], fields, words));
  expect([same, higher]).toEqual([width, height + 52]);
  expect(wider).toBeGreaterThan(1000);
  expect(widest).toBeGreaterThan(wider);
});
