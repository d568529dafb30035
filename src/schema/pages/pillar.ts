import * as z from 'zod';
import { text } from '../fields.ts';
import { common } from './page-fields.ts';

/** One of the four pillars, the areas of a leader's attention. */
export const pillar = z.strictObject({
  ...common,
  kind: z.literal('pillar').describe('The kind of page.'),
  order: z.int().min(1).max(4).describe('Its place among the four, from 1.'),
  purpose: text().describe('What the pillar is for, in one sentence.'),
  withoutIt: text().describe('What goes wrong where it is missing, in one sentence.'),
  counts: text().optional().describe('Which hours of a week count as spent on it, as a few examples.'),
  weeklyQuestion: text().describe('The question a leader asks about it once a week.'),
});
