import { type CollectionEntry, getCollection } from 'astro:content';
import { createHash } from 'node:crypto';
import { addressOf } from '#model/address.ts';
import type { Changelog } from '#model/changelog.ts';
import type { Handbook } from '#model/contribution.ts';
import { type DataEntry, type DataName, dataNames, data as dataSchemas } from '#model/data/index.ts';
import type { UpstreamReport } from '#model/drift.ts';
import { encodePath } from '#model/escaping.ts';
import type { Health } from '#model/health.ts';
import { byOrder, navigable, type SidebarGroup, sidebar } from '#model/navigation.ts';
import type { DataNote } from '#model/note.ts';
import { type Kind, type Page, type PageOf, page as pageSchema } from '#model/pages/index.ts';
import { isWithdrawn } from '#model/pages/review.ts';
import { referencesIn } from '#model/rules/references.ts';
import { words } from '#model/words.ts';

/** A page with its id, as components see it. */
export type PageEntry<K extends Kind = Kind> = PageOf<K> & { id: string };

/** An entry of data as components see it, with the note of the organisation on it, if there is one. */
export type Annotated<N extends DataName> = DataEntry<N> & { annotation?: DataNote };

/** The address of a page, base path included. An anchor may follow the id: `guides/trust#intimacy`. */
export function hrefOf(id: string): string {
  const [page = '', anchor] = id.split('#');
  return import.meta.env.BASE_URL.replace(/\/$/, '') + addressOf(page) + (anchor ? `#${anchor}` : '');
}

const read = new Map<string, Promise<unknown>>();

/** One reading serves all pages, because Astro copies what it is asked for. In `astro dev` this file is loaded anew when content changes. */
export function memoize<T>(name: string, make: () => Promise<T>): Promise<T> {
  const made = read.get(name) ?? make();
  read.set(name, made);
  return made as Promise<T>;
}

/** All pages of one kind, by their order and then by title. */
export async function pagesOf<K extends Kind>(kind: K): Promise<PageEntry<K>[]> {
  const byKind = await memoize('pages by kind', async () =>
    Map.groupBy((await allPages()).toSorted(byOrder), (page) => page.kind as Kind),
  );
  return [...(byKind.get(kind) ?? [])] as PageEntry<K>[];
}

/** All pages of the edition. */
export function allPages(): Promise<readonly PageEntry[]> {
  return memoize('pages', async () => (await getCollection('docs')).map(pageEntry));
}

/** All pages of the edition, by their ids. */
function pagesById(): Promise<ReadonlyMap<string, PageEntry>> {
  return memoize('pages by id', async () => new Map((await allPages()).map((page) => [page.id, page])));
}

/** The one entry of a collection that is named like it. */
function only<N extends 'settings' | 'contribution' | 'drift' | 'changelog' | 'health'>(name: N) {
  return memoize(name, async () => (await getCollection(name))[0]);
}

/**
 * Stands for everything that a page shows. A page whose key is that of the last build is as it was.
 * @param id The id of the page.
 */
export async function keyOf(id: string): Promise<string> {
  const entries = await memoize(
    'entries by id',
    async () => new Map((await getCollection('docs')).map((entry) => [entry.id, entry])),
  );
  const entry = entries.get(id);
  return digestOf([await commonKey(), entry?.rendered, entry?.digest, await lastChange(entry?.filePath)]);
}

/** Stands for what any page may show of others: their fields, what data and settings say, and the day. */
function commonKey(): Promise<string> {
  return memoize('common key', async () => {
    const entries = await getCollection('docs');
    // A page that is a module decides with others which styles stand in one file.
    const others = entries.map(({ id, data, filePath, rendered, digest }) => [id, data, filePath, !rendered && digest]);
    return digestOf([(await only('settings'))?.data, (await contribution()).handbook, others]);
  });
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/** All pages of one folder that readers are led to, by their order and then by title. */
export async function pagesIn(folder: string): Promise<PageEntry[]> {
  return (await allPages()).filter((page) => page.id.startsWith(`${folder}/`) && !isWithdrawn(page)).toSorted(byOrder);
}

/**
 * The page with an id.
 * @throws Error if there is none; the check has found that before.
 */
export async function pageOf(id: string): Promise<PageEntry> {
  const page = (await pagesById()).get(id);
  if (!page) throw new Error(`There is no page "${id}"`);
  return page;
}

/** Whether the edition has a page, for components that lead to one which no author names. */
export async function hasPage(id: string): Promise<boolean> {
  return (await pagesById()).has(id);
}

/** All entries of a data collection, by their order where they have one, otherwise by title. */
export async function dataOf<N extends DataName>(name: N): Promise<Annotated<N>[]> {
  const entries = await memoize(`data/${name}`, async () => {
    const read = (await getCollection(name)) as unknown as { data: Annotated<N> }[];
    return read.map(({ data }) => data).sort((a, b) => byOrder(a as never, b as never));
  });
  return [...entries];
}

/** The sidebar with all pages of the edition. */
export async function wholeSidebar(): Promise<SidebarGroup[]> {
  const { parts = [] } = (await only('settings'))?.data ?? {};
  return sidebar(parts, navigable(await allPages()));
}

/**
 * The entry of a data collection with an id.
 * @throws Error if there is none; the check has found that before.
 */
export async function dataEntry<N extends DataName>(name: N, id: string): Promise<Annotated<N>> {
  const byId = await memoize(
    `data/${name} by id`,
    async () => new Map((await dataOf(name)).map((entry) => [entry.id, entry])),
  );
  const entry = byId.get(id);
  if (!entry) throw new Error(`There is no entry "${id}" in ${name}`);
  return entry;
}

/**
 * The day of the build, as 2026-01-31.
 * @throws Error if the settings were not read; they always are.
 */
export async function buildDay(): Promise<string> {
  const entry = await only('settings');
  if (!entry) throw new Error('The settings were not read');
  return entry.data.day;
}

/** Whom readers ask, as the settings say it; nothing if they do not. */
export async function contact(): Promise<string | undefined> {
  return (await only('settings'))?.data.contact;
}

/** The ids that a page had before it moved. */
export async function formerIds(id: string): Promise<string[]> {
  const former = await memoize('former ids', async () => {
    const { redirects = {} } = (await only('settings'))?.data ?? {};
    return Map.groupBy(Object.keys(redirects), (from) => redirects[from] as string);
  });
  return former.get(id) ?? [];
}

/**
 * Where a file is changed: of upstream's files in a handbook that was adopted, upstream's own repository, since
 * nobody edits them here; nothing where that is not known.
 * @param here The address for files of this repository.
 */
export async function editAddress(file: string, here: URL | undefined): Promise<URL | undefined> {
  const { isAdopted, upstream } = (await only('settings'))?.data ?? {};
  if (!isAdopted || file.startsWith('org/')) return here;
  return upstream === undefined ? undefined : new URL(`${upstream}/blob/HEAD/${encodePath(file)}`);
}

/**
 * What the form for something new has to know of this edition.
 * @throws Error if it was not read; it always is.
 */
export async function contributable(): Promise<Handbook> {
  return (await contribution()).handbook;
}

/** Where the data that a page is drawn from is changed, by the names of the collections: files, or folders of them. */
export async function dataAddresses(id: string): Promise<{ name: DataName; address: string; isUpstream: boolean }[]> {
  const { handbook, drawn } = await contribution();
  const { isAdopted, upstream } = (await only('settings'))?.data ?? {};
  return (drawn[id] ?? []).flatMap(({ collection: name, path, isFolder }) => {
    const isUpstream = isAdopted === true && !path.startsWith('org/');
    const [repository, view] = isUpstream
      ? [upstream, isFolder ? 'tree/HEAD' : 'blob/HEAD']
      : [handbook.repository, `${isFolder ? 'tree' : 'edit'}/${encodePath(handbook.branch)}`];
    return repository === undefined ? [] : [{ name, address: `${repository}/${view}/${encodePath(path)}`, isUpstream }];
  });
}

async function contribution() {
  const entry = await only('contribution');
  if (!entry) throw new Error('What may be contributed was not read');
  return entry.data;
}

/** What is new upstream, or the sentence that says why that is not known; nothing where no page asks for it. */
export async function driftNews(): Promise<{ report?: UpstreamReport; reason?: string } | undefined> {
  return (await only('drift'))?.data;
}

/** What happened to the pages in the last months, the latest first; nothing where the history is not known. */
export async function changelog(): Promise<Changelog | undefined> {
  return (await only('changelog'))?.data;
}

/** How the handbook does; nothing in an edition that has no page for it. */
export async function health(): Promise<Health | undefined> {
  return (await only('health'))?.data;
}

/** The day a file last changed, or nothing where its history is not known, as for a file not yet committed. */
export async function lastChange(file: string | undefined): Promise<Date | undefined> {
  const changes = await memoize(
    'changes',
    async () => new Map((await getCollection('history')).map(({ id, data }) => [id, data.changed])),
  );
  const changed = file === undefined ? undefined : changes.get(file);
  return changed === undefined ? undefined : new Date(changed);
}

/** What a seat is, field by field, in the words that readers see. Two seats are compared by these. */
export async function seatFacts(
  role: PageEntry<'role'>,
): Promise<{ field: string; label: string; values: string[] }[]> {
  const fields = ['track', 'scope', 'horizon', 'coding', 'peopleManagement', 'responsibilities', 'audiences'] as const;
  const audiences = new Map((await dataOf('audiences')).map(({ id, title }) => [id, title]));
  return fields.map((field) => {
    const values = [role[field]].flat().map((value) => audiences.get(value) ?? words.values[value] ?? value);
    return { field, label: words.fields[field] ?? field, values };
  });
}

/** What refers to a page: other pages by their kind, and entries of data by their collection. */
export interface Referrers {
  pages: Map<Kind, PageEntry[]>;
  data: Map<DataName, { id: string; title: string; text: string }[]>;
}

/** What refers to a page by a typed field. A landing page refers to everything, a withdrawn one to nothing any more. */
export async function referrersOf(id: string): Promise<Referrers> {
  const { pages, data } = await memoize('references', readReferences);
  const to = (pages.get(id) ?? []).filter((page) => page.id !== id && page.kind !== 'landing');
  return {
    pages: Map.groupBy(to.sort(byOrder), ({ kind }) => kind),
    data: Map.groupBy(data.get(id) ?? [], ({ collection }) => collection),
  };
}

/** What refers to what, by the id of what it refers to. */
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
  const found = new Map<string, T[]>();
  for (const { item, targets } of sources) {
    for (const target of targets) {
      const items = found.get(target);
      if (items) items.push(item);
      else found.set(target, [item]);
    }
  }
  return found;
}

function targetsIn(schema: Parameters<typeof referencesIn>[0], value: unknown): Set<string> {
  return new Set(referencesIn(schema, value).map((reference) => reference.id));
}

function pageEntry({ id, data }: CollectionEntry<'docs'>): PageEntry {
  return { ...(data as unknown as Page), id };
}
