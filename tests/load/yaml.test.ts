import { describe, expect, test } from 'vitest';
import { readYaml } from '#load/yaml.ts';

/** Returns the problem with a text as `line:column  message`, or undefined if there is none. */
function problemIn(text: string): string | undefined {
  const [problem, ...others] = readYaml('a.yaml', text).problems ?? [];
  expect(others).toEqual([]);
  return problem && `${problem.line}:${problem.column}  ${problem.message}`;
}

const MARK = (name: string) => `A value starts with an ${name}`;
const TWICE = 'The same key stands here twice';
const NO_KEY = 'There is no key before the colon';
const DEEP = 'This is nested too deeply to be read';
const sign = (code: string) => `The text holds U+${code}, a character that nobody sees`;
const flow = (depth: number) => `a: ${'['.repeat(depth)}${']'.repeat(depth)}`;
const block = (depth: number) => Array.from({ length: depth }, (_, at) => `${' '.repeat(at)}a:`).join('\n');

describe('what YAML has and pages and data have not', () => {
  test.each([
    ['a tag', 'a: b\nowner: !foo x', `2:8  ${MARK('exclamation mark')}`],
    ['a tag of YAML itself', 'a: !!str 5', `1:4  ${MARK('exclamation mark')}`],
    ['a binary', 'a: !!binary aGVsbG8=', `1:4  ${MARK('exclamation mark')}`],
    ['a tag without a name', 'a: ! b', `1:4  ${MARK('exclamation mark')}`],
    ['a tag without a value', 'a: !b', `1:4  ${MARK('exclamation mark')}`],
    ['a tag on a mapping', '!foo\na: b', `1:1  ${MARK('exclamation mark')}`],
    ['a tag in a list', 'a:\n  - !foo b', `2:5  ${MARK('exclamation mark')}`],
    ['a tag on a key', '!foo a: b', `1:1  ${MARK('exclamation mark')}`],
    ['an anchor', 'a: &b c', `1:4  ${MARK('ampersand')}`],
    ['an anchor without a value', 'a: &b', `1:4  ${MARK('ampersand')}`],
    ['an anchor with its alias', 'a: &b c\nd: *b', `1:4  ${MARK('ampersand')}`],
    ['an anchor that holds its alias', 'a: &b [*b]', `1:4  ${MARK('ampersand')}`],
    ['an anchor for a merge', 'a: &b\n  c: d\ne:\n  <<: *b', `1:4  ${MARK('ampersand')}`],
    ['an alias of nothing', 'a: b\nc: *d', `2:4  ${MARK('asterisk')}`],
    ['a key twice', 'a: b\nc: d\na: e', `3:1  ${TWICE}`],
    ['a key twice, once in quotes', 'a: b\n"a": c', `2:1  ${TWICE}`],
    ['a number twice as key', '1: b\n"1": c', `2:1  ${TWICE}`],
    ['a key twice in braces', 'a: {b: c, b: d}', `1:11  ${TWICE}`],
    ['a key of all objects twice', 'toString: b\ntoString: c', `2:1  ${TWICE}`],
    ['no key', 'a: b\n: c', `2:1  ${NO_KEY}`],
    ['an empty key', '~: c', `1:1  ${NO_KEY}`],
    ['a list as key', '[a]: c', '1:1  A key is a list or mapping'],
    ['a mapping as key', '? a: b\n: c', expect.stringContaining('A key is a list or mapping')],
    ['the key __proto__', 'a:\n  __proto__: b', '2:3  Unknown key "__proto__"'],
    ['no space after a colon in braces', 'a: {b:c, d: e}', '1:5  There is no space after the colon'],
    ['an item that continues a text', 'a:\n  - b\n   - c', '3:4  This item is read as a part of the text above it'],
    ['items that continue a text', 'a: b\n  - c\n  - d', '2:3  This item is read as a part of the text above it'],
    ['an escape for NUL', 'a: "b\\0"', `1:4  ${sign('0000')}`],
    ['an escape for ESC', 'a: "b\\e[0m"', `1:4  ${sign('001B')}`],
    ['an escape for DEL', 'a:\n  - "\\x7f"', `2:5  ${sign('007F')}`],
    ['an escape for a control of C1', 'a: "\\x9b"', `1:4  ${sign('009B')}`],
    ['an escape for half a pair', 'a: "\\ud83d"', `1:4  ${sign('D83D')}`],
    ['an escape for no character', 'a: "\\ufffe"', `1:4  ${sign('FFFE')}`],
    ['an escape for a carriage return', 'a: "b\\rc"', '1:4  A line ends in a carriage return alone'],
    ['an escape in a key', '"a\\e": b', `1:1  ${sign('001B')}`],
    ['brackets 60 deep', flow(60), `1:54  ${DEEP}`],
    ['brackets 1,000 deep', flow(1000), expect.stringContaining(DEEP)],
    ['brackets 100,000 deep', flow(100_000), expect.stringContaining(DEEP)],
    ['braces 1,000 deep', '{a: '.repeat(1000) + '}'.repeat(1000), expect.stringContaining(DEEP)],
    ['mappings 60 deep', block(60), expect.stringContaining(DEEP)],
    ['mappings 900 deep', block(900), expect.stringContaining(DEEP)],
    ['lists 1,000 deep', `${'- '.repeat(1000)}a`, expect.stringContaining(DEEP)],
  ])('%s', (_name, text, problem) => expect(problemIn(text)).toEqual(problem));
});

test.each([
  ['owner : editors', { owner: 'editors' }],
  ['a: [yes, no, on, off]', { a: ['yes', 'no', 'on', 'off'] }],
  ['a: 0o17\nb: 010\nc: 1_000', { a: 15, b: 10, c: '1_000' }],
  ['a: 2026-01-31', { a: '2026-01-31' }],
  ['a: 12:30', { a: '12:30' }],
  ['<<: {a: b}', { '<<': { a: 'b' } }],
  ['constructor: a\ntoString: b\nhasOwnProperty: c', { constructor: 'a', toString: 'b', hasOwnProperty: 'c' }],
  ['a: "\\u2028\\n\\t"', { a: '\u2028\n\t' }],
  ['a: b & c ! d * e', { a: 'b & c ! d * e' }],
  ['a: >\n  b\n\n  - c\n', { a: 'b\n- c\n' }],
  ['a: b\n  c - d', { a: 'b c - d' }],
  [flow(40), { a: expect.anything() }],
  ['# a\n\n---\na: b\n...\n', { a: 'b' }],
])('%j is read', (text, value) => {
  expect(problemIn(text)).toBeUndefined();
  expect(readYaml('a.yaml', text).located?.value).toEqual(value);
});

test.each([
  ['keys', Array.from({ length: 20_000 }, (_, at) => `k${at}: v`).join('\n')],
  ['items', '- a\n'.repeat(50_000)],
  ['anchors', '- &a b\n'.repeat(50_000)],
  ['lines of a text', `a: b\n${' c\n'.repeat(100_000)}`],
])('many %s are read in linear time', (_name, text) => {
  const start = performance.now();
  readYaml('a.yaml', text);
  expect(performance.now() - start).toBeLessThan(5000);
});
