/** What one answer says of one target: 2 or 1 for it, -1 or -2 against it, 0 nothing. */
export interface Point {
  to: string;
  weight: number;
}

/** A question with the answers to choose from. An answer without points is "I do not know". */
export interface Question {
  id: string;
  options: readonly { id: string; points: readonly Point[] }[];
}

/** The id of the option chosen, by the id of its question. A question that is left open is missing. */
export type Answers = Readonly<Record<string, string>>;

/** An answer that speaks for or against a target. */
export interface Reason {
  question: string;
  option: string;
  weight: number;
}

/** How the answers speak of one target. */
export interface Tally {
  to: string;
  /** The points for it less those against it. */
  sum: number;
  /** The highest sum that the same questions could have given, never below 0. */
  most: number;
  for: Reason[];
  against: Reason[];
}

/** How far one target stands out from the next. */
export type Lean = 'clear' | 'slight' | 'none';

/** What the answers say of a group of targets. */
export interface Reading {
  /** `early` before half of the questions are answered, `unsure` where too few answers say anything of the group. */
  result: Lean | 'early' | 'unsure';
  /** Highest sum first; equal sums by id. */
  tallies: Tally[];
  /** Who stands too close to be left out: the next after a slight lean, all at the top where there is none. */
  close: Tally[];
  /** The questions to which one other answer would put another target first. */
  hinges: string[];
  /** How many questions have something to say of the group. */
  asked: number;
  /** How many of them are answered, in whatever way. */
  answered: number;
  /** How many of the answers say something of the group. */
  telling: number;
}

/** From so many points between first and second on, a lean is clear: two answers that speak strongly. */
export const CLEAR = 4;

/** From so many points on, a lean is slight: one answer that speaks strongly. Fewer are chance. */
export const SLIGHT = 2;

/** With fewer points nothing stands out. One answer gives 2 at most, so a lean rests on two answers or more. */
export const LEAST = 3;

/** The share of the questions that must be answered before the points mean anything, from 0 to 1. */
export const ENOUGH = 1 / 2;

/**
 * Counts what the answers say of every target that the questions know, highest sum first. The order of the
 * questions changes nothing but the order of the reasons. A question that is left open or answered without
 * points changes no number, and neither does an answer that the question does not have.
 */
export function tally(answers: Answers, questions: readonly Question[]): Tally[] {
  const told = questions.filter((question) => chosen(answers, question).length > 0);
  const all = questions.flatMap(({ options }) => options.flatMap(({ points }) => points));
  return [...new Set(all.map(({ to }) => to))]
    .map((to) => {
      const reasons = told.map((question): Reason => {
        const weight = weightOn(to, chosen(answers, question));
        return { question: question.id, option: answers[question.id] ?? '', weight };
      });
      return {
        to,
        sum: total(reasons),
        most: told.reduce((sum, question) => sum + highest(to, question), 0),
        for: reasons.filter(({ weight }) => weight > 0),
        against: reasons.filter(({ weight }) => weight < 0),
      };
    })
    .sort((a, b) => b.sum - a.sum || (a.to < b.to ? -1 : 1));
}

/** How far the first stands out from the second; from nothing at all where there is no second. */
export function lean(first: Pick<Tally, 'sum'> | undefined, second: Pick<Tally, 'sum'> | undefined): Lean {
  const points = first?.sum ?? 0;
  const distance = points - (second?.sum ?? 0);
  if (points < LEAST || distance < SLIGHT) return 'none';
  return distance < CLEAR ? 'slight' : 'clear';
}

/** What the answers say of a group of targets, with its doubts. Answers about other targets only say nothing here. */
export function reading(answers: Answers, questions: readonly Question[], targets: readonly string[]): Reading {
  const says = (points: readonly Point[]) => points.some(({ to, weight }) => weight !== 0 && targets.includes(to));
  const asked = questions.filter(({ options }) => options.some(({ points }) => says(points)));
  const answered = asked.filter(({ id, options }) => options.some((option) => option.id === answers[id]));
  const telling = answered.filter((question) => says(chosen(answers, question)));
  const tallies = tally(answers, questions).filter(({ to }) => targets.includes(to));
  const result = resultOf(tallies, [asked.length, answered.length, telling.length]);
  return {
    result,
    tallies,
    close: closeOf(result, tallies),
    hinges: answered.filter((question) => turns(answers, question, tallies)).map(({ id }) => id),
    asked: asked.length,
    answered: answered.length,
    telling: telling.length,
  };
}

/**
 * A tally as a row of dots: its sum, or how far it is below nothing; the points for it that those against it
 * have taken away; and what else was possible. All but `below` add up to the most.
 */
export function dots(tally: Tally): { below: number; sum: number; taken: number; rest: number } {
  const gained = total(tally.for);
  const sum = Math.max(0, tally.sum);
  return { below: Math.max(0, -tally.sum), sum, taken: gained - sum, rest: tally.most - gained };
}

function resultOf([first, second]: Tally[], [asked, answered, telling]: [number, number, number]): Reading['result'] {
  if (answered < asked * ENOUGH) return 'early';
  return telling < asked * ENOUGH ? 'unsure' : lean(first, second);
}

function closeOf(result: Reading['result'], [first, ...others]: Tally[]): Tally[] {
  if (!first) return [];
  if (result === 'slight') return others.filter(({ sum }) => sum === others[0]?.sum);
  return result === 'none' ? [first, ...others.filter(({ sum }) => first.sum - sum < SLIGHT)] : [];
}

/** Whether some other answer to a question puts another target above the one that is first now. */
function turns(answers: Answers, question: Question, [first, ...others]: Tally[]): boolean {
  const now = chosen(answers, question);
  return question.options.some(({ points }) => {
    const sumWith = ({ to, sum }: Tally) => sum - weightOn(to, now) + weightOn(to, points);
    return first !== undefined && others.some((other) => sumWith(other) > sumWith(first));
  });
}

function chosen(answers: Answers, { id, options }: Question): readonly Point[] {
  return options.find((option) => option.id === answers[id])?.points ?? [];
}

function weightOn(to: string, points: readonly Point[]): number {
  return total(points.filter((point) => point.to === to));
}

function highest(to: string, { options }: Question): number {
  return Math.max(0, ...options.map(({ points }) => weightOn(to, points)));
}

function total(weights: readonly { weight: number }[]): number {
  return weights.reduce((sum, { weight }) => sum + weight, 0);
}
