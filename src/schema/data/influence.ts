import * as z from 'zod';
import { text } from '../fields.ts';
import { common } from './entry-fields.ts';

/** Level of the influence pyramid. */
export const influence = z.strictObject({
  ...common,
  order: z.int().min(1).max(5).describe('Its place, from 1 at the base.'),
  basis: text().describe('What moves people on this level, in a few words.'),
  meaning: text().describe('What one does on this level, in one or two sentences.'),
  sounds: text().describe('A sentence one might say on this level.'),
  seen: text().describe('What these people have seen of one once the level stands, said in the first person.'),
  limits: text().describe('When it does not work, or what it costs.'),
});
