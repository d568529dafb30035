import { defineCollection } from 'astro:content';
import { docsSchema, i18nSchema } from '@astrojs/starlight/schema';
import * as z from 'zod';
import { changelogEntry, changelogLoader } from '#loaders/changelog.ts';
import { contributionEntry, contributionLoader } from '#loaders/contribution.ts';
import { dataLoader } from '#loaders/data.ts';
import { driftEntry, driftLoader } from '#loaders/drift.ts';
import { readHandbook } from '#loaders/handbook.ts';
import { healthEntry, healthLoader } from '#loaders/health.ts';
import { historyEntry, historyLoader } from '#loaders/history.ts';
import { pageLoader } from '#loaders/pages.ts';
import { isAdopted } from '#loaders/upstream.ts';
import { upstreamAddress } from '#loaders/upstream-state.ts';
import { data, dataNames } from '#model/data/index.ts';
import { dayOf } from '#model/day.ts';
import { text } from '#model/fields.ts';
import { page } from '#model/pages/index.ts';
import { settings as settingsSchema } from '#model/settings.ts';
import { words } from '#model/words.ts';

const root = process.cwd();
const upstream = upstreamAddress(root);
const handbook = readHandbook(root, { edition: process.env['EDITION'] });
const { edition, redirects, settings } = handbook;
const day = dayOf(process.env, new Date());
const language = settings?.language ?? 'en';

const dataCollections = Object.fromEntries(
  dataNames.map((name) => [name, defineCollection({ loader: dataLoader(name, edition), schema: data[name] })]),
);

export const collections = {
  docs: defineCollection({ loader: pageLoader(edition), schema: docsSchema({ extend: page }) }),
  i18n: defineCollection({ loader: () => [{ id: language, ...words.starlight }], schema: i18nSchema() }),
  // What pages ask of the settings, and of who has adopted the handbook.
  settings: defineCollection({
    loader: () => [
      {
        id: 'settings',
        day,
        isAdopted: isAdopted(root),
        redirects: Object.fromEntries(redirects),
        ...(settings?.contact ? { contact: settings.contact } : {}),
        ...(upstream ? { upstream } : {}),
      },
    ],
    schema: settingsSchema.pick({ contact: true }).extend({
      id: text(),
      day: text().describe('The day of the build.'),
      isAdopted: z.boolean().describe('Whether an organisation has a folder of its own.'),
      redirects: z.record(text(), text()).describe('Where pages went, by the ids that they had.'),
      upstream: z.url().optional().describe('Where the files of upstream are on the web.'),
    }),
  }),
  history: defineCollection({ loader: historyLoader(), schema: historyEntry }),
  changelog: defineCollection({ loader: changelogLoader(handbook), schema: changelogEntry }),
  contribution: defineCollection({ loader: contributionLoader(edition), schema: contributionEntry }),
  health: defineCollection({ loader: healthLoader(root, handbook, day), schema: healthEntry }),
  drift: defineCollection({ loader: driftLoader(edition), schema: driftEntry }),
  ...dataCollections,
};
