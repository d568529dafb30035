/** Factors of the trust equation, each from 1 to 10. */
export interface TrustFactors {
  credibility: number;
  reliability: number;
  intimacy: number;
  /** Lower is better. */
  selfOrientation: number;
}

/** Scale of each factor. It is this handbook's own; the published equation has none. */
export const SCALE = { least: 1, most: 10 };

/**
 * Trust equation of Maister, Green and Galford (The Trusted Advisor, 2000): credibility plus reliability plus intimacy,
 * divided by self-orientation. Ranges from 0.3 to 30 on our scale.
 * @throws RangeError if a factor is not between 1 and 10, which also rules out division by zero.
 */
export function trust({ credibility, reliability, intimacy, selfOrientation }: TrustFactors): number {
  for (const [name, value] of Object.entries({ credibility, reliability, intimacy, selfOrientation })) {
    if (!(value >= SCALE.least && value <= SCALE.most)) {
      throw new RangeError(`${name} must be between ${SCALE.least} and ${SCALE.most}, and is ${value}`);
    }
  }
  return (credibility + reliability + intimacy) / selfOrientation;
}

/** Checks whether a value is a mark on the scale: a whole number. */
export function isMark(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= SCALE.least && (value as number) <= SCALE.most;
}

/** Name of a factor. */
export type Factor = keyof TrustFactors;

/** Distance of each factor from its best value, from 0 to 9: from 10, or from 1 for self-orientation. */
export function gaps({ selfOrientation, ...strengths }: TrustFactors): Record<Factor, number> {
  const { credibility, reliability, intimacy } = strengths;
  return {
    selfOrientation: selfOrientation - SCALE.least,
    credibility: SCALE.most - credibility,
    reliability: SCALE.most - reliability,
    intimacy: SCALE.most - intimacy,
  };
}

/**
 * Returns the factor furthest from its best value, or undefined if all are there. Of equal ones, self-orientation comes
 * first, because it divides the others.
 */
export function weakestFactor(factors: TrustFactors): Factor | undefined {
  const [furthest] = Object.entries(gaps(factors)).sort(([, a], [, b]) => b - a);
  return furthest && furthest[1] > 0 ? (furthest[0] as Factor) : undefined;
}

/** Returns the score with one factor improved by 1; unchanged if the factor is at its best value. */
export function oneBetter(factors: TrustFactors, factor: Factor): number {
  const step = factor === 'selfOrientation' ? -1 : 1;
  const value = Math.min(SCALE.most, Math.max(SCALE.least, factors[factor] + step));
  return trust({ ...factors, [factor]: value });
}

/** Returns the band of a score: the one with the highest start that is not above it. */
export function bandOf<B extends { from: number }>(score: number, bands: readonly B[]): B | undefined {
  return [...bands].sort((a, b) => b.from - a.from).find(({ from }) => score >= from);
}

/** Returns the first behaviour that was never worked on, or else the least recent one. */
export function nextBehaviour(behaviours: readonly string[], past: readonly string[]): string | undefined {
  return [...behaviours].sort((a, b) => past.lastIndexOf(a) - past.lastIndexOf(b))[0];
}
