import * as z from 'zod';
import { text } from '../fields.ts';
import { common } from './entry-fields.ts';

/** Team that owns pages. */
export const teams = z.strictObject({
  ...common,
  purpose: text().describe('What the team looks after.'),
  contact: text().optional().describe('How to reach it.'),
  handle: z
    .string()
    .regex(/^@[\w.-]+(\/[\w.-]+)*$/, 'a name with @ in front, such as "@our-house/editors"')
    .optional()
    .describe(
      'What the Git host calls it, so that it is asked to review changes of its pages: @our-house/editors, in quotes.',
    ),
});
