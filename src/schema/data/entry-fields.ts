import * as z from 'zod';
import { audience, citation, id, provenance, text } from '../fields.ts';

/** Fields of every data entry. */
export const common = {
  id: id().describe('The id, unique in its collection; the name of the file where a file holds one entry.'),
  title: text().describe('The name, as readers see it.'),
  sources: z.array(citation()).default([]).describe('What the entry rests on.'),
  provenance: provenance()
    .default('source')
    .describe('source, derived or editorial: how the words relate to the sources.'),
  audience: audience()
    .optional()
    .describe(
      'Who may read it: one of the audiences in the settings; if left out, what its layer says, or else the strictest.',
    ),
};
