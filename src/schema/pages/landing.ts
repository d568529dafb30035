import * as z from 'zod';
import { reference, text } from '../fields.ts';
import { common } from './page-fields.ts';

/** Page outside the parts that directs readers: the home page, and the 404 page. */
export const landing = z.strictObject({
  ...common,
  kind: z.literal('landing').describe('The kind of page.'),
  template: z.literal('splash').default('splash').describe('Always the wide layout without a sidebar.'),
  readers: z
    .array(
      z.strictObject({
        who: text().describe('Who the reader is, in their own words, such as "I became a lead last week".'),
        page: reference('page').describe('Where to send them.'),
        why: text().describe('What they find there.'),
      }),
    )
    .min(1)
    .describe('The kinds of reader and where each should start.'),
});
