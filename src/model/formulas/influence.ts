/** Where to begin with an ask on the influence pyramid. Levels are counted from 0 at the base. */
export interface InfluencePlan {
  /** The level to start from: the first that these people have not seen, and never above the reach. */
  start: number;
  /** The level on which such an ask is usually settled. */
  reach: number;
  /** Whether they have seen every level up to the reach, so that one can ask now, on the reach itself. */
  ready: boolean;
  /** The levels that come after the start, up to the reach. */
  way: number[];
  /** The levels of the way that were seen although one below them was not: they do not count yet. */
  uncounted: number[];
}

/**
 * The plan for an ask. Each level rests on all those below it, so a gap is never skipped: what was seen
 * above it does not move the start.
 * @param seen For each level from the base, whether these people have seen it of one.
 * @param reach The level on which such an ask is usually settled, counted from 0.
 * @throws RangeError if the reach is not one of the levels.
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

/** The levels below a level that were not seen, from the base: each is a reason not to start on it. */
export function missingBelow(seen: readonly boolean[], level: number): number[] {
  return [...seen.keys()].filter((below) => below < level && !seen[below]);
}

/** The strategies that work on a level with people of a relationship, in the order given. */
export function fitting<S extends { levels: readonly string[]; with: readonly string[] }>(
  strategies: readonly S[],
  level: string,
  relationship: string,
): S[] {
  return strategies.filter((strategy) => strategy.levels.includes(level) && strategy.with.includes(relationship));
}
