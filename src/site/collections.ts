import { docsSchema } from '@astrojs/starlight/schema';
import { defineCollection } from 'astro/content/config';
import * as z from 'zod';
import type { Handbook } from '#check/handbook.ts';
import { contributionEntry, contributionLoader } from '#contribute/contributable.ts';
import { shownLinks } from '#editions/look-links.ts';
import { inputsOf } from '#load/inputs.ts';
import { data, dataNames } from '#schema/data/index.ts';
import { dayOf } from '#schema/day.ts';
import { text } from '#schema/fields.ts';
import { page } from '#schema/pages/index.ts';
import { type Repository, repositoryAt } from '#schema/repository-links.ts';
import { repositoryOf, settingsOrNone, settings as settingsSchema } from '#schema/settings.ts';
import { isAdopted } from '#upstream/paths.ts';
import { upstreamAddress } from '#upstream/upstream-state.ts';
import { historyEntry, historyLoader } from './change-dates.ts';
import { changelogEntry, changelogLoader } from './changelog-loader.ts';
import { dataLoader } from './data-loader.ts';
import { driftEntry, driftLoader } from './drift-loader.ts';
import { healthEntry, healthLoader } from './health-loader.ts';
import { pageLoader } from './page-loader.ts';

/**
 * Content collections of an edition.
 * @param root Root folder of the project.
 */
export function contentCollections(root: string, handbook: Handbook) {
  const { edition } = handbook;
  const day = dayOf(process.env, new Date());
  return {
    docs: defineCollection({ loader: pageLoader(handbook.content, edition), schema: memoizedPageSchema() }),
    settings: defineCollection({ loader: () => [settingsEntry(root, handbook, day)], schema: settingsSchemaOfPages }),
    history: defineCollection({ loader: historyLoader(handbook.content), schema: historyEntry }),
    changelog: defineCollection({ loader: changelogLoader(handbook), schema: changelogEntry }),
    contribution: defineCollection({ loader: contributionLoader(handbook), schema: contributionEntry }),
    health: defineCollection({ loader: healthLoader(root, handbook, day), schema: healthEntry }),
    drift: defineCollection({ loader: driftLoader(edition), schema: driftEntry }),
    ...dataCollections(handbook),
  };
}

function dataCollections({ content, edition }: Handbook) {
  return Object.fromEntries(
    dataNames.map((name) => [
      name,
      defineCollection({ loader: dataLoader(name, content, edition), schema: data[name] }),
    ]),
  );
}

/** Astro asks for the schema once per entry, and creating it costs more than using it. */
function memoizedPageSchema() {
  const schemaOf = docsSchema({ extend: page });
  let schema: ReturnType<typeof schemaOf> | undefined;
  return (context: Parameters<typeof schemaOf>[0]) => {
    schema ??= schemaOf(context);
    return schema;
  };
}

/** Settings for queries of pages, and whether an organisation has adopted the handbook. */
function settingsEntry(root: string, { settings, redirects, content, edition }: Handbook, day: string) {
  const chosen = settingsOrNone(settings, process.env);
  const { parts, contact, issues } = chosen;
  const repository = repositoryOf(chosen);
  const upstream = repositoryAt(upstreamAddress(root), { own: repository });
  return {
    id: 'settings',
    day,
    inputs: inputsOf(root),
    parts,
    links: shownLinks(chosen, edition),
    renamed: content.settings.renamed,
    isAdopted: isAdopted(root),
    redirects: Object.fromEntries(redirects),
    ...(contact ? { contact } : {}),
    ...(issues ? { issues } : {}),
    ...(repository ? { repository } : {}),
    ...(upstream ? { upstream } : {}),
  };
}

const settingsSchemaOfPages = settingsSchema.pick({ contact: true, issues: true, parts: true, links: true }).extend({
  id: text(),
  day: text().describe('The day of the build.'),
  inputs: text().describe('Stands for everything that is read to make the pages, but the pages themselves.'),
  renamed: z.record(text(), text()).describe('New labels of the parts of upstream, by folder.'),
  isAdopted: z.boolean().describe('Whether an organisation has a folder of its own.'),
  redirects: z.record(text(), text()).describe('Where pages went, by the ids that they had.'),
  repository: z.custom<Repository>().optional().describe('The repository, where its host has links.'),
  upstream: z.custom<Repository>().optional().describe('That of upstream.'),
});
