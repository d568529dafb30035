/**
 * The hours of a week over the pillars, and how they stand to an aim. Every list holds one number for
 * each pillar, in the order of the pillars.
 */

/** What the hours of one pillar may be in a week: from 0 to 80, in halves. */
export const HOURS = { least: 0, most: 80, step: 0.5 };

/** The most characters of the journal of one week. */
export const JOURNAL = 1_000;

/** A difference of fewer points than this says nothing about a single week. */
export const NOTABLE = 10;

/** Whether a value is a number of hours that a reader can enter. */
export function isHours(value: unknown): value is number {
  return typeof value === 'number' && value >= HOURS.least && value <= HOURS.most && value % HOURS.step === 0;
}

/** Whether a value is a share that a reader can aim at: a whole number from 0 to 100. */
export function isPercent(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 100;
}

/**
 * The share of each pillar in the hours of all of them, in per cent. Together they are 100.
 * Nothing where no hour was spent on any: a week without hours has no shares, not shares of zero.
 * @throws RangeError if hours are negative or no number.
 */
export function shares(hours: readonly number[]): number[] | undefined {
  const total = sumOf(hours);
  return total === 0 ? undefined : hours.map((spent) => (100 * spent) / total);
}

/** The shares in whole per cent, by `apportioned`, so that those on the page come to 100 too. */
export function wholeShares(hours: readonly number[]): number[] | undefined {
  return sumOf(hours) === 0 ? undefined : apportioned(100, hours);
}

/**
 * A whole number divided in proportion to weights by the largest remainder method: each gets the whole
 * part of its due, and what is left goes, one each, to those with the largest remainders (Hamilton's method;
 * Balinski and Young, Fair Representation, 2nd edition 2001). Of equal remainders the first comes first.
 * Nobody is ever a whole one away from their due. The price, known as the population paradox: where one
 * weight grows, the rounded part of another may rise by one although its due falls.
 * @throws RangeError if all weights are zero, or one is negative or no number.
 */
export function apportioned(total: number, weights: readonly number[]): number[] {
  const sum = sumOf(weights);
  if (sum === 0) throw new RangeError('All weights are zero');
  // Taken before the division, remainders of whole and half hours are exact, so equal ones are equal.
  const remainders = weights.map((weight) => (weight * total) % sum);
  const parts = weights.map((weight) => Math.floor((weight * total) / sum));
  const left = total - sumOf(parts);
  const order = [...weights.keys()].sort((a, b) => (remainders[b] ?? 0) - (remainders[a] ?? 0));
  for (const index of order.slice(0, left)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}

/**
 * How far each share is from its aim, in percentage points; negative where it came short.
 * Where both come to 100, the gaps come to 0.
 * @throws RangeError if there is not one aim for each share.
 */
export function gaps(shares: readonly number[], aims: readonly number[]): number[] {
  if (shares.length !== aims.length) throw new RangeError('There must be one aim for each share');
  return shares.map((share, index) => share - (aims[index] ?? 0));
}

/** The places of the pillars that came shortest of their aim: several if equally short, none if none did. */
export function shortest(gaps: readonly number[]): number[] {
  return placesOf(Math.min(...gaps, 0), gaps);
}

/** The places of the pillars that took most over their aim: several if equally much, none if none did. */
export function over(gaps: readonly number[]): number[] {
  return placesOf(Math.max(...gaps, 0), gaps);
}

/** By how many points an aim misses 100: negative where it is too much. What is not entered counts as zero. */
export function missing(aims: readonly (number | undefined)[]): number {
  return 100 - aims.reduce<number>((sum, aim) => sum + (aim ?? 0), 0);
}

/**
 * An aim brought to 100. What is missing goes in equal parts to the pillars without an entry. Where all
 * have one, or they come to 100 or more already, all are scaled and keep their proportion.
 */
export function divided(aims: readonly (number | undefined)[]): number[] {
  const rest = missing(aims);
  const entered = aims.map((aim) => aim ?? 0);
  if (rest > 0 && aims.includes(undefined)) {
    const blanks = aims.map((aim) => Number(aim === undefined));
    return apportioned(rest, blanks).map((part, index) => part + (entered[index] ?? 0));
  }
  return apportioned(100, entered.some(Boolean) ? entered : entered.map(() => 1));
}

/**
 * For each week in a rising list, counted from any start, whether it follows the one before it without a gap.
 * The first follows none.
 */
export function follows(weeks: readonly number[]): boolean[] {
  return weeks.map((week, index) => weeks[index - 1] === week - 1);
}

function placesOf(gap: number, gaps: readonly number[]): number[] {
  return gap === 0 ? [] : [...gaps.keys()].filter((place) => gaps[place] === gap);
}

function sumOf(numbers: readonly number[]): number {
  const wrong = numbers.find((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (wrong !== undefined) throw new RangeError(`${wrong} is not zero or more`);
  return numbers.reduce((sum, value) => sum + value, 0);
}
