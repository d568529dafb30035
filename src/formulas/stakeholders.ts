/** Occurrences of each rhythm per week, with five days in a week and 52 weeks in a year. */
const TIMES_A_WEEK = {
  daily: 5,
  weekly: 1,
  fortnightly: 1 / 2,
  monthly: 12 / 52,
  quarterly: 4 / 52,
  'as needed': 0,
};

/** Rhythm of talks with a person. */
export type Rhythm = keyof typeof TIMES_A_WEEK;

/** All rhythms, the most frequent first; `as needed`, which is no rhythm, comes last. */
export const RHYTHMS = Object.keys(TIMES_A_WEEK) as Rhythm[];

/**
 * Position on the grid: influence (how much the person can change) and interest (how much it matters to them), each
 * from 0 to 100.
 */
export interface Place {
  influence: number;
  interest: number;
}

/** Half of an axis. */
export type Level = 'low' | 'high';

/** Range of both axes, and the start of the upper half. A value on the line counts as high. */
export const AXIS = { least: 0, high: 50, most: 100 };

/**
 * Returns the quadrant of a position, as the halves of both axes.
 * @throws RangeError if a value is not between 0 and 100.
 */
export function quadrantOf(influence: number, interest: number): { influence: Level; interest: Level } {
  return { influence: levelOf(influence), interest: levelOf(interest) };
}

/** Checks whether a value is a whole number on an axis. */
export function isOnAxis(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= AXIS.least && (value as number) <= AXIS.most;
}

function levelOf(value: number): Level {
  if (!(value >= AXIS.least && value <= AXIS.most)) throw new RangeError(`${value} is off the axis`);
  return value >= AXIS.high ? 'high' : 'low';
}

/**
 * Chooses between the rhythms that the quadrant and the audience suggest: the more frequent for people with high
 * influence, the rarer for all others. `as needed` yields to the other.
 */
export function rhythmOf(quadrant: Rhythm, audience: Rhythm, highInfluence: boolean): Rhythm {
  const set = [quadrant, audience].filter((rhythm) => rhythm !== 'as needed');
  const places = set.map((rhythm) => RHYTHMS.indexOf(rhythm));
  return RHYTHMS[highInfluence ? Math.min(...places) : Math.max(...places)] ?? 'as needed';
}

/** Rounds to whole numbers and clamps to the grid. */
export function placeAt(influence: number, interest: number): Place {
  const whole = (value: number) => clamp(Math.round(value), AXIS.least, AXIS.most);
  return { influence: whole(influence), interest: whole(interest) };
}

/**
 * Moves a position by an arrow key: by 5, or by 1 for a fine step.
 * @returns Undefined for any other key.
 */
export function moveByKey(key: string, { influence, interest }: Place, fine: boolean): Place | undefined {
  const step = fine ? 1 : 5;
  const steps: Record<string, Place> = {
    ArrowUp: placeAt(influence + step, interest),
    ArrowDown: placeAt(influence - step, interest),
    ArrowRight: placeAt(influence, interest + step),
    ArrowLeft: placeAt(influence, interest - step),
  };
  return steps[key];
}

/** Returns the centre of a quadrant, for people of whom only the quadrant is known. */
export function centreOf(highInfluence: boolean, highInterest: boolean): Place {
  return { influence: highInfluence ? 75 : 25, interest: highInterest ? 75 : 25 };
}

/** Largest number of people on the grid. */
export const MOST_PEOPLE = 500;

/** Steps of a golden-angle spiral: evenly spread around its centre, further out with each step. */
const SPIRAL = Array.from({ length: 600 }, (_, turn) => ({
  influence: 2 * Math.sqrt(turn) * Math.sin(2.4 * turn),
  interest: 2 * Math.sqrt(turn) * Math.cos(2.4 * turn),
}));

/**
 * Spreads marks so that they do not overlap: each at its position, or on the nearest free spot if an earlier mark is
 * too close. No mark leaves its quadrant; once a quadrant is full, marks do overlap.
 * @param least The least distance between two marks, in units of the axes.
 */
export function spreadMarks(places: readonly Place[], least: number): Place[] {
  const taken: Place[] = [];
  // Places around which nothing is free, nor will be: a search is longest where it fails.
  const full = new Set<string>();
  return places.map((place) => {
    const key = `${place.influence} ${place.interest}`;
    if (full.has(key)) return place;
    for (const { influence: up, interest: right } of SPIRAL) {
      const influence = clampToHalf(place.influence + up, place.influence);
      const interest = clampToHalf(place.interest + right, place.interest);
      const isFar = (other: Place) =>
        (influence - other.influence) ** 2 + (interest - other.interest) ** 2 >= least ** 2;
      if (!taken.every(isFar)) continue;
      taken.push({ influence, interest });
      return { influence, interest };
    }
    full.add(key);
    taken.push(place);
    return place;
  });
}

/** Clamps a value to the half of the axis that its position is on. */
function clampToHalf(value: number, place: number): number {
  return place >= AXIS.high ? clamp(value, AXIS.high, AXIS.most) : clamp(value, AXIS.least, AXIS.high - 1);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** Lengths of a talk, in minutes; the first is the default. */
export const MINUTES = [15, 30] as const;

/** Hours per week that talks take, at a number of minutes each. */
export function hoursAWeek(rhythms: readonly Rhythm[], minutes: number): number {
  return (rhythms.reduce((sum, rhythm) => sum + TIMES_A_WEEK[rhythm], 0) * minutes) / 60;
}

/**
 * Cleans a line of input: trims it, and replaces each run of control characters, line breaks and other characters that
 * SVG or iCalendar forbid by one space.
 */
export function lineOf(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF]+/gu, ' ').trim();
}
