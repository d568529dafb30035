import type { Kind } from '#schema/pages/index.ts';
import { type Advice, advice, plural } from '#schema/problem.ts';

/** Least and most words in the body of a page, by kind. */
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

/** Page with the measures that the length check needs. */
export interface Measured {
  kind: Kind;
  words: number;
  /** True if components render a part of it from data. That part is not counted, so the page may have few words. */
  hasGeneratedPart: boolean;
}

/** Compares the length of a page with the range for its kind. */
export function lengthOf({ kind, words, hasGeneratedPart }: Measured): 'short' | 'long' | undefined {
  const [least, most] = lengths[kind] ?? [0, Number.POSITIVE_INFINITY];
  if (words > most) return 'long';
  return words < least && !hasGeneratedPart ? 'short' : undefined;
}

/** Returns message and fix for a page that is too short or too long. */
export function lengthWords(page: Measured): Advice | undefined {
  const length = lengthOf(page);
  if (!length) return undefined;
  const [least, most] = lengths[page.kind] ?? [];
  const fix = `Aim at ${least} to ${most}: ${length === 'long' ? 'cut it, or divide it' : 'say more, or move it to another page'}`;
  return advice(`This ${page.kind} has ${plural(page.words, 'word')}`, fix);
}
