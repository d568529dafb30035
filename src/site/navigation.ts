import { byOrder, type Page, type PageOf } from '#schema/pages/index.ts';
import { isWithdrawn } from '#schema/pages/review.ts';
import { folderLabel, foldersOf } from '#schema/part.ts';
import type { Settings } from '#schema/settings.ts';

/** Track of a role. */
type Track = PageOf<'role'>['track'];

/** The tracks, in the order readers meet them. */
export const TRACKS: readonly Track[] = ['ic', 'hybrid', 'management', 'executive'];

/** Page with the fields that the sidebar needs. */
export interface NavigablePage {
  id: string;
  title: string;
  order?: number | undefined;
  /** Sidebar heading of the page within its part, if any, with its order. */
  group?: { label: string; order: number } | undefined;
}

/** Page in the sidebar. */
export interface SidebarItem {
  id: string;
  title: string;
}

/** Group of the sidebar: a part, a folder in it, or pages under one heading. */
export interface SidebarGroup {
  label: string;
  items: (SidebarItem | SidebarGroup)[];
}

/**
 * Prepares pages for the sidebar: practices are grouped by pillar, roles by track, others by section. Withdrawn pages
 * are left out.
 * @param trackLabel Returns the heading of a track.
 */
export function navigable(
  pages: readonly (Page & { id: string })[],
  trackLabel: (track: Track) => string,
): NavigablePage[] {
  const byId = new Map(pages.map((page) => [page.id, page]));
  return pages
    .filter((page) => !isWithdrawn(page))
    .map((page) => {
      const { id, title, order } = page;
      if (page.kind === 'practice') {
        const pillar = byId.get(page.pillar);
        return { id, title, order, group: pillar && { label: pillar.title, order: pillar.order ?? 0 } };
      }
      if (page.kind === 'role') {
        const group = { label: trackLabel(page.track), order: TRACKS.indexOf(page.track) };
        return { id, title, order: order ?? page.rank + 1, group };
      }
      const group =
        page.section === undefined ? undefined : { label: page.section, order: order ?? Number.MAX_SAFE_INTEGER };
      return { id, title, order, group };
    });
}

/**
 * Builds the sidebar: a group for each part with pages, in the order of the settings, and inside it one for each folder.
 * The index page of a folder is first, and gives its group title and order. Pages and groups are sorted by their order,
 * those without one follow by title. Pages with a heading come last, under it.
 */
export function sidebar(parts: Settings['parts'], pages: readonly NavigablePage[]): SidebarGroup[] {
  return parts
    .map((part) => ({ label: part.label ?? part.folder, items: itemsIn(foldersOf(part), pages) }))
    .filter(({ items }) => items.length > 0);
}

/** Page or folder in a group of the sidebar. A folder has the fields of its index page. */
type Entry = Omit<NavigablePage, 'id'> & { item: SidebarItem | SidebarGroup };

function itemsIn(folders: readonly string[], pages: readonly NavigablePage[]): SidebarGroup['items'] {
  const index = folders.flatMap((folder) => pages.filter(({ id }) => id === folder).map(itemOf));
  const entries = folders.flatMap((folder) => entriesIn(folder, pages)).sort(byOrder);
  const groups = Map.groupBy(
    entries.filter(({ group }) => group),
    ({ group }) => group?.label ?? '',
  );
  const single = entries.filter(({ group }) => !group).map(({ item }) => item);
  const grouped = [...groups]
    .sort(([, [a]], [, [b]]) => (a?.group?.order ?? 0) - (b?.group?.order ?? 0))
    .map(([label, members]) => ({ label, items: members.map(({ item }) => item) }));
  return [...index, ...single, ...grouped];
}

/** Lists the pages and the folders that are directly in a folder. */
function entriesIn(folder: string, pages: readonly NavigablePage[]): Entry[] {
  const inside = pages.filter(({ id }) => id.startsWith(`${folder}/`));
  const members = Map.groupBy(inside, ({ id }) => id.slice(0, `${id}/`.indexOf('/', folder.length + 1)));
  return [...members].map(([id, own]) => {
    const page = own.find((one) => one.id === id);
    if (page && own.length === 1) return { ...page, item: itemOf(page) };
    const title = page?.title ?? folderLabel(id);
    return { ...page, title, item: { label: title, items: itemsIn([id], own) } };
  });
}

function itemOf({ id, title }: NavigablePage): SidebarItem {
  return { id, title };
}

/** Most pages of a part in the sidebar of one page. With a thousand pages, the links would outweigh the text. */
export const MOST = 60;

/** Number of pages listed around the current one in a longer part. */
export const AROUND = 10;

/** Label of a link that stands for a number of pages. */
type RunLabel = (where: 'before' | 'after', count: number) => string;

/** Page in a rendered sidebar, with the fields needed to shorten it. */
interface SidebarLink {
  type: 'link';
  label: string;
  isCurrent: boolean;
  badge?: unknown;
}

/** Heading of the sidebar with its entries, generic in the caller's type of link. */
interface SidebarHeading<Link> {
  type: 'group';
  label: string;
  entries: (Link | SidebarHeading<Link>)[];
}

/**
 * Reduces the sidebar to the part of the current page, and one link for each other part. In a part with more than
 * `MOST` pages, headings are reduced likewise, and of a long run of pages only those around the current one remain,
 * between a link to the previous page and one to the next.
 * @param sidebar The whole sidebar, in which at most one entry is the current page.
 * @param runLabel Returns the label of a link that stands for a number of pages before or after those listed.
 */
export function ownPart<Link extends SidebarLink, Heading extends SidebarHeading<Link>>(
  sidebar: readonly (Link | Heading)[],
  runLabel: RunLabel,
): (Link | Heading)[] {
  return collapseHeadings<Link, Heading>(sidebar).map((entry) => {
    const isLong = entry.type === 'group' && linksOf<Link>(entry).length > MOST;
    return isLong ? shortenHeading<Link, Heading>(entry, runLabel) : entry;
  });
}

/** Replaces each heading that does not contain the current page by a link to its first page. */
function collapseHeadings<Link extends SidebarLink, Heading extends SidebarHeading<Link>>(
  entries: readonly (Link | Heading)[],
): (Link | Heading)[] {
  return entries.map((entry) => {
    if (entry.type === 'link' || linksOf<Link>(entry).some(({ isCurrent }) => isCurrent)) return entry;
    const [first] = linksOf<Link>(entry);
    return first ? withLabel(first, entry.label) : entry;
  });
}

function shortenHeading<Link extends SidebarLink, Heading extends SidebarHeading<Link>>(
  heading: Heading,
  runLabel: RunLabel,
): Heading {
  const entries = collapseHeadings<Link, Heading>(heading.entries as (Link | Heading)[]);
  const place = entries.findIndex((entry) => entry.type === 'group' || entry.isCurrent);
  const start = Math.max(0, Math.min(place - AROUND / 2, entries.length - AROUND));
  const end = start + AROUND;
  const around = entries
    .slice(start, end)
    .map((entry) => (entry.type === 'group' ? shortenHeading<Link, Heading>(entry, runLabel) : entry));
  const before = entries.slice(0, start).flatMap((entry) => linksOf<Link>(entry));
  const after = entries.slice(end).flatMap((entry) => linksOf<Link>(entry));
  const [last, next] = [before.at(-1), after[0]];
  return {
    ...heading,
    entries: [
      ...(last ? [withLabel(last, runLabel('before', before.length))] : []),
      ...around,
      ...(next ? [withLabel(next, runLabel('after', after.length))] : []),
    ],
  };
}

function linksOf<Link extends SidebarLink>(entry: Link | SidebarHeading<Link>): Link[] {
  return entry.type === 'link' ? [entry] : entry.entries.flatMap(linksOf);
}

function withLabel<Link extends SidebarLink>(link: Link, label: string): Link {
  return { ...link, label, badge: undefined };
}
