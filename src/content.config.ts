// The collections are made in src/collections.ts, when Astro loads its configuration.
import { sharedCollections } from './shared-collections.ts';

export const collections = sharedCollections();
