import { describe, expect, test } from 'vitest';
import { lengthWords } from '#check/rules/lengths.ts';
import { styleProblems } from '#check/rules/wording.ts';
import { readBodyFacts } from '#load/body.ts';
import { readMdx } from '#load/mdx.ts';
import { countWords, piecesOfBody, textsIn } from '#load/prose.ts';
import { style } from '#schema/data/style.ts';
import { page } from '#schema/pages/index.ts';

const rule = (title: string, more: object = {}) =>
  style.parse({ id: 'a-rule', title, reason: 'It is so.', category: 'plain', ...more });
const rules = [
  rule('utilise', { forms: ['utilises', 'utilising'], instead: ['use'], certain: true }),
  rule('simply'),
  rule('going forward', { instead: ['from now on', 'later'] }),
  rule('master/slave', { instead: ['primary', 'replica', 'worker'], certain: true }),
  rule('don’t you know'),
];

/** What is found in a body, each as line:column, whether it is a problem, and what is said. */
function found(written: string, language = 'en-GB'): string[] {
  const file = 'a.mdx';
  const read = readMdx(file, `---\na: b\n---\n${written}\n`);
  expect(read.problems).toEqual([]);
  const body = read.body as NonNullable<typeof read.body>;
  const pieces = piecesOfBody(readBodyFacts(file, body, {}).pieces, () => body.text);
  const found = styleProblems([{ file, pieces }], rules, language);
  const problems = found.filter(({ isHint }) => !isHint);
  const hints = found.filter(({ isHint }) => isHint);
  const shown = (kind: string) => (one: (typeof hints)[number]) =>
    `${one.line - 3}:${one.column} ${kind}: ${one.message} | ${one.fix}`;
  return [...problems.map(shown('problem')), ...hints.map(shown('hint'))];
}

describe('words to avoid', () => {
  test.each([
    ['We utilise it.', ['1:4 problem: We avoid "utilise" | Write "use". It is so']],
    ['Utilising it', ['1:1 problem: We avoid "Utilising" | Write "use". It is so']],
    ['It is simply there.', ['1:7 hint: We avoid "simply" | Leave it out. It is so']],
    [
      'A\nword, **simply**, and [simply](/a/)',
      ['2:9', '2:24'].map((at) => `${at} hint: We avoid "simply" | Leave it out. It is so`),
    ],
    ['Be kind going\nforward.', ['1:9 hint: We avoid "going forward" | Write "from now on" or "later". It is so']],
    [
      '> quoted\n\nA master/slave pair',
      ['3:3 problem: We avoid "master/slave" | Write "primary", "replica" or "worker". It is so'],
    ],
    ["Well, don't you know", ['1:7 hint: We avoid "don’t you know" | Leave it out. It is so']],
    ['&amp; \\* simply', ['1:10 hint: We avoid "simply" | Leave it out. It is so']],
    ['| a |\n|---|\n| simply |', ['3:3 hint: We avoid "simply" | Leave it out. It is so']],
    ['![simply a dot](./dot.png)', ['1:3 hint: We avoid "simply" | Leave it out. It is so']],
    [':::note[Simply]\nText\n:::', ['1:9 hint: We avoid "Simply" | Leave it out. It is so']],
    [
      '<details>\n<summary>Simply</summary>\n\nText\n\n</details>',
      ['2:10 hint: We avoid "Simply" | Leave it out. It is so'],
    ],
  ])('%j', (body, expected) => {
    expect(found(body)).toEqual(expected);
  });

  test.each([
    'Somebody says "we utilise it" there.',
    'The word “simply” is no help, and `utilise` is code.',
    '```\nutilise\n```',
    '> We utilise what we have.\n>\n> - simply so',
    'The [page](/utilise/) and https://example.com/simply',
    'A simplyfier, and unutilise.',
  ])('are left alone in %j', (body) => {
    expect(found(body)).toEqual([]);
  });
});

const words = (count: number) => `One ${'word '.repeat(count - 2)}more`;

describe('sentences', () => {
  test.each([
    [`${words(40)}.`, []],
    [`Short. ${words(41)}.`, ['1:8 hint: This sentence has 41 words | Divide it, or cut it to 40']],
    [`${words(30)}. ${words(30)}! ${words(30)}? ${words(30)}`, []],
    [`${words(30)}."\n"${words(30)}`, []],
    [`- ${words(30)}\n- ${words(30)}`, []],
  ])('%j', (body, expected) => {
    expect(found(body)).toEqual(expected);
  });
});

describe('headings', () => {
  test.each([
    ['## A heading.', ['1:4 problem: The heading ends with "." | Delete it: a heading is no sentence']],
    ['## How:', ['1:4 problem: The heading ends with ":" | Delete it: a heading is no sentence']],
    ['##', ['1:1 problem: The heading has no words | Write some after the #, or delete the line']],
    ['## A\n\n#### B', ['3:6 problem: This heading skips a rank | Start it with ### instead of ####']],
    ['### A', ['1:5 problem: This heading skips a rank | Start it with ## instead of ###']],
    [
      '## Same\n\nText\n\n## Same',
      ['5:4 hint: The same heading stands here twice | Say what is different in each, so that links are clear'],
    ],
    ['## How The Team Works', ['1:4 hint: The words of this heading start with capitals | Write "How the team works"']],
    [`## ${words(17)}`, ['1:4 hint: This heading has 17 words | Cut it to 16: readers look for it, and skip']],
  ])('%j', (body, expected) => {
    expect(found(`${body}\n\nText`)).toEqual(expected);
  });

  test.each([
    '## What, then?',
    '## Meetings, mail and so on, etc.',
    '## A\n\n### B\n\nText\n\n## C\n\n### B',
    '## Work with the DORA team in Basel',
    '## The trusted advisor: What it says',
  ])('%j is right', (body) => {
    expect(found(`${body}\n\nText`)).toEqual([]);
  });

  const empty = 'hint: There is nothing under this heading | Write a sentence under it, or delete it';
  test.each([
    ['## A\n\n## B\n\nText', ['1:4']],
    ['## A\n## B\n\nText', ['1:4']],
    ['Text\n\n## A', ['3:4']],
    ['Text\n\n## A\n\n### B', ['5:5']],
    ['## A\n\n### B\n\n## C\n\nText', ['3:5']],
    ['## A\n\n### B\n\n### C\n\nText', ['3:5']],
    ['## A\n\n## B\n\n## C', ['1:4', '3:4', '5:4']],
    ['## *A*\n\n## B\n\nText', ['1:5']],
    ['## A\n\n{/* to do */}\n\n## B\n\nText', ['1:4']],
    ['## A\n\n{\n// to do\n}\n\n## B\n\nText', ['1:4']],
    ['## A\n\n{/* one */ /* two */}', ['1:4']],
    ['## A\n\n[b]: /b/\n\n## B\n\nText', ['1:4']],
    ['## A\n\n[^b]: B.\n\n## B\n\nText[^b]', ['1:4']],
    [':::note\n## A\n\n## B\n\nText\n:::', ['2:4']],
    ['<details>\n\n## A\n\n## B\n\nText\n\n</details>', ['3:4']],
    ['## `a`\n\n## B\n\nText', ['1:1']],
  ])('%j has nothing under a heading', (body, places) => {
    expect(found(body)).toEqual(places.map((place) => `${place} ${empty}`));
  });

  test.each([
    '## A\n\n### B\n\nText',
    '## A\n\n- one',
    '## A\n\n```sh\n## no heading\n\n## B\n```',
    '## A\n\n| a |\n|---|\n| b |',
    '## A\n\n![a dot](./dot.png)\n\n## B\n\nText',
    "import Glossary from '#components/Glossary.astro';\n\n## A\n\n<Glossary />\n\n## B\n\nText",
    '## A\n\n{frontmatter.title}\n\n## B\n\nText',
    '## A\n\n:::note\nText\n:::',
    '## A\n\n> Quoted.',
    ':::only[leads]\n## A\n:::\n\nText',
    '<details>\n\n## A\n\n</details>\n\nText',
    '# A\n\n## B\n\nText',
    'Text only',
  ])('%j has something under each heading', (body) => {
    expect(found(body).filter((line) => line.includes('nothing'))).toEqual([]);
  });

  test('capitals are looked at in English only', () => {
    expect(found('## Was Gute Führung Ausmacht\n\nText', 'de')).toEqual([]);
  });
});

describe('the length of a page', () => {
  test.each([
    ['guide', 499, false, 'This guide has 499 words | Aim at 500 to 1250: say more, or move it to another page'],
    ['guide', 1251, false, 'This guide has 1251 words | Aim at 500 to 1250: cut it, or divide it'],
    ['practice', 751, true, 'This practice has 751 words | Aim at 350 to 750: cut it, or divide it'],
    ['guide', 500, false, undefined],
    ['guide', 10, true, undefined],
    ['landing', 10, false, undefined],
  ] as const)('%s of %i words, with a generated part: %s', (kind, count, hasGeneratedPart, expected) => {
    const said = lengthWords({ kind, words: count, hasGeneratedPart });
    expect(said && `${said.message} | ${said.fix}`).toBe(expected);
  });

  test.each([
    ['One-to-one talks – or 1:1 – don’t wait', 6],
    ['', 0],
  ])('%j has %i words', (text, count) => {
    expect(countWords(text)).toBe(count);
  });
});

test('the prose of fields is what readers read', () => {
  const fields = {
    kind: 'guide',
    title: 'Title',
    description: 'Description',
    owner: 'a-team',
    reviewed: [{ day: '2026-01-01', outcome: 'edited' }],
    sources: [{ source: 'a-book', where: 'Somewhere' }],
    provenance: 'editorial',
    aliases: ['what people search for'],
    section: 'Section',
    related: ['guides/a'],
  };
  expect(textsIn(page, fields).map(({ path }) => path.join('.'))).toEqual(['title', 'description', 'section']);
});
