import * as z from 'zod';
import { text } from '../fields.ts';
import { common } from './page-fields.ts';

/** Interactive page. */
export const tool = z.strictObject({
  ...common,
  kind: z.literal('tool').describe('The kind of page.'),
  keeps: text().describe('What it keeps on the device of the reader, in one sentence.'),
});
