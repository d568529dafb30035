import * as z from 'zod';
import { rhythm, text, texts } from '../fields.ts';
import { common } from './entry-fields.ts';

/** Group of people that a lead reports to or works with. */
export const audiences = z.strictObject({
  ...common,
  style: texts().describe('What they want to hear about.'),
  cadence: text().describe('How often to talk to them.'),
  rhythm: rhythm().describe('The same as one word, for calendars.'),
  channel: text().optional().describe('Where that talk usually happens.'),
});
