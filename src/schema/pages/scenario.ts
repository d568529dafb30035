import * as z from 'zod';
import { text, texts } from '../fields.ts';
import { common } from './page-fields.ts';

/** Situation to discuss, with possible responses. */
export const scenario = z.strictObject({
  ...common,
  kind: z.literal('scenario').describe('The kind of page.'),
  situation: text().describe('What has happened, in two or three sentences.'),
  options: z
    .array(
      z.strictObject({
        title: text().describe('What one might do.'),
        outcome: text().describe('What comes of it.'),
      }),
    )
    .min(2)
    .describe('The ways one might respond.'),
  lesson: text().describe('What to take from it.'),
  questions: texts().describe('Questions to discuss in a group.'),
});
