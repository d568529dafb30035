/** The ground a line is drawn on: its size, and the values at its bottom and top. */
export interface Ground {
  width: number;
  height: number;
  least: number;
  most: number;
}

/**
 * Where the values of a line stand on its ground, the first at the left edge and the last at the right.
 * A single value stands in the middle. Values outside the ground are drawn on its edge.
 * @param values Each with its place on the way, such as a number of days, in rising order.
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
    return { x: hundredths(x), y: hundredths(height * (1 - share)) };
  });
}

/** No screen shows finer steps, and long decimals only fill the page. */
function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
