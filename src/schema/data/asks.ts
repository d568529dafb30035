import * as z from 'zod';
import { reference, text } from '../fields.ts';
import { common } from './entry-fields.ts';

/** Kind of request to people whom the lead cannot order. */
export const asks = z.strictObject({
  ...common,
  order: z.int().min(1).describe('Its place in the list, from the smallest ask.'),
  example: text().describe('What one would say.'),
  reach: reference('influence').describe('The level of the pyramid on which such an ask is usually settled.'),
});
