import { byOrder } from './navigation.ts';
import { type Kind, kinds, type Page } from './pages/index.ts';
import { isWithdrawn } from './pages/review.ts';

/** How many pages of each kind serve each pillar. */
export interface Coverage {
  /** In the order of their pages. */
  pillars: { id: string; title: string }[];
  /** The kinds that have pages, each with the number of them and a number for each pillar; a page may serve several. */
  rows: { kind: Kind; count: number; cells: number[] }[];
}

type Served = Page & { id: string };

/** The pillars that a page serves: itself for a pillar, the typed fields for the others. */
export function pillarsOf(page: Served): string[] {
  if (page.kind === 'pillar') return [page.id];
  const own = page.kind === 'practice' ? [page.pillar, ...page.alsoServes] : [];
  return [...new Set([...own, ...page.pillars])];
}

/** Counts the pages that readers are led to. */
export function coverageOf(pages: readonly Served[]): Coverage {
  const shown = pages.filter((page) => !isWithdrawn(page));
  const pillars = shown.filter(({ kind }) => kind === 'pillar').sort(byOrder);
  const rows = kinds
    .filter((kind) => kind !== 'landing' && kind !== 'pillar')
    .map((kind) => {
      const members = shown.filter((page) => page.kind === kind);
      const serving = (pillar: string) => members.filter((page) => pillarsOf(page).includes(pillar)).length;
      return { kind, count: members.length, cells: pillars.map(({ id }) => serving(id)) };
    });
  return { pillars: pillars.map(({ id, title }) => ({ id, title })), rows: rows.filter(({ count }) => count > 0) };
}
