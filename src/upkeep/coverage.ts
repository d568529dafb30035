import { byOrder, type Kind, kinds, type Page } from '#schema/pages/index.ts';
import { isWithdrawn } from '#schema/pages/review.ts';

/** Number of pages by kind and pillar. */
export interface Coverage {
  /** Pillars, in the order of their pages. */
  pillars: { id: string; title: string }[];
  /** Kinds with pages: their number, and the number for each pillar. A page may serve several pillars. */
  rows: { kind: Kind; count: number; cells: number[] }[];
}

type Served = Page & { id: string };

/** Returns the pillars that a page serves: itself for a pillar, otherwise those in its typed fields. */
export function pillarsOf(page: Served): string[] {
  if (page.kind === 'pillar') return [page.id];
  const own = page.kind === 'practice' ? [page.pillar, ...page.alsoServes] : [];
  return [...new Set([...own, ...page.pillars])];
}

/** Counts the pages that are not withdrawn. */
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
