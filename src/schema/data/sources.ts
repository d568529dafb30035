import * as z from 'zod';
import { name, text } from '../fields.ts';
import { common } from './entry-fields.ts';

/** Work that pages and data cite. */
export const sources = z.strictObject({
  ...common,
  title: name().describe('The title that it has.'),
  author: name().optional().describe('Who wrote it, where that is known.'),
  year: z.int().min(1900).max(2100).optional().describe('When it was published, where that is known.'),
  publisher: name().optional().describe('Who published it.'),
  url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where it can be read or bought.'),
  type: z.enum(['article', 'book', 'paper', 'site']).describe('article, book, paper or site.'),
  note: text().describe('What this handbook takes from it, in one sentence.'),
});
