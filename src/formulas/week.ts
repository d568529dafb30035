/** Hours of a week by pillar, compared with a target. Every list holds one number per pillar, in their order. */

/** Range of the hours of one pillar in a week, in steps of half an hour. */
export const HOURS = { least: 0, most: 80, step: 0.5 };

/** Longest journal entry of one week, in characters. */
export const JOURNAL = 1_000;

/** Least notable difference between share and target in a single week, in percentage points. */
export const NOTABLE = 10;

/** Checks whether a value is a number of hours that a reader can enter. */
export function isHours(value: unknown): value is number {
  return typeof value === 'number' && value >= HOURS.least && value <= HOURS.most && value % HOURS.step === 0;
}

/** Checks whether a value is a share: a whole number from 0 to 100. */
export function isPercent(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 100;
}

/**
 * Returns the share of each pillar in all hours, in per cent; together 100.
 * @returns Undefined if there are no hours: such a week has no shares, rather than shares of 0.
 * @throws RangeError if hours are negative or not a number.
 */
export function shares(hours: readonly number[]): number[] | undefined {
  const total = sumOf(hours);
  return total === 0 ? undefined : hours.map((spent) => (100 * spent) / total);
}

/** Returns the shares in whole per cent by `apportion`, so that the rounded numbers also add up to 100. */
export function wholeShares(hours: readonly number[]): number[] | undefined {
  return sumOf(hours) === 0 ? undefined : apportion(100, hours);
}

/**
 * Divides a whole number in proportion to weights by the largest remainder method (Hamilton's method; Balinski and
 * Young, Fair Representation, 2nd edition 2001): each weight gets the whole part of its quota, and the rest goes, one
 * each, to the largest remainders, the first of equal ones first. No part differs from its quota by 1 or more. Known
 * drawback, the population paradox: when one weight grows, another part may rise although its quota falls.
 * @throws RangeError if all weights are zero, or one is negative or not a number.
 */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = sumOf(weights);
  if (sum === 0) throw new RangeError('All weights are zero');
  // Remainders before the division are exact for whole and half hours, so equal ones compare as equal.
  const remainders = weights.map((weight) => (weight * total) % sum);
  const parts = weights.map((weight) => Math.floor((weight * total) / sum));
  const left = total - sumOf(parts);
  const order = [...weights.keys()].sort((a, b) => (remainders[b] ?? 0) - (remainders[a] ?? 0));
  for (const index of order.slice(0, left)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}

/**
 * Returns the difference of each share from its target, in percentage points; negative if it falls short. If both lists
 * add up to 100, the differences add up to 0.
 * @throws RangeError if the lists differ in length.
 */
export function differences(shares: readonly number[], aims: readonly number[]): number[] {
  if (shares.length !== aims.length) throw new RangeError('There must be one aim for each share');
  return shares.map((share, index) => share - (aims[index] ?? 0));
}

/** Returns the indexes of the pillars furthest below their target: several if equal, none if none fell short. */
export function furthestBelow(gaps: readonly number[]): number[] {
  return indexesOf(Math.min(...gaps, 0), gaps);
}

/** Returns the indexes of the pillars furthest above their target: several if equal, none if none exceeded it. */
export function furthestAbove(gaps: readonly number[]): number[] {
  return indexesOf(Math.max(...gaps, 0), gaps);
}

/** Percentage points that a target lacks to 100; negative if it exceeds 100. Empty entries count as 0. */
export function missingPoints(aims: readonly (number | undefined)[]): number {
  return 100 - aims.reduce<number>((sum, aim) => sum + (aim ?? 0), 0);
}

/**
 * Completes a target to 100: the missing points go in equal parts to the pillars without an entry. If none is empty, or
 * the sum is 100 or more, all are scaled in proportion.
 */
export function completeAim(aims: readonly (number | undefined)[]): number[] {
  const rest = missingPoints(aims);
  const entered = aims.map((aim) => aim ?? 0);
  if (rest > 0 && aims.includes(undefined)) {
    const blanks = aims.map((aim) => Number(aim === undefined));
    return apportion(rest, blanks).map((part, index) => part + (entered[index] ?? 0));
  }
  return apportion(100, entered.some(Boolean) ? entered : entered.map(() => 1));
}

/**
 * Marks each week in an ascending list of week numbers that directly follows the one before it. The first follows none.
 */
export function followsPrevious(weeks: readonly number[]): boolean[] {
  return weeks.map((week, index) => weeks[index - 1] === week - 1);
}

function indexesOf(gap: number, gaps: readonly number[]): number[] {
  return gap === 0 ? [] : [...gaps.keys()].filter((place) => gaps[place] === gap);
}

function sumOf(numbers: readonly number[]): number {
  const wrong = numbers.find((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (wrong !== undefined) throw new RangeError(`${wrong} is not zero or more`);
  return numbers.reduce((sum, value) => sum + value, 0);
}
