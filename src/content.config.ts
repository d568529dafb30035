// The collections are made in src/site/collections.ts, when Astro loads its configuration.
import { sharedCollections } from '#site/shared-collections.ts';

export const collections = sharedCollections();
