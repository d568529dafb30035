import * as z from 'zod';
import { text } from '../fields.ts';
import { common } from './common.ts';

/** A team that answers for pages. */
export const teams = z.strictObject({
  ...common,
  purpose: text().describe('What the team looks after.'),
  contact: text().optional().describe('How to reach it.'),
});
