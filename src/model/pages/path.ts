import * as z from 'zod';
import { id, reference, text } from '../fields.ts';
import { common } from './common.ts';

const outcome = z.strictObject({
  id: id().describe('A stable id: progress is kept under it.'),
  text: text().describe('What is true once it is reached.'),
  why: text().describe('Why it matters.'),
  evidence: text().describe('How one would show it.'),
  readings: z.array(reference('page')).default([]).describe('Pages that help to reach it.'),
});

/** The way of one kind of person through their first ninety days. */
export const path = z.strictObject({
  ...common,
  kind: z.literal('path').describe('The kind of page.'),
  persona: text().describe('Who it is for, such as "a new tech lead".'),
  stages: z
    .array(
      z.strictObject({
        when: z.enum(['before day 1', 'week 1', 'day 30', 'day 60', 'day 90']).describe('When the stage ends.'),
        outcomes: z.array(outcome).min(1).describe('What is reached in it.'),
      }),
    )
    .min(1)
    .describe('The stages, in order.'),
});
