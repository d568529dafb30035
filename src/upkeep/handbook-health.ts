import type { Handbook } from '#check/handbook.ts';
import { ORGANISATION } from '#load/layers.ts';
import type { ReadPage } from '#load/pages.ts';
import { idOf } from '#schema/address.ts';
import { isDataName } from '#schema/data/index.ts';
import { HEALTH } from '#schema/generated-pages.ts';
import { page as schema } from '#schema/pages/index.ts';
import { referencesIn } from '#schema/references.ts';
import { isAdopted } from '#upstream/paths.ts';
import { type Examined, type Health, healthOf } from './health.ts';

/**
 * Checks whether an edition has the health page: only the strictest edition has it, unless an author wrote a page with
 * its address.
 */
export function hasHealthPage({ edition: { audience, audiences }, pages }: Handbook): boolean {
  return audience === audiences.at(-1) && pages.every(({ id }) => id !== idOf(HEALTH));
}

/**
 * Computes the health of a handbook that was read for its strictest audience.
 * @param today The day to measure reviews against, such as 2026-01-31.
 */
export function readHealth(root: string, { content, pages, edition }: Handbook, today: string): Health {
  const adopted = isAdopted(root);
  const isOurs = (file: string) => !adopted || file.startsWith(`${ORGANISATION}/`);
  const teams = content.entries
    .filter(({ collection }) => collection === 'teams')
    .map(({ id, file, located }) => {
      const { title } = (located.value ?? {}) as { title?: unknown };
      return { id, title: typeof title === 'string' ? title : id, isOurs: isOurs(file) };
    });
  const examined = pages.flatMap((page) => {
    const found = examinedPage(page);
    return found ? [{ ...found, isOurs: isOurs(page.file) }] : [];
  });
  return healthOf({ pages: examined, teams, assigned: new Set(Object.keys(edition.owners ?? {})), today });
}

function examinedPage({ id, file, data, facts }: ReadPage): Omit<Examined, 'isOurs'> | undefined {
  if (!data || !facts) return undefined;
  const named = [...referencesIn(schema, data), ...facts.references].filter(({ to }) => !isDataName(to));
  const linked = facts.links.filter(({ url }) => url.startsWith('/')).map(({ url }) => idOf(url));
  const targets = new Set([...named.map((reference) => reference.id), ...linked]);
  const { words, hasGeneratedPart } = facts;
  return { id, file, fields: data, targets, words, hasGeneratedPart };
}
