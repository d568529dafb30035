import { fileURLToPath } from 'node:url';
import type { Loader } from 'astro/loaders';
import * as z from 'zod';
import type { UpstreamReport } from '#model/drift.ts';
import type { Edition } from '#model/edition.ts';
import { UserError } from './git.ts';
import { isAdopted, knowsUpstream, openUpstream, readUpstream } from './upstream.ts';

/** What `npm run upstream` would say without fetching, or the sentence that says why it can say nothing. */
export type DriftNews = { report: UpstreamReport; reason?: never } | { reason: string; report?: never };

/** The one entry of the collection. Our own code makes it, so nothing is checked again. */
export const driftEntry = z.custom<DriftNews>();

/**
 * Whether an edition has a page on what is new upstream: the narrowest, where an organisation has adopted the
 * handbook and it is known where upstream is.
 */
export async function hasDriftPage(root: string, { audience, audiences }: Edition): Promise<boolean> {
  return audience === audiences.at(-1) && isAdopted(root) && (await knowsUpstream(root));
}

/** Reads what is new upstream from what was fetched the last time, so that a build needs no network. */
export async function readDrift(root: string): Promise<DriftNews> {
  try {
    return { report: (await readUpstream(await openUpstream(root, { offline: true }))).report };
  } catch (error) {
    if (error instanceof UserError) return { reason: error.message };
    throw error;
  }
}

/** Astro's loader of what is new upstream: one entry, where the edition has a page for it. */
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
