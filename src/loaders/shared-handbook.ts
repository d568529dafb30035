import type { Handbook } from './handbook.ts';

const SLOT = Symbol.for('playbook.handbook');
const slots = globalThis as { [SLOT]?: Handbook };

/**
 * Shares the handbook that Astro's configuration has read with the content collections. It is stored on `globalThis`,
 * because Node loads the configuration and Vite the collections, each with its own module instances. Reading the
 * handbook again would take as long as rendering its pages.
 */
export function shareHandbook(handbook: Handbook): void {
  slots[SLOT] = handbook;
}

/** Returns the handbook that the configuration read last: `astro dev` reads it again when it restarts. */
export function sharedHandbook(): Handbook | undefined {
  return slots[SLOT];
}
