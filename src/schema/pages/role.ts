import * as z from 'zod';
import { reference, text, texts } from '../fields.ts';
import { common } from './page-fields.ts';

/** Role in the organisation, on one of the tracks. */
export const role = z.strictObject({
  ...common,
  kind: z.literal('role').describe('The kind of page.'),
  track: z
    .enum(['ic', 'management', 'hybrid', 'executive'])
    .describe('The ladder it stands on; ic is the individual contributor.'),
  rank: z.int().min(0).max(10).describe('Its rung on that ladder, from 0.'),
  scope: text().describe('How far its responsibility reaches, such as "one team".'),
  horizon: text().describe('How far ahead it plans, such as "two to four quarters".'),
  coding: z.enum(['daily', 'regular', 'review and pair', 'none']).describe('How hands-on it is with code.'),
  peopleManagement: z.enum(['none', 'some', 'full']).describe('How much of managing people it holds.'),
  responsibilities: texts().describe('What the seat answers for, a line each.'),
  audiences: z.array(reference('audiences')).min(1).describe('The people it reports to or works with most.'),
  promotesTo: z.array(reference('role')).default([]).describe('The next seats on the same track.'),
  transitionsTo: z.array(reference('role')).default([]).describe('Seats on another track that one may change to.'),
});
