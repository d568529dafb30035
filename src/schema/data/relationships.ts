import * as z from 'zod';
import { text } from '../fields.ts';
import { common } from './entry-fields.ts';

/** Relationship of a lead, for the trust check and the influence planner. */
export const relationships = z.strictObject({
  ...common,
  order: z.int().min(1).describe('Its place in the list, from 1.'),
  stand: text().describe('From whose side to answer the questions of the trust check, as a sentence.'),
});
