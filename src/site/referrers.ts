import { type DataName, dataNames, data as dataSchemas } from '#schema/data/index.ts';
import { byOrder, type Kind, page as pageSchema } from '#schema/pages/index.ts';
import { isWithdrawn } from '#schema/pages/review.ts';
import { referencesIn } from '#schema/references.ts';
import { allPages, dataOf, memoize, type PageEntry } from './queries.ts';

/** Pages and entries of data that refer to a page: pages by kind, entries by collection. */
export interface Referrers {
  pages: Map<Kind, PageEntry[]>;
  data: Map<DataName, { id: string; title: string; text: string }[]>;
}

/**
 * Finds the pages and entries that refer to a page by a typed field. Landing pages, which refer to everything, and
 * withdrawn pages are left out.
 */
export async function referrersOf(id: string): Promise<Referrers> {
  const { pages, data } = await memoize('references', readReferences);
  const to = (pages.get(id) ?? []).filter((page) => page.id !== id && page.kind !== 'landing');
  return {
    pages: Map.groupBy(to.sort(byOrder), ({ kind }) => kind),
    data: Map.groupBy(data.get(id) ?? [], ({ collection }) => collection),
  };
}

/** Indexes pages and entries of data by the ids that they refer to. */
async function readReferences() {
  const pages = (await allPages())
    .filter((page) => !isWithdrawn(page))
    .map((page) => ({ item: page, targets: targetsIn(pageSchema, page) }));
  const data = await Promise.all(
    dataNames.map(async (collection) =>
      (await dataOf(collection)).map((entry) => ({
        item: {
          collection,
          id: entry.id,
          title: entry.title,
          text: 'text' in entry ? entry.text : 'definition' in entry ? entry.definition : '',
        },
        targets: targetsIn(dataSchemas[collection], entry),
      })),
    ),
  );
  return { pages: byTarget(pages), data: byTarget(data.flat()) };
}

function byTarget<T>(sources: readonly { item: T; targets: ReadonlySet<string> }[]): Map<string, T[]> {
  const items = new Map<string, T[]>();
  for (const { item, targets } of sources) {
    for (const target of targets) items.set(target, [...(items.get(target) ?? []), item]);
  }
  return items;
}

function targetsIn(schema: Parameters<typeof referencesIn>[0], value: unknown): Set<string> {
  return new Set(referencesIn(schema, value).map((reference) => reference.id));
}
