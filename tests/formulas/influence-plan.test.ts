import { describe, expect, test } from 'vitest';
import { fittingStrategies, type InfluencePlan, missingBelow, plan } from '#formulas/influence-plan.ts';

const LEVELS = 5;
const reaches = [...Array(LEVELS).keys()];
/** Every way to tick five statements, each as what the ticks are from the base. */
const everySeen = Array.from({ length: 2 ** LEVELS }, (_, bits) => reaches.map((level) => ((bits >> level) & 1) === 1));
const everyCase = everySeen.flatMap((seen) => reaches.map((reach) => ({ seen, reach })));
/** Ticks as they read on the page: `x` for a tick, `.` for none, the base first. */
const ticks = (marks: string) => [...marks].map((mark) => mark === 'x');

describe('a plan for an ask', () => {
  test.each<[string, number, Omit<InfluencePlan, 'reach'>]>([
    ['.....', 0, { start: 0, ready: false, way: [], uncounted: [] }],
    ['x....', 0, { start: 0, ready: true, way: [], uncounted: [] }],
    ['.....', 3, { start: 0, ready: false, way: [1, 2, 3], uncounted: [] }],
    ['x....', 3, { start: 1, ready: false, way: [2, 3], uncounted: [] }],
    ['xxx..', 3, { start: 3, ready: false, way: [], uncounted: [] }],
    ['xxxx.', 3, { start: 3, ready: true, way: [], uncounted: [] }],
    ['x.xx.', 3, { start: 1, ready: false, way: [2, 3], uncounted: [2, 3] }],
    ['.xxxx', 2, { start: 0, ready: false, way: [1, 2], uncounted: [1, 2] }],
    ['xx.xx', 1, { start: 1, ready: true, way: [], uncounted: [] }],
    ['xxxx.', 4, { start: 4, ready: false, way: [], uncounted: [] }],
    ['xxxxx', 4, { start: 4, ready: true, way: [], uncounted: [] }],
    ['xxxxx', 2, { start: 2, ready: true, way: [], uncounted: [] }],
  ])('with %s seen and a reach of %d', (marks, reach, expected) => {
    expect(plan(ticks(marks), reach)).toEqual({ reach, ...expected });
  });

  test.each([-1, 5, 1.5, Number.NaN])('refuses a reach that is not a level: %d', (reach) => {
    expect(() => plan(ticks('xx...'), reach)).toThrow(RangeError);
  });

  test('refuses to plan where there are no levels', () => {
    expect(() => plan([], 0)).toThrow(RangeError);
  });

  test('never starts above the reach, skips no gap, and is ready only where all is seen', () => {
    for (const { seen, reach } of everyCase) {
      const { start, ready, way, uncounted } = plan(seen, reach);
      expect(start).toBeLessThanOrEqual(reach);
      expect(missingBelow(seen, start)).toEqual([]);
      expect(ready).toBe(missingBelow(seen, reach + 1).length === 0);
      if (!ready) expect(seen[start]).toBe(false);
      expect([start, ...way].at(-1)).toBe(reach);
      expect(way.filter((level) => seen[level])).toEqual(uncounted);
    }
  });

  test('the top is never the start unless the ask reaches it', () => {
    const top = LEVELS - 1;
    for (const { seen, reach } of everyCase) if (plan(seen, reach).start === top) expect(reach).toBe(top);
  });

  test('one more tick never lowers the start, nor makes one less ready', () => {
    for (const { seen, reach } of everyCase) {
      const before = plan(seen, reach);
      for (const level of reaches) {
        const after = plan(seen.with(level, true), reach);
        expect(after.start).toBeGreaterThanOrEqual(before.start);
        expect(Number(after.ready)).toBeGreaterThanOrEqual(Number(before.ready));
      }
    }
  });

  test('a tick above a gap changes nothing but what is said of it', () => {
    for (const { seen, reach } of everyCase) {
      const before = plan(seen, reach);
      if (before.ready) continue;
      for (const level of reaches.slice(before.start + 1)) {
        const { uncounted: _, ...after } = plan(seen.with(level, !seen[level]), reach);
        expect(after).toEqual({ start: before.start, reach, ready: false, way: before.way });
      }
    }
  });

  test('a smaller ask never starts higher', () => {
    for (const { seen, reach } of everyCase)
      if (reach > 0) expect(plan(seen, reach - 1).start).toBeLessThanOrEqual(plan(seen, reach).start);
  });
});

describe('what is missing below a level', () => {
  test.each([
    ['.....', 0, []],
    ['.....', 3, [0, 1, 2]],
    ['x.x..', 4, [1, 3]],
    ['x.x..', 1, []],
    ['xxxx.', 4, []],
  ])('with %s seen, below %d', (marks, level, expected) => {
    expect(missingBelow(ticks(marks), level)).toEqual(expected);
  });
});

test('a strategy fits where both the level and the relationship are its own', () => {
  const strategies = [
    { id: 'a', levels: ['base', 'top'], with: ['peer'] },
    { id: 'b', levels: ['top'], with: ['peer', 'team'] },
  ];
  const found = (level: string, relationship: string) =>
    fittingStrategies(strategies, level, relationship).map(({ id }) => id);
  expect(found('base', 'peer')).toEqual(['a']);
  expect(found('base', 'team')).toEqual([]);
  expect(found('top', 'peer')).toEqual(['a', 'b']);
  expect(found('middle', 'peer')).toEqual([]);
});
