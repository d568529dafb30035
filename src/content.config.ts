import { docsSchema, i18nSchema } from '@astrojs/starlight/schema';
import { defineCollection } from 'astro/content/config';
import type { Loader } from 'astro/loaders';
import * as z from 'zod';
import { changelogEntry, changelogLoader } from '#loaders/changelog.ts';
import { contributionEntry, contributionLoader } from '#loaders/contribution.ts';
import { dataLoader } from '#loaders/data.ts';
import { driftEntry, driftLoader } from '#loaders/drift.ts';
import { type Handbook, readHandbook } from '#loaders/handbook.ts';
import { healthEntry, healthLoader } from '#loaders/health.ts';
import { historyEntry, historyLoader } from '#loaders/history.ts';
import { inputsOf } from '#loaders/inputs.ts';
import { pageLoader } from '#loaders/pages.ts';
import { sharedHandbook } from '#loaders/shared-handbook.ts';
import { isAdopted } from '#loaders/upstream.ts';
import { upstreamAddress } from '#loaders/upstream-state.ts';
import { data, dataNames } from '#model/data/index.ts';
import { dayOf } from '#model/day.ts';
import { text } from '#model/fields.ts';
import { page } from '#model/pages/index.ts';
import { settingsOrNone, settings as settingsSchema } from '#model/settings.ts';
import { words } from '#model/words.ts';

const root = process.cwd();
const upstream = upstreamAddress(root);
const day = dayOf(process.env, new Date());

const handbook = () => sharedHandbook() ?? readHandbook(root, { edition: process.env['EDITION'] });

/** Loader that is created from the handbook when Astro loads the collection. */
const lazyLoader = (name: string, make: (handbook: Handbook) => Loader): Loader => ({
  name,
  load: (context) => make(handbook()).load(context),
});

const dataCollections = Object.fromEntries(
  dataNames.map((name) => [
    name,
    defineCollection({
      loader: lazyLoader(`data-${name}`, ({ edition }) => dataLoader(name, edition)),
      schema: data[name],
    }),
  ]),
);

// Astro calls this once per entry, so memoize: creating the schema costs more than using it.
const pageSchemaOf = docsSchema({ extend: page });
let pageSchema: ReturnType<typeof pageSchemaOf> | undefined;

export const collections = {
  docs: defineCollection({
    loader: lazyLoader('pages', ({ edition }) => pageLoader(edition)),
    schema: (context) => {
      pageSchema ??= pageSchemaOf(context);
      return pageSchema;
    },
  }),
  i18n: defineCollection({
    loader: () => [{ id: handbook().settings?.language ?? 'en', ...words.starlight }],
    schema: i18nSchema(),
  }),
  // Settings for queries of pages, and whether an organisation has adopted the handbook.
  settings: defineCollection({
    loader: () => {
      const { settings, redirects } = handbook();
      const { parts, contact } = settingsOrNone(settings, process.env);
      return [
        {
          id: 'settings',
          day,
          inputs: inputsOf(root),
          parts,
          isAdopted: isAdopted(root),
          redirects: Object.fromEntries(redirects),
          ...(contact ? { contact } : {}),
          ...(upstream ? { upstream } : {}),
        },
      ];
    },
    schema: settingsSchema.pick({ contact: true, parts: true }).extend({
      id: text(),
      day: text().describe('The day of the build.'),
      inputs: text().describe('Stands for everything that is read to make the pages, but the pages themselves.'),
      isAdopted: z.boolean().describe('Whether an organisation has a folder of its own.'),
      redirects: z.record(text(), text()).describe('Where pages went, by the ids that they had.'),
      upstream: z.url().optional().describe('Where the files of upstream are on the web.'),
    }),
  }),
  history: defineCollection({ loader: historyLoader(), schema: historyEntry }),
  changelog: defineCollection({ loader: lazyLoader('changelog', changelogLoader), schema: changelogEntry }),
  contribution: defineCollection({ loader: lazyLoader('contribution', contributionLoader), schema: contributionEntry }),
  health: defineCollection({
    loader: lazyLoader('health', (all) => healthLoader(root, all, day)),
    schema: healthEntry,
  }),
  drift: defineCollection({ loader: lazyLoader('drift', ({ edition }) => driftLoader(edition)), schema: driftEntry }),
  ...dataCollections,
};
