import { describe, expect, test } from 'vitest';
import { countDone, firstOpen, lostNotes, type Mark, type Moved, progressOf } from '#formulas/progress.ts';

const done = (day: string, note = ''): Mark => ({ done: day, note });
const open = (note = ''): Mark => ({ done: '', note });

describe('progress of an older version of a path', () => {
  const cases: { what: string; ids: string[]; moved: Moved; marks: Record<string, Mark>; is: Record<string, Mark> }[] =
    [
      {
        what: 'stays where nothing has changed',
        ids: ['a', 'b'],
        moved: {},
        marks: { a: done('2026-01-05', 'seen') },
        is: { a: done('2026-01-05', 'seen'), b: open() },
      },
      {
        what: 'follows a renaming, and a second one',
        ids: ['c'],
        moved: { a: ['b'], b: ['c'] },
        marks: { a: done('2026-01-05', 'seen') },
        is: { c: done('2026-01-05', 'seen') },
      },
      {
        what: 'ends at the name where it was last changed',
        ids: ['c'],
        moved: { a: ['b'], b: ['c'] },
        marks: { a: done('2026-01-05', 'old'), b: open('new') },
        is: { c: open('new') },
      },
      {
        what: 'goes to both halves of a split, its note to the first',
        ids: ['b', 'c'],
        moved: { a: ['b', 'c'] },
        marks: { a: done('2026-01-05', 'seen') },
        is: { b: done('2026-01-05', 'seen'), c: done('2026-01-05') },
      },
      {
        what: 'is done after a merge only if all of it was, on the last of the days',
        ids: ['c'],
        moved: { a: ['c'], b: ['c'] },
        marks: { a: done('2026-01-05', 'one'), b: done('2026-01-04', 'two') },
        is: { c: done('2026-01-05', 'one\ntwo') },
      },
      {
        what: 'is not done after a merge where one half was never touched, and loses no note',
        ids: ['c'],
        moved: { a: ['c'], b: ['c'] },
        marks: { a: done('2026-01-05', 'one') },
        is: { c: open('one') },
      },
      {
        what: 'comes through a split whose half was merged with another',
        ids: ['b', 'e'],
        moved: { a: ['b', 'c'], c: ['e'], d: ['e'] },
        marks: { a: done('2026-01-05', 'one'), d: done('2026-01-09', 'two') },
        is: { b: done('2026-01-05', 'one'), e: done('2026-01-09', 'two') },
      },
      {
        what: 'is overruled by what was entered since',
        ids: ['b'],
        moved: { a: ['b'] },
        marks: { a: done('2026-01-05', 'one'), b: open('undone again') },
        is: { b: open('undone again') },
      },
      {
        what: 'is not confused by ids that objects have anyway',
        ids: ['constructor'],
        moved: {},
        marks: {},
        is: { constructor: open() },
      },
    ];

  test.each(cases)('$what', ({ ids, moved, marks, is }) => {
    expect(progressOf(ids, moved, marks)).toEqual(is);
  });

  test.each(['constructor', 'toString', 'valueOf', '__proto__', 'hasOwnProperty'])('keeps the note on %s', (id) => {
    const marks = JSON.parse(`{"${id}": {"done": "", "note": "kept"}}`);
    expect(lostNotes(['a'], {}, marks)).toEqual(['kept']);
  });

  test('keeps the notes on outcomes that are gone, and only those', () => {
    const marks = { a: done('2026-01-05', 'gone'), b: open('moved'), c: open('here'), d: done('2026-01-05') };
    expect(lostNotes(['c', 'e'], { a: [], b: ['e'] }, marks)).toEqual(['gone']);
    expect(lostNotes(['c'], {}, { z: open('removed without a line') })).toEqual(['removed without a line']);
  });

  test('never loses a note, whatever moved', () => {
    const ids = ['p', 'q', 'r'];
    const targets = [[], ['p'], ['q', 'r'], ['r', 'p', 'q'], ['b'], ['b', 'q']];
    for (const a of targets) {
      for (const b of targets.filter((list) => !list.includes('b'))) {
        const marks = { a: open('note of a'), b: open('note of b') };
        const moved = { a, b };
        const shown = Object.values(progressOf(ids, moved, marks));
        const all = [...shown.map(({ note }) => note), ...lostNotes(ids, moved, marks)].join('\n');
        expect(all).toContain('note of b');
        // A later name with a mark of its own has taken over what stood under the older one.
        if (!a.includes('b')) expect(all).toContain('note of a');
      }
    }
  });
});

test('counts what is done and finds the next step', () => {
  const progress = { a: done('2026-01-05'), b: open('begun'), c: done('2026-01-06') };
  expect(countDone(['a', 'b', 'c'], progress)).toBe(2);
  expect(firstOpen(['a', 'b', 'c'], progress)).toBe('b');
  expect(firstOpen(['a', 'c'], progress)).toBeUndefined();
  expect(firstOpen(['a', 'new'], progress)).toBe('new');
});
