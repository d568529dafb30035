import * as z from 'zod';
import { addressOf } from './address.ts';
import { text } from './fields.ts';

/** `redirects.yaml`: where a page went. A public address is a promise, so the lines stay for good. */
export const redirects = z
  .record(z.string(), text())
  .describe('The id that a page had, and the id of the page that readers find there now.');

/** What `redirects.yaml` of all layers says, a later one over an earlier, by the old id. */
export type Redirects = ReadonlyMap<string, string>;

/**
 * The page at the end of a chain of redirects: upstream may move what an organisation moves again.
 * @returns Nothing where the id was never moved, or where the chain is a circle.
 */
export function destinationOf(moved: Redirects, id: string): string | undefined {
  const seen = new Set([id]);
  let current = moved.get(id);
  for (let next = current; next !== undefined; next = moved.get(next)) {
    if (seen.has(next)) return undefined;
    seen.add(next);
    current = next;
  }
  return current;
}

/**
 * The redirects in the form that Astro's configuration takes.
 * @param base The path of the site, which Astro puts before the old address and not before the new one.
 */
export function redirectRoutes(redirects: Redirects, base: string): Record<string, string> {
  const top = base.replace(/\/$/, '');
  return Object.fromEntries([...redirects].map(([from, to]) => [addressOf(from), top + addressOf(to)]));
}
