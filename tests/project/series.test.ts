import { describe, expect, test } from 'vitest';
import { growthOf, median, medianRatio, tableOf, withSection } from '../../bench/series.ts';

describe('what was measured', () => {
  test.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
    [[], Number.NaN],
  ])('of %j the median is %d', (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  test('is compared within a round, so that a slow round changes nothing', () => {
    expect(medianRatio([1, 10, 2], [2, 20, 4])).toBe(0.5);
  });

  test('is a table in Markdown, with the ratios', () => {
    expect(
      tableOf('100 pages', [
        { name: 'Cold build', unit: 'seconds', own: [1, 3, 2], stock: [4, 4, 4] },
        { name: 'Memory', unit: 'mebibytes', own: [2 ** 30], stock: [2 ** 31] },
        { name: 'Output', unit: 'bytes', own: [1234567.4], stock: [2469135] },
        { name: 'First search', unit: 'milliseconds', own: [80.4], stock: [100] },
      ]),
    ).toMatchInlineSnapshot(`
      "| 100 pages | Handbook | Stock Starlight | Ratio |
      |---|---|---|---|
      | Cold build | 2.0 s | 4.0 s | 0.50 |
      | Memory | 1024 MiB | 2048 MiB | 0.50 |
      | Output | 1,234,567 | 2,469,135 | 0.50 |
      | First search | 80 ms | 100 ms | 0.80 |"
    `);
  });
});

test('a handbook that grows costs for each page what the table says', () => {
  const size = (pages: number, time: number, output: number) => ({
    pages,
    rows: [
      { name: 'Cold build', unit: 'seconds' as const, own: [time] },
      { name: 'Output', unit: 'bytes' as const, own: [output] },
    ],
  });
  expect(
    growthOf('Rounds: 1', [size(1000, 10, 4000), size(5000, 40, 20_000), size(10_000, 120, 50_000)]),
  ).toMatchInlineSnapshot(`
      "| Rounds: 1 | 1,000 pages | 5,000 pages | 10,000 pages | For each page, last to first |
      |---|---|---|---|---|
      | Cold build | 10.0 s | 40.0 s | 120.0 s | 1.20 |
      | Output | 4,000 | 20,000 | 50,000 | 1.25 |"
    `);
});

describe('a section of a document', () => {
  const document = '# All\n\nWords.\n\n## 100 pages\n\nOld.\n\n## 1,000 pages\n\nOther.\n';

  test('takes the place of the one with its heading', () => {
    expect(withSection(document, '100 pages', 'New.')).toBe(document.replace('Old.', 'New.'));
  });

  test('stands at the end if it is new', () => {
    expect(withSection(document, '5,000 pages', 'New.')).toBe(`${document}\n## 5,000 pages\n\nNew.\n`);
  });
});
