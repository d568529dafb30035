import type { Kind } from '../pages/index.ts';
import { type Problem, plural } from '../problem.ts';

/** How many words the body of a page has, by its kind: long enough to help, short enough to be read. */
export const lengths: Partial<Record<Kind, readonly [least: number, most: number]>> = {
  guide: [500, 1250],
  pillar: [500, 1250],
  archetype: [500, 1250],
  practice: [350, 750],
  role: [350, 750],
  system: [400, 750],
  challenge: [300, 600],
  scenario: [250, 600],
  template: [200, 600],
  path: [150, 400],
  tool: [150, 450],
};

/** A page as it is measured. */
export interface Measured {
  kind: Kind;
  words: number;
  /** Whether components draw a part of it from data, which is not counted: then it may have few words. */
  drawn: boolean;
}

/** Whether a page is shorter or longer than the pages of its kind should be. */
export function lengthOf({ kind, words, drawn }: Measured): 'short' | 'long' | undefined {
  const [least, most] = lengths[kind] ?? [0, Number.POSITIVE_INFINITY];
  if (words > most) return 'long';
  return words < least && !drawn ? 'short' : undefined;
}

/** What to say of a page that is too short or too long. */
export function lengthWords(page: Measured): Pick<Problem, 'message' | 'fix'> | undefined {
  const length = lengthOf(page);
  if (!length) return undefined;
  const [least, most] = lengths[page.kind] ?? [];
  return {
    message: `This ${page.kind} has ${plural(page.words, 'word')}`,
    fix: `Aim at ${least} to ${most}: ${length === 'long' ? 'cut it, or divide it' : 'say more, or move it to another page'}`,
  };
}
