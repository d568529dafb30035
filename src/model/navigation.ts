import type { Page } from './pages/index.ts';
import { isWithdrawn } from './pages/review.ts';
import type { Settings } from './settings.ts';
import { words } from './words.ts';

/** What the sidebar needs to know of a page. */
export interface NavigablePage {
  id: string;
  title: string;
  order?: number | undefined;
  /** The heading that the page stands under within its part, if it has one, and the place of that heading. */
  group?: { label: string; order: number } | undefined;
}

/** A page in the sidebar. */
export interface SidebarItem {
  id: string;
  title: string;
}

/** A group of the sidebar: a part, or the pages of a part under one heading. */
export interface SidebarGroup {
  label: string;
  items: (SidebarItem | { label: string; items: SidebarItem[] })[];
}

/**
 * Pages as the sidebar needs them: practices stand under their pillar, roles under their track, others under their section.
 * Withdrawn pages stand nowhere.
 */
export function navigable(pages: readonly (Page & { id: string })[]): NavigablePage[] {
  const tracks = Object.keys(words.tracks);
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
        const group = { label: words.tracks[page.track], order: tracks.indexOf(page.track) };
        return { id, title, order: order ?? page.rank + 1, group };
      }
      const group =
        page.section === undefined ? undefined : { label: page.section, order: order ?? Number.MAX_SAFE_INTEGER };
      return { id, title, order, group };
    });
}

/**
 * The sidebar: a group for each part that has pages, in the order of the settings; in it the pages by
 * their order, and those without one after them by title. Pages with a group stand under its label.
 */
export function sidebar(parts: Settings['parts'], pages: readonly NavigablePage[]): SidebarGroup[] {
  return parts
    .map(({ folder, label = folder }) => ({ label, items: itemsOf(pages.filter(({ id }) => isIn(folder, id))) }))
    .filter(({ items }) => items.length > 0);
}

function itemsOf(pages: readonly NavigablePage[]): SidebarGroup['items'] {
  const sorted = [...pages].sort(byOrder);
  const groups = Map.groupBy(
    sorted.filter(({ group }) => group),
    ({ group }) => group?.label ?? '',
  );
  const single = sorted.filter(({ group }) => !group).map(itemOf);
  const grouped = [...groups]
    .sort(([, [a]], [, [b]]) => (a?.group?.order ?? 0) - (b?.group?.order ?? 0))
    .map(([label, members]) => ({ label, items: members.map(itemOf) }));
  return [...single, ...grouped];
}

function itemOf({ id, title }: NavigablePage): SidebarItem {
  return { id, title };
}

/** How many pages of a part the sidebar of a page lists. With more, a reader of a thousand pages would load more links than words. */
export const MOST = 60;

/** How many pages around the own one a page of a longer part lists. */
export const AROUND = 10;

/** A page in a sidebar that is drawn, as far as cutting it needs to know. */
interface SidebarLink {
  type: 'link';
  label: string;
  isCurrent: boolean;
  badge?: unknown;
}

/** Pages and headings under a heading of the sidebar, in the type that the links of the caller have. */
interface SidebarHeading<Link> {
  type: 'group';
  label: string;
  entries: (Link | SidebarHeading<Link>)[];
}

/**
 * The entries of the part that the page is in, and one link for each other part. Of a part with more than `MOST` pages
 * the same holds for its headings, and of more pages in a row stand those around the page, between a link
 * to the page before them and one to the page after them.
 * @param sidebar The whole sidebar, with one entry that is the page, if it stands there at all.
 */
export function ownPart<Link extends SidebarLink, Heading extends SidebarHeading<Link>>(
  sidebar: readonly (Link | Heading)[],
): (Link | Heading)[] {
  return folded<Link, Heading>(sidebar).map((entry) => {
    const isLong = entry.type === 'group' && linksOf<Link>(entry).length > MOST;
    return isLong ? shortened<Link, Heading>(entry) : entry;
  });
}

/** One link to its first page instead of each heading that the page is not under. */
function folded<Link extends SidebarLink, Heading extends SidebarHeading<Link>>(
  entries: readonly (Link | Heading)[],
): (Link | Heading)[] {
  return entries.map((entry) => {
    if (entry.type === 'link' || linksOf<Link>(entry).some(({ isCurrent }) => isCurrent)) return entry;
    const [first] = linksOf<Link>(entry);
    return first ? named(first, entry.label) : entry;
  });
}

function shortened<Link extends SidebarLink, Heading extends SidebarHeading<Link>>(heading: Heading): Heading {
  const entries = folded<Link, Heading>(heading.entries as (Link | Heading)[]);
  const place = entries.findIndex((entry) => entry.type === 'group' || entry.isCurrent);
  const start = Math.max(0, Math.min(place - AROUND / 2, entries.length - AROUND));
  const end = start + AROUND;
  const around = entries
    .slice(start, end)
    .map((entry) => (entry.type === 'group' ? shortened<Link, Heading>(entry) : entry));
  const before = entries.slice(0, start).flatMap((entry) => linksOf<Link>(entry));
  const after = entries.slice(end).flatMap((entry) => linksOf<Link>(entry));
  const [last, next] = [before.at(-1), after[0]];
  return {
    ...heading,
    entries: [
      ...(last ? [named(last, words.sidebar.before(before.length))] : []),
      ...around,
      ...(next ? [named(next, words.sidebar.after(after.length))] : []),
    ],
  };
}

function linksOf<Link extends SidebarLink>(entry: Link | SidebarHeading<Link>): Link[] {
  return entry.type === 'link' ? [entry] : entry.entries.flatMap(linksOf);
}

function named<Link extends SidebarLink>(link: Link, label: string): Link {
  return { ...link, label, badge: undefined };
}

function isIn(folder: string, id: string): boolean {
  return id === folder || id.startsWith(`${folder}/`);
}

/** Compares two pages by their order, then by title. */
export function byOrder(a: Pick<NavigablePage, 'title' | 'order'>, b: Pick<NavigablePage, 'title' | 'order'>): number {
  const difference = (a.order ?? Number.MAX_SAFE_INTEGER) - (b.order ?? Number.MAX_SAFE_INTEGER);
  return difference || a.title.localeCompare(b.title, 'en');
}
