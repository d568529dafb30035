import type { contentCollections } from './collections.ts';

type Collections = ReturnType<typeof contentCollections>;

const SLOT = Symbol.for('playbook.collections');
const slots = globalThis as { [SLOT]?: Collections };

/**
 * Shares the content collections that Astro's configuration has made with `content.config.ts`. They are stored on
 * `globalThis`, because Node loads the configuration and Vite `content.config.ts`, each with its own module instances. For Vite
 * to load the code of the collections and read the handbook again would take a second of every build.
 */
export function shareCollections(collections: Collections): void {
  slots[SLOT] = collections;
}

/**
 * Returns the collections that the configuration made last: `astro dev` makes them again when it restarts.
 * @throws Error if the configuration was not loaded in this process.
 */
export function sharedCollections(): Collections {
  const collections = slots[SLOT];
  if (!collections) throw new Error('astro.config.mjs has to be loaded before src/content.config.ts');
  return collections;
}
