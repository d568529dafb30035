import { describe, expect, test } from 'vitest';
import {
  bandOf,
  type Factor,
  gaps,
  nextBehaviour,
  oneBetter,
  type TrustFactors,
  trust,
  weakestFactor,
} from '#formulas/trust-score.ts';

const factors = (
  credibility: number,
  reliability: number,
  intimacy: number,
  selfOrientation: number,
): TrustFactors => ({
  credibility,
  reliability,
  intimacy,
  selfOrientation,
});

describe('the trust equation', () => {
  test.each([
    [factors(10, 10, 10, 1), 30],
    [factors(1, 1, 1, 10), 0.3],
    [factors(8, 7, 6, 2), 10.5],
    [factors(8, 7, 6, 7), 3],
  ])('of %j is %d', (given, expected) => {
    expect(trust(given)).toBeCloseTo(expected);
  });

  test('more of what stands above the line never lowers it, more self-orientation never raises it', () => {
    const scale = [1, 2.5, 5, 7, 9];
    for (const c of scale)
      for (const r of scale)
        for (const i of scale)
          for (const s of scale) {
            const here = trust(factors(c, r, i, s));
            expect(trust(factors(c + 1, r, i, s))).toBeGreaterThanOrEqual(here);
            expect(trust(factors(c, r + 1, i, s))).toBeGreaterThanOrEqual(here);
            expect(trust(factors(c, r, i + 1, s))).toBeGreaterThanOrEqual(here);
            expect(trust(factors(c, r, i, s + 1))).toBeLessThanOrEqual(here);
          }
  });

  test.each([[factors(0, 5, 5, 5)], [factors(5, 11, 5, 5)], [factors(5, 5, Number.NaN, 5)], [factors(5, 5, 5, 0)]])(
    'refuses what is off the scale: %j',
    (given) => {
      expect(() => trust(given)).toThrow(RangeError);
    },
  );
});

describe('what pulls trust down', () => {
  test.each<[TrustFactors, Factor | undefined]>([
    [factors(10, 10, 10, 1), undefined],
    [factors(9, 10, 10, 1), 'credibility'],
    [factors(5, 4, 5, 5), 'reliability'],
    [factors(5, 5, 2, 7), 'intimacy'],
    [factors(9, 9, 9, 10), 'selfOrientation'],
    // Equally far from their best ends: the one that divides the others comes first.
    [factors(4, 4, 4, 7), 'selfOrientation'],
    [factors(1, 1, 1, 10), 'selfOrientation'],
    [factors(3, 3, 10, 1), 'credibility'],
  ])('in %j it is %s', (given, expected) => {
    expect(weakestFactor(given)).toBe(expected);
  });

  test('it is always a factor with the widest gap, and one mark better never lowers the score', () => {
    for (let c = 1; c <= 10; c += 3)
      for (let r = 1; r <= 10; r += 3)
        for (let i = 1; i <= 10; i += 3)
          for (let s = 1; s <= 10; s += 3) {
            const given = factors(c, r, i, s);
            const pull = weakestFactor(given);
            const widths = Object.values(gaps(given));
            if (pull) expect(gaps(given)[pull]).toBe(Math.max(...widths));
            else expect(widths).toEqual([0, 0, 0, 0]);
            for (const factor of Object.keys(given) as Factor[])
              expect(oneBetter(given, factor)).toBeGreaterThanOrEqual(trust(given));
          }
  });

  test('one mark better is a mark up, and down for self-orientation; at the best end it is the same', () => {
    expect(oneBetter(factors(5, 5, 5, 5), 'credibility')).toBeCloseTo(16 / 5);
    expect(oneBetter(factors(5, 5, 5, 5), 'selfOrientation')).toBeCloseTo(15 / 4);
    expect(oneBetter(factors(10, 5, 5, 1), 'credibility')).toBe(20);
    expect(oneBetter(factors(10, 5, 5, 1), 'selfOrientation')).toBe(20);
  });
});

test.each([
  [0.3, 'low'],
  [2.49, 'low'],
  [2.5, 'middle'],
  [9.99, 'middle'],
  [10, 'high'],
  [30, 'high'],
])('a score of %d falls into the band %s, whatever the order of the bands', (score, expected) => {
  const bands = [
    { id: 'high', from: 10 },
    { id: 'low', from: 0 },
    { id: 'middle', from: 2.5 },
  ];
  expect(bandOf(score, bands)?.id).toBe(expected);
});

test('the next behaviour is the first that was not tried, then the one tried longest ago', () => {
  const all = ['a', 'b', 'c'];
  expect(nextBehaviour(all, [])).toBe('a');
  expect(nextBehaviour(all, ['a'])).toBe('b');
  expect(nextBehaviour(all, ['c', 'a'])).toBe('b');
  expect(nextBehaviour(all, ['a', 'b', 'c', 'a'])).toBe('b');
  expect(nextBehaviour([], ['a'])).toBeUndefined();
});
