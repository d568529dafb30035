import * as z from 'zod';
import { text } from '../fields.ts';
import { common } from './entry-fields.ts';

/** Interpretation of a range of trust check scores. */
export const bands = z.strictObject({
  ...common,
  from: z.number().min(0).max(30).describe('The lowest score that it covers, from 0 to 30; the next band ends it.'),
  meaning: text().describe('What such a score says and does not say.'),
});
