/** Plan for an ask on the influence pyramid. Levels count from 0 at the base. */
export interface InfluencePlan {
  /** Level to start from: the first that the people have not seen, never above `reach`. */
  start: number;
  /** Level on which such an ask is usually settled. */
  reach: number;
  /** True if they have seen every level up to `reach`, so that the ask can be made now. */
  ready: boolean;
  /** Levels after `start`, up to `reach`. */
  way: number[];
  /** Levels of `way` that they have seen but that do not count yet, because a lower level is missing. */
  uncounted: number[];
}

/**
 * Plans an ask. Each level rests on all lower ones, so the plan starts at the first gap, whatever was seen above it.
 * @param seen True for each level that the people have seen, from the base.
 * @param reach The level on which such an ask is usually settled, counted from 0.
 * @throws RangeError if `reach` is not one of the levels.
 */
export function plan(seen: readonly boolean[], reach: number): InfluencePlan {
  if (!Number.isInteger(reach) || reach < 0 || reach >= seen.length) {
    throw new RangeError(`The reach must be a level from 0 to ${seen.length - 1}, and is ${reach}`);
  }
  const gap = seen.indexOf(false);
  const ready = gap === -1 || gap > reach;
  const start = ready ? reach : gap;
  const way = Array.from({ length: reach - start }, (_, index) => start + 1 + index);
  return { start, reach, ready, way, uncounted: way.filter((level) => seen[level]) };
}

/** Returns the unseen levels below a level, from the base. Each is a reason not to start on that level. */
export function missingBelow(seen: readonly boolean[], level: number): number[] {
  return [...seen.keys()].filter((below) => below < level && !seen[below]);
}

/** Returns the strategies that work on a level with people of a relationship, in the given order. */
export function fittingStrategies<S extends { levels: readonly string[]; with: readonly string[] }>(
  strategies: readonly S[],
  level: string,
  relationship: string,
): S[] {
  return strategies.filter((strategy) => strategy.levels.includes(level) && strategy.with.includes(relationship));
}
