/** Points that an answer gives to a target: 1 or 2 for it, -1 or -2 against it, or 0. */
export interface Point {
  to: string;
  weight: number;
}

/** Question with its options. An option without points means "I do not know". */
export interface Question {
  id: string;
  options: readonly { id: string; points: readonly Point[] }[];
}

/** Chosen option ids, by question id. Unanswered questions are missing. */
export type Answers = Readonly<Record<string, string>>;

/** Answer that gives points for or against a target. */
export interface Reason {
  question: string;
  option: string;
  weight: number;
}

/** Score of one target. */
export interface Tally {
  to: string;
  /** Points for it minus points against it. */
  sum: number;
  /** Highest sum that the same questions could have given; never below 0. */
  most: number;
  for: Reason[];
  against: Reason[];
}

/** Lead of the first target over the second. */
export type Lean = 'clear' | 'slight' | 'none';

/** Result for a group of targets. */
export interface Reading {
  /** `early` until half of the questions are answered, `unsure` if too few answers give points to the group. */
  result: Lean | 'early' | 'unsure';
  /** Scores, highest sum first; equal sums by id. */
  tallies: Tally[];
  /** Close alternatives: the runners-up after a slight lean, or all leaders where there is no lean. */
  close: Tally[];
  /** Ids of the questions where a different answer would change the leader. */
  hinges: string[];
  /** Number of questions that can give points to the group. */
  asked: number;
  /** Number of those that are answered, with or without points. */
  answered: number;
  /** Number of answers that give points to the group. */
  telling: number;
}

/** Least distance between first and second for a clear lean, in points: two strong answers. */
export const CLEAR = 4;

/** Least distance for a slight lean, in points: one strong answer. A smaller one may be chance. */
export const SLIGHT = 2;

/** Least score for any lean, in points. One answer gives at most 2, so a lean needs two answers or more. */
export const LEAST = 3;

/** Share of the questions that must be answered before there is a result, from 0 to 1. */
export const ENOUGH = 1 / 2;

/**
 * Scores every target that the questions name, highest sum first. The order of the questions affects only the order of
 * the reasons. Unanswered questions, answers without points and unknown option ids change no score.
 */
export function tally(answers: Answers, questions: readonly Question[]): Tally[] {
  const told = questions.filter((question) => chosenPoints(answers, question).length > 0);
  const all = questions.flatMap(({ options }) => options.flatMap(({ points }) => points));
  return [...new Set(all.map(({ to }) => to))]
    .map((to) => {
      const reasons = told.map((question): Reason => {
        const weight = weightOn(to, chosenPoints(answers, question));
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

/** Classifies the lead of the first score over the second, or over 0 if there is no second. */
export function lean(first: Pick<Tally, 'sum'> | undefined, second: Pick<Tally, 'sum'> | undefined): Lean {
  const points = first?.sum ?? 0;
  const distance = points - (second?.sum ?? 0);
  if (points < LEAST || distance < SLIGHT) return 'none';
  return distance < CLEAR ? 'slight' : 'clear';
}

/** Reads the result for a group of targets. Answers that give points only to other targets are ignored. */
export function rankTargets(answers: Answers, questions: readonly Question[], targets: readonly string[]): Reading {
  const says = (points: readonly Point[]) => points.some(({ to, weight }) => weight !== 0 && targets.includes(to));
  const asked = questions.filter(({ options }) => options.some(({ points }) => says(points)));
  const answered = asked.filter(({ id, options }) => options.some((option) => option.id === answers[id]));
  const telling = answered.filter((question) => says(chosenPoints(answers, question)));
  const tallies = tally(answers, questions).filter(({ to }) => targets.includes(to));
  const result = resultOf(tallies, [asked.length, answered.length, telling.length]);
  return {
    result,
    tallies,
    close: closeOf(result, tallies),
    hinges: answered.filter((question) => changesLeader(answers, question, tallies)).map(({ id }) => id),
    asked: asked.length,
    answered: answered.length,
    telling: telling.length,
  };
}

/**
 * Splits a score into a row of dots: points below 0, the sum, points that answers against it have cancelled, and the
 * points that remained possible. All but `below` add up to `most`.
 */
export function dots(tally: Tally): { below: number; sum: number; taken: number; rest: number } {
  const gained = total(tally.for);
  const sum = Math.max(0, tally.sum);
  return { below: Math.max(0, -tally.sum), sum, taken: gained - sum, rest: tally.most - gained };
}

/** Formats points with their sign, and a minus sign instead of a hyphen. */
export function formatSigned(weight: number): string {
  return weight < 0 ? `−${-weight}` : `+${weight}`;
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

/** Checks whether another answer to a question would change the leader. */
function changesLeader(answers: Answers, question: Question, [first, ...others]: Tally[]): boolean {
  const now = chosenPoints(answers, question);
  return question.options.some(({ points }) => {
    const sumWith = ({ to, sum }: Tally) => sum - weightOn(to, now) + weightOn(to, points);
    return first !== undefined && others.some((other) => sumWith(other) > sumWith(first));
  });
}

function chosenPoints(answers: Answers, { id, options }: Question): readonly Point[] {
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
