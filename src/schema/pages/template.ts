import * as z from 'zod';
import { reference } from '../fields.ts';
import { common } from './page-fields.ts';

/** Template to copy and fill in: the body of the page. */
export const template = z.strictObject({
  ...common,
  kind: z.literal('template').describe('The kind of page.'),
  practice: reference('practice').describe('The practice it serves.'),
});
