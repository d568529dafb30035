import { describe, expect, test } from 'vitest';
import { changedAt, type Entries, fileOf, isEntries, mergeEntries, partsOf } from '#formulas/saved-state.ts';

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
  test.each<[string, unknown, boolean]>([
    ['nothing yet', {}, true],
    ['a tick with a note', { 'met-people': { at: '2026-01-05T08:00:00Z', done: '2026-01-05', note: '' } }, true],
    ['a list of words', { 'plan/1': { at: '2026-01-05T08:00:00.123Z', seen: ['build-trust'] } }, true],
    ['a deletion', { $start: { at: '2026-01-05T08:00:00Z', gone: true } }, true],
    ['a list', [], false],
    ['no object', 'text', false],
    ['nothing at all', null, false],
    ['an entry without a time', { a: { done: true } }, false],
    ['a time that is none', { a: { at: 'yesterday' } }, false],
    ['a deletion that is none', { a: { at: '2026-01-05T08:00:00Z', gone: 'no' } }, false],
    ['a field with an object in it', { a: { at: '2026-01-05T08:00:00Z', note: { html: '' } } }, false],
    ['a number that JSON cannot hold', { a: { at: '2026-01-05T08:00:00Z', mark: Number.NaN } }, false],
    ['a text beyond reason', { a: { at: '2026-01-05T08:00:00Z', note: 'x'.repeat(10_001) } }, false],
    ['a text of the greatest length', { a: { at: '2026-01-05T08:00:00Z', note: 'x'.repeat(10_000) } }, true],
    ['an id that objects have anyway', JSON.parse('{"__proto__": {"at": "2026-01-05T08:00:00Z"}}'), false],
    ['an id with markup', { '<b>': { at: '2026-01-05T08:00:00Z' } }, false],
  ])('%s', (_what, value, sound) => {
    expect(isEntries(value)).toBe(sound);
  });

  test('a file comes back as it was written', () => {
    const parts = { 'tools/trust-check': { 'peer/2026-01-05': entry('05', 7) }, 'paths/new': {} };
    expect(partsOf(fileOf(parts, new Date('2026-01-05T08:00:00Z')))).toEqual(parts);
  });

  test.each([
    ['', 'damaged'],
    ['{"format": "playbook"', 'damaged'],
    ['null', 'foreign'],
    ['"playbook"', 'foreign'],
    ['{"format": "other", "version": 1, "parts": {}}', 'foreign'],
    ['{"format": "playbook", "version": 2, "parts": "in a way not known yet"}', 'newer'],
    ['{"format": "playbook", "version": 1}', 'damaged'],
    ['{"format": "playbook", "version": "1", "parts": {}}', 'damaged'],
    ['{"format": "playbook", "version": 1, "parts": {"a b": {}}}', 'damaged'],
    ['{"format": "playbook", "version": 1, "parts": {"a": {"b": {"at": "now"}}}}', 'damaged'],
  ])('%s is %s', (text, refusal) => {
    expect(partsOf(text)).toBe(refusal);
  });
});
