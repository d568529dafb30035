import * as z from 'zod';
import { addTwins, id, reference, text } from '../fields.ts';
import { common } from './entry-fields.ts';

/** Question of the role finder. Its title is the question. */
export const questions = z
  .strictObject({
    ...common,
    order: z.int().min(1).describe('Its place among the questions, from 1.'),
    options: z
      .array(
        z.strictObject({
          id: id().describe('A stable id, unique in the question: the answer is kept under it.'),
          text: text().describe('The answer, as one would give it.'),
          points: z
            .array(
              z.strictObject({
                to: reference('page').describe('The archetype or the seat that the answer speaks for or against.'),
                weight: z.int().min(-2).max(2).describe('How strongly: 2 or 1 for it, -1 or -2 against it.'),
                because: text().describe('The reason, as a clause that readers see.'),
              }),
            )
            .default([])
            .describe('What the answer speaks for and against; nothing for "I do not know".'),
        }),
      )
      .min(2)
      .describe('The answers to choose from.'),
  })
  .check((payload) => {
    const ids = payload.value.options.map((option) => option.id);
    addTwins(payload, ids, (at) => ['options', at, 'id'], 'Give one of the two an id of its own');
  });
