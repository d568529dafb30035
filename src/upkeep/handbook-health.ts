import type { Loader } from 'astro/loaders';
import * as z from 'zod';
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

/** Schema of the one entry. Our own code makes the entry, so it is not validated again. */
export const healthEntry = z.custom<Health>();

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
  const { words, drawn } = facts;
  return { id, file, fields: data, targets, words, drawn };
}

/** Astro loader of the health of the handbook: one entry if the edition has a page for it. */
export function healthLoader(root: string, handbook: Handbook, today: string): Loader {
  return {
    name: 'playbook-health',
    load({ store }) {
      store.clear();
      if (hasHealthPage(handbook)) {
        store.set({ id: 'health', data: { ...readHealth(root, handbook, today) } });
      }
      return Promise.resolve();
    },
  };
}
