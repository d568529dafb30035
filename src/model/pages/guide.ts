import * as z from 'zod';
import { common } from './common.ts';

/** Prose that explains one matter from end to end. */
export const guide = z.strictObject({
  ...common,
  kind: z.literal('guide').describe('The kind of page.'),
});
