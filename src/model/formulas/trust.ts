/** The four factors of the trust equation, each from 1 to 10. */
export interface TrustFactors {
  credibility: number;
  reliability: number;
  intimacy: number;
  /** Lower is better. */
  selfOrientation: number;
}

/** The ends of the scale of each factor. The scale is this handbook's own; the equation has none. */
export const SCALE = { least: 1, most: 10 };

/**
 * The trust equation of Maister, Green and Galford (The Trusted Advisor, 2000): credibility plus
 * reliability plus intimacy, divided by self-orientation. From 0.3 to 30 on our scale.
 * @throws RangeError if a factor is not between 1 and 10, so that nothing is ever divided by zero.
 */
export function trust({ credibility, reliability, intimacy, selfOrientation }: TrustFactors): number {
  for (const [name, value] of Object.entries({ credibility, reliability, intimacy, selfOrientation })) {
    if (!(value >= SCALE.least && value <= SCALE.most)) {
      throw new RangeError(`${name} must be between ${SCALE.least} and ${SCALE.most}, and is ${value}`);
    }
  }
  return (credibility + reliability + intimacy) / selfOrientation;
}
