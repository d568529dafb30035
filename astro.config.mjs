import { existsSync } from 'node:fs';
import { satteri } from '@astrojs/markdown-satteri';
import sitemap from '@astrojs/sitemap';
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
import { handbookOf, openHandbookCaches } from './src/check/handbook.ts';
import { allRules } from './src/check/organisation-rules.ts';
import { load } from './src/load/content.ts';
import { requestedEdition } from './src/load/settings-files.ts';
import { LICENCES } from './src/publish/licences.ts';
import { publish } from './src/publish/publish.ts';
import { DRIFT, FEED, HEALTH } from './src/schema/generated-pages.ts';
import { redirectRoutes } from './src/schema/redirects.ts';
import { directionOf, hostOf, settingsOrNone } from './src/schema/settings.ts';
import { buildCache } from './src/site/build-cache.ts';
import { contentCollections } from './src/site/collections.ts';
import { contentCheck, endIfInvalid } from './src/site/content-check.ts';
import { devSearch } from './src/site/dev-search.ts';
import { diagrams } from './src/site/diagrams/plugin.ts';
import { editedPages } from './src/site/edited-pages.ts';
import { generatedPages } from './src/site/generated-routes.ts';
import { baseLinks, literalText, namedAnchors, reachableTables, withoutCode } from './src/site/markdown-plugins.ts';
import { publicFolder } from './src/site/public-folder.ts';
import { shareCollections } from './src/site/shared-collections.ts';
import { interfacePlugin } from './src/site/strings.ts';
import { faviconOf, headOf, logoOf, OWN_STYLES, THEME, themeIntegration } from './src/site/theme.ts';

const root = process.cwd();
const writeCaches = openHandbookCaches(root);
const content = load(root);
const isDev = process.argv.includes('dev');
const edition = requestedEdition(content.settings, process.env, isDev);
const handbook = handbookOf(content, { edition, rules: await allRules(root) });
shareCollections(contentCollections(root, handbook));
writeCaches();
if (isDev || process.argv.includes('build')) endIfInvalid(handbook, isDev);
const settings = settingsOrNone(handbook.settings, process.env);
const dir = directionOf(settings.language);
const { site, base } = hostOf(settings, handbook.edition.audience, process.env);
const processor = satteri({
  features: { headingAttributes: true },
  mdastPlugins: [withoutCode(content.components.all), baseLinks(base), literalText()],
  hastPlugins: [reachableTables(), diagrams()],
});

export default defineConfig({
  ...(site ? { site } : {}),
  base,
  // One cache for each edition, so that nothing of one edition reaches another.
  cacheDir: `./node_modules/.astro/${handbook.edition.audience}`,
  // A page whose cache key is unchanged is taken from the last build: see keyOf in src/site/queries.ts.
  experimental: { incrementalBuild: true },
  // Our route wraps Starlight's, so both answer for the same pages. The check reports any other conflict.
  prerenderConflictBehavior: 'ignore',
  redirects: redirectRoutes(handbook.redirects, base),
  // Inline code needs a hash in the policy of the whole edition; a file needs none.
  build: { inlineStylesheets: 'never', concurrency: 16 },
  vite: {
    // The scripts of every page in one file: many small ones cost a reader more in requests than in bytes. The search is
    // a script of ours, `astro:` is what Astro adds, such as prefetching; src/publish/page-scripts.ts does the rest.
    environments: {
      client: {
        build: {
          rolldownOptions: {
            output: {
              codeSplitting: {
                groups: [{ name: 'page', test: /^astro:|starlight[\\/](dist[\\/]components[\\/])?\w+\.astro/ }],
              },
            },
          },
        },
      },
    },
    build: {
      assetsInlineLimit: 0,
      license: { fileName: LICENCES },
      // Astro marks each page with a directive of its own, and Rolldown would warn about every one.
      rolldownOptions: { checks: { moduleLevelDirective: false } },
    },
    server: {
      watch: {
        // In milliseconds. An editor empties a file before it writes it, and of two events at once only the first
        // counts.
        awaitWriteFinish: { stabilityThreshold: 50, pollInterval: 10 },
        // A link in the content is a problem, and its target may be a whole disk.
        followSymlinks: false,
      },
    },
  },
  markdown: { processor },
  integrations: [
    buildCache(),
    contentCheck(handbook),
    publicFolder(handbook),
    editedPages(handbook),
    generatedPages(handbook),
    themeIntegration(settings),
    devSearch(handbook),
    // Starlight would add one that lists every page.
    ...(site
      ? [sitemap({ filter: (page) => ![DRIFT, HEALTH].some((own) => new URL(page).pathname === base + own.slice(1)) })]
      : []),
    starlight({
      title: settings.title,
      description: settings.description,
      ...(settings.logo ? { logo: logoOf(settings.logo) } : {}),
      favicon: faviconOf(settings.icon),
      head: [
        ...headOf(settings, handbook.edition.audience, base),
        ...(site
          ? [
              {
                tag: 'link',
                attrs: {
                  rel: 'alternate',
                  type: 'application/rss+xml',
                  title: handbook.interface['changes.title'],
                  href: base.replace(/\/$/, '') + FEED,
                },
              },
            ]
          : []),
      ],
      locales: { root: { label: settings.language, lang: settings.language, dir } },
      plugins: [interfacePlugin(settings.language, handbook.interface)],
      // Templates are read on phones too, and a line that scrolls sideways is neither read nor copied whole.
      expressiveCode: { defaultProps: { wrap: true } },
      disable404Route: true,
      // Starlight would build the whole sidebar for each page; src/site/route-data.ts adds the part that each page shows.
      sidebar: [],
      // The integration `publish` creates the index, with facets.
      pagefind: false,
      customCss: [
        './src/styles/tokens.css',
        THEME,
        './src/styles/book.css',
        './src/styles/parts.css',
        './src/styles/diagrams.css',
        './src/styles/print.css',
        ...(dir === 'rtl' ? ['./src/styles/right-to-left.css'] : []),
        ...(existsSync(OWN_STYLES) ? [`./${OWN_STYLES}`] : []),
      ],
      routeMiddleware: './src/site/route-data.ts',
      markdown: { processedDirs: ['content', 'org'] },
      components: {
        Footer: './src/components/starlight/Footer.astro',
        LanguageSelect: './src/components/starlight/LanguageSelect.astro',
        PageTitle: './src/components/starlight/PageTitle.astro',
        Search: './src/components/starlight/Search.astro',
        SocialIcons: './src/components/starlight/SocialIcons.astro',
      },
    }),
    // After Starlight, which adds its Markdown plugins to the same list.
    namedAnchors(),
    publish(handbook, base),
  ],
});
