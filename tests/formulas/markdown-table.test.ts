import { markdownToMdast } from 'satteri';
import { describe, expect, test } from 'vitest';
import { markdownTable } from '#formulas/markdown-table.ts';

interface Node {
  type: string;
  value?: string;
  children?: Node[];
}

/** What a reader of Markdown sees in each cell, and the kinds of node that it is made of. */
function cellsOf(markdown: string) {
  const tree = markdownToMdast(markdown) as unknown as Node;
  const [table] = tree.children ?? [];
  return (table?.children ?? []).map((row) =>
    (row.children ?? []).map(({ children = [] }) => ({
      text: children.map(({ value }) => value ?? '').join(''),
      types: [...new Set(children.map(({ type }) => type))],
    })),
  );
}

test('a table has a head, a line below it and a line for each row', () => {
  expect(markdownTable(['Name', 'Field'], [['Product manager', 'Manage closely']])).toBe(
    '| Name | Field |\n| --- | --- |\n| Product manager | Manage closely |\n',
  );
});

describe('a cell shows its text as it is', () => {
  test.each([
    'A | B',
    'A \\| B',
    'A \\\\| B \\',
    '[link](page.md) [[two]]',
    '![x](y) [ref]',
    '*star* _under_ `tick` ~~gone~~',
    '<b>bold</b> <!-- no -->',
    'R&D &amp; &#65; & Co.',
    'Zoë 李 👩‍💻 (ops), "b"; c',
  ])('%s', (text) => {
    const [, row] = cellsOf(markdownTable(['a', 'b'], [[text, 'next']]));
    expect(row?.map((cell) => cell.text)).toEqual([text, 'next']);
    expect(row?.[0]?.types).toEqual(['text']);
  });

  test('on one line, whatever breaks it holds', () => {
    const [, row, none] = cellsOf(markdownTable(['a', 'b'], [[' one\r\ntwo\n\n| three\u2028four ', 'next']]));
    expect(row?.map((cell) => cell.text)).toEqual(['one two | three four', 'next']);
    expect(none).toBeUndefined();
  });

  test('even where it holds nothing', () => {
    expect(cellsOf(markdownTable(['a', 'b'], [['', 'next']]))[1]?.map((cell) => cell.text)).toEqual(['', 'next']);
  });
});
