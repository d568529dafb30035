import * as z from 'zod';
import { reference, text } from '../fields.ts';
import { common } from './entry-fields.ts';

/** Strategy for influencing people whom the lead cannot order. */
export const strategies = z.strictObject({
  ...common,
  order: z.int().min(1).describe('Its place in the list, from 1.'),
  mechanism: text().describe('Why it works.'),
  example: text().describe('What one does or says, on an ordinary day.'),
  levels: z.array(reference('influence')).min(1).describe('The levels of the pyramid on which it works.'),
  with: z.array(reference('relationships')).min(1).describe('With whom it works.'),
  effort: text().describe('How long it takes to do and to bear fruit.'),
  bestWhen: text().describe('When to choose it over the others.'),
});
