import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { describe, expect, test } from 'vitest';
import {
  encodePath,
  escapeCommandData,
  escapeCommandProperty,
  escapeHtml,
  escapeMarkdown,
  escapeRegExp,
  escapeSarif,
  escapeSnippet,
  escapeSnippetChoice,
  markdownCode,
  markdownLink,
  plainLine,
  plainText,
  printableJson,
  scriptJson,
  shellWord,
} from '#schema/escaping.ts';
import { root, runIn } from '../helpers.ts';
import { FILES, kindsOf, nodesOf, TITLES, UNPRINTABLE, wordsOf } from '../hostile.ts';

const texts = [...TITLES, ...FILES];
const shown = (text: string) => plainLine(text.replace(/\s+/g, ' ').trim());

describe('a line of plain text', () => {
  test.each([
    ['plain words: "Zoë 李 👩‍💻", 5 % – fine', 'plain words: "Zoë 李 👩‍💻", 5 % – fine'],
    ['one\ntwo', 'one\\u000atwo'],
    ['one\r\ntwo', 'one\\u000d\\u000atwo'],
    ['one\rtwo', 'one\\u000dtwo'],
    ['one\ttwo', 'one\\u0009two'],
    ['one\vtwo\fthree', 'one\\u000btwo\\u000cthree'],
    ['one\u0085two', 'one\\u0085two'],
    ['one\u2028two\u2029three', 'one\\u2028two\\u2029three'],
    ['\u001b[31mred', '\\u001b[31mred'],
    ['\u009b2J', '\\u009b2J'],
    ['\u0000\u0007\u007f', '\\u0000\\u0007\\u007f'],
    ['\u202eabc\u202c', '\\u202eabc\\u202c'],
    ['\u202a\u202b\u202d', '\\u202a\\u202b\\u202d'],
    ['\u2066\u2067\u2068\u2069', '\\u2066\\u2067\\u2068\\u2069'],
    ['\u061c\u200e\u200f', '\\u061c\\u200e\\u200f'],
    ['half a pair \ud83d', 'half a pair \ufffd'],
    ['עברית العربية', 'עברית العربية'],
  ])('%j is %j', (text, expected) => {
    expect(plainLine(text)).toBe(expected);
  });

  test.each(texts)('%j is one line, and moves no cursor', (text) => {
    expect(plainLine(text)).not.toMatch(/\n/);
    expect(plainLine(text)).not.toMatch(UNPRINTABLE);
    expect(plainText(text).replaceAll('\t', '')).not.toMatch(UNPRINTABLE);
  });
});

test('plain text has its lines and tabs', () => {
  expect(plainText('one\r\n\ttwo\n\u001b[2J\rthree\n')).toBe('one\n\ttwo\n\\u001b[2J\\u000dthree\n');
});

test.each(texts)('JSON of %j can be printed, and is the same data', (text) => {
  const printed = printableJson({ [text]: [text] });
  expect(printed).not.toMatch(UNPRINTABLE);
  expect(JSON.parse(printed)).toEqual({ [text]: [text] });
});

describe('Markdown', () => {
  test.each(texts)('shows the words of %j, and does nothing', (text) => {
    for (const [markdown, kinds] of [
      [escapeMarkdown(text), ['paragraph', 'root', 'text']],
      [`- ${escapeMarkdown(text)}\n- b`, ['list', 'listItem', 'paragraph', 'root', 'text']],
      [`### ${escapeMarkdown(text)}`, ['heading', 'root', 'text']],
    ] as const) {
      expect(kindsOf(markdown)).toEqual(kinds);
    }
    expect(wordsOf(escapeMarkdown(text))).toEqual({ words: shown(text), isLinked: false });
  });

  test.each(texts)('shows %j in a cell of a table', (text) => {
    const table = `| a | b |\n| --- | --- |\n| ${escapeMarkdown(text)} | c |\n`;
    expect(kindsOf(table)).toEqual(['root', 'table', 'tableCell', 'tableRow', 'text']);
    expect(nodesOf(table).filter(({ type }) => type === 'tableCell')).toHaveLength(4);
  });

  test.each(texts)('shows %j as the words of one link', (text) => {
    const markdown = `- ${markdownLink(escapeMarkdown(text), 'https://git.example/a')} and more`;
    expect(kindsOf(markdown)).toEqual(['link', 'list', 'listItem', 'paragraph', 'root', 'text']);
    expect(nodesOf(markdown).flatMap(({ url = [] }) => url)).toEqual(['https://git.example/a']);
  });

  test.each(texts)('shows %j as code', (text) => {
    const markdown = `- ${markdownCode(text)}, \`other\``;
    const [code] = nodesOf(markdown).flatMap(({ type, value }) => (type === 'inlineCode' ? [value] : []));
    expect(code).toBe(plainLine(text));
    expect(wordsOf(markdown).isLinked).toBe(false);
  });

  test.each(texts)('has one link to the address that ends in %j', (text) => {
    for (const end of [encodePath(text), text]) {
      const markdown = `- ${markdownLink('words', `https://git.example/blob/${end}`)}: \`other\``;
      expect(kindsOf(markdown)).toEqual(['inlineCode', 'link', 'list', 'listItem', 'paragraph', 'root', 'text']);
      const [url = ''] = nodesOf(markdown).flatMap((node) => node.url ?? []);
      expect(new URL(url).host).toBe('git.example');
    }
    const [, path] = /blob\/(.*)\)$/.exec(markdownLink('a', `https://git.example/blob/${encodePath(text)}`)) ?? [];
    expect(decodeURIComponent(path ?? '')).toBe(text.toWellFormed());
  });

  test('has no link where no address is known', () => {
    expect(markdownLink('words', undefined)).toBe('words');
  });

  test.each([
    ['Trust in numbers', 'Trust in numbers'],
    ['What a lead does: R&D, 50 % (at least)', 'What a lead does: R\\&D, 50 % (at least)'],
    ['Say "no" – and why; it’s fine!', 'Say "no" – and why; it’s fine!'],
  ])('leaves the plain words %j readable', (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });
});

describe('HTML', () => {
  const SIGNS = `a<b>c & "d" 'e' &lt; &#60; &amp; </title> <!-- ]]> <script>`;

  test.each([...texts, SIGNS])('shows %j as it is, in an element and in attributes', (text) => {
    const html = `<b title="${escapeHtml(text)}" lang='${escapeHtml(text)}'>${escapeHtml(text)}</b>`;
    const [element, ...others] = parseFragment(html).childNodes as DefaultTreeAdapterTypes.Element[];
    // A parser of HTML takes every line break for a line feed, and drops NUL inside of elements.
    const parsed = text.replace(/\r\n?/g, '\n');
    const attribute = parsed.replaceAll('\0', '\ufffd');
    expect(others).toEqual([]);
    expect(element?.attrs.map(({ value }) => value)).toEqual([attribute, attribute]);
    expect(element?.childNodes.map((node) => 'value' in node && node.value)).toEqual([parsed.replaceAll('\0', '')]);
  });

  test.each([...texts, '</script><script>', '<!--<script>', '\u2028'])('takes %j as JSON of a script', (text) => {
    const html = `<script type="application/json">${scriptJson({ text })}</script>`;
    const [element, ...others] = parseFragment(html).childNodes as DefaultTreeAdapterTypes.Element[];
    expect(others).toEqual([]);
    const [inner] = (element?.childNodes ?? []) as DefaultTreeAdapterTypes.TextNode[];
    expect(JSON.parse(inner?.value ?? '')).toEqual({ text });
  });
});

test.each([
  ...texts,
  ...['.', '*a+', 'a?', '^$', '{1}', '(a|b)', '[a-z]', '\\d', 'a/b', 'C++ (and C#)', 'guides/v1.2', '$&', '-'],
])('a regular expression matches %j and nothing else', (text) => {
  for (const flags of ['', 'u', 'v', 'i']) {
    const pattern = new RegExp(`^${escapeRegExp(text)}$`, flags);
    expect(pattern.test(text)).toBe(true);
    expect(pattern.test(`${text}x`)).toBe(false);
    expect([...'ab1 d\n'].filter((sign) => pattern.test(sign))).toEqual([]);
  }
});

test.each([
  ['plain words', 'plain words', 'plain words'],
  ['$0', '\\$0', '\\$0'],
  ['costs $5', 'costs \\$5', 'costs \\$5'],
  ['${1:a', '\\${1:a', '\\${1:a'],
  ['a } b', 'a \\} b', 'a \\} b'],
  ['a { b', 'a { b', 'a { b'],
  ['C:\\new', 'C:\\\\new', 'C:\\\\new'],
  ['a, b', 'a, b', 'a\\, b'],
  ['a|b', 'a|b', 'a\\|b'],
  ['$TM_FILENAME', '\\$TM_FILENAME', '\\$TM_FILENAME'],
  ['\\$', '\\\\\\$', '\\\\\\$'],
])('a snippet says %j as %j, and as the choice %j', (text, plain, choice) => {
  expect([escapeSnippet(text), escapeSnippetChoice(text)]).toEqual([plain, choice]);
});

describe('a workflow command', () => {
  test.each([
    ['plain words', 'plain words', 'plain words'],
    ['a\nb', 'a%0Ab', 'a%0Ab'],
    ['a\r\nb', 'a%0D%0Ab', 'a%0D%0Ab'],
    ['a\rb', 'a%0Db', 'a%0Db'],
    ['50%', '50%25', '50%25'],
    ['%0A', '%250A', '%250A'],
    ['%25', '%2525', '%2525'],
    ['a:b', 'a:b', 'a%3Ab'],
    ['a,b', 'a,b', 'a%2Cb'],
    ['a::b', 'a::b', 'a%3A%3Ab'],
    ['a,line=1', 'a,line=1', 'a%2Cline=1'],
    ['\n::error::a', '%0A::error::a', '%0A%3A%3Aerror%3A%3Aa'],
    ['\u001b[2J', '\\u001b[2J', '\\u001b[2J'],
    ['\u202ea', '\\u202ea', '\\u202ea'],
  ])('says %j as the message %j and the property %j', (text, data, property) => {
    expect([escapeCommandData(text), escapeCommandProperty(text)]).toEqual([data, property]);
  });
});

describe('a message in SARIF', () => {
  test.each([
    ['plain words', 'plain words'],
    ['a list [a, b]', 'a list [a, b]'],
    ['[click](https://evil.example)', '\\[click\\](https://evil.example)'],
    ['a [b] (c)', 'a [b] (c)'],
    ['[a\\](b)', '\\[a\\\\\\](b)'],
  ])('says %j as %j', (text, expected) => {
    expect(escapeSarif(text)).toBe(expected);
  });
});

test('a shell reads back the words that were written for it, each as one', async () => {
  const words = texts.map(plainLine);
  const script = `printf '%s\\0' ${words.map(shellWord).join(' ')}`;
  const { output } = await runIn(root, 'sh', ['-c', script]);
  expect(output.split('\0').slice(0, -1)).toEqual(words);
  expect(shellWord('content/guides/trust.mdx')).toBe('content/guides/trust.mdx');
  expect(shellWord('data/terms/terms.yaml#roadmap')).toBe('data/terms/terms.yaml#roadmap');
});
