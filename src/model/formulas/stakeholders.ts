/** How many times a week each rhythm comes round, with five days in a week and 52 weeks in a year. */
const TIMES_A_WEEK = {
  daily: 5,
  weekly: 1,
  fortnightly: 1 / 2,
  monthly: 12 / 52,
  quarterly: 4 / 52,
  'as needed': 0,
};

/** How often to talk to somebody. */
export type Rhythm = keyof typeof TIMES_A_WEEK;

/** All rhythms, the most frequent first; `as needed` is none, and stands last. */
export const RHYTHMS = Object.keys(TIMES_A_WEEK) as Rhythm[];

/** Where somebody stands on the grid: how much they can change, and how much it matters to them, each from 0 to 100. */
export interface Place {
  influence: number;
  interest: number;
}

/** One half of an axis. */
export type Level = 'low' | 'high';

/** The ends of both axes, and where the upper half begins: who stands on the line counts as high. */
export const AXIS = { least: 0, high: 50, most: 100 };

/**
 * The field of the grid that a place is in, as the halves of both axes.
 * @throws RangeError if a value is not between 0 and 100.
 */
export function quadrantOf(influence: number, interest: number): { influence: Level; interest: Level } {
  return { influence: levelOf(influence), interest: levelOf(interest) };
}

function levelOf(value: number): Level {
  if (!(value >= AXIS.least && value <= AXIS.most)) {
    throw new RangeError(`A place must be between ${AXIS.least} and ${AXIS.most}, and is ${value}`);
  }
  return value >= AXIS.high ? 'high' : 'low';
}

/**
 * How often to talk to somebody, out of what their field and their audience suggest: the more frequent of the
 * two for people who can change much, the rarer for all others. `as needed` gives way to the other.
 */
export function rhythmOf(quadrant: Rhythm, audience: Rhythm, highInfluence: boolean): Rhythm {
  const set = [quadrant, audience].filter((rhythm) => rhythm !== 'as needed');
  const places = set.map((rhythm) => RHYTHMS.indexOf(rhythm));
  return RHYTHMS[highInfluence ? Math.min(...places) : Math.max(...places)] ?? 'as needed';
}

/** The nearest place on the grid, in whole numbers. */
export function placeAt(influence: number, interest: number): Place {
  const whole = (value: number) => clamped(Math.round(value), AXIS.least, AXIS.most);
  return { influence: whole(influence), interest: whole(interest) };
}

/** Where an arrow key moves a place: by 5, or by 1 for a fine step. Nothing for any other key. */
export function movedBy(key: string, { influence, interest }: Place, fine: boolean): Place | undefined {
  const step = fine ? 1 : 5;
  const steps: Record<string, [number, number]> = {
    ArrowUp: [step, 0],
    ArrowDown: [-step, 0],
    ArrowRight: [0, step],
    ArrowLeft: [0, -step],
  };
  const move = steps[key];
  return move && placeAt(influence + move[0], interest + move[1]);
}

/** Where to put somebody of whom only the field is known: into its middle. */
export function placeIn(highInfluence: boolean, highInterest: boolean): Place {
  return { influence: highInfluence ? 75 : 25, interest: highInterest ? 75 : 25 };
}

/**
 * Where to draw marks so that no two cover each other: each at its place, or on the nearest free spot where an
 * earlier mark is too near. None leaves its field; once a field is full, marks do cover each other.
 * @param least The distance that two marks should have, in units of the axes.
 */
export function apart(places: readonly Place[], least: number): Place[] {
  const drawn: Place[] = [];
  for (const place of places) {
    // A spiral with the golden angle: spots around the place, evenly spread and further out with each turn.
    const spots = Array.from({ length: 600 }, (_, turn) => ({
      influence: within(place.influence + 2 * Math.sqrt(turn) * Math.sin(2.4 * turn), place.influence),
      interest: within(place.interest + 2 * Math.sqrt(turn) * Math.cos(2.4 * turn), place.interest),
    }));
    const free = spots.find((spot) =>
      drawn.every((other) => Math.hypot(spot.influence - other.influence, spot.interest - other.interest) >= least),
    );
    drawn.push(free ?? place);
  }
  return drawn;
}

/** A value on an axis, kept on the half that its place is on. */
function within(value: number, place: number): number {
  return place >= AXIS.high ? clamped(value, AXIS.high, AXIS.most) : clamped(value, AXIS.least, AXIS.high - 1);
}

function clamped(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** How long a talk may be, in minutes; the first is the usual length. */
export const MINUTES = [15, 30] as const;

/** How many hours of a week talks take, at so many minutes each. */
export function hoursAWeek(rhythms: readonly Rhythm[], minutes: number): number {
  return (rhythms.reduce((sum, rhythm) => sum + TIMES_A_WEEK[rhythm], 0) * minutes) / 60;
}

/**
 * What is kept of a line that somebody typed: without spaces around it, and with a space for each run of
 * characters that no line of text holds and no picture or calendar may contain.
 */
export function lineOf(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF]+/gu, ' ').trim();
}
