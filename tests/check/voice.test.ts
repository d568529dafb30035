import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { commandRules } from '#check/rules/index.ts';
import { formatProblem } from '#schema/problem.ts';
import { copyHandbook, guideText, temporaryFolder } from '../helpers.ts';

// What an organisation writes in its own voice: levels of style, and dictionaries of other languages.

const folder = temporaryFolder();
const OWN = 'org/content/guides/own.mdx';

/** Problems and hints of what an organisation has written, as `level place  message  fix`. */
function reportOf(files: Record<string, string>): string[] {
  const root = copyHandbook(folder);
  const all = {
    'content/words.yaml': '- roadmap\n',
    'content/data/style/ours.yaml': `
- {id: gotten, title: gotten, instead: [got], reason: It is American., category: british, certain: true, language: en-GB}
- {id: leverage, title: leverage, instead: [use], reason: It is plainer., category: plain}
`,
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const { problems, hints } = readHandbook(root, { today: '2026-06-30', rules: commandRules });
  return [...problems, ...hints].flatMap((one) =>
    one.file.startsWith('content/') ? [] : [`${one.isHint ? 'hint' : 'error'} ${formatProblem(one)}`],
  );
}

const page = (body: string, title = 'Own words') => ({ [OWN]: guideText({ title }, body) });
const long = `It ${'goes on and '.repeat(15)}ends.`;

describe('rules of style', () => {
  const every: [id: string, body: string, usual: string, message: string][] = [
    ['gotten', 'It has gotten better.', 'error', 'We avoid "gotten"'],
    ['leverage', 'They leverage it.', 'hint', 'We avoid "leverage"'],
    ['long-sentence', long, 'hint', 'This sentence has'],
    ['long-heading', `## ${'one '.repeat(17)}\n\nWords.`, 'hint', 'This heading has'],
    ['heading-end', '## What we do.\n\nWords.', 'error', 'The heading ends with'],
    ['heading-capitals', '## Where Every Team Starts\n\nWords.', 'hint', 'start with capitals'],
    ['heading-rank', '## First\n\nWords.\n\n#### Second\n\nWords.', 'error', 'skips a rank'],
    ['heading-empty', '## First\n\n## Second\n\nWords.', 'hint', 'nothing under this heading'],
    ['heading-twice', '## First\n\nWords.\n\n### One\n\nWords.\n\n### One\n\nMore.', 'hint', 'stands here twice'],
  ];
  describe.each(every)('%s', (id, body, usual, message) => {
    test.each([
      ['', usual],
      [`style: {${id}: off}`, undefined],
      [`style: {${id}: hint}`, 'hint'],
      [`style: {${id}: error}`, 'error'],
      ['style: {default: off}', undefined],
      ['style: {default: error}', 'error'],
      [`style: {default: off, ${id}: hint}`, 'hint'],
      [`style: {default: error, ${id}: off}`, undefined],
    ])('with %s', (settings, level) => {
      const about = reportOf({ ...page(body), 'org/playbook.yaml': settings }).filter((line) => line.includes(message));
      expect(about.map((line) => line.split(' ')[0])).toEqual(level === undefined ? [] : [level]);
    });
  });

  test('are those of upstream for its pages', () => {
    const root = {
      'content/guides/trust.mdx': guideText({ title: 'Trust' }, '## The factor\n\nIt has gotten better.'),
    };
    const folderOf = copyHandbook(folder);
    mkdirSync(join(folderOf, 'org'));
    writeFileSync(join(folderOf, 'org/playbook.yaml'), 'style: {default: off}\nlanguage: de\n');
    for (const [path, text] of Object.entries(root)) writeFileSync(join(folderOf, path), text);
    mkdirSync(join(folderOf, 'content/data/style'), { recursive: true });
    writeFileSync(
      join(folderOf, 'content/data/style/ours.yaml'),
      '- {id: gotten, title: gotten, instead: [got], reason: It is American., category: british, certain: true}\n',
    );
    const { problems } = readHandbook(folderOf, { today: '2026-06-30' });
    expect(problems.map(({ message }) => message)).toEqual(['We avoid "gotten"']);
  });

  test('that are not there are problems of the settings', () => {
    expect(reportOf({ 'org/playbook.yaml': 'style: {goten: off, heading-ends: off, constructor: off}\n' })).toEqual([
      expect.stringContaining('error org/playbook.yaml:1:9  There is no rule of style "goten"  Did you mean "gotten"?'),
      expect.stringContaining(':1:21  There is no rule of style "heading-ends"  Did you mean "heading-end"?'),
      expect.stringContaining('There is no rule of style "constructor"'),
    ]);
    expect(reportOf({ 'org/playbook.yaml': 'style: {gotten: warn}\n' })).toEqual([
      'error org/playbook.yaml:1:17  "warn" does not fit style.gotten  Use one of "off", "hint", "error"',
    ]);
  });

  test.each([
    ['en-US', 'It has gotten better in color.', []],
    ['de', 'Das hat gotten und leverage.', []],
    ['en', 'It has gotten better.', ['gotten']],
    ['en-GB', 'It has gotten better.', ['gotten']],
    ['en-US', 'They leverage it.', ['leverage']],
  ])('are about a language: %s, %s', (language, body, words) => {
    const lines = reportOf({ ...page(body), 'org/playbook.yaml': `language: ${language}\n` });
    expect(lines.flatMap((line) => /We avoid "(\w+)"/.exec(line)?.[1] ?? [])).toEqual(words);
  });

  test('of an organisation are about what it writes', () => {
    const style = '- {id: team, title: meeting, instead: [Runde], reason: Es ist kürzer., category: house}\n';
    const lines = reportOf({
      ...page('Das meeting beginnt.'),
      'org/playbook.yaml': 'language: de\n',
      'org/content/data/style/ours.yaml': style,
    });
    expect(lines.filter((line) => line.includes('We avoid'))).toHaveLength(1);
  });
});

/** Tiny dictionary of German, in which "n" makes a plural and words join. */
const AFF = 'SET UTF-8\nCOMPOUNDBEGIN x\nSFX n Y 1\nSFX n 0 n e\n';
const DIC = '12\nWir/x\nreden/x\nmit\nallen\nFührung/x\nKraft/x\nWoche/nx\njede\nFür\nfür\nSorge/nx\nTest/x\n';
const german = (aff = AFF, dic = DIC) => ({
  'org/playbook.yaml': 'language: de\n',
  'org/dictionaries/de/index.aff': aff,
  'org/dictionaries/de/index.dic': dic,
  'org/dictionaries/de/license': 'Free.',
});
const spellingIn = (files: Record<string, string>) =>
  reportOf({ 'org/content/words.yaml': '- own\n- words\n- about\n- what\n- this\n- page\n- is\n', ...files }).filter(
    (line) => /dictionary/i.test(line) && !line.includes('"Own"'),
  );

describe('spelling', () => {
  test.each([
    ['en-US', 'The color of our behavior.', []],
    ['en-US', 'The colour of it.', ['colour']],
    ['en-GB', 'The colour of our behaviour.', []],
    ['en-GB', 'The color of it.', ['color']],
    ['en', 'The colour of it.', []],
  ])('in %s of %s', (language, body, unknown) => {
    const lines = spellingIn({ ...page(body), 'org/playbook.yaml': `language: ${language}\n` });
    expect(lines.flatMap((line) => /does not know "(\w+)"/.exec(line)?.[1] ?? [])).toEqual(unknown);
  });

  test.each([
    ['Wir reden mit allen.', []],
    ['Wir reden jede Woche, mit Wochen.', []],
    ['Führungskraft und Wochentest.', ['und']],
    ['Fürsorge für Testwochen.', []],
    ['Wir redn.', ['redn']],
    ['Führungxkraft.', ['Führungxkraft']],
  ])('in a language with a dictionary of the organisation: %s', (body, unknown) => {
    const lines = spellingIn({ ...german(), ...page(body) });
    expect(lines.flatMap((line) => /does not know "([\p{L}]+)"/u.exec(line)?.[1] ?? [])).toEqual(unknown);
  });

  test('in a language of a region takes the dictionary of the language', () => {
    const files = { ...german(), 'org/playbook.yaml': 'language: de-AT\n', ...page('Wir redn.') };
    expect(spellingIn(files)).toEqual([expect.stringContaining('does not know "redn"')]);
  });

  test.each([
    ['de', 'dictionary-de', 'org/dictionaries/de/'],
    ['de-AT', 'dictionary-de-at', 'org/dictionaries/de-AT/'],
    ['de-DE', 'dictionary-de', 'org/dictionaries/de-DE/'],
    ['fr', 'dictionary-fr', 'org/dictionaries/fr/'],
    ['pt-BR', 'dictionary-pt', 'org/dictionaries/pt-BR/'],
    ['en-AU', 'dictionary-en-au', 'org/dictionaries/en-AU/'],
  ])('in %s without a dictionary is one hint with two commands', (language, name, place) => {
    const lines = spellingIn({ ...page('Wir redn.'), 'org/playbook.yaml': `language: ${language}\n` });
    expect(lines).toEqual([
      `hint org/playbook.yaml:1:11  Spelling is not checked: there is no dictionary in ${place}  Copy one there: npm install --no-save ${name}, then mkdir -p ${place.slice(0, -1)} && cp node_modules/${name}/index.aff node_modules/${name}/index.dic node_modules/${name}/license ${place}`,
    ]);
  });

  test.each<[string, Record<string, string>, string]>([
    [
      'an empty list of stems',
      german(AFF, ''),
      'error org/dictionaries/de/index.dic:1:1  The file holds no dictionary',
    ],
    ['a list without its number', german(AFF, 'eins\nzwei\n'), 'index.dic:1:1  The file holds no dictionary'],
    ['a page for a list', german(AFF, '<!doctype html>'), 'index.dic:1:1  The file holds no dictionary'],
    ['an empty file of rules', german('', DIC), 'index.aff:1:1  The file holds no dictionary'],
    ['a page for rules', german('<!doctype html>', DIC), 'index.aff:1:1  The file holds no dictionary'],
    ['the two files swapped', german(DIC, AFF), 'index.aff:1:1  The file holds no dictionary'],
    [
      'rules alone',
      { 'org/playbook.yaml': 'language: de\n', 'org/dictionaries/de/index.aff': AFF },
      'The dictionary lacks org/dictionaries/de/index.dic',
    ],
    [
      'other files alone',
      { 'org/playbook.yaml': 'language: de\n', 'org/dictionaries/de/readme.md': 'x' },
      'The dictionary lacks org/dictionaries/de/index.aff and org/dictionaries/de/index.dic',
    ],
    [
      'no licence',
      Object.fromEntries(Object.entries(german()).filter(([path]) => !path.endsWith('license'))),
      'hint org/dictionaries/de/index.aff:1:1  The dictionary has no licence beside it',
    ],
    ['an unknown encoding', german(AFF.replace('UTF-8', 'NONE-1')), 'does not know'],
    ['rules that are cut off', german(`${AFF}SFX m Y 2\nSFX m 0`), 'index.aff:1:1  The file holds no dictionary'],
    ['a flag of an unknown kind', german(`FLAG none\n${AFF}`), 'does not know'],
    ['a rule with a wild pattern', german(`${AFF}SFX p Y 1\nSFX p 0 s [(\n`), ''],
  ])('says what is wrong with a dictionary: %s', (_, files, problem) => {
    const lines = spellingIn({ ...files, ...page('Wir redn.') });
    expect(lines.join('\n')).toContain(problem);
    expect(lines.filter((line) => !line.includes('does not know')).length).toBeLessThanOrEqual(1);
  });
});
