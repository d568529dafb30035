import { describe, expect, test } from 'vitest';
import { median, medianRatio, tableOf, withSection } from '../../bench/series.ts';

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

  test('is a table in Markdown, with a ratio where there is something to compare with', () => {
    expect(
      tableOf('100 pages', [
        { name: 'Cold build', unit: 'seconds', own: [1, 3, 2], stock: [4, 4, 4] },
        { name: 'Memory', unit: 'mebibytes', own: [2 ** 30] },
        { name: 'Output', unit: 'bytes', own: [1234567.4], stock: [2469135] },
        { name: 'First search', unit: 'milliseconds', own: [80.4], stock: [100] },
      ]),
    ).toMatchInlineSnapshot(`
      "| 100 pages | Handbook | Stock Starlight | Ratio |
      |---|---|---|---|
      | Cold build | 2.0 s | 4.0 s | 0.50 |
      | Memory | 1024 MiB |  |  |
      | Output | 1,234,567 | 2,469,135 | 0.50 |
      | First search | 80 ms | 100 ms | 0.80 |"
    `);
  });
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
