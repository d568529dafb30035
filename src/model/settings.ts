import * as z from 'zod';
import { id, text, texts } from './fields.ts';

const part = z.strictObject({
  folder: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'the name of a folder in content/')
    .describe('The folder in content/ that holds its pages.'),
  label: text().describe('What the sidebar calls it.'),
});

/** `playbook.yaml`: what holds for the whole handbook. */
export const settings = z.strictObject({
  title: text().describe('The name of the handbook, shown at the top of every page.'),
  description: text().max(200).describe('What it is, in one sentence of at most 200 characters.'),
  repository: z
    .url({ protocol: /^https$/ })
    .optional()
    .describe('The address of its repository, for edit links; a build on GitHub knows it by itself.'),
  branch: text().default('main').describe('The branch that edit links change.'),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'a language such as en-GB')
    .default('en-GB')
    .describe('The language it is written in, for dates, search and screen readers.'),
  parts: z.array(part).min(1).describe('The parts of the book, in the order readers meet them.'),
  audiences: z
    .array(id())
    .min(1)
    .default(['public', 'internal', 'leads'])
    .describe('Who may read, from the widest circle to the narrowest; each has an edition of its own.'),
  audience: id()
    .optional()
    .describe('Who may read the pages and data of this layer that name no audience; the narrowest if left out.'),
  marked: z
    .record(id(), texts())
    .default({})
    .describe(
      'Words that only an audience and narrower ones may meet, by audience: a build for others fails if it holds one.',
    ),
  spoken: z
    .array(text())
    .default([])
    .describe('Titles that any edition may say, because they are ordinary words, such as Hiring.'),
  hidden: z
    .array(text())
    .default([])
    .describe('Pages and data that are left out of every edition: guides/ai-era, data/terms/roadmap.'),
  titles: z
    .record(text(), text())
    .default({})
    .describe('New titles of roles, by the ids of their pages; the old title still finds them.'),
});

/** The settings once they are checked and the defaults are filled in. */
export type Settings = z.infer<typeof settings>;

const none: Settings = {
  title: 'Handbook',
  description: '',
  branch: 'main',
  language: 'en-GB',
  parts: [],
  audiences: ['public'],
  marked: {},
  spoken: [],
  hidden: [],
  titles: {},
};

/**
 * The settings to build with. Broken ones are replaced by empty ones, so that `astro dev` can start
 * and show the problem. The repository, where it is not set, is the one whose GitHub workflow runs.
 */
export function settingsOrNone(read: Settings | undefined, environment: Record<string, string | undefined>): Settings {
  const chosen = read ?? none;
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = environment;
  const repository = chosen.repository ?? (server && name ? `${server}/${name}` : undefined);
  return repository === undefined ? chosen : { ...chosen, repository: repository.replace(/\/$/, '') };
}
