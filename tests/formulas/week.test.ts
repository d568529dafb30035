import { describe, expect, test } from 'vitest';
import {
  apportion,
  completeAim,
  differences,
  followsPrevious,
  furthestAbove,
  furthestBelow,
  isHours,
  isPercent,
  missingPoints,
  shares,
  wholeShares,
} from '#formulas/week.ts';

const sum = (numbers: readonly number[]) => numbers.reduce((total, value) => total + value, 0);

/** Weeks of four pillars: every combination of hours that are ordinary, awkward or at an end. */
const steps = [0, 0.5, 3, 7.5, 13, 80];
const weeks = steps.flatMap((a) => steps.flatMap((b) => steps.flatMap((c) => steps.map((d) => [a, b, c, d]))));
const filled = weeks.filter((week) => sum(week) > 0);
const sharesOf = (week: number[]) => shares(week) as number[];
const wholeOf = (week: number[]) => wholeShares(week) as number[];

describe('the shares of a week', () => {
  test.each([
    [
      [10, 10, 10, 10],
      [25, 25, 25, 25],
    ],
    [
      [0, 0, 0, 0.5],
      [0, 0, 0, 100],
    ],
    [
      [80, 80, 80, 80],
      [25, 25, 25, 25],
    ],
    [
      [20, 10, 5, 5],
      [50, 25, 12.5, 12.5],
    ],
  ])('of %j hours are %j', (hours, expected) => {
    expect(shares(hours)).toEqual(expected);
  });

  test('are nothing where no hour was spent', () => {
    expect(shares([0, 0, 0, 0])).toBeUndefined();
    expect(wholeShares([0, 0, 0, 0])).toBeUndefined();
    expect(shares([])).toBeUndefined();
  });

  test.each([[[-1, 5, 5, 5]], [[Number.NaN, 1, 1, 1]], [[Number.POSITIVE_INFINITY, 1, 1, 1]]])('refuse %j', (hours) => {
    expect(() => shares(hours)).toThrow(RangeError);
    expect(() => wholeShares(hours)).toThrow(RangeError);
  });

  test('always come to 100, exact and whole', () => {
    for (const week of filled) {
      expect(sum(sharesOf(week))).toBeCloseTo(100, 9);
      expect(sum(wholeOf(week))).toBe(100);
    }
  });

  test('an hour more for a pillar never lowers its share, exact or whole, nor raises the exact share of another', () => {
    for (const week of filled)
      for (const place of week.keys()) {
        const more = week.map((hours, index) => (index === place ? hours + 1 : hours));
        const [before, after] = [sharesOf(week), sharesOf(more)];
        for (const index of week.keys()) {
          // What is equal but for the last bits of a division counts as equal.
          if (index === place) expect(after[index]).toBeGreaterThanOrEqual((before[index] ?? 0) - 1e-9);
          else expect(after[index]).toBeLessThanOrEqual((before[index] ?? 0) + 1e-9);
        }
        expect(wholeOf(more)[place]).toBeGreaterThanOrEqual(wholeOf(week)[place] ?? 0);
      }
  });

  test('do not change when all hours are multiplied by the same number', () => {
    for (const week of filled)
      for (const factor of [0.5, 2, 3, 7, 40]) {
        const scaled = week.map((hours) => hours * factor);
        for (const [index, share] of sharesOf(week).entries()) expect(sharesOf(scaled)[index]).toBeCloseTo(share, 9);
        expect(wholeOf(scaled)).toEqual(wholeOf(week));
      }
  });
});

describe('the largest remainder method', () => {
  test.each([
    [100, [1, 1, 1], [34, 33, 33]],
    [100, [1, 1, 1, 1, 1, 1], [17, 17, 17, 17, 16, 16]],
    [100, [12.5, 14, 8, 4], [33, 36, 21, 10]],
    [10, [0, 0, 1], [0, 0, 10]],
    [0, [3, 4], [0, 0]],
    // Both have two thirds left over, which no division may tell apart.
    [100, [1, 4, 1], [17, 67, 16]],
  ])('divides %i over %j into %j', (total, weights, expected) => {
    expect(apportion(total, weights)).toEqual(expected);
  });

  test('stays less than one away from what is due, and gives nothing to a weight of zero', () => {
    for (const week of filled)
      for (const [index, part] of wholeOf(week).entries()) {
        expect(Math.abs(part - (sharesOf(week)[index] ?? 0))).toBeLessThan(1);
        if (week[index] === 0) expect(part).toBe(0);
      }
  });

  test('has its known price: the rounded part of another may rise by one although its due falls', () => {
    expect(wholeOf([1, 1, 11, 14])).toEqual([4, 3, 41, 52]);
    expect(wholeOf([2, 1, 11, 14])).toEqual([7, 4, 39, 50]);
  });

  test('cannot divide over nothing', () => {
    expect(() => apportion(100, [0, 0])).toThrow(RangeError);
  });
});

describe('the gaps between shares and aims', () => {
  const aims = [
    [20, 20, 45, 15],
    [0, 0, 0, 100],
    [25, 25, 25, 25],
  ];

  test('come to 0 where the aims come to 100', () => {
    for (const week of filled)
      for (const aim of aims) {
        expect(sum(differences(sharesOf(week), aim))).toBeCloseTo(0, 9);
        expect(sum(differences(wholeOf(week), aim))).toBe(0);
      }
  });

  test('name one that came short exactly where they name one that took more', () => {
    for (const week of filled)
      for (const aim of aims) {
        const found = differences(wholeOf(week), aim);
        expect(furthestBelow(found).length > 0).toBe(furthestAbove(found).length > 0);
        for (const place of furthestBelow(found)) expect(found[place]).toBeLessThan(0);
        for (const place of furthestAbove(found)) expect(found[place]).toBeGreaterThan(0);
      }
  });

  test.each([
    [[-10, 4, 6, 0], [0], [2]],
    [
      [-5, -5, 5, 5],
      [0, 1],
      [2, 3],
    ],
    [[0, 0, 0, 0], [], []],
    [[1, -3, 1, 1], [1], [0, 2, 3]],
  ])('of %j are shortest at %j and over at %j', (given, short, most) => {
    expect(furthestBelow(given)).toEqual(short);
    expect(furthestAbove(given)).toEqual(most);
  });

  test('need an aim for each share', () => {
    expect(() => differences([50, 50], [100])).toThrow(RangeError);
  });
});

describe('an aim', () => {
  test.each([
    [[20, 20, 45, 15], 0],
    [[20, 20, 45, undefined], 15],
    [[50, 50, 50, 50], -100],
    [[undefined, undefined, undefined, undefined], 100],
  ])('of %j misses 100 by %i', (aims, expected) => {
    expect(missingPoints(aims)).toBe(expected);
  });

  test.each([
    [
      [20, 20, 45, 15],
      [20, 20, 45, 15],
    ],
    [
      [40, 30, undefined, undefined],
      [40, 30, 15, 15],
    ],
    [
      [40, 35, undefined, undefined],
      [40, 35, 13, 12],
    ],
    [
      [20, 20, 40, 10],
      [22, 22, 45, 11],
    ],
    [
      [50, 50, 50, 50],
      [25, 25, 25, 25],
    ],
    [
      [80, 80, undefined, undefined],
      [50, 50, 0, 0],
    ],
    [
      [60, 40, undefined, undefined],
      [60, 40, 0, 0],
    ],
    [
      [0, 0, 0, 0],
      [25, 25, 25, 25],
    ],
    [
      [undefined, undefined, undefined, undefined],
      [25, 25, 25, 25],
    ],
  ])('of %j is divided into %j', (aims, expected) => {
    expect(completeAim(aims)).toEqual(expected);
  });

  test('comes to 100 however it is divided, and keeps its entries where the rest fits into blanks', () => {
    const entries = [undefined, 0, 1, 33, 50, 100];
    for (const a of entries)
      for (const b of entries)
        for (const c of entries)
          for (const d of entries) {
            const aims = [a, b, c, d];
            const made = completeAim(aims);
            expect(sum(made)).toBe(100);
            expect(made.every(isPercent)).toBe(true);
            if (missingPoints(aims) > 0 && aims.includes(undefined))
              for (const [index, aim] of aims.entries()) if (aim !== undefined) expect(made[index]).toBe(aim);
          }
  });
});

test.each([
  [0, true],
  [0.5, true],
  [80, true],
  [80.5, false],
  [-0.5, false],
  [7.25, false],
  [Number.NaN, false],
  ['7', false],
  [undefined, false],
])('%j as hours: %s', (value, expected) => {
  expect(isHours(value)).toBe(expected);
});

test.each([
  [0, true],
  [100, true],
  [101, false],
  [-1, false],
  [12.5, false],
  ['20', false],
])('%j as a share to aim at: %s', (value, expected) => {
  expect(isPercent(value)).toBe(expected);
});

test.each([
  [[], []],
  [[0], [false]],
  [
    [0, 1, 2],
    [false, true, true],
  ],
  [
    [4, 5, 7, 10, 11],
    [false, true, false, false, true],
  ],
])('of the weeks %j those that follow without a gap are %j', (given, expected) => {
  expect(followsPrevious(given)).toEqual(expected);
});
