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

type Item = { slug: string };

/** A group of the sidebar in the form that Starlight's configuration takes. */
export interface SidebarGroup {
  label: string;
  items: (Item | { label: string; collapsed: true; items: Item[] })[];
}

/**
 * Pages as the sidebar needs them: practices stand under their pillar, roles under their track, others under their section.
 * Withdrawn pages stand nowhere.
 */
export function navigable(pages: readonly (Page & { id: string })[]): NavigablePage[] {
  const tracks = Object.keys(words.tracks);
  return pages
    .filter((page) => !isWithdrawn(page))
    .map((page) => {
      const { id, title, order } = page;
      if (page.kind === 'practice') {
        const pillar = pages.find((candidate) => candidate.id === page.pillar);
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
  const single = sorted.filter(({ group }) => !group).map(({ id }) => ({ slug: id }));
  const grouped = [...groups]
    .sort(([, [a]], [, [b]]) => (a?.group?.order ?? 0) - (b?.group?.order ?? 0))
    .map(([label, members]) => ({ label, collapsed: true as const, items: members.map(({ id }) => ({ slug: id })) }));
  return [...single, ...grouped];
}

function isIn(folder: string, id: string): boolean {
  return id === folder || id.startsWith(`${folder}/`);
}

/** Compares two pages by their order, then by title. */
export function byOrder(a: Pick<NavigablePage, 'title' | 'order'>, b: Pick<NavigablePage, 'title' | 'order'>): number {
  const difference = (a.order ?? Number.MAX_SAFE_INTEGER) - (b.order ?? Number.MAX_SAFE_INTEGER);
  return difference || a.title.localeCompare(b.title, 'en');
}
