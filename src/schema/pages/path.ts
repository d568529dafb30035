import * as z from 'zod';
import { id, reference, text } from '../fields.ts';
import { common } from './page-fields.ts';

/** Most outcomes of a path. A longer plan does not print on one page and is too much to remember. */
export const MOST_OUTCOMES = 25;

/** Ends of the stages of a path, in order. */
const STAGES = ['before day 1', 'week 1', 'day 30', 'day 60', 'day 90'] as const;

const outcome = z.strictObject({
  id: id().describe('A stable id, unique in the path: progress is kept under it.'),
  text: text().describe('What is true once it is reached.'),
  why: text().describe('Why it matters.'),
  evidence: text().describe('How one would show it.'),
  readings: z.array(reference('page')).default([]).describe('Pages that help to reach it.'),
});

/** Plan of one kind of person for their first ninety days. */
export const path = z
  .strictObject({
    ...common,
    kind: z.literal('path').describe('The kind of page.'),
    persona: text().describe('Who it is for, such as "a new tech lead".'),
    seats: z.array(reference('role')).min(1).describe('The seats it leads into.'),
    stages: z
      .array(
        z.strictObject({
          when: z.enum(STAGES).describe('When the stage ends, counted from the first day in the seat.'),
          focus: text().describe('Where the attention goes in this stage, in one sentence.'),
          outcomes: z.array(outcome).min(1).describe('What is reached in it.'),
        }),
      )
      .min(1)
      .describe('The stages, in order; together at most 25 outcomes.'),
    moved: z
      .record(id(), z.array(id()))
      .default({})
      .describe(
        'Where the progress of earlier outcomes goes: the old id with the ids that continue it. One after a renaming, several after a split, the same one for several old ids after a merge, none where the outcome is gone.',
      ),
  })
  .check(({ value: { stages, moved }, issues }) => {
    const problem = (path: PropertyKey[], input: unknown, message: string, fix: string) =>
      issues.push({ code: 'custom', path, input, message, params: { fix } });
    const outcomes = stages.flatMap(({ outcomes }, stage) =>
      outcomes.map(({ id }, place) => ({ id, path: ['stages', stage, 'outcomes', place, 'id'] })),
    );
    const ids = outcomes.map(({ id }) => id);
    for (const [index, { id, path }] of outcomes.entries()) {
      if (ids.indexOf(id) !== index)
        problem(path, id, `The path has two outcomes with the id "${id}"`, 'Give one of them an id of its own');
      if (index === MOST_OUTCOMES)
        problem(
          path,
          id,
          `The path has ${ids.length} outcomes`,
          `Keep to ${MOST_OUTCOMES}, so that it prints on one page`,
        );
    }
    for (const [old, later] of Object.entries(moved)) {
      if (ids.includes(old)) {
        const fix = 'Delete the line, or give the outcome a new id: a moved id is never used again';
        problem(['moved', old], later, `"${old}" is still an outcome of this path`, fix);
      }
      for (const [place, id] of later.entries()) {
        if (ids.includes(id) || id in moved) continue;
        const fix = 'Name an outcome of this path, or add a line that says where that id moved';
        problem(['moved', old, place], id, `"${id}" is no outcome of this path`, fix);
      }
    }
    for (const [at, { when }] of stages.entries()) {
      const before = stages[at - 1]?.when;
      if (before === undefined || STAGES.indexOf(before) < STAGES.indexOf(when)) continue;
      const path = ['stages', at, 'when'];
      if (before === when)
        problem(path, when, `The stage "${when}" stands here twice`, 'Name another time, or make one stage of the two');
      else problem(path, when, `The stage "${when}" stands after "${before}"`, 'Put the stages in the order of time');
    }
    for (const old of Object.keys(moved)) {
      if (!isCircular(old, moved)) continue;
      problem(['moved', old], old, `"${old}" moves in a circle`, 'Let each line lead to a newer id');
    }
  });

/** Checks whether the moves of an id lead back to it. */
function isCircular(start: string, moved: Record<string, string[]>): boolean {
  const seen = new Set<string>();
  const next = [...(moved[start] ?? [])];
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    if (id === start) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    next.push(...(moved[id] ?? []));
  }
  return false;
}
