import * as z from 'zod';
import { reference, text } from '../fields.ts';
import { common } from './page-fields.ts';

/** Practice of a leader, with its steps. */
export const practice = z.strictObject({
  ...common,
  kind: z.literal('practice').describe('The kind of page.'),
  pillar: reference('pillar').describe('The pillar it serves first.'),
  alsoServes: z.array(reference('pillar')).default([]).describe('Other pillars it serves.'),
  cadence: z
    .enum(['daily', 'weekly', 'fortnightly', 'monthly', 'quarterly', 'yearly', 'as needed'])
    .describe('How often it is done.'),
  effort: text().describe('How much time it takes, such as "30 minutes a week per person".'),
  roles: z.array(reference('role')).min(1).describe('The roles it suits.'),
  template: reference('template').optional().describe('The template that helps to do it.'),
});
