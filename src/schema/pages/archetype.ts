import * as z from 'zod';
import { addIssue, reference, text, texts } from '../fields.ts';
import { common } from './page-fields.ts';

/** Days of a week at work, in order. */
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'] as const;

const scale = () => z.int().min(1).max(5);

/** Archetype of staff engineer. */
export const archetype = z
  .strictObject({
    ...common,
    kind: z.literal('archetype').describe('The kind of page.'),
    order: z.int().min(1).describe('Its place when the archetypes stand side by side.'),
    scope: text().describe('How far the work reaches, such as "one team".'),
    depth: scale().describe(
      'How deep rather than broad the technical work is, 1 (broad) to 5 (deep); our own reading.',
    ),
    organisationalAwareness: scale().describe(
      'How much of the organisation one must see, 1 (the team) to 5 (all of it); our own reading.',
    ),
    typicalWork: texts().describe('What one does in such a seat, a line each.'),
    week: z
      .array(
        z.strictObject({
          day: z.enum(DAYS).describe('The day.'),
          work: text().describe('What takes most of it, in a few words.'),
          mode: z.enum(['build', 'review', 'decide', 'mentor', 'communicate']).describe('What sort of work that is.'),
        }),
      )
      .length(5)
      .describe('A week as it might be, a line a day; ours, for illustration.'),
    whenToUse: text().describe('When an organisation needs one, in one sentence.'),
    commonness: z
      .strictObject({
        text: text().describe('How often one meets it, in a few words.'),
        source: reference('sources').describe('Who says so.'),
      })
      .describe('How common it is, with the source of that claim.'),
  })
  .check((payload) => {
    const at = payload.value.week.findIndex(({ day }, index) => day !== DAYS[index]);
    const { day } = payload.value.week[at] ?? {};
    if (day === undefined) return;
    const advice = {
      message: `"${day}" is day ${at + 1} of the week here`,
      fix: `Write ${DAYS[at]}: the days go from Monday to Friday`,
    };
    addIssue(payload, ['week', at, 'day'], advice);
  });
