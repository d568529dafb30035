import * as z from 'zod';
import { reference, text } from '../fields.ts';
import { common } from './entry-fields.ts';

/** Glossary term, as this handbook uses it. */
export const terms = z.strictObject({
  ...common,
  definition: text().describe('What it means here, in one or two sentences.'),
  aliases: z.array(text()).default([]).describe('Other words or abbreviations for the same thing.'),
  notToConfuseWith: z.array(reference('terms')).default([]).describe('Terms that are easily taken for it.'),
  page: reference('page').optional().describe('The page that says more.'),
});
