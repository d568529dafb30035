import * as z from 'zod';
import { common } from './page-fields.ts';

/** Prose that explains one topic from start to finish. */
export const guide = z.strictObject({
  ...common,
  kind: z.literal('guide').describe('The kind of page.'),
});
