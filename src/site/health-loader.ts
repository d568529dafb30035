import type { Loader } from 'astro/loaders';
import * as z from 'zod';
import type { Handbook } from '#check/handbook.ts';
import { hasHealthPage, readHealth } from '#upkeep/handbook-health.ts';
import type { Health } from '#upkeep/health.ts';

/** Schema of the one entry. Our own code makes the entry, so it is not validated again. */
export const healthEntry = z.custom<Health>();

/** Astro loader of the health of the handbook: one entry if the edition has a page for it. */
export function healthLoader(root: string, handbook: Handbook, today: string): Loader {
  return {
    name: 'playbook-health',
    load({ store }) {
      store.clear();
      if (hasHealthPage(handbook)) store.set({ id: 'health', data: { ...readHealth(root, handbook, today) } });
      return Promise.resolve();
    },
  };
}
