import type { Point } from './problem.ts';

/** Value parsed from a text file, with the positions of its parts. */
export interface WithPositions {
  value: unknown;
  /**
   * Returns the position of a part of the value, or of its nearest ancestor if the part is missing.
   * A part that comes from another file has the path of that file.
   * @param path Keys and indexes from the root of the value.
   * @param side Whether to return the position of the key or of its value.
   */
  at(path: readonly PropertyKey[], side?: 'key' | 'value'): Point & { file?: string };
}

/** Narrows a value with positions to one of its parts, such as an item of a list. */
export function partWithPositions(whole: WithPositions, path: readonly PropertyKey[], value: unknown): WithPositions {
  return { value, at: (inner, side) => whole.at([...path, ...inner], side) };
}
