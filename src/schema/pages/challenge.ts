import * as z from 'zod';
import { reference, text, texts } from '../fields.ts';
import { common } from './page-fields.ts';

/** Tension to manage, or trap to avoid. */
export const challenge = z.strictObject({
  ...common,
  kind: z.literal('challenge').describe('The kind of page.'),
  signs: texts().describe('How one notices it, a line each.'),
  cause: text().describe('Why it happens.'),
  harm: text().describe('What it costs if nobody acts.'),
  responses: z.array(reference('page')).min(1).describe('The pages that help against it.'),
});
