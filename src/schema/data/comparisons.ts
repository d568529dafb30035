import * as z from 'zod';
import { text } from '../fields.ts';
import { common } from './entry-fields.ts';

/** Comparison of two things. */
export const comparisons = z.strictObject({
  ...common,
  sides: z.tuple([text(), text()]).describe('The names of the two sides.'),
  rows: z
    .array(
      z.strictObject({
        dimension: text().describe('What is compared.'),
        values: z.tuple([text(), text()]).describe('What holds on each side, in the order of the sides.'),
      }),
    )
    .min(1)
    .describe('The rows of the comparison.'),
  takeaway: text().describe('What to remember, in one sentence.'),
});
