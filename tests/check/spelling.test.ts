import dictionary from 'dictionary-en-gb';
import nspell from 'nspell';
import { beforeEach, describe, expect, test } from 'vitest';
import { fromDictionary } from '#check/dictionary.ts';
import { readHandbook } from '#check/handbook.ts';
import { proseOf } from '#check/prose-of.ts';
import { spelling } from '#check/rules/spelling.ts';
import { formatProblem } from '#schema/problem.ts';
import { copyHandbook, root, temporaryFolder } from '../helpers.ts';
import { at, type Repository } from '../repository.ts';

const all = temporaryFolder();
let here: Repository;

beforeEach(() => {
  here = at(copyHandbook(all));
  write('content/words.yaml', '- roadmap\n');
});

const write = (path: string, text: string) => here.write(path, text);
const term = (definition: string) => `id: a-term\ntitle: A term\ndefinition: ${definition}\n`;
const spellingIn = (folder: string) =>
  readHandbook(folder, { rules: [spelling] }).hints.filter(({ code }) => code === 'spelling');

/** What is said of the words of a term, without the name of the file. */
function said(definition: string): string[] {
  write('content/data/terms/a-term.yaml', term(definition));
  return spellingIn(here.folder).map((hint) => formatProblem(hint).replace(/^content\/data\/terms\/a-term.yaml:/, ''));
}
const unknown = (word: string, near?: string, list = 'content/words.yaml') =>
  `The dictionary does not know "${word}"  ${near ? `Did you mean "${near}"?` : 'Correct it.'} If it is right, add it to ${list}`;

test('of the dictionary, as much is read as the words need', { timeout: 20_000 }, () => {
  const guides = proseOf(readHandbook(root).content).filter(({ file }) => file.includes('/guides/'));
  const written = new Set(guides.flatMap(({ pieces }) => pieces.flatMap(({ text }) => text.match(/[a-z]+/gi) ?? [])));
  // Words that there are, and some that there are not.
  const words = new Set([...written].flatMap((word) => [word, word.slice(1), `re${word}`, `${word.slice(0, -1)}ies`]));
  words.delete('');
  const [part, whole] = [fromDictionary(words), nspell(Buffer.from(dictionary.aff), Buffer.from(dictionary.dic))];
  expect([...words].filter((word) => part(word) !== whole.correct(word))).toEqual([]);
});

test.each(['- [', 'roadmap: [a', '- 5: {', 'words'])('nothing is unknown while the list of words is %j', (text) => {
  write('content/data/terms/a-term.yaml', term('We recieve it.'));
  write('content/words.yaml', text);
  expect(spellingIn(here.folder)).toEqual([]);
});

describe('a word', () => {
  test.each([
    ['We recieve it.', [`3:16  ${unknown('recieve', 'receive')}`]],
    ['They organize colour.', [`3:18  ${unknown('organize', 'organise')}`]],
    ['The teh.', [`3:17  ${unknown('teh', 'the')}`]],
    ['Enviroment, and xqzzt.', [`3:13  ${unknown('Enviroment', 'Environment')}`, `3:29  ${unknown('xqzzt')}`]],
    ['A well-runn team’s runn', [`3:20  ${unknown('runn', 'run')}`]],
    ['>-\n  Folded over\n  two linez', [`5:7  ${unknown('linez', 'line')}`]],
  ])('is found in %j', (definition, expected) => {
    expect(said(definition)).toEqual(expected);
  });

  test.each([
    'The leader’s API, two APIs, the CTO’s 90th day and v2beta.',
    'See https://exampel.org/wrods, someboby@example.org and terms.yamll.',
    "They don't know what isn’t theirs.",
    'The café is naïve.',
  ])('is right in %j', (definition) => {
    expect(said(definition)).toEqual([]);
  });

  test('of code, of an address and of a reference is not looked at', () => {
    write('content/guides/words.mdx', readWords('`recieve` [so](/guides/trust/) <https://recieve.example>'));
    expect(spellingIn(here.folder)).toEqual([]);
  });
});

function readWords(body: string): string {
  return `---\nkind: guide\ntitle: Words\ndescription: A page.\nowner: editors\nreviewed: [{day: 2026-01-15, outcome: edited}]\nsources: [{source: a-book}]\nprovenance: editorial\n---\n\n${body.replaceAll(/<(https:\S+)>/g, '$1')}\n`;
}

describe('a long text is checked at once', () => {
  const long = (letters: number) =>
    `The dictionary does not know "${'q'.repeat(40)}…", which has ${letters} letters  Divide it: no word has more than 40. If it is right, add it to content/words.yaml`;
  test.each([
    ['a word of 41 letters', 'q'.repeat(41), [`3:13  ${long(41)}`]],
    ['a word of 1,000 letters', 'q'.repeat(1000), [`3:13  ${long(1000)}`]],
    ['a word of 2,000 letters', 'q'.repeat(2000), [`3:13  ${long(2000)}`]],
    ['a word of 100,000 letters', 'q'.repeat(100_000), [`3:13  ${long(100_000)}`]],
    ['a long word behind a word', `The ${'q'.repeat(500)}.`, [`3:17  ${long(500)}`]],
    ['the same long word twice', `${'q'.repeat(60)} ${'q'.repeat(60)}`, [`3:13  ${long(60)}`]],
    [
      'a word with many apostrophes',
      `a${"'".repeat(50_000)}b`,
      [`3:13  ${long(50_002).replaceAll('q', "'").replace("'", 'a')}`],
    ],
    ['words that hyphens join', `${'teh-'.repeat(20_000)}end`, [`3:13  ${unknown('teh', 'the')}`]],
    ['an address', `https://example.org/${'qx/'.repeat(20_000)}`, []],
    ['spaces', `One${' '.repeat(100_000)}word.`, []],
    ['capitals', 'Q'.repeat(50_000), []],
    ['digits', '9'.repeat(50_000), []],
  ])('%s', (_name, definition, expected) => {
    expect(said(JSON.stringify(definition).slice(1, -1))).toEqual(expected);
  });

  test('3,000 words, of which the first get a suggestion', () => {
    const nonsense = Array.from(
      { length: 3000 },
      (_, at) => `q${[...String(at)].map((digit) => 'bcdfghjklm'[Number(digit)]).join('')}zx`,
    );
    const hints = said(['recieve', ...nonsense, 'enviroment'].join(' '));
    const cure =
      'Correct it: only the first 200 unknown words get a suggestion. If it is right, add it to content/words.yaml';
    expect(hints).toHaveLength(3002);
    expect(hints[0]).toBe(`3:13  ${unknown('recieve', 'receive')}`);
    expect(hints[1]).toBe(`3:21  ${unknown('qbzx')}`);
    expect(hints.at(-1)).toMatch(/^3:\d+ {2}The dictionary does not know "enviroment" /);
    expect(hints.at(-1)).toContain(cure);
  });
});

describe('a word is the same', () => {
  test.each([
    ['with accents of their own', 'The nai\u0308ve cafe\u0301.'],
    ['with soft hyphens', 'Lead\u00ADer\u00ADship.'],
    ['with places to break it', 'Lead\u200Bership and man\u2060agement.'],
    ['in the list in two pieces', 'The re\u0301sumx and the résumx.'],
  ])('%s', (_name, definition) => {
    write('content/words.yaml', '- roadmap\n- résumx\n');
    expect(said(definition)).toEqual([]);
  });
});

describe('the list', () => {
  test('of each layer counts, with plurals and capitals', () => {
    write('content/words.yaml', '- roadmap\n- runbook\n- Kubernetes\n- post-mortem\n');
    write('org/content/words.yaml', '- hotfix\n');
    expect(said('Runbooks and hotfixes on Kubernetes, and a post-mortem.')).toEqual([]);
    expect(said('On kubernetes, a mortem.')).toEqual([
      `3:16  ${unknown('kubernetes')}`,
      expect.stringMatching(/^3:30 {2}The dictionary does not know "mortem"/),
    ]);
  });

  test('of its own layer is where a word is added', () => {
    write('org/content/data/terms/ours.yaml', term('A xqzzt.'));
    expect(spellingIn(here.folder).map(({ fix }) => fix)).toEqual([
      'Correct it. If it is right, add it to org/content/words.yaml',
    ]);
  });

  test('need not hold the names that are cited', () => {
    write(
      'content/data/sources/b-book.yaml',
      'id: b-book\ntitle: Organizing work\nauthor: Jo Poppendieck\ntype: book\nnote: A book.\n',
    );
    expect(said('What Poppendieck says of Organizing, and of organizing.')).toEqual([
      `3:57  ${unknown('organizing', 'organising')}`,
    ]);
  });
});
