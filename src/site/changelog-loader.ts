import { fileURLToPath } from 'node:url';
import type { Loader } from 'astro/loaders';
import * as z from 'zod';
import type { Handbook } from '#check/handbook.ts';
import { UserError } from '#load/git.ts';
import type { Changelog } from '#upkeep/changelog.ts';
import { readChangelog } from '#upkeep/page-history.ts';

/** Schema of the one entry. Our own code makes the entry, so it is not validated again. */
export const changelogEntry = z.custom<Changelog>();

/** Astro loader of the changelog of an edition's pages: one entry, or none if the history is unknown. */
export function changelogLoader(handbook: Pick<Handbook, 'pages' | 'redirects'>): Loader {
  return {
    name: 'playbook-changelog',
    async load({ config, store, logger }) {
      store.clear();
      try {
        store.set({ id: 'changelog', data: { ...(await readChangelog(fileURLToPath(config.root), handbook)) } });
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        logger.warn(`What changed is not known: ${error.message}`);
      }
    },
  };
}
