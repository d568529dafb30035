import type { Settings } from './settings.ts';

/** What the sidebar needs to know of a page. */
export interface NavigablePage {
  id: string;
  title: string;
  order?: number | undefined;
}

/** A group of the sidebar in the form that Starlight's configuration takes. */
export interface SidebarGroup {
  label: string;
  items: { slug: string }[];
}

/**
 * The sidebar: a group for each part that has pages, in the order of the settings; in it the pages by
 * their order, and those without one after them by title.
 */
export function sidebar(parts: Settings['parts'], pages: readonly NavigablePage[]): SidebarGroup[] {
  return parts
    .map(({ folder, label }) => ({
      label,
      items: pages
        .filter(({ id }) => id === folder || id.startsWith(`${folder}/`))
        .sort(byOrder)
        .map(({ id }) => ({ slug: id })),
    }))
    .filter(({ items }) => items.length > 0);
}

/** Compares two pages by their order, then by title. */
export function byOrder(a: NavigablePage, b: NavigablePage): number {
  const difference = (a.order ?? Number.MAX_SAFE_INTEGER) - (b.order ?? Number.MAX_SAFE_INTEGER);
  return difference || a.title.localeCompare(b.title, 'en');
}
