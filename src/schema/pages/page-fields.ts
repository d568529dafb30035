import * as z from 'zod';
import { audience, citation, name, provenance, reference, review, text } from '../fields.ts';

/** Front matter fields of every page, whatever its kind. */
export const common = {
  title: text().describe('The name of the page, as readers see it in the sidebar, the search and the tab.'),
  description: text()
    .max(200)
    .describe(
      'One sentence of at most 200 characters that says what the reader gets; shown under the title and in search.',
    ),
  owner: reference('teams').describe('The team that answers for this page, from content/data/teams.'),
  reviewed: z
    .array(review())
    .min(1)
    .describe('When somebody read the whole page and what they found, the latest last; npm run review adds to it.'),
  reviewEvery: z
    .int()
    .min(1)
    .max(36)
    .default(12)
    .describe('After how many months it must be read again: 1 to 36, 12 if left out.'),
  sources: z.array(citation()).default([]).describe('What the page rests on.'),
  provenance: provenance().optional().describe('source, derived or editorial: how the words relate to the sources.'),
  audience: audience()
    .optional()
    .describe(
      'Who may read it: one of the audiences in the settings; if left out, what its layer says, or else the strictest.',
    ),
  order: z
    .int()
    .min(1)
    .optional()
    .describe('Its place among the pages of its folder; pages without one follow, by title.'),
  section: text()
    .optional()
    .describe('The heading it stands under in the sidebar of its part, if the part has such headings.'),
  pillars: z.array(reference('pillar')).default([]).describe('The pillars it serves, for the search filter.'),
  aliases: z.array(name()).default([]).describe('Other words people search for when they mean this page.'),
  related: z.array(reference('page')).default([]).describe('Pages worth reading next.'),
};

/** Fields that every page of upstream has, and that a page of an organisation may leave out. */
export const upstreamFields = {
  sources: z.array(citation()).min(1).describe('What the page rests on; at least one.'),
  provenance: provenance().describe('source, derived or editorial: how the words relate to the sources.'),
};
