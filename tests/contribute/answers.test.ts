import { describe, expect, test } from 'vitest';
import { type Answers, itemCount, valuesIn, withoutItem } from '#contribute/answers.ts';
import { type Field, fieldsOf } from '#contribute/form.ts';
import { page } from '#schema/pages/index.ts';
import { resolve } from '#schema/schema-problems.ts';

const fieldsNamed = (kind: string, ...names: string[]): Field[] =>
  fieldsOf(resolve(page, { kind })).filter(({ name }) => names.includes(name));

describe('what was filled in becomes the value that the schema checks', () => {
  test.each<[string, string[], Answers, unknown]>([
    ['a text on one line, tidied', ['title'], { title: ' Two\n lines ' }, { title: 'Two lines' }],
    ['nothing for what is blank', ['title', 'section'], { title: '  ', section: '' }, {}],
    [
      'a number, and text where it is none',
      ['order', 'reviewEvery'],
      { order: '3', reviewEvery: 'x' },
      { order: 3, reviewEvery: 'x' },
    ],
    [
      'a list without the blank items at its end',
      ['aliases'],
      { 'aliases[0]': 'one', 'aliases[1]': ' ' },
      { aliases: ['one'] },
    ],
    [
      'a blank item that another follows',
      ['aliases'],
      { 'aliases[0]': '', 'aliases[1]': 'two' },
      { aliases: ['', 'two'] },
    ],
    ['nothing for a list of blanks', ['aliases', 'questions'], { 'aliases[0]': '', 'questions[0]': '' }, {}],
    ['as many groups as there must be, so that each says what it lacks', ['options'], {}, { options: [{}, {}] }],
    [
      'groups, without the one too many',
      ['options'],
      { 'options[0].title': 'Wait', 'options[1].title': 'Act', 'options[2]': '', 'options[2].title': '' },
      { options: [{ title: 'Wait' }, { title: 'Act' }] },
    ],
  ])('%s', (_what, names, answers, value) => {
    expect(valuesIn(fieldsNamed('scenario', ...names), answers)).toEqual(value);
  });

  test('what has no form of its own is YAML, and stays text where it is none', () => {
    const fields = fieldsNamed('path', 'moved');
    expect(valuesIn(fields, { moved: '{old: [new]}' })).toEqual({ moved: { old: ['new'] } });
    expect(valuesIn(fields, { moved: '{old: [' })).toEqual({ moved: '{old: [' });
  });
});

test('an item that goes takes its answers along, and those after it move up', () => {
  const answers = { 'a[0]': '0', 'a[1].b[0].c': '1', 'a[2].b[1].c': '2', 'a[10]': '10', 'ab[1]': 'other' };
  const after = { 'a[0]': '0', 'a[1].b[1].c': '2', 'a[9]': '10', 'ab[1]': 'other' };
  expect(withoutItem('a', 1, answers)).toEqual(after);
  const [list] = fieldsNamed('scenario', 'aliases') as [Field];
  expect(itemCount(list, 'a', after)).toBe(10);
});
