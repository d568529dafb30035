import * as z from 'zod';
import { reference, text, texts } from '../fields.ts';
import { common } from './page-fields.ts';

/** System of the organisation: it has a purpose, and can be measured and improved. */
export const system = z.strictObject({
  ...common,
  kind: z.literal('system').describe('The kind of page.'),
  purpose: text().describe('What the system is there to achieve.'),
  inputs: texts().describe('What goes in.'),
  outputs: texts().describe('What comes out.'),
  processes: texts().describe('The processes inside it.'),
  measures: z.array(reference('metrics')).min(1).describe('The metrics that show how it does.'),
});
