import type { Point } from './problem.ts';

/** A value read from a text file, which still knows where each part of it stands. */
export interface WithPositions {
  value: unknown;
  /**
   * The place of a part of the value. A part that is not there yields the place of the nearest one
   * around it.
   * @param path Keys and indexes from the outermost value inwards.
   * @param side Whether the key itself or the value behind it is meant.
   */
  at(path: readonly PropertyKey[], side?: 'key' | 'value'): Point;
}

/** The same value seen from one of its parts, such as an entry of a list. */
export function partWithPositions(whole: WithPositions, path: readonly PropertyKey[], value: unknown): WithPositions {
  return { value, at: (inner, side) => whole.at([...path, ...inner], side) };
}
