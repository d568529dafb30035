import { describe, expect, test } from 'vitest';
import { mergeEntries } from '#formulas/saved-state.ts';
import { changesOf, fileOf, parseFile } from '#tools/shared/saved-file.ts';

const at = '2026-01-05T08:00:00.000Z';
const later = '2026-01-06T08:00:00.000Z';

test('a file comes back as it was written', () => {
  const parts = { 'tools/trust-check': { 'peer/2026-01-05': { at, value: 7 } }, 'paths/new': {} };
  expect(parseFile(fileOf(parts, new Date(at)))).toEqual({ written: at, parts });
});

describe('a file', () => {
  const file = (fields: object) =>
    JSON.stringify({ format: 'playbook', version: 1, written: at, parts: {}, ...fields });
  const many = Object.fromEntries(Array.from({ length: 5_001 }, (_, index) => [`e${index}`, { at }]));
  test.each([
    ['', 'damaged'],
    ['{"format": "playbook"', 'damaged'],
    ['null', 'foreign'],
    ['5', 'foreign'],
    ['[]', 'foreign'],
    ['"playbook"', 'foreign'],
    ['{"format": ["playbook"]}', 'foreign'],
    [file({ format: 'other' }), 'foreign'],
    [file({ version: 2, parts: 'in a way not known yet' }), 'newer'],
    [file({ version: '1' }), 'damaged'],
    [file({ version: '2' }), 'damaged'],
    [file({ version: [2] }), 'damaged'],
    [file({ version: 1.5 }), 'damaged'],
    [file({ version: 0 }), 'damaged'],
    [file({ version: undefined }), 'damaged'],
    [file({ written: 5 }), 'damaged'],
    [file({ written: {} }), 'damaged'],
    [file({ written: 'yesterday' }), 'damaged'],
    [file({ written: '2026-99-99T08:00:00Z' }), 'damaged'],
    [file({ written: null }), 'damaged'],
    [file({ parts: undefined }), 'damaged'],
    [file({ parts: [] }), 'damaged'],
    [file({ parts: { 'a b': {} } }), 'damaged'],
    [file({ parts: { a: [] } }), 'damaged'],
    [file({ parts: { a: null } }), 'damaged'],
    [file({ parts: { a: { b: { at: 'now' } } } }), 'damaged'],
    [file({}).replace('"parts":{}', '"parts":{"__proto__":{}}'), 'damaged'],
  ])('%s is %s', (text, failure) => {
    expect(parseFile(text)).toBe(failure);
  });

  test('that is deep or long is refused', () => {
    const deep = '['.repeat(500_000);
    const whole = deep + ']'.repeat(500_000);
    const note = file({ parts: { a: { b: { at, note: 'DEEP' } } } });
    expect(parseFile(deep)).toBe('damaged');
    expect(parseFile(whole)).toBe('foreign');
    expect(parseFile(note)).not.toBe('damaged');
    expect(parseFile(note.replace('"DEEP"', whole))).toBe('damaged');
    expect(parseFile(file({ parts: { a: many } }))).toBe('damaged');
  });
});

describe('what a copy changes', () => {
  const gone = { at: later, gone: true as const };
  test.each([
    ['a new entry', {}, { a: { at } }, { added: ['a'] }],
    ['a new entry called as what objects have', {}, { constructor: { at } }, { added: ['constructor'] }],
    ['a newer entry', { a: { at } }, { a: { at: later } }, { replaced: ['a'] }],
    ['an older entry', { a: { at: later } }, { a: { at } }, {}],
    ['the same entry', { a: { at, note: 'x' } }, { a: { at, note: 'x' } }, {}],
    ['a deletion', { a: { at } }, { a: gone }, { removed: ['a'] }],
    ['a deletion of what is not there', {}, { a: gone }, {}],
    ['a deletion of what is deleted', { a: { at, gone: true as const } }, { a: gone }, {}],
    ['an older deletion', { a: { at: '2026-01-07T08:00:00.000Z' } }, { a: gone }, {}],
    ['what was deleted here since', { a: gone }, { a: { at } }, {}],
    ['what was changed after its deletion', { a: { at, gone: true as const } }, { a: { at: later } }, { added: ['a'] }],
    [
      'several',
      { a: { at }, b: { at } },
      { a: { at: later }, b: gone, c: { at } },
      { added: ['c'], replaced: ['a'], removed: ['b'] },
    ],
  ])('%s', (_what, mine, theirs, changes) => {
    const none = { added: [], replaced: [], removed: [] };
    expect(changesOf(mergeEntries({}, mine), mergeEntries({}, theirs))).toEqual({ ...none, ...changes });
  });
});
