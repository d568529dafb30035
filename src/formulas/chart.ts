/** Plot area of a line: its size, and the values at its bottom and top. */
export interface Ground {
  width: number;
  height: number;
  least: number;
  most: number;
}

/**
 * Returns the points of a line, the first at the left edge and the last at the right. A single value is centred. Values
 * outside the range are moved to its edge.
 * @param values Each with its place along the line, such as a number of days, in ascending order.
 */
export function linePoints(
  values: readonly (readonly [place: number, value: number])[],
  { width, height, least, most }: Ground,
): { x: number; y: number }[] {
  const first = values[0]?.[0] ?? 0;
  const span = (values.at(-1)?.[0] ?? 0) - first;
  return values.map(([place, value]) => {
    const share = (Math.min(most, Math.max(least, value)) - least) / (most - least);
    const x = span === 0 ? width / 2 : (width * (place - first)) / span;
    return { x: roundToHundredths(x), y: roundToHundredths(height * (1 - share)) };
  });
}

/** Rounds to two decimals: screens show no finer steps, and longer numbers only make the page larger. */
function roundToHundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
