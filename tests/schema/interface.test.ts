import { expect, test } from 'vitest';
import { i18nextStrings } from '#schema/interface.ts';
import { fillIn, stringForCount } from '#schema/placeholders.ts';

test.each([
  ['{{count}} pages', { count: 3 }, '3 pages'],
  ['{{a}} and {{b}}', { a: 'x', b: 'y' }, 'x and y'],
  ['{{a}} {{a}}', { a: 'x' }, 'x x'],
  ['{{missing}}.', {}, '.'],
  ['{{a}}', { a: undefined }, ''],
  ['{{a}}', { a: '$& $1 {{b}}', b: 'no' }, '$& $1 {{b}}'],
  ['{a} stays', { a: 'x' }, '{a} stays'],
  ['nothing', { a: 'x' }, 'nothing'],
  ['', {}, ''],
  ['{{a', { a: 'x' }, '{{a'],
  ['{{a}}', { a: '<b>' }, '<b>'],
])('%j with %j is %j', (text, values, filled) => {
  expect(fillIn(text, values)).toBe(filled);
});

test.each([
  ['en', 0, 'none'],
  ['en', 1, 'one'],
  ['en', 2, 'more'],
  ['en-GB', 21, 'more'],
  ['pl', 3, ''],
  ['fr', 0, 'none'],
  ['fr', 1, 'one'],
  ['ja', 1, 'more'],
])('in %s, %i is %j', (language, count, string) => {
  const strings = { pages_zero: 'none', pages_one: 'one', pages_other: 'more' };
  expect(stringForCount(strings, 'pages', count, language)).toBe(string);
});

test('zero is plural where there is no string for it', () => {
  expect(stringForCount({ pages_one: 'one', pages_other: 'more' }, 'pages', 0, 'en')).toBe('more');
});

test('i18next fills in text as it is, and what Starlight writes as HTML is escaped', () => {
  const strings = { a: '{{x}} & {{y}}', 'themeSelect.dark': '<b>Dark</b>', 'themeSelect.accessibleLabel': '<b>' };
  expect(i18nextStrings(strings)).toEqual({
    a: '{{- x}} & {{- y}}',
    'themeSelect.dark': '&lt;b&gt;Dark&lt;/b&gt;',
    'themeSelect.accessibleLabel': '<b>',
  });
});
