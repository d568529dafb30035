import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { plainText } from '#schema/escaping.ts';
import { Cancelled } from '../../scripts/prompts.ts';
import { TITLES, UNPRINTABLE } from '../hostile.ts';
import { KEYS, personWith } from '../person.ts';

const { enter, down, up, space, tab, backspace, stop, end, clear } = KEYS;
const few = ['one', 'two', 'three'].map((value) => ({ value }));
const many = Array.from({ length: 30 }, (_, index) => ({ value: `guides/page-${index}` }));
const right = () => undefined;

describe('a line of text', () => {
  const atLeastThree = (text: string) => (text.length < 3 ? `"${text}" is too short  Write three letters` : undefined);

  test.each([
    ['letters', `abc${enter}`, undefined, 'abc'],
    ['spaces around them', `  abc  ${enter}`, undefined, 'abc'],
    ['letters of any script', `Zoë 李 👩‍💻${enter}`, undefined, 'Zoë 李 👩‍💻'],
    ['a letter taken back', `abcx${backspace}${enter}`, undefined, 'abc'],
    ['a wrong answer first', `ab${enter}c${enter}`, undefined, 'abc'],
    ['two wrong answers first', `${enter}ab${enter}${clear}abcd${enter}`, undefined, 'abcd'],
    ['letters that move in lists', `jjkk${enter}`, undefined, 'jjkk'],
    ['nothing, with a proposal', enter, 'main', 'main'],
    ['spaces, with a proposal', `   ${enter}`, 'main', 'main'],
    ['something else than the proposal', `next${enter}`, 'main', 'next'],
    ['a wrong proposal', `${enter}${clear}abc${enter}`, 'x', 'abc'],
    ['signs of a pattern', `a$&b\\d${enter}`, undefined, 'a$&b\\d'],
  ])('is %s', async (_what, keys, fallback, expected) => {
    const person = personWith([keys]);
    expect(await person.prompts.text('What?', atLeastThree, fallback)).toBe(expected);
    expect(person.isRaw()).toBe(false);
  });

  test('shows what is wrong and what to write instead', async () => {
    const person = personWith([`ab${enter}c${enter}`]);
    await person.prompts.text('What?', atLeastThree);
    expect(person.shown()).toContain('"ab" is too short  Write three letters');
  });
});

describe('one of several', () => {
  test.each([
    ['the first', few, enter, 'one'],
    ['the next', few, `${down}${enter}`, 'two'],
    ['the last, from below', few, `${up}${enter}`, 'three'],
    ['the same after a round', few, `${down}${down}${down}${enter}`, 'one'],
    ['the first of a long list', many, enter, 'guides/page-0'],
    ['one that is typed', many, `page-17${enter}`, 'guides/page-17'],
    ['one in capitals', many, `PAGE-17${enter}`, 'guides/page-17'],
    ['the second of those that are typed', many, `page-2${down}${enter}`, 'guides/page-20'],
    ['none, and then another', many, `nothing${enter}${clear}page-3${enter}`, 'guides/page-3'],
    ['only one', few.slice(0, 1), enter, 'one'],
  ])('is %s', async (_what, choices, keys, expected) => {
    expect(await personWith([keys]).prompts.choose('Which?', choices)).toBe(expected);
  });

  test('says that nothing fits what was typed', async () => {
    const person = personWith([`nothing${enter}${clear}${enter}`]);
    await person.prompts.choose('Which?', many);
    expect(person.shown()).toContain('Nothing in the list fits what you typed');
  });

  test('shows labels and meanings, and answers with the value', async () => {
    const person = personWith([`${down}${enter}`]);
    const choices = [
      { value: '', label: 'as before', hint: 'no change' },
      { value: 'b', label: 'Another', hint: 'from now on' },
    ];
    expect(await person.prompts.choose('Which?', choices)).toBe('b');
    expect(person.shown()).toContain('as before (no change)');
    expect(person.shown()).toContain('Another (from now on)');
  });
});

describe('any number of several', () => {
  const some = (values: string[]) => (values.length === 0 ? 'The list is too short  Give at least 1' : undefined);

  test.each([
    ['one', few, [`${space}${enter}`], ['one']],
    ['two, in the order in which they were chosen', few, [`${down}${space}${up}${space}${enter}`], ['two', 'one']],
    ['one that was taken back for another', few, [`${space}${space}${down}${space}${enter}`], ['two']],
    ['none, and then one', few, [enter, `${space}${enter}`], ['one']],
    ['all', few, [`a${enter}`], ['one', 'two', 'three']],
    ['one of a long list', many, [`${tab}${enter}`], ['guides/page-0']],
    ['one that is typed', many, [`page-17${tab}${enter}`], ['guides/page-17']],
    ['one by arrow and space', many, [`${down}${space}${enter}`], ['guides/page-1']],
    ['several by typing', many, [`page-17${tab}${clear}page-9${tab}${enter}`], ['guides/page-17', 'guides/page-9']],
    ['none of a long list, and then one', many, [enter, `${tab}${enter}`], ['guides/page-0']],
  ])('are %s', async (_what, choices, keys, expected) => {
    const person = personWith(keys);
    expect(await person.prompts.chooseSeveral('Which?', choices, some)).toEqual(expected);
    expect(person.shown().includes('The list is too short  Give at least 1')).toBe(keys.length > 1);
  });

  test('keep what was chosen where there is something wrong with it', async () => {
    const notOne = (values: string[]) => (values.length < 2 ? 'The list is too short  Give at least 2' : undefined);
    const person = personWith([`${space}${enter}`, `${down}${space}${enter}`]);
    expect(await person.prompts.chooseSeveral('Which?', few, notOne)).toEqual(['one', 'two']);
  });
});

test.each([
  [enter, false],
  ['y', true],
  ['n', false],
  [`${up}${enter}`, true],
])('yes or no: %j is %j', async (keys, expected) => {
  expect(await personWith([keys]).prompts.confirm('Another?')).toBe(expected);
});

const questions: Record<string, (person: ReturnType<typeof personWith>) => Promise<unknown>> = {
  text: ({ prompts }) => prompts.text('What?', right),
  choose: ({ prompts }) => prompts.choose('Which?', few),
  'choose from many': ({ prompts }) => prompts.choose('Which?', many),
  'choose several': ({ prompts }) => prompts.chooseSeveral('Which?', few, right),
  'choose several from many': ({ prompts }) => prompts.chooseSeveral('Which?', many, right),
  confirm: ({ prompts }) => prompts.confirm('Another?'),
};
const ends: Record<string, string | undefined> = {
  'Ctrl+C': stop,
  'Ctrl+D': end,
  Esc: KEYS.escape,
  'the end': undefined,
};
const stops = Object.keys(questions).flatMap((question) => Object.keys(ends).map((way) => [question, way] as const));

test.each(stops)('%s ends with %s, and gives the terminal back', async (question, way) => {
  const person = personWith([ends[way]]);
  await expect(questions[question]?.(person)).rejects.toThrow(Cancelled);
  expect(person.isRaw()).toBe(false);
  // The cursor is there again.
  expect(person.written().lastIndexOf('\u001b[?25h')).toBeGreaterThan(person.written().lastIndexOf('\u001b[?25l'));
});

test.each(TITLES)('%j moves no cursor, whatever part of a question it is', async (title) => {
  const person = personWith([`x${enter}${clear}y${enter}`, enter, enter, `${space}${enter}`, enter]);
  const { prompts } = person;
  const check = (text: string) => (text === 'x' ? title : undefined);
  prompts.note(title);
  expect(await prompts.text(title, check, title)).toBe('y');
  expect(await prompts.text(title, right, title)).toBe(title);
  expect(await prompts.choose(title, [{ value: title, hint: title }])).toBe(title);
  expect(await prompts.chooseSeveral(title, [{ value: title, label: title }], right)).toEqual([title]);
  expect(await prompts.confirm(title)).toBe(false);
  expect(stripVTControlCharacters(person.written()).replaceAll(/[\n\t]/g, '')).not.toMatch(UNPRINTABLE);
  // The prompt has sequences of its own; those of the title are none of them.
  if (plainText(title) !== title) expect(person.written()).not.toContain(title);
});
