import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import type { Handbook } from '#check/handbook.ts';
import { idOf } from '#schema/address.ts';
import { CHANGES, CONTRIBUTE, DRIFT, FEED, HEALTH, SEARCH_WORDS } from '#schema/generated-pages.ts';
import { hasHealthPage } from '#upkeep/handbook-health.ts';
import { hasDriftPage } from './drift-loader.ts';

/** Astro integration that adds a route for each generated page, such as the changes. */
export function generatedPages(handbook: Handbook): AstroIntegration {
  return {
    name: 'playbook-generated-pages',
    hooks: {
      async 'astro:config:setup'({ config, injectRoute }) {
        for (const [pattern, file] of await routesOf(fileURLToPath(config.root), handbook, config.site !== undefined)) {
          injectRoute({ pattern, entrypoint: `./src/components/generated/${file}`, prerender: true });
        }
      },
    },
  };
}

/**
 * Lists the addresses of generated pages, each with its component. A page that an author wrote there takes precedence.
 */
async function routesOf(
  root: string,
  handbook: Handbook,
  hasHost: boolean,
): Promise<[pattern: string, file: string][]> {
  const made: [pattern: string, file: string, isThere: boolean][] = [
    [CHANGES, 'ChangesPage.astro', true],
    [FEED, 'changes-feed.ts', hasHost],
    [CONTRIBUTE, 'ContributePage.astro', true],
    [DRIFT, 'DriftPage.astro', await hasDriftPage(root, handbook.edition)],
    [HEALTH, 'HealthPage.astro', hasHealthPage(handbook)],
    [SEARCH_WORDS, 'search-words.ts', true],
    ['/[part]/[...folder]', 'PartPage.astro', true],
  ];
  const written = new Set(handbook.pages.map(({ id }) => id));
  return made.flatMap(([pattern, file, isThere]) => (isThere && !written.has(idOf(pattern)) ? [[pattern, file]] : []));
}
