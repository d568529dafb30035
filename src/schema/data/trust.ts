import * as z from 'zod';
import { addTwins, id, text } from '../fields.ts';
import { common } from './entry-fields.ts';

/** Factor of the trust equation. */
export const trust = z
  .strictObject({
    ...common,
    order: z.int().min(1).max(4).describe('Its place in the equation, from 1.'),
    symbol: z
      .string()
      .regex(/^\p{L}$/u, 'one letter')
      .describe('The letter that stands for it in the equation.'),
    side: z
      .enum(['numerator', 'denominator'])
      .describe('Above the line, where more is better, or below it, where less is.'),
    question: text().describe('The question that tells how one stands.'),
    meaning: text().describe('What the factor is, in one or two sentences.'),
    least: text().describe('What the lowest mark looks like on an ordinary day.'),
    most: text().describe('What the highest mark looks like on an ordinary day.'),
    behaviours: z
      .array(
        z.strictObject({
          id: id().describe('A stable id: the self-check refers to it.'),
          title: text().describe('The behaviour, as something one does.'),
          example: text().describe('What it looks or sounds like on an ordinary day.'),
        }),
      )
      .min(1)
      .describe('What one does to improve the factor.'),
  })
  .check((payload) => {
    const ids = payload.value.behaviours.map((behaviour) => behaviour.id);
    addTwins(payload, ids, (at) => ['behaviours', at, 'id'], 'Give one of the two an id of its own');
  });
