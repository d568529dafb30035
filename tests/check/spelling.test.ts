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

test.each(['de', 'en-US'])('in %s no spelling is checked', (language) => {
  write('org/playbook.yaml', `language: ${language}\n`);
  expect(said('We recieve it.')).toEqual([]);
});
