import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { allRules } from '#check/organisation-rules.ts';
import { formatProblem } from '#schema/problem.ts';
import { check } from '../../scripts/check.ts';
import { root } from '../helpers.ts';

const all = mkdtempSync(join(tmpdir(), 'playbook-rules-'));
afterAll(() => rmSync(all, { recursive: true, force: true }));
let count = 0;

/** A small handbook with files of an organisation. */
function handbookWith(files: Record<string, string>): string {
  const folder = join(all, String(++count));
  cpSync(join(root, 'tests/fixtures/handbook'), folder, { recursive: true });
  const own = { 'package.json': '{"type": "module", "imports": {"#*": "./src/*"}}', ...files };
  for (const [path, text] of Object.entries(own)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
const problemsIn = async (folder: string) =>
  readHandbook(folder, { today: '2026-06-30', rules: await allRules(folder) }).problems;
const problemsWith = (files: Record<string, string>) => problemsIn(handbookWith(files));

const owners = `
import type { Rule } from '#check/rule.ts';

const rule: Rule = {
  code: 'short-titles',
  describes: 'Titles of guides are short',
  check: ({ pages }) =>
    pages
      .filter(({ data }) => data?.kind === 'guide' && data.title.length > 3)
      .map(({ file, frontmatter }) => ({
        file,
        ...(frontmatter?.at(['title']) ?? { line: 1, column: 1 }),
        message: 'The title is long',
        fix: 'Shorten it',
      })),
};
export default rule;
`;

describe('a rule of the organisation', () => {
  test('finds problems like ours, under its own code', async () => {
    const problems = await problemsWith({ 'org/rules/short-titles.ts': owners });
    expect(problems.map(({ code }) => code)).toContain('short-titles');
    expect(problems.filter(({ code }) => code !== 'short-titles')).toEqual([]);
    expect(problems.map(formatProblem)[0]).toMatch(/^content\/guides\/\S+:\d+:\d+ {2}The title is long {2}Shorten it$/);
  });

  test('is described in reports for programs, and its hints fail nothing', async () => {
    const hint = owners.replace("fix: 'Shorten it',", "fix: 'Shorten it', isHint: true,");
    const folder = handbookWith({ 'org/rules/short-titles.ts': hint });
    let output = '';
    const print = (text: string) => {
      output += text;
    };
    const code = await check(['--format', 'sarif'], folder, { log: print, warn: print }, { today: '2026-06-30' });
    expect(code).toBe(0);
    expect(output).toContain('"id":"short-titles"'.replace(':', ': '));
    expect(output).toContain('Titles of guides are short');
  });

  test('may import files beside it, and tests of it are no rules', async () => {
    const problems = await problemsWith({
      'org/rules/own.ts': `import { message } from './words/message.ts';
export default { code: 'own', describes: 'It', check: () => [{ file: 'content/playbook.yaml', message, fix: 'Do' }] };`,
      'org/rules/words/message.ts': `export const message = 'From a file beside it';`,
      'org/rules/own.test.ts': 'throw new Error("never loaded");',
      'org/rules/README.md': 'Our rules.',
    });
    expect(problems.map(formatProblem)).toEqual(['content/playbook.yaml:1:1  From a file beside it  Do']);
  });

  const rule = (check: string, code = "'own'") => `export default { code: ${code}, describes: 'It', check: ${check} };`;
  const returned = (what: string) =>
    `The rule returned ${what}  Return a list of { file, line, column, message, fix }, with a path from the root as file`;
  const shape = 'Write export default { code: "a-name", describes: "A sentence", check: (content) => [] }';
  test.each([
    ['', `This is no rule: it has no default export  ${shape}`],
    ['export const rule = {};', `This is no rule: it has no default export  ${shape}`],
    ['export default 5;', `This is no rule: its "default" is missing or wrong  ${shape}`],
    ['export default null;', `This is no rule: its "default" is missing or wrong  ${shape}`],
    [rule('() => []', "'Own Code'"), `This is no rule: its "code" is missing or wrong  ${shape}`],
    [rule('() => []', 'undefined'), `This is no rule: its "code" is missing or wrong  ${shape}`],
    [rule('[]'), `This is no rule: its "check" is missing or wrong  ${shape}`],
    [
      "export default { code: 'own', check: () => [] };",
      `This is no rule: its "describes" is missing or wrong  ${shape}`,
    ],
    ["throw new Error('not today');", 'The rule cannot be loaded: not today  Mend it, or delete the file'],
    ["throw 'words';", 'The rule cannot be loaded: words  Mend it, or delete the file'],
    [rule("() => { throw new Error('a\\nb'); }"), 'The rule failed: a  Mend it, or delete the file'],
    [rule('() => { throw undefined; }'), 'The rule failed: undefined  Mend it, or delete the file'],
    [
      rule('(content) => content.none.length'),
      "The rule failed: Cannot read properties of undefined (reading 'length')  Mend it, or delete the file",
    ],
    [rule('() => undefined'), returned('no list')],
    [rule('async () => []'), returned('no list')],
    [rule('() => ["words"]'), returned('a problem whose "0" is missing or wrong')],
    [rule('() => [{}]'), returned('a problem whose "file" is missing or wrong')],
    [
      rule("() => [{ file: '/etc/passwd', message: 'a', fix: 'b' }]"),
      returned('a problem whose "file" is missing or wrong'),
    ],
    [rule("() => [{ file: '../a', message: 'a', fix: 'b' }]"), returned('a problem whose "file" is missing or wrong')],
    [
      rule("() => [{ file: 'a', line: 0, message: 'a', fix: 'b' }]"),
      returned('a problem whose "line" is missing or wrong'),
    ],
    [rule("() => [{ file: 'a', message: 'a' }]"), returned('a problem whose "fix" is missing or wrong')],
    [rule('() => []', "'rules'"), `This is no rule: its "code" is missing or wrong  ${shape}`],
    [rule('() => []', "'body'"), 'The code "body" is that of another rule  Give this rule a code of its own'],
    [rule('() => []', "'links'"), 'The code "links" is that of another rule  Give this rule a code of its own'],
  ])('%s is a problem with its cure', async (text, expected) => {
    const problems = await problemsWith({ 'org/rules/own.ts': text });
    expect(problems.map(formatProblem)).toEqual([`org/rules/own.ts:1:1  ${expected}`]);
  });

  test('that is no TypeScript is a problem with what Node says of it', async () => {
    const [problem] = await problemsWith({ 'org/rules/own.ts': 'export default {' });
    expect(problem && formatProblem(problem)).toMatch(
      /^org\/rules\/own\.ts:1:1 {2}The rule cannot be loaded: .+ {2}Mend it, or delete the file$/,
    );
  });

  test('may wait at its top level, and is read anew when its file changes', async () => {
    const text = (message: string) =>
      `await 0;\n${rule(`() => [{ file: 'content/playbook.yaml', message: '${message}', fix: 'Do' }]`)}`;
    const folder = handbookWith({ 'org/rules/own.ts': text('First') });
    const first = await problemsIn(folder);
    writeFileSync(join(folder, 'org/rules/own.ts'), text('Second'));
    utimesSync(join(folder, 'org/rules/own.ts'), 1, 1);
    const messages = [...first, ...(await problemsIn(folder))].map(({ message }) => message);
    expect(messages).toEqual(['First', 'Second']);
  });

  test('two rules with one code are a problem of the second', async () => {
    const problems = await problemsWith({ 'org/rules/a.ts': rule('() => []'), 'org/rules/b.ts': rule('() => []') });
    expect(problems.map(formatProblem)).toEqual([
      'org/rules/b.ts:1:1  The code "own" is that of another rule  Give this rule a code of its own',
    ]);
  });

  test('shows what it returns without control characters', async () => {
    const [problem] = await problemsWith({
      'org/rules/own.ts': rule("() => [{ file: 'content/a.mdx', message: 'a\\u001b[31m\\nb', fix: 'c' }]"),
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be printed.
    expect(problem && formatProblem(problem)).not.toMatch(/[\u0000-\u001f]/);
  });
});
