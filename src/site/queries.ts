import { type CollectionEntry, getCollection } from 'astro:content';
import { createHash } from 'node:crypto';
import type { FormContext } from '#contribute/contribution.ts';
import { addressOf, namesAround } from '#schema/address.ts';
import type { DataEntry, DataName } from '#schema/data/index.ts';
import { issueAddress } from '#schema/issues.ts';
import type { LookLink } from '#schema/look.ts';
import type { DataNote } from '#schema/note.ts';
import { byOrder, folderOf, type Kind, type Page, type PageOf } from '#schema/pages/index.ts';
import { isWithdrawn } from '#schema/pages/review.ts';
import { folderLabel, foldersOf } from '#schema/part.ts';
import { repositoryLinks } from '#schema/repository-links.ts';
import type { Settings } from '#schema/settings.ts';
import type { Changelog } from '#upkeep/changelog.ts';
import type { Health } from '#upkeep/health.ts';
import type { UpstreamReport } from '#upstream/drift.ts';
import { navigable, type SidebarGroup, sidebar } from './navigation.ts';
import { type Translate, valueLabel } from './strings.ts';

/** Page with its id, as components receive it. */
export type PageEntry<K extends Kind = Kind> = PageOf<K> & { id: string };

/** Entry of data as components receive it, with the organisation's note on it, if there is one. */
export type Annotated<N extends DataName> = DataEntry<N> & { annotation?: DataNote };

/** Returns the address of a page, with the base path. An anchor may follow the id: `guides/trust#intimacy`. */
export function hrefOf(id: string): string {
  const [page = '', anchor] = id.split('#');
  return import.meta.env.BASE_URL.replace(/\/$/, '') + addressOf(page) + (anchor ? `#${anchor}` : '');
}

const cache = new Map<string, Promise<unknown>>();

/**
 * Caches the result of a query for all pages, because Astro copies each result. In `astro dev`, this module is reloaded
 * when content changes, which empties the cache.
 */
export function memoize<T>(name: string, make: () => Promise<T>): Promise<T> {
  const result = cache.get(name) ?? make();
  cache.set(name, result);
  return result as Promise<T>;
}

/** Returns all pages of one kind, sorted by order, then by title. */
export async function pagesOf<K extends Kind>(kind: K): Promise<PageEntry<K>[]> {
  const byKind = await memoize('pages by kind', async () =>
    Map.groupBy((await allPages()).toSorted(byOrder), (page) => page.kind as Kind),
  );
  return [...(byKind.get(kind) ?? [])] as PageEntry<K>[];
}

/** Returns all pages of the edition. */
export function allPages(): Promise<readonly PageEntry[]> {
  return memoize('pages', async () => (await getCollection('docs')).map(pageEntry));
}

/** Returns all pages of the edition, by their ids. */
function pagesById(): Promise<ReadonlyMap<string, PageEntry>> {
  return memoize('pages by id', async () => new Map((await allPages()).map((page) => [page.id, page])));
}

/** Returns the data of a collection that has only one entry; undefined if it has none. */
function single<N extends 'settings' | 'contribution' | 'drift' | 'changelog' | 'health'>(
  name: N,
): Promise<CollectionEntry<N>['data'] | undefined> {
  return memoize(name, async () => (await getCollection(name))[0]?.data);
}

/**
 * Incremental-build cache key of a page: hash of every input that it renders. With an unchanged key, the page of the
 * last build is reused.
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

/** Hash of the inputs that any page may render besides its own: fields of other pages, data, settings and the day. */
function commonKey(): Promise<string> {
  return memoize('common key', async () => {
    const entries = await getCollection('docs');
    // Pages that are MDX modules together decide which styles are bundled into one file, so their digests count.
    const others = entries.map(({ id, data, filePath, rendered, digest }) => [id, data, filePath, !rendered && digest]);
    return digestOf([await single('settings'), (await contribution()).handbook, others]);
  });
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/** Returns the pages in folders, at any depth, that are not withdrawn, sorted by order, then by title. */
export async function pagesIn(folders: readonly string[]): Promise<PageEntry[]> {
  const isInside = ({ id }: PageEntry) => folders.some((folder) => id.startsWith(`${folder}/`));
  return (await allPages()).filter((page) => isInside(page) && !isWithdrawn(page)).toSorted(byOrder);
}

/** Folder with the heading of its pages. Those of a part with several folders are listed together. */
export interface ListedFolder {
  folder: string;
  label: string;
  folders: readonly string[];
}

/** Returns the folders that have pages, and neither a page of their own nor a redirect at their address. */
export async function listedFolders(): Promise<ListedFolder[]> {
  const { redirects = {} } = (await single('settings')) ?? {};
  const ofParts = (await parts()).flatMap((part) =>
    foldersOf(part).map((folder, _index, folders) => ({ folder, label: part.label ?? part.folder, folders })),
  );
  const shown = (await allPages()).filter((page) => !isWithdrawn(page));
  const around = new Set(shown.flatMap(({ id }) => namesAround(id).slice(1)));
  const nested = [...around]
    .filter((folder) => folder.includes('/'))
    .map((folder) => ({ folder, label: folderLabel(folder), folders: [folder] }));
  const pages = await pagesById();
  return [...ofParts, ...nested].filter(
    ({ folder }) => around.has(folder) && !pages.has(folder) && !Object.hasOwn(redirects, folder),
  );
}

/**
 * Returns the page with an id.
 * @throws Error if there is none, which the check reports first.
 */
export async function pageOf(id: string): Promise<PageEntry> {
  const page = (await pagesById()).get(id);
  if (!page) throw new Error(`There is no page "${id}"`);
  return page;
}

/** Checks whether the edition has a page, for components that link to one that no author named. */
export async function hasPage(id: string): Promise<boolean> {
  return (await pagesById()).has(id);
}

/** Returns all entries of a data collection, sorted by order if they have one, otherwise by title. */
export async function dataOf<N extends DataName>(name: N): Promise<Annotated<N>[]> {
  const entries = await memoize(`data/${name}`, async () => {
    const collection = (await getCollection(name)) as unknown as { data: Annotated<N> }[];
    return collection.map(({ data }) => data).sort((a, b) => byOrder(a as never, b as never));
  });
  return [...entries];
}

/** Returns the parts of the handbook, in the order of the settings. */
export async function parts(): Promise<Settings['parts']> {
  return (await single('settings'))?.parts ?? [];
}

/** Returns the heading of several pages of a kind: the label of their part, if the organisation has renamed it. */
export async function headingOfKind(kind: Kind, t: Translate): Promise<string> {
  const { renamed = {} } = (await single('settings')) ?? {};
  return renamed[folderOf[kind]] ?? t(`manyOf.${kind}`);
}

/** Returns the sidebar with all pages of the edition. */
export async function wholeSidebar(t: Translate): Promise<SidebarGroup[]> {
  return sidebar(
    await parts(),
    navigable(await allPages(), (track) => t(`tracks.${track}`)),
  );
}

/**
 * Returns the entry of a data collection with an id.
 * @throws Error if there is none, which the check reports first.
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
 * Returns the day of the build, such as 2026-01-31.
 * @throws Error if the settings were not read; every build reads them.
 */
export async function buildDay(): Promise<string> {
  const settings = await single('settings');
  if (!settings) throw new Error('The settings were not read');
  return settings.day;
}

/** Checks whether an organisation has adopted the handbook. */
export async function isAdopted(): Promise<boolean> {
  return (await single('settings'))?.isAdopted ?? false;
}

/** Returns the contact for readers from the settings; undefined if they name none. */
export async function contact(): Promise<string | undefined> {
  return (await single('settings'))?.contact;
}

/** Returns the links of the organisation that this edition shows in the header and at the foot. */
export async function lookLinks(): Promise<{ header: LookLink[]; footer: LookLink[] }> {
  return (await single('settings'))?.links ?? { header: [], footer: [] };
}

/** Returns the ids that a page had before it moved. */
export async function formerIds(id: string): Promise<string[]> {
  const former = await memoize('former ids', async () => {
    const { redirects = {} } = (await single('settings')) ?? {};
    return Map.groupBy(Object.keys(redirects), (from) => redirects[from] as string);
  });
  return former.get(id) ?? [];
}

/**
 * Returns the address at which a file is edited. In an adopted handbook, upstream's files are edited in upstream's own
 * repository; undefined if its address is unknown.
 */
export async function editAddress(file: string): Promise<URL | undefined> {
  const { isAdopted, repository, upstream } = (await single('settings')) ?? {};
  const isUpstream = isAdopted && !file.startsWith('org/');
  const address = isUpstream
    ? upstream && repositoryLinks(upstream).view(file, 'default')
    : repository && repositoryLinks(repository).edit(file);
  return address === undefined ? undefined : new URL(address);
}

/** Returns the address at which readers report what is wrong; undefined if there is none. */
export async function reportAddress(title: string, body: string): Promise<string | undefined> {
  const { issues, repository } = (await single('settings')) ?? {};
  return issueAddress(issues, repository, { title, body });
}

/**
 * Returns the properties of this edition that the contribution form needs.
 * @throws Error if they were not read; every build reads them.
 */
export async function contributable(): Promise<FormContext> {
  return (await contribution()).handbook;
}

/**
 * Returns the addresses at which the data of a page is edited, by the names of the collections: files, or folders of
 * them.
 */
export async function dataAddresses(id: string): Promise<{ name: DataName; address: string; isUpstream: boolean }[]> {
  const { handbook, renderedData } = await contribution();
  const { isAdopted, upstream } = (await single('settings')) ?? {};
  return (renderedData[id] ?? []).flatMap(({ collection: name, path, isFolder }) => {
    const isUpstream = isAdopted === true && !path.startsWith('org/');
    const repository = isUpstream ? upstream : handbook.repository;
    if (repository === undefined) return [];
    const links = repositoryLinks(repository);
    const revision = isUpstream ? 'default' : 'branch';
    const view = isFolder ? links.folder(path, revision) : links.view(path, revision);
    const address = isUpstream || isFolder ? view : links.edit(path);
    return address === undefined ? [] : [{ name, address, isUpstream }];
  });
}

async function contribution() {
  const data = await single('contribution');
  if (!data) throw new Error('What may be contributed was not read');
  return data;
}

/** Returns the changes upstream, or the reason why they are unknown; undefined if the edition has no page for them. */
export function driftNews(): Promise<{ report?: UpstreamReport; reason?: string } | undefined> {
  return single('drift');
}

/** Returns the changelog of the last months, newest first; undefined if the history is unknown. */
export function changelog(): Promise<Changelog | undefined> {
  return single('changelog');
}

/** Returns the health of the handbook; undefined if the edition has no page for it. */
export function health(): Promise<Health | undefined> {
  return single('health');
}

/** Returns the date of a file's last change; undefined if its history is unknown, as for a file not yet committed. */
export async function lastChange(file: string | undefined): Promise<Date | undefined> {
  const changes = await memoize(
    'changes',
    async () => new Map((await getCollection('history')).map(({ id, data }) => [id, data.changed])),
  );
  const changed = file === undefined ? undefined : changes.get(file);
  return changed === undefined ? undefined : new Date(changed);
}

/** Returns the fields of a role as labelled values for readers, by which two roles are compared. */
export async function seatFacts(
  role: PageEntry<'role'>,
  t: Translate,
): Promise<{ field: string; label: string; values: string[] }[]> {
  const fields = ['track', 'scope', 'horizon', 'coding', 'peopleManagement', 'responsibilities', 'audiences'] as const;
  const audiences = new Map((await dataOf('audiences')).map(({ id, title }) => [id, title]));
  return fields.map((field) => {
    const values = [role[field]].flat().map((value) => audiences.get(value) ?? valueLabel(t, value));
    return { field, label: t(`fields.${field}`), values };
  });
}

function pageEntry({ id, data }: CollectionEntry<'docs'>): PageEntry {
  return { ...(data as unknown as Page), id };
}
