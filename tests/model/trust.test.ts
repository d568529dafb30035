import { describe, expect, test } from 'vitest';
import { type TrustFactors, trust } from '#model/formulas/trust.ts';

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
