import * as z from 'zod';
import { addressOf } from './address.ts';
import { text } from './fields.ts';
import type { Edit, EditAdvice } from './problem.ts';

/** Schema of `redirects.yaml`. Public URLs must keep working, so lines are never removed. */
export const redirects = z
  .record(z.string(), text())
  .describe('The id that a page had, and the id of the page that readers find there now.');

/** Merged redirects of all layers, by old id; later layers win. */
export type Redirects = ReadonlyMap<string, string>;

/**
 * Follows a chain of redirects, since an organisation may move a page that upstream has moved already.
 * @returns The final id; undefined if the id was never moved or the chain is circular.
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
 * Converts redirects to the `redirects` option of Astro's configuration.
 * @param base The base path, which Astro prepends to the old path but not to the new one.
 */
export function redirectRoutes(redirects: Redirects, base: string): Record<string, string> {
  const top = base.replace(/\/$/, '');
  return Object.fromEntries([...redirects].map(([from, to]) => [addressOf(from), top + addressOf(to)]));
}

/**
 * Returns message and fix for an id of a page that has moved; undefined if it has not.
 * @param as How the id is written there.
 */
export function movedWords(moved: Redirects, id: string, as: Edit['as'] = 'id'): EditAdvice | undefined {
  const destination = destinationOf(moved, id);
  if (destination === undefined) return undefined;
  const [from, to] = as === 'address' ? [addressOf(id), addressOf(destination)] : [id, destination];
  return { message: `"${from}" has moved`, fix: `Write ${to}`, edit: { as, from, to } };
}

/** Extracts the id from an address or a file name. */
export function idIn(written: string): string {
  return written.replace(/^\/|\.mdx$|\/$|[?#].*$/g, '').replace(/\/$/, '');
}
