import { describe, expect, test } from 'vitest';
import { readBodyFacts } from '#load/body.ts';
import { readMdx } from '#load/mdx.ts';

const FRONT = '---\nkind: guide\n---\n';

/** Reads a body as the check does, and returns the message of the first problem, if there is one. */
function problemIn(body: string): string | undefined {
  const { body: parsed, problems } = readMdx('a.mdx', FRONT + body);
  const found = [...problems, ...(parsed ? readBodyFacts('a.mdx', parsed, {}).problems : [])];
  return found[0] && `${found[0].line}:${found[0].column}  ${found[0].message}`;
}

const lines = (count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n');
const DEEP = 'This is nested too deeply to be read';
const LONG = 'This paragraph has more than 2000 quotation marks, colons, tags and the like';

describe('what the parser could not read in time, or at all, is reported before it runs', () => {
  test.each<[name: string, body: string, place: string, message: string]>([
    ['quotations', '>'.repeat(20_000), '4:1', DEEP],
    ['quotations in a megabyte', '>'.repeat(900_000), '4:1', DEEP],
    ['quotations with spaces', '> '.repeat(300_000), '4:1', DEEP],
    ['lists', `${'- '.repeat(20_000)}a`, '4:1', DEEP],
    ['numbered lists', `${'1. '.repeat(20_000)}a`, '4:1', DEEP],
    ['lists in quotations', `a\n\n${'> - '.repeat(20_000)}`, '6:1', DEEP],
    ['elements', `${'<span>'.repeat(3000)}a${'</span>'.repeat(3000)}`, '4:6001', DEEP],
    ['elements in a megabyte', '<em>'.repeat(200_000), '4:4001', DEEP],
    ['elements on lines', '<em>\n\n'.repeat(3000), '2004:1', DEEP],
    ['brackets', '['.repeat(50_000), '4:1001', DEEP],
    ['pictures', '!['.repeat(50_000), '4:2002', DEEP],
    ['round brackets', '('.repeat(100_000), '4:1001', DEEP],
    ['braces', '{'.repeat(20_000), '4:1001', DEEP],
    ['list on lines', lines(500, (at) => `${' '.repeat(2 * at)}- a`), '103:201', DEEP],
    ['asides', ':::note\n\n'.repeat(1000), '404:1', DEEP],
    ['entities', `a\n\n${'&amp;'.repeat(190_000)}`, '6:1', LONG],
    ['quotation marks', '"a '.repeat(150_000), '4:1', LONG],
    ['apostrophes', "it's ".repeat(150_000), '4:1', LONG],
    ['apostrophes on lines', "it's\n".repeat(150_000), '4:1', LONG],
    ['dashes', 'a -- b '.repeat(100_000), '4:1', LONG],
    ['dots', 'a... '.repeat(100_000), '4:1', LONG],
    ['colons', ':a '.repeat(100_000), '4:1', LONG],
    ['expressions', '{"a"} '.repeat(20_000), '4:1', LONG],
    ['elements beside each other', '<abbr title="x">a</abbr> '.repeat(20_000), '4:1', LONG],
    ['attributes', `<p ${'title="x" '.repeat(20_000)}>a</p>`, '4:1', LONG],
  ])('%s', (_name, body, place, message) => {
    const start = performance.now();
    expect(problemIn(body)).toBe(`${place}  ${message}`);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

test.each([
  ['headings', '## A\n\n'.repeat(20_000)],
  ['headings with words', lines(10_000, (at) => `## A${at}\n\nx\n`)],
  ['columns', `${'|a'.repeat(5000)}|\n${'|-'.repeat(5000)}|\n`],
  ['rows', `|a|\n|-|\n${'|b|\n'.repeat(20_000)}`],
  ['footnotes', `${lines(2000, (at) => `[^${at}]\n`)}\n\n${lines(2000, (at) => `[^${at}]: x\n`)}`],
  ['asterisks', '*a '.repeat(50_000)],
  ['underlines', '_a '.repeat(50_000)],
  ['open asterisks', '*'.repeat(100_000)],
  ['backticks', lines(900, (at) => '`'.repeat(at))],
  ['escaped brackets', '\\[a\\]'.repeat(900)],
  ['links', '[a](/b/) '.repeat(10_000)],
  ['paragraphs', 'It\'s a "b" -- c &amp; d.\n\n'.repeat(5000)],
  ['items', '- it\'s "b"\n'.repeat(5000)],
  ['lines of code', `\`\`\`json\n${'{"a": "b"},\n'.repeat(5000)}\`\`\``],
  ['lines', 'a\n'.repeat(200_000)],
  ['elements in one another', `${'<em>'.repeat(150)}a${'</em>'.repeat(150)}`],
  ['quotations in one another', `${'>'.repeat(150)} a`],
])('many %s are read', (_name, body) => {
  const start = performance.now();
  expect(problemIn(body) ?? '').not.toMatch(/too deeply|more than/);
  expect(performance.now() - start).toBeLessThan(10_000);
});
