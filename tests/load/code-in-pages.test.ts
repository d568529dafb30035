import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { markdownToHtml, mdxToJs } from 'satteri';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { importLine } from '#load/code.ts';
import { isPlainMarkdown } from '#load/mdx.ts';
import { formatProblem } from '#schema/problem.ts';
import { withoutCode } from '#site/markdown-plugins.ts';
import { copyHandbook, temporaryFolder } from '../helpers.ts';
import { at } from '../repository.ts';

// Words of contributors are data: whatever a page, a note or an entry holds, none of it runs.

const all = temporaryFolder();
const CANARY = join(all, 'canary.txt');
vi.stubEnv('PLAYBOOK_CANARY', 'the-secret-of-the-build');
afterAll(() => vi.unstubAllEnvs());
afterEach(() => expect(existsSync(CANARY), 'code of a page ran').toBe(false));

/** Writes a file with a secret in it, wherever it runs. */
const RUN = `process.getBuiltinModule('node:fs').writeFileSync('${CANARY}', process.env.PLAYBOOK_CANARY)`;

/** The same in an address, and between single quotes. */
const IN_ADDRESS = encodeURIComponent(RUN).replaceAll("'", '%27');

const head = (more = '') => `---
kind: guide
title: Attack
description: What this page is about.
owner: editors
reviewed: [{day: 2026-01-15, outcome: edited}]
sources:
  - source: a-book
provenance: editorial
${more}---
`;
const FIRST = head().split('\n').length;

/** The problems of the small handbook with these files in it. */
function problemsWith(files: Record<string, string>): string[] {
  const folder = copyHandbook(all);
  for (const [file, text] of Object.entries(files)) at(folder).write(file, text);
  return readHandbook(folder, { today: '2026-06-30' }).problems.map(formatProblem);
}

/** Bodies with the places of their problems: line of the body, column, and the start of the message. */
const attacks: [body: string, ...problems: string[]][] = [
  [`{[${RUN}.toString()]}`, '1:1  Braces hold code'],
  [`Some {-(() => ${RUN})()} words.`, '1:6  Braces hold code'],
  ['{<p>{process.env.PLAYBOOK_CANARY}</p>}', '1:1  Braces hold an element'],
  [`{await (async () => ${RUN})()}`, '1:1  Braces hold code'],
  ['The <abbr title={[process.env.PLAYBOOK_CANARY]}>CI</abbr>.', '1:11  The value of "title" is code'],
  [`The <abbr title={\`\${process.env.PLAYBOOK_CANARY}\`}>CI</abbr>.`, '1:11  The value of "title" is code'],
  [`The <abbr title=<p>{${RUN}}</p>>CI</abbr>.`, '1:5  This tag is not well formed'],
  [`The <abbr {...${RUN}}>CI</abbr>.`, '1:5  <abbr> cannot take "..."'],
  [`The <abbr title={{toString() { ${RUN} }}}>CI</abbr>.`, '1:11  The value of "title" is code'],
  ['The <abbr title={["a"]}>CI</abbr>.', '1:11  The value of "title" is no text'],
  [`| a | b |\n| - | - |\n| c | {[${RUN}]} |`, '3:7  Braces hold code'],
  [`[words {[${RUN}]}](/guides/trust/)`, '1:8  Braces hold code'],
  [`- one\n- two {[${RUN}]}`, '2:7  Braces hold code'],
  [`> said {[${RUN}]}`, '1:8  Braces hold code'],
  [`**bold {[${RUN}]}**`, '1:8  Braces hold code'],
  [`:::note[Title {[${RUN}]}]\nWords.\n:::`, '1:15  Braces hold code'],
  [`:::note\nWords {[${RUN}]}.\n:::`, '2:7  Braces hold code'],
  [`A footnote[^1].\n\n[^1]: Words {[${RUN}]}.`, '3:13  Braces hold code'],
  [`<details>\n<summary>{[${RUN}]}</summary>\n\nWords.\n\n</details>`, '2:10  Braces hold code'],
  [`<>{[${RUN}]}</>`, '1:3  Braces hold code'],
  [`## Heading {[${RUN}]}`, '1:1  A heading holds braces', '1:12  Braces hold code'],
  [`Not a comment {/* a */ ${RUN} /* b */}.`, '1:15  Braces hold code'],
  [`Not a comment {// a\u2028${RUN}\n}.`, '1:15  Braces hold code'],
  [`{frontmatter.title.constructor.constructor("${RUN}")()}`, '1:1  Braces hold code'],
  ['{frontmatter.constructor}', '1:1  The front matter has no "constructor"'],
  ['{frontmatter.__proto__}', '1:1  The front matter has no "__proto__"'],
  [`{import.meta.env.PLAYBOOK_CANARY}`, '1:1  Braces hold code'],
  [`import fs from 'node:fs';\n\nWords.`, '1:1  "node:fs" is no component'],
  [`import './trust.mdx';\n\nWords.`, '1:1  "./trust.mdx" is no component'],
  [`import x from 'data:text/javascript,${IN_ADDRESS}';\n\nWords.`, '1:1  "data:text/javascript,'],
  [`import TrustFactor from '#components/../integration.astro';\n\nWords.`, '1:1  "#components/../integration.astro"'],
  [
    `import TrustFactor from '#components/TrustFactor.astro?raw';\n\nWords.`,
    '1:1  "#components/TrustFactor.astro?raw"',
  ],
  [
    `import * as All from '#components/TrustFactor.astro';\n\nWords.`,
    '1:1  "#components/TrustFactor.astro" is imported',
  ],
  [
    `import TrustFactor from '#components/TrustFactor.astro' with { type: 'text' };\n\n<TrustFactor id="credibility" />`,
    '1:1  This import is written in another form',
  ],
  [
    `import TrustFactor from'#components/TrustFactor.astro';\n\n<TrustFactor id="credibility" />`,
    '1:1  This import is written in another form',
  ],
  [
    `import TrustFactor from '#components/TrustFactor.astro'; ${RUN};\n\n<TrustFactor id="credibility" />`,
    '1:58  A page holds words, not code',
  ],
  [
    `import TrustFactor from '#components/TrustFactor.astro';\n${RUN};\n\n<TrustFactor id="credibility" />`,
    '2:1  A page holds words, not code',
  ],
  [`export const a = ${RUN};\n\nWords.`, '1:1  A page holds words, not code'],
  [`export default ${RUN};\n\nWords.`, '1:1  A page holds words, not code'],
  [`export * from 'node:fs';\n\nWords.`, '1:1  A page holds words, not code'],
  [`export { default } from './trust.mdx';\n\nWords.`, '1:1  A page holds words, not code'],
  [`<script>${'alert(1)'}</script>`, '1:1  <script> is no element'],
  [`<script>{\`${RUN}\`}</script>`, '1:1  <script> is no element'],
  ['<style>{`p { color: red }`}</style>', '1:1  <style> is no element'],
  ['<iframe src="https://evil.example/" />', '1:1  <iframe> is no element'],
  ['<object data="/x.svg" />', '1:1  <object> is no element'],
  ['<svg><script>alert(1)</script></svg>', '1:1  <svg> is no element', '1:6  <script> is no element'],
  ['<Fragment set:html="<script>alert(1)</script>" />', '1:1  Unknown component <Fragment>'],
  ['<div set:html="<script>alert(1)</script>" />', '1:6  <div> cannot take "set:html"'],
  ['<div is:raw onclick="alert(1)" />', '1:6  <div> cannot take "is:raw"', '1:13  <div> cannot take "onclick"'],
  ['<div style="background: url(https://evil.example/)" />', '1:6  <div> cannot take "style"'],
  ['<div define:vars={{ a: 1 }} />', '1:6  <div> cannot take "define:vars"'],
  ['<Astro.self />', '1:1  Unknown component <Astro.self>'],
  ['<constructor />', '1:1  <constructor> is no element'],
  ['<__proto__ />', '1:1  Unknown component <__proto__>'],
  ['<toString id="a" />', '1:1  <toString> is no element'],
  ['[words](javascript:alert(1))', '1:1  "javascript:alert(1)" is no address'],
  ['[words](java&#115;cript:alert(1))', '1:1  "javascript:alert(1)" is no address'],
  ['[words][1]\n\n[1]: data:text/html,<script>alert(1)</script>', '3:1  "data:text/html,'],
  ['![words](data:text/javascript,alert(1)//a.png)', '1:1  There is no image'],
  ['![words](../../../content/guides/dot.png)', '1:1  There is no image'],
];

describe('the check finds code in a page where it stands', () => {
  test.each(attacks.map(([body, ...problems]) => [body.replaceAll(RUN, 'RUN()'), body, problems] as const))(
    '%s',
    (_, body, expected) => {
      const problems = problemsWith({ 'content/guides/attack.mdx': `${head()}${body}\n` });
      const places = expected.map((problem) => {
        const [, line, rest] = /^(\d+)(:.*)$/.exec(problem) ?? [];
        return expect.stringContaining(`content/guides/attack.mdx:${Number(line) + FIRST - 1}${rest}`);
      });
      expect(problems).toEqual(places);
    },
  );

  const INSIDE = `${importLine('TrustFactor')}\n\n`;
  test.each([
    [`<TrustFactor id={[${RUN}]} />`, '3:14  The value of "id" is code'],
    [`<TrustFactor id={<p>{${RUN}}</p>} />`, '3:14  The value of "id" is an element'],
    [`<TrustFactor {...${RUN}} />`, '3:1  The props of <TrustFactor> are spread'],
    [`<TrustFactor id={${RUN} ?? "credibility"} />`, '3:14  The value of "id" is code'],
    [`<TrustFactor id={/* credibility */} />`, '3:14  The value of "id" is a comment'],
    [`<TrustFactor id={["credibility"]} />`, '3:14  id must be text'],
    [`<TrustFactor id={frontmatter.title} />`, '3:14  "id" names an entry, and takes it from the front matter'],
    [`<TrustFactor id={frontmatter.sources} />`, '3:14  "id" names an entry'],
    [`<TrustFactor id="credibility" client:load />`, '3:31  Unknown prop "client:load"'],
    [`<TrustFactor id="credibility">{${RUN}}</TrustFactor>`, '3:1  <TrustFactor> takes no content'],
  ])('in a prop: %s', (body, problem) => {
    const [, line, rest] = /^(\d+)(:.*)$/.exec(problem) ?? [];
    const problems = problemsWith({ 'content/guides/attack.mdx': `${head()}${INSIDE}${body}\n` });
    expect(problems[0]).toContain(`content/guides/attack.mdx:${Number(line) + FIRST - 1}${rest}`);
  });

  test.each(['layout: /etc/passwd\n', `layout: 'data:text/javascript,${IN_ADDRESS}'\n`])(
    'a page cannot name a layout: %s',
    (field) => {
      expect(problemsWith({ 'content/guides/attack.mdx': `${head(field)}Words.\n` })).toEqual([
        expect.stringContaining(`content/guides/attack.mdx:${FIRST - 1}:1  Unknown key "layout"`),
      ]);
    },
  );
});

test.each([
  ['brackets in braces', `{${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
  ['parentheses in braces', `{${'('.repeat(20_000)}1${')'.repeat(20_000)}}`],
  ['braces', '{'.repeat(20_000)],
  ['links', '['.repeat(20_000)],
  ['quotations', `${'>'.repeat(5_000)} words`],
  ['elements', `${'<div>'.repeat(5_000)}${'</div>'.repeat(5_000)}`],
  ['lists', Array.from({ length: 300 }, (_, level) => `${'  '.repeat(level)}- words`).join('\n')],
  ['emphasis', `${'*a **b '.repeat(2_000)}${'** *'.repeat(2_000)}`],
  ['asides', Array.from({ length: 300 }, (_, level) => `${':'.repeat(303 - level)}note`).join('\n')],
])('thousands of %s in one another are at most one problem', (_, body) => {
  expect(problemsWith({ 'content/guides/attack.mdx': `${head()}${body}\n` }).length).toBeLessThanOrEqual(1);
});

describe('literals are words', () => {
  test.each([
    'Some {"words"}, {5} and {true}.',
    'A list {["of", "words"]}.',
    'A comment {/* for editors */} and {`text`}.',
    'This is {frontmatter.title}, by {frontmatter.owner}.',
    'The <abbr title={"in full"}>CI</abbr> and <abbr title={frontmatter.title}>CI</abbr>.',
    `import TrustFactor from "#components/TrustFactor.astro"\n\n<TrustFactor id={'credibility'} />`,
    'Escaped \\{process.exit()\\}, and `{process.exit()}` in code.',
    '```js\nprocess.exit({ code: 1 })\n```',
  ])('%s', (body) => {
    expect(problemsWith({ 'content/guides/attack.mdx': `${head()}${body}\n` })).toEqual([]);
  });
});

describe('notes hold no code either', () => {
  const note = (words: string) => `---\nowner: editors\nreviewed: 2026-01-15\n---\n${words}\n`;
  const bad: [words: string, problem: string][] = [
    [`Words {[${RUN}]}.`, '5:7  A note is words, lists and links, and this is braces'],
    [`{${RUN}}`, '5:1  A note is words, lists and links, and this is braces'],
    ['Words {/* <script>alert(1)</script> */}.', '5:7  A note is words, lists and links, and this is braces'],
    [`import fs from 'node:fs';\n\nWords.`, '5:1  A note is words, lists and links, and this is an import'],
    ['<script>alert(1)</script>', '5:1  A note is words, lists and links, and this is a component'],
    ['Words <img src="x" onerror="alert(1)" />.', '5:7  A note is words, lists and links, and this is a component'],
    ['[words](javascript:alert(1))', '5:1  "javascript:alert(1)" is no address'],
    ['Words.\n\n</Note>', '7:1  </Note> closes a tag that is not open'],
    ['Words <!-- a -->.', '5:7  An HTML comment does not work here'],
    ['    <script>alert(1)</script>', '5:5  A note is words, lists and links, and this is a component'],
  ];
  const places = ['org/notes/guides/trust.mdx', 'org/notes/data/terms/roadmap.mdx'];
  test.each(places.flatMap((file) => bad.map(([words, problem]) => [file, words, problem] as const)))(
    '%s: %s',
    (file, words, problem) => {
      expect(problemsWith({ [file]: note(words) }).filter((found) => found.startsWith(file))).toEqual([
        expect.stringContaining(`${file}:${problem}`),
      ]);
    },
  );
});

describe('what reaches the compiler without the check does not run', () => {
  const compile = (body: string, fields: Record<string, unknown> = { title: 'Attack' }) =>
    mdxToJs(body, {
      mdastPlugins: [withoutCode()],
      features: { directive: true },
      fileURL: pathToFileURL('/content/guides/attack.mdx'),
      data: { astro: { frontmatter: fields } } as Record<string, unknown>,
    });
  // Addresses are no code: the check alone looks at them, and the policy refuses them in the browser. Fields that are
  // not there, and lists of texts, show nothing.
  const isHarmless = (body: string) =>
    /^!?\[words\][([]|^\{frontmatter\.(constructor|__proto__)\}$|\{\["a"\]\}/.test(body);
  const bodies = attacks.map(([body]) => body).filter((body) => !isHarmless(body));

  test.each(bodies.map((body) => [body.replaceAll(RUN, 'RUN()'), body] as const))('%s', async (_, body) => {
    await expect((async () => compile(body))()).rejects.toThrow();
  });

  test('a layout is not imported', async () => {
    const layout = `data:text/javascript,${IN_ADDRESS}`;
    await expect((async () => compile('Words.', { title: 'Attack', layout }))()).rejects.toThrow('It names a layout');
  });

  test.each(['<script>alert(1)</script>', 'Words <img src="x" onerror="alert(1)">.', '<!-- a -->'])(
    'HTML in a body of plain Markdown: %s',
    async (body) => {
      const rendered = (async () => markdownToHtml(body, { mdastPlugins: [withoutCode()] }))();
      await expect(rendered).rejects.toThrow('It holds HTML');
    },
  );
});

describe('a body is plain Markdown only where MDX reads the same in it', () => {
  test.each([
    ['Words, *more* and a [link](/guides/trust/).', true],
    ['Code with `<b>` and `{braces}`, and 3 \\< 5.', true],
    ['```html\n<script>{run()}</script>\n```', true],
    ['- a list\n\n    with a second paragraph', true],
    ['A sentence with an\nimport from elsewhere.', true],
    ['    import a', false],
    ['Words.\n\n    indented words', false],
    ['Some {"words"}.', false],
    ['{/* a comment */}', false],
    ['A<br />break.', false],
    ['<details>\n\nWords.\n\n</details>', false],
    [`${importLine('Pillars')}\n\n<Pillars />`, false],
  ])('%j: %s', (body, isPlain) => {
    expect(isPlainMarkdown(body)).toBe(isPlain);
  });
});
