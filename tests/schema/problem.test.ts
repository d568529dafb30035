import { describe, expect, test } from 'vitest';
import { didYouMean, formatProblem, formatReport, nearest, type Problem } from '#schema/problem.ts';

const problem = (file: string, line: number): Problem => ({
  file,
  line,
  column: 3,
  message: 'It is wrong',
  fix: 'Write it right',
});

describe('a report', () => {
  test('lists problems in reading order and counts them', () => {
    expect(formatReport([problem('b.mdx', 1), problem('a.mdx', 20), problem('a.mdx', 3)])).toMatchInlineSnapshot(`
      "a.mdx:3:3  It is wrong  Write it right
      a.mdx:20:3  It is wrong  Write it right
      b.mdx:1:3  It is wrong  Write it right

      3 problems in 2 files"
    `);
  });
});

describe('the nearest name', () => {
  test.each([
    ['peopel', ['people', 'direction'], 'people'],
    ['people', ['pillars/people'], 'pillars/people'],
    ['Owner', ['owner'], 'owner'],
    ['xyz', ['people'], undefined],
    ['anything', [], undefined],
    ['p'.repeat(100_000), ['people'], undefined],
    [`people${'/'.repeat(100_000)}`, ['people'], undefined],
  ])('to %s among %j is %s', (written, known, expected) => {
    expect(nearest(written, known)).toBe(expected);
  });

  test.each([
    ['peopel', ['people'], 'Did you mean "people"?'],
    ['xyz', ['people'], 'Write "people"'],
    ['xyz', ['people', 'systems'], 'Use one of "people", "systems"'],
    ['xyz', [], 'There is none yet: add it first, or leave this out'],
  ])('becomes a cure: %s among %j', (written, known, expected) => {
    expect(didYouMean(written, known)).toBe(expected);
  });
});

test.each([
  ['a\nb', 'a\\u000ab'],
  ['a\rb', 'a\\u000db'],
  ['a\tb', 'a\\u0009b'],
  ['a\0b', 'a\\u0000b'],
  ['\u001b[2Ja', '\\u001b[2Ja'],
  ['a\u007fb', 'a\\u007fb'],
  ['a\u0085b', 'a\\u0085b'],
  ['a\u2028b', 'a\\u2028b'],
  ['a\u2029b', 'a\\u2029b'],
  ['a\u202egnp.b', 'a\\u202egnp.b'],
  ['a\u2066b', 'a\\u2066b'],
  ['é 日本 🙂', 'é 日本 🙂'],
])('a problem is one line that shows each character: %j', (name, shown) => {
  const line = formatProblem({ file: name, line: 1, column: 2, message: `"${name}" is wrong`, fix: `Rename ${name}` });
  expect(line).toBe(`${shown}:1:2  "${shown}" is wrong  Rename ${shown}`);
});
