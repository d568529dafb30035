import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { interfaceKeys, interfaceStrings } from '#check/rules/interface-keys.ts';
import { editionOf } from '#editions/edition-of.ts';
import { load } from '#load/content.ts';
import { formatProblem } from '#schema/problem.ts';
import { root as repository } from '../helpers.ts';

const UPSTREAM = `trust:
  caption: The trust equation
  spoken: Trust is a fraction
page:
  owner: 'Owned by {{team}} since {{day}}'
  sources: Sources
more_one: '{{count}} page more'
more_other: '{{count}} pages more'
`;

const all = mkdtempSync(join(tmpdir(), 'playbook-interface-'));
let count = 0;
afterAll(() => rmSync(all, { recursive: true, force: true }));

const settings = readFileSync(join(repository, 'tests/fixtures/handbook/content/playbook.yaml'), 'utf8');
const settingsIn = (language: string) => `language: ${language}\n${settings.replace(/^language: .*\n/m, '')}`;

/** Reads the strings of a handbook with these files below `org/content/`. */
function read(files: Record<string, string>, language = 'en-GB', upstream = UPSTREAM) {
  const root = join(all, String(++count));
  const written = { 'content/interface/en.yaml': upstream, 'content/playbook.yaml': settingsIn(language) };
  for (const [path, text] of Object.entries(files)) Object.assign(written, { [`org/content/${path}`]: text });
  for (const [path, text] of Object.entries(written)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const content = load(root);
  const { edition } = editionOf(content);
  const problems = [
    ...content.problems.filter(({ code }) => code === 'interface'),
    ...interfaceKeys.check(content, edition),
  ];
  const strings = interfaceStrings(content);
  return { strings, report: problems.map((problem) => formatProblem(problem).replace('org/content/interface/', '')) };
}

const english = (text: string) => read({ 'interface/en.yaml': text }).report;

describe('a mistake in the strings of an organisation has one problem, with its place and cure', () => {
  test.each([
    ['a misspelt key', 'trust:\n  captoin: Ours', 'en.yaml:2:3  Unknown key "captoin"  Did you mean "caption"?'],
    [
      'a misspelt group',
      'trsut:\n  caption: A\n  spoken: B',
      'en.yaml:1:1  Unknown key "trsut"  Did you mean "trust"?',
    ],
    [
      'an unknown key',
      'trust:\n  zzzzzzzz: Ours',
      'en.yaml:2:3  Unknown key "zzzzzzzz"  Use one of "caption", "spoken"',
    ],
    ['a key of no object', '__proto__: Ours', 'en.yaml:1:1  Unknown key "__proto__"'],
    ['a name that all objects have', 'constructor: Ours', 'en.yaml:1:1  Unknown key "constructor"'],
    [
      'a number',
      'trust:\n  caption: 5',
      'en.yaml:2:12  trust.caption must be text, and is the number 5  Put it in quotes: "5"',
    ],
    [
      'true',
      'trust: {caption: true}',
      'en.yaml:1:18  trust.caption must be text, and is the boolean true  Put it in quotes: "true"',
    ],
    [
      'nothing',
      'trust:\n  caption:',
      'en.yaml:2:11  trust.caption must be text, and is empty  Write text, in quotes if it starts with #',
    ],
    ['a list', 'trust:\n  caption: [a]', 'en.yaml:2:12  trust.caption must be text, and is a list  Write text'],
    [
      'keys for a text',
      'trust:\n  caption: {a: b}',
      'en.yaml:2:12  trust.caption must be text, and is keys with values  Write text',
    ],
    [
      'a text for keys',
      'trust: Ours',
      'en.yaml:1:8  trust must be keys with values, and is text  Write keys with values',
    ],
    [
      'an empty text',
      "trust:\n  caption: ''",
      'en.yaml:2:12  trust.caption is empty  Write at least one word, or leave the key out',
    ],
    [
      'a blank text',
      "trust:\n  caption: '  '",
      'en.yaml:2:12  trust.caption is empty  Write at least one word, or leave the key out',
    ],
    [
      'a misspelt placeholder',
      "page:\n  owner: 'By {{taem}}'",
      'en.yaml:2:10  Unknown placeholder "{{taem}}"  Did you mean "{{team}}"?',
    ],
    [
      'a placeholder with a format',
      "page:\n  owner: '{{team, uppercase}}'",
      'en.yaml:2:10  Unknown placeholder "{{team, uppercase}}"  Use one of "{{team}}", "{{day}}"',
    ],
    [
      'a placeholder of i18next that is not escaped',
      "page:\n  owner: '{{- team}}'",
      'en.yaml:2:10  Unknown placeholder "{{- team}}"  Did you mean "{{team}}"?',
    ],
    [
      'a placeholder where there is none',
      "trust:\n  caption: '{{team}}'",
      'en.yaml:2:12  Unknown placeholder "{{team}}"  Leave it out: nothing is filled in here',
    ],
    [
      'a call of i18next',
      "trust:\n  caption: '$t(page.sources)'",
      'en.yaml:2:12  A string cannot include another one by $t()  Write the words themselves',
    ],
    ['a form that English has not', 'more_few: Some', 'en.yaml:1:1  Unknown key "more_few"'],
    ['YAML that is none', 'trust: [', 'en.yaml:1:1  A bracket is opened and never closed'],
    ['a key twice', 'page: {}\npage: {}', 'en.yaml:2:1  The same key stands here twice'],
    ['a list of strings', '- trust', 'en.yaml:1:1  The file must be keys with values, and is a list'],
  ])('%s', (_, text, start) => {
    const report = english(text);
    expect(report).toHaveLength(1);
    expect(report[0]?.startsWith(start), report[0]).toBe(true);
  });

  test.each([
    'interface/english.yaml',
    'interface/en.yml',
    'interface/en.json',
    'interface/en_GB.yaml',
    'interface/x/en.yaml',
  ])('%s is named after no language', (path) => {
    const { report } = read({ [path]: 'trust: {}' });
    expect(report).toHaveLength(1);
    expect(report[0]).toContain(':1:1  No language has this name  Name it after a language, such as en.yaml');
  });
});

describe('the plural forms', () => {
  test.each([
    [
      'pl',
      'more_one: a\nmore_other: b',
      'Plural forms are missing beside "more_one"  Write more_few and more_many as well',
    ],
    ['de', "more_other: '{{count}} mehr'", 'Plural forms are missing beside "more_other"  Write more_one as well'],
    ['fr', 'more_one: a\nmore_other: b', 'Plural forms are missing beside "more_one"  Write more_many as well'],
    ['ja', 'more_one: a\nmore_other: b', 'Unknown key "more_one"'],
    ['pl', 'more_two: a', 'Unknown key "more_two"'],
    ['de', "more_one: '{{cuont}}'\nmore_other: b", 'Unknown placeholder "{{cuont}}"  Did you mean "{{count}}"?'],
  ])('of %s: %s', (language, text, problem) => {
    const { report } = read({ [`interface/${language}.yaml`]: text }, language);
    expect(report).toHaveLength(1);
    expect(report[0]).toContain(problem);
  });

  test.each([
    ['en', 'more_one: One more'],
    ['en-GB', 'more_other: More'],
    ['en', 'more_zero: No more'],
    ['de', 'more_one: eine mehr\nmore_other: mehr'],
    ['ja', 'more_other: mo'],
    ['pl', 'more_one: a\nmore_few: b\nmore_many: c\nmore_other: d'],
    ['de', 'trust: {caption: Vertrauen}'],
  ])('of %s: %s is right', (language, text) => {
    expect(read({ [`interface/${language}.yaml`]: text }, language).report).toEqual([]);
  });
});

describe('the strings of a handbook', () => {
  test('are those of upstream, with the keys that an organisation changes', () => {
    expect(read({ 'interface/en.yaml': 'trust:\n  caption: Ours\n' }).strings).toEqual({
      'trust.caption': 'Ours',
      'trust.spoken': 'Trust is a fraction',
      'page.owner': 'Owned by {{team}} since {{day}}',
      'page.sources': 'Sources',
      more_one: '{{count}} page more',
      more_other: '{{count}} pages more',
    });
  });

  test.each([
    ['en-GB', 'A'],
    ['en', 'A'],
    ['de', 'B'],
    ['de-AT', 'C'],
    ['fr', 'A'],
    ['en-US', 'D'],
  ])('in %s are those of the language, or English', (language, caption) => {
    const file = (text: string) => `trust: {caption: ${text}}`;
    const files = {
      'interface/en.yaml': file('A'),
      'interface/de.yaml': file('B'),
      'interface/de-AT.yaml': file('C'),
      'interface/en-US.yaml': file('D'),
    };
    const { strings, report } = read(files, language);
    expect(report).toEqual([]);
    expect(strings['trust.caption']).toBe(caption);
    expect(strings['page.sources']).toBe('Sources');
  });

  test.each([
    ['en-GB', undefined, 'Skip'],
    ['de', undefined, undefined],
    ['de', 'skipLink: {label: Zum Inhalt}', 'Zum Inhalt'],
    ['de', 'skipLink: {}', undefined],
  ])('in %s with %s leave to Starlight what it has in the language', (language, text, label) => {
    const files: Record<string, string> = text === undefined ? {} : { 'interface/de.yaml': text };
    expect(read(files, language, `${UPSTREAM}skipLink: {label: Skip}`).strings['skipLink.label']).toBe(label);
  });

  test('have all forms of the language where English stands in', () => {
    const { strings } = read({}, 'pl');
    expect([strings['more_one'], strings['more_few'], strings['more_many']]).toEqual([
      '{{count}} page more',
      '{{count}} pages more',
      '{{count}} pages more',
    ]);
  });

  test('are without those of a file that has a problem', () => {
    const { strings } = read({ 'interface/en.yaml': 'trust: {caption: Ours, captoin: Ours}' });
    expect(strings['trust.caption']).toBe('The trust equation');
  });

  test('are none where there is no file', () => {
    const root = join(all, 'empty');
    expect(interfaceStrings(load(root))).toEqual({});
  });
});
