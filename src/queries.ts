import { type CollectionEntry, getCollection, getEntry } from 'astro:content';
import type { DataEntry, DataName } from '#model/data/index.ts';
import { byOrder } from '#model/navigation.ts';
import type { Kind, Page, PageOf } from '#model/pages/index.ts';
import { addressOf } from '#model/rules/links.ts';

/** A page with its id, as components see it. */
export type PageEntry<K extends Kind = Kind> = PageOf<K> & { id: string };

/** The address of a page, base path included. An anchor may follow the id: `guides/trust#intimacy`. */
export function hrefOf(id: string): string {
  const [page = '', anchor] = id.split('#');
  return import.meta.env.BASE_URL.replace(/\/$/, '') + addressOf(page) + (anchor ? `#${anchor}` : '');
}

/** All pages of one kind, by their order and then by title. */
export async function pagesOf<K extends Kind>(kind: K): Promise<PageEntry<K>[]> {
  const entries = await getCollection('docs', ({ data }) => data.kind === kind);
  return entries.map((entry) => pageEntry(entry) as PageEntry<K>).sort(byOrder);
}

/**
 * The page with an id.
 * @throws Error if there is none; the check has found that before.
 */
export async function pageOf(id: string): Promise<PageEntry> {
  const entry = await getEntry('docs', id);
  if (!entry) throw new Error(`There is no page "${id}"`);
  return pageEntry(entry);
}

/** All entries of a data collection, by their order where they have one, otherwise by title. */
export async function dataOf<N extends DataName>(name: N): Promise<DataEntry<N>[]> {
  const entries = (await getCollection(name)) as unknown as { data: DataEntry<N> }[];
  return entries.map(({ data }) => data).sort((a, b) => byOrder(a as never, b as never));
}

/**
 * The entry of a data collection with an id.
 * @throws Error if there is none; the check has found that before.
 */
export async function dataEntry<N extends DataName>(name: N, id: string): Promise<DataEntry<N>> {
  const entry = (await dataOf(name)).find((candidate) => candidate.id === id);
  if (!entry) throw new Error(`There is no entry "${id}" in ${name}`);
  return entry;
}

/** The day a file last changed, or nothing where its history is not known. */
export async function lastChange(file: string | undefined): Promise<Date | undefined> {
  const entry = file === undefined ? undefined : await getEntry('history', file);
  return entry && new Date(entry.data.changed);
}

function pageEntry({ id, data }: CollectionEntry<'docs'>): PageEntry {
  return { ...(data as unknown as Page), id };
}
