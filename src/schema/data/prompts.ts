import * as z from 'zod';
import { reference, text } from '../fields.ts';
import { common } from './entry-fields.ts';

/** Question to ask oneself or another person. */
export const prompts = z.strictObject({
  ...common,
  text: text().describe('The question or the line.'),
  cadence: z.enum(['weekly', 'after delivery', 'at a review', 'as needed']).describe('When to ask it.'),
  use: z.enum(['reflection', 'coaching', 'diagnostic', 'script']).describe('What it is for.'),
  pillar: reference('pillar').optional().describe('The pillar it belongs to.'),
});
