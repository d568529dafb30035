import * as z from 'zod';
import { id, reference, text } from '../fields.ts';
import { common } from './common.ts';

const outcome = z.strictObject({
  id: id().describe('A stable id, unique in the path: progress is kept under it.'),
  was: z
    .array(id())
    .default([])
    .describe(
      'Ids of earlier outcomes that this one continues: one after a renaming, several after a merge; after a split, each new outcome names the old one.',
    ),
  text: text().describe('What is true once it is reached.'),
  why: text().describe('Why it matters.'),
  evidence: text().describe('How one would show it.'),
  readings: z.array(reference('page')).default([]).describe('Pages that help to reach it.'),
});

/** The way of one kind of person through their first ninety days. */
export const path = z
  .strictObject({
    ...common,
    kind: z.literal('path').describe('The kind of page.'),
    persona: text().describe('Who it is for, such as "a new tech lead".'),
    roles: z.array(reference('role')).min(1).describe('The seats it leads into.'),
    stages: z
      .array(
        z.strictObject({
          when: z
            .enum(['before day 1', 'week 1', 'day 30', 'day 60', 'day 90'])
            .describe('When the stage ends, counted from the first day in the seat.'),
          focus: text().describe('Where the attention goes in this stage, in one sentence.'),
          outcomes: z.array(outcome).min(1).describe('What is reached in it.'),
        }),
      )
      .min(1)
      .describe('The stages, in order.'),
  })
  .check(({ value, issues }) => {
    const outcomes = value.stages.flatMap(({ outcomes }, stage) =>
      outcomes.map((outcome, place) => ({ ...outcome, path: ['stages', stage, 'outcomes', place] })),
    );
    for (const [index, { id, was, path }] of outcomes.entries()) {
      if (outcomes.findIndex((other) => other.id === id) !== index) {
        issues.push({
          code: 'custom',
          input: id,
          path: [...path, 'id'],
          message: `The path has two outcomes with the id "${id}"`,
          params: { fix: 'Give one of them an id of its own' },
        });
      }
      for (const [place, old] of was.entries()) {
        if (!outcomes.some((other) => other.id === old)) continue;
        issues.push({
          code: 'custom',
          input: old,
          path: [...path, 'was', place],
          message: `"${old}" is still an outcome of this path, so nothing can continue it`,
          params: { fix: 'Name outcomes that are gone, or give every part of a split a new id' },
        });
      }
    }
  });
