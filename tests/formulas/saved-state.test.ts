import { describe, expect, test } from 'vitest';
import { changedAt, type Entries, mergeEntries, readEntries } from '#formulas/saved-state.ts';

const entry = (at: string, value = 0) => ({ at: `2026-01-${at}T08:00:00.000Z`, value });

describe('two copies in one', () => {
  test('of each entry the newer one stands, wherever it was', () => {
    const mine = { a: entry('02', 1), b: entry('05', 1) };
    const theirs = { b: entry('04', 2), a: entry('03', 2), c: entry('01', 2) };
    expect(mergeEntries(mine, theirs)).toEqual({ a: entry('03', 2), b: entry('05', 1), c: entry('01', 2) });
  });

  test('a deletion is not undone by an older copy, and is by a newer change', () => {
    const gone = { a: { ...entry('03'), gone: true as const } };
    expect(mergeEntries(gone, { a: entry('02', 1) })).toEqual(gone);
    expect(mergeEntries(gone, { a: entry('04', 1) })).toEqual({ a: entry('04', 1) });
  });

  test('comes to the same in any order, twice or once', () => {
    const days = ['01', '02', '02', '03'];
    const copies: Entries[] = days.map((day, index) => ({
      a: entry(day, index),
      [`only-${index}`]: entry(day, index),
    }));
    for (const one of copies) {
      for (const two of copies) {
        expect(mergeEntries(one, two)).toEqual(mergeEntries(two, one));
        expect(mergeEntries(mergeEntries(one, two), two)).toEqual(mergeEntries(one, two));
        for (const three of copies)
          expect(mergeEntries(mergeEntries(one, two), three)).toEqual(mergeEntries(one, mergeEntries(two, three)));
      }
    }
  });
});

test('a change is always later than the one before it, even if the clock went back', () => {
  const now = new Date('2026-01-05T08:00:00.000Z');
  expect(changedAt(undefined, now)).toBe('2026-01-05T08:00:00.000Z');
  expect(changedAt(entry('04'), now)).toBe('2026-01-05T08:00:00.000Z');
  expect(changedAt(entry('05'), now)).toBe('2026-01-05T08:00:00.001Z');
  expect(changedAt(entry('09'), now)).toBe('2026-01-09T08:00:00.001Z');
});

describe('what is read', () => {
  const at = '2026-01-05T08:00:00Z';
  test.each<[string, unknown, boolean]>([
    ['nothing yet', {}, true],
    ['a tick with a note', { 'met-people': { at, done: '2026-01-05', note: '' } }, true],
    ['a list of words', { 'plan/1': { at: '2026-01-05T08:00:00.123Z', seen: ['build-trust'] } }, true],
    ['a deletion', { $start: { at, gone: true } }, true],
    ['an id that objects have anyway', { constructor: { at }, toString: { at }, valueOf: { at } }, true],
    ['half of a pair of surrogates', { a: { at, note: '\ud800' } }, true],
    ['a field that objects have anyway', { a: JSON.parse(`{"at": "${at}", "__proto__": "x"}`) }, true],
    ['a list', [], false],
    ['no object', 'text', false],
    ['a number', 5, false],
    ['nothing at all', null, false],
    ['an entry that is a list', { a: [at] }, false],
    ['an entry that is a text', { a: at }, false],
    ['an entry that is nothing', { a: null }, false],
    ['an entry without a time', { a: { done: true } }, false],
    ['a time that is none', { a: { at: 'yesterday' } }, false],
    ['a time that is a number', { a: { at: 5 } }, false],
    ['a time that is a list', { a: { at: [at] } }, false],
    ['a month that does not exist', { a: { at: '2026-99-99T08:00:00Z' } }, false],
    ['a day that does not exist', { a: { at: '2026-02-30T08:00:00Z' } }, false],
    ['an hour that does not exist', { a: { at: '2026-01-05T24:00:00Z' } }, false],
    ['a year of five digits', { a: { at: '+12026-01-05T08:00:00Z' } }, false],
    ['a time without a zone', { a: { at: '2026-01-05T08:00:00' } }, false],
    ['a deletion that is none', { a: { at, gone: 'no' } }, false],
    ['a field with an object in it', { a: { at, note: { html: '' } } }, false],
    ['a list in a list', { a: { at, note: [['x']] } }, false],
    ['a field that is nothing', { a: { at, note: null } }, false],
    ['a number that JSON cannot hold', { a: { at, mark: Number.NaN } }, false],
    ['a number beyond all numbers', JSON.parse(`{"a": {"at": "${at}", "mark": 1e999}}`), false],
    ['a text beyond reason', { a: { at, note: 'x'.repeat(10_001) } }, false],
    ['a text beyond reason in a list', { a: { at, seen: ['x'.repeat(10_001)] } }, false],
    ['a text of the greatest length', { a: { at, note: 'x'.repeat(10_000) } }, true],
    ['an id that is a prototype', JSON.parse(`{"__proto__": {"at": "${at}"}}`), false],
    ['an id with markup', { '<b>': { at } }, false],
    ['an id that is empty', { '': { at } }, false],
    ['an id beyond reason', { ['x'.repeat(202)]: { at } }, false],
  ])('%s', (_what, value, isSound) => {
    expect(readEntries(value).isSound).toBe(isSound);
  });

  test('leaves out entries that are not sound, and no others', () => {
    const sound = {
      a: { at: '2026-01-05T08:00:00.000Z', note: 'kept' },
      constructor: { at: '2026-01-06T08:00:00.000Z' },
    };
    const { entries, isSound } = readEntries({ ...sound, b: { at: 'soon' }, c: [] });
    expect({ ...entries }).toEqual(sound);
    expect(isSound).toBe(false);
  });

  test.each([
    ['the year 9999', '9999-12-31T23:59:59.999Z', '1970-01-01T00:00:00.000Z'],
    ['next year', '2027-01-05T08:00:00Z', '1970-01-01T00:00:00.000Z'],
    ['the day after tomorrow', '2026-01-07T08:00:00Z', '1970-01-01T00:00:00.000Z'],
    ['a clock that is some hours ahead', '2026-01-05T20:00:00Z', '2026-01-05T20:00:00.000Z'],
    ['now', '2026-01-05T08:00:00Z', '2026-01-05T08:00:00.000Z'],
    ['a tenth of a second', '2026-01-05T08:00:00.1Z', '2026-01-05T08:00:00.100Z'],
    ['long ago', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ])('a time in %s can never win over a later change', (_what, at, read) => {
    const { entries, isSound } = readEntries({ a: { at } }, Date.parse('2026-01-05T08:00:00Z'));
    expect([entries['a']?.at, isSound]).toEqual([read, true]);
    expect(changedAt(entries['a'], new Date()).length).toBe(24);
  });
});

test.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf'])(
  'an entry called %s is merged and changed like any other',
  (id) => {
    expect({ ...mergeEntries({}, { [id]: entry('02', 1) }) }).toEqual({ [id]: entry('02', 1) });
    expect(changedAt(mergeEntries({}, {})[id], new Date('2026-01-05T08:00:00Z'))).toBe('2026-01-05T08:00:00.000Z');
  },
);
