import { expect, test } from 'vitest';
import { i18nextStrings } from '#schema/interface.ts';
import { fillIn } from '#schema/placeholders.ts';

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

test('i18next fills in text as it is, and what Starlight writes as HTML is escaped', () => {
  const strings = { a: '{{x}} & {{y}}', 'themeSelect.dark': '<b>Dark</b>', 'themeSelect.accessibleLabel': '<b>' };
  expect(i18nextStrings(strings)).toEqual({
    a: '{{- x}} & {{- y}}',
    'themeSelect.dark': '&lt;b&gt;Dark&lt;/b&gt;',
    'themeSelect.accessibleLabel': '<b>',
  });
});
