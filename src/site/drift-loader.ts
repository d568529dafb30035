import { fileURLToPath } from 'node:url';
import type { Loader } from 'astro/loaders';
import * as z from 'zod';
import type { Edition } from '#editions/edition.ts';
import { UserError } from '#load/git.ts';
import type { UpstreamReport } from '#upstream/drift.ts';
import { isAdopted } from '#upstream/paths.ts';
import { knowsUpstream, openUpstream, readUpstream } from '#upstream/upstream.ts';

/** Report of `npm run upstream` without fetching, or the reason why there is none. */
export type DriftNews = { report: UpstreamReport; reason?: never } | { reason: string; report?: never };

/** Schema of the one entry. Our own code makes the entry, so it is not validated again. */
export const driftEntry = z.custom<DriftNews>();

/**
 * Checks whether an edition has a page on changes upstream: only the strictest edition has it, if an organisation has
 * adopted the handbook and the address of upstream is known.
 */
export async function hasDriftPage(root: string, { audience, audiences }: Edition): Promise<boolean> {
  return audience === audiences.at(-1) && isAdopted(root) && (await knowsUpstream(root));
}

/** Reads the changes upstream as of the last fetch, so that a build needs no network. */
export async function readDrift(root: string): Promise<DriftNews> {
  try {
    return { report: (await readUpstream(await openUpstream(root, { offline: true }))).report };
  } catch (error) {
    if (error instanceof UserError) return { reason: error.message };
    throw error;
  }
}

/** Astro loader of the changes upstream: one entry if the edition has a page for it. */
export function driftLoader(edition: Edition): Loader {
  return {
    name: 'playbook-drift',
    async load({ config, store }) {
      store.clear();
      const root = fileURLToPath(config.root);
      if (await hasDriftPage(root, edition)) store.set({ id: 'drift', data: { ...(await readDrift(root)) } });
    },
  };
}
