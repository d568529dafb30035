import type { Handbook } from './handbook.ts';

const SLOT = Symbol.for('playbook.handbook');
const slots = globalThis as { [SLOT]?: Handbook };

/**
 * Shares the handbook that Astro's configuration has read with the content collections. Node loads the configuration and
 * Vite the collections, each with modules of its own, so a variable of a module would not do. To read the handbook again
 * takes as long as to render its pages.
 */
export function shareHandbook(handbook: Handbook): void {
  slots[SLOT] = handbook;
}

/** The handbook that the configuration read last: `astro dev` reads it again when it starts again. */
export function sharedHandbook(): Handbook | undefined {
  return slots[SLOT];
}
