import * as z from 'zod';
import { reference, text, texts } from '../fields.ts';
import { common } from './page-fields.ts';

const scale = () => z.int().min(1).max(5);

/** Archetype of staff engineer. */
export const archetype = z.strictObject({
  ...common,
  kind: z.literal('archetype').describe('The kind of page.'),
  order: z.int().min(1).describe('Its place when the archetypes stand side by side.'),
  scope: text().describe('How far the work reaches, such as "one team".'),
  depth: scale().describe('How deep rather than broad the technical work is, 1 (broad) to 5 (deep); our own reading.'),
  organisationalAwareness: scale().describe(
    'How much of the organisation one must see, 1 (the team) to 5 (all of it); our own reading.',
  ),
  typicalWork: texts().describe('What one does in such a seat, a line each.'),
  week: z
    .array(
      z.strictObject({
        day: z.enum(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday']).describe('The day.'),
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
});
