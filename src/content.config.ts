import { docsSchema } from '@astrojs/starlight/schema';
import { defineCollection } from 'astro:content';
import { dataLoader } from '#loaders/data.ts';
import { historyEntry, historyLoader } from '#loaders/history.ts';
import { pageLoader } from '#loaders/pages.ts';
import { type DataName, data, dataNames } from '#model/data/index.ts';
import { page } from '#model/pages/index.ts';

const dataCollections = Object.fromEntries(
  dataNames.map((name) => [name, defineCollection({ loader: dataLoader(name), schema: data[name] })]),
) as { [N in DataName]: ReturnType<typeof defineCollection<(typeof data)[N]>> };

export const collections = {
  docs: defineCollection({ loader: pageLoader(), schema: docsSchema({ extend: page }) }),
  history: defineCollection({ loader: historyLoader(), schema: historyEntry }),
  ...dataCollections,
};
