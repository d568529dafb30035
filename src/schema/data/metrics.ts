import * as z from 'zod';
import { reference, text } from '../fields.ts';
import { common } from './entry-fields.ts';

/** Quantity that can be counted or measured. */
export const metrics = z.strictObject({
  ...common,
  pillar: reference('pillar').optional().describe('The pillar whose health it shows.'),
  definition: text().describe('What is measured, from where to where.'),
  unit: text().describe('The unit, such as "hours" or "per cent".'),
  direction: z
    .enum(['up', 'down', 'neither'])
    .describe('Which way is better; neither where the number is only a context.'),
  use: text().describe('The question that it helps to answer.'),
  caution: text().describe('How it misleads.'),
});
