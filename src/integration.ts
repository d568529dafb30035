import { copyFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration, AstroIntegrationLogger, ViteUserConfig } from 'astro';
import { frameOf, startCheckWorker } from '#loaders/check-worker.ts';
import { hasDriftPage } from '#loaders/drift.ts';
import { fileTypeAt } from '#loaders/file-type.ts';
import type { Handbook } from '#loaders/handbook.ts';
import { hasHealthPage } from '#loaders/health.ts';
import { writeIntellisense } from '#loaders/intellisense.ts';
import { insideLayer, LAYERS, notesFolder } from '#loaders/layers.ts';
import { textWithNote } from '#loaders/notes.ts';
import { idOf } from '#model/address.ts';
import { CHANGES, FEED } from '#model/changelog.ts';
import { themeCss } from '#model/colours.ts';
import { CONTRIBUTE } from '#model/contribution.ts';
import { DRIFT } from '#model/drift.ts';
import { HEALTH } from '#model/health.ts';
import { frontMatterIn } from '#model/note.ts';
import { pageId } from '#model/pages/index.ts';
import { formatReport, type Problem, plural } from '#model/problem.ts';
import { problemPage } from '#model/problem-page.ts';
import { SEARCH_WORDS } from '#model/search.ts';
import type { Settings } from '#model/settings.ts';

/**
 * Keeps broken content from being published: a build stops at the first look if the check finds a
 * problem, before anything is written. In `astro dev` the report is printed at the start and again
 * after each change; a page with problems shows them in its place, and the others go on.
 */
export function contentCheck(handbook: Handbook): AstroIntegration {
  return {
    name: 'playbook-check',
    hooks: {
      async 'astro:config:setup'({ command, config, logger, updateConfig, injectRoute }) {
        const root = fileURLToPath(config.root);
        updateConfig({ vite: { plugins: [editedPages(handbook.edition, root)] } });
        for (const [pattern, file] of await generatedPages(root, handbook, config.site !== undefined)) {
          injectRoute({ pattern, entrypoint: `./src/components/${file}`, prerender: true });
        }
        if (command !== 'build') return;
        announceEdition(handbook, logger);
        if (handbook.problems.length === 0) return;
        // Astro would print a stack trace for an error; authors get the report and nothing else.
        console.error(formatReport(handbook.problems));
        process.exit(1);
      },
      'astro:server:setup'({ server, logger }) {
        const { root, base } = server.config;
        let frame = frameOf(handbook);
        let wrong = '';
        let pages = problemsByPage([]);
        let pause: NodeJS.Timeout | undefined;
        const show = ({ problems }: Pick<Handbook, 'problems'>) => {
          const report = problems.length === 0 ? '' : formatReport(problems);
          if (report === wrong) return;
          if (report === '') server.config.logger.info('No problems any more');
          else server.config.logger.error(report);
          wrong = report;
          const now = problemsByPage(problems);
          const isWorse = [...now].some(([id, found]) => JSON.stringify(found) !== JSON.stringify(pages.get(id)));
          // Astro needs a moment until it shows a page that was mended.
          pages = new Map([...pages, ...now]);
          clearTimeout(pause);
          pause = setTimeout(() => {
            pages = now;
          }, SYNC);
          // What was mended, Astro shows by itself.
          if (isWorse) server.ws.send({ type: 'full-reload' });
        };
        server.middlewares.use((request, response, next) => {
          const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
          const id = idOf(`/${pathname.slice(base.length)}`);
          const problems = search === AS_IT_IS || !pathname.startsWith(base) ? undefined : pages.get(id);
          if (!problems) return next();
          const elsewhere = [...pages.values()].flat().length - problems.length;
          response.setHeader('Content-Type', 'text/html; charset=utf-8');
          response.end(problemPage(problems, elsewhere, `${pathname}${AS_IT_IS}`));
        });
        server.middlewares.use(refuseLinks(root, base));
        show(handbook);
        writeIntellisense(root);
        server.watcher.add(LAYERS.map((layer) => `${root}/${layer.split('/')[0]}`));
        const read = startCheckWorker(root, handbook.edition.audience, (now) => {
          show(now);
          if (now.frame === undefined || now.frame === frame) return;
          frame = now.frame;
          if (frame !== frameOf(handbook)) logger.warn(RESTART);
        });
        server.watcher.on('all', (_event, path) => {
          if (/\/(content|org)\//.test(path.replaceAll('\\', '/').slice(root.length - 1))) read();
        });
      },
    },
  };
}

/** Answers for links in `public/` as if they were not there: Vite would follow them. A build stops at the check. */
function refuseLinks(root: string, base: string) {
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const address = unescaped((request.url ?? '').replace(/[?#].*$/, ''));
    const path = address.startsWith(base) ? address.slice(base.length) : address;
    if (fileTypeAt(root, `public/${path}`).type !== 'link') {
      next();
      return;
    }
    response.statusCode = 404;
    response.end();
  };
}

/** An address as the name of a file. */
function unescaped(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

/** Stops where EDITION names no audience. Where nothing does, says what the edition leaves out and how to build the others. */
function announceEdition({ edition, settings, excludedEntries }: Handbook, logger: AstroIntegrationLogger): void {
  const { audience } = edition;
  const audiences = settings?.audiences ?? [audience];
  if (!audiences.includes(audience)) {
    console.error(`There is no edition "${audience}". The audiences in the settings are ${audiences.join(', ')}.`);
    process.exit(2);
  }
  if (process.env['EDITION']) return;
  const pages = excludedEntries.filter(({ name }) => !name.startsWith('data/'));
  const counts = audiences.flatMap((name) => {
    const count = pages.filter((page) => page.audience === name).length;
    return count === 0 ? [] : [`${plural(count, 'page')} for ${name}`];
  });
  logger.info(`This is the edition for ${audience}. ${counts.length > 0 ? `It leaves out ${counts.join(', ')}.` : ''}`);
  if (counts.length > 0) logger.info(`npm run build -- --edition ${audiences.at(-1)} builds everything.`);
}

/** In milliseconds: Astro keeps what it read for half a second before it shows it. */
const SYNC = 1000;

/** Asks for a page in spite of its problems. */
const AS_IT_IS = '?as-it-is';

/** Problems by the id of the page they are shown on; those of a note on the page that it stands on. Others have none. */
function problemsByPage(problems: readonly Problem[]): Map<string, Problem[]> {
  const places = [...LAYERS, ...LAYERS.slice(1).map(notesFolder)];
  const isPage = (path: string) => path.endsWith('.mdx') && !path.startsWith('data/');
  return Map.groupBy(problems, ({ file }) => {
    const path = insideLayer(file, places);
    return path !== file && isPage(path) ? pageId(path) : '';
  });
}

/** What the handbook makes of itself: addresses, each with the component that answers. A page that somebody wrote there goes before. */
async function generatedPages(
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
  ];
  const written = new Set(handbook.pages.map(({ id }) => id));
  return made.flatMap(([pattern, file, isThere]) => (isThere && !written.has(idOf(pattern)) ? [[pattern, file]] : []));
}

/** Lets the search of `astro dev` answer from the last build of the same edition: it has no index of its own. */
export function devSearch({ edition: { audience, audiences } }: Handbook): AstroIntegration {
  return {
    name: 'playbook-dev-search',
    hooks: {
      'astro:server:setup'({ server }) {
        const { root, base } = server.config;
        const outputs = [`dist.${audience}`, ...(audience === audiences.at(-1) ? ['dist'] : [])];
        const output = outputs.find((name) => existsSync(join(root, name))) ?? 'dist';
        const folder = `${root}/${output}/pagefind/`;
        server.middlewares.use((request, response, next) => {
          const [, name] = new URL(request.url ?? '/', 'http://localhost').pathname.split(`${base}pagefind/`);
          if (!name || !statSync(folder + name, { throwIfNoEntry: false })?.isFile()) return next();
          response.setHeader('Content-Type', name.endsWith('.js') ? 'text/javascript' : 'application/octet-stream');
          response.end(readFileSync(folder + name));
        });
      },
    },
  };
}

const componentFile = (name: string) => fileURLToPath(import.meta.resolve(name));
const starlightFile = (name: string) => componentFile(`@astrojs/starlight/components/${name}.astro`);

/** The components whose scripts every page has, in the order of the page. Those of Starlight lie in files of their own otherwise. */
const EVERYWHERE = [
  componentFile('./components/starlight/Search.astro'),
  ...['ThemeSelect', 'PageFrame', 'MobileTableOfContents', 'TableOfContents', 'Page'].map(starlightFile),
];

/** Starlight adds its script to every page too, but there is nothing to select in one language. */
const NOWHERE = [starlightFile('LanguageSelect')];

/**
 * Makes one file of the scripts that every page has: ten small ones cost a reader more in requests than in bytes.
 * They go into the one that Astro loads with every page, and nothing is left in their own places, so that no tag is
 * written for them. In `astro dev` they stay where they are.
 */
export function oneScript(): AstroIntegration {
  const query = 'astro&type=script&index=0&';
  const own = new Set([...EVERYWHERE, ...NOWHERE].map((file) => `${file}?${query}lang.ts`));
  return {
    name: 'playbook-one-script',
    hooks: {
      'astro:config:setup'({ command, injectScript, updateConfig }) {
        if (command !== 'build') return;
        injectScript('page', EVERYWHERE.map((file) => `import '${file}?${query}moved&lang.ts';`).join('\n'));
        const plugin: NonNullable<ViteUserConfig['plugins']>[number] = {
          name: 'playbook-one-script',
          enforce: 'pre',
          resolveId: {
            order: 'pre',
            // One for each script that loads others, so that they need not share a file of their own for it.
            handler: (id, importer) => (id === LATE ? `${LATE}?${importer}` : undefined),
          },
          load: {
            order: 'pre',
            handler(id) {
              if (id.startsWith(LATE)) return 'export const __vitePreload = (load) => load();';
              return own.has(id) ? '' : undefined;
            },
          },
        };
        // An empty script is no longer one; all others stay files, since the policy needs a hash of code in a page.
        const assetsInlineLimit = (_file: string, { length }: Buffer) => length === 0;
        updateConfig({ vite: { plugins: [plugin], build: { assetsInlineLimit } } });
      },
    },
  };
}

/**
 * What Vite loads a script late by. Its own one loads styles as well, which here all stand in the page or are loaded
 * by their address, and is a fifth of all that every page runs.
 */
const LATE = '\0vite/preload-helper.js';

/** Sets something up when the integrations that stand before it have done so. */
export function runAfter(setUp: () => void): AstroIntegration {
  return { name: 'playbook-run-after', hooks: { 'astro:config:setup': () => setUp() } };
}

/** The style sheet of the colours, as a name to load it by. */
export const THEME = 'virtual:playbook/theme.css';

/**
 * Gives the site what the settings say of its look: the colours as a style sheet like the others, and the
 * icon of the organisation beside the pages, where `faviconOf` says.
 */
export function themeIntegration({ colours, icon }: Pick<Settings, 'colours' | 'icon'>): AstroIntegration {
  return {
    name: 'playbook-theme',
    hooks: {
      'astro:config:setup'({ updateConfig }) {
        updateConfig({ vite: { plugins: [themeSheet(themeCss(colours))] } });
      },
      'astro:server:setup'({ server }) {
        if (icon === undefined) return;
        const { base, root } = server.config;
        server.middlewares.use((request, response, next) => {
          if (request.url !== base.replace(/\/$/, '') + faviconOf(icon)) return next();
          if (icon.endsWith('.svg')) response.setHeader('Content-Type', 'image/svg+xml');
          response.end(readFileSync(`${root}/${icon}`));
        });
      },
      'astro:build:done'({ dir }) {
        if (icon !== undefined) copyFileSync(icon, fileURLToPath(new URL(`.${faviconOf(icon)}`, dir)));
      },
    },
  };
}

/** The address of the picture in the tab, below the base of the site. */
export function faviconOf(icon: string | undefined): string {
  return `/favicon${icon === undefined ? '.svg' : extname(icon).toLowerCase()}`;
}

/** The logo as Starlight takes it. The title stands beside it, so a screen reader passes over the picture. */
export function logoOf(logo: NonNullable<Settings['logo']>): { src: string } | { light: string; dark: string } {
  return typeof logo === 'string' ? { src: `./${logo}` } : { light: `./${logo.light}`, dark: `./${logo.dark}` };
}

function themeSheet(css: string): NonNullable<ViteUserConfig['plugins']>[number] {
  const name = `\0${THEME}`;
  return {
    name: 'playbook-theme',
    resolveId: { filter: { id: /^virtual:playbook\/theme\.css$/ }, handler: () => name },
    load: { filter: { id: /^\0virtual:playbook\/theme\.css$/ }, handler: () => css },
  };
}

/** Astro cannot take these in while it runs: a restart of its own keeps the pages of before. */
const RESTART =
  'The settings changed, or which files there are. To see all of it, stop this command with Ctrl+C and run it again.';

/** Gives Astro the text of each page as the edition shows it, before anything else reads it. */
function editedPages(edition: Handbook['edition'], root: string): NonNullable<ViteUserConfig['plugins']>[number] {
  return {
    name: 'playbook-edited-pages',
    enforce: 'pre',
    transform: {
      filter: { id: /\/(content|org\/content)\/[^?]*\.mdx/ },
      handler(code, id) {
        // Astro also asks for modules about a page, which are JavaScript and have no front matter.
        if (frontMatterIn(code) === '') return undefined;
        const name = pageId(
          insideLayer(
            relative(root, id.split('?')[0] as string)
              .split(sep)
              .join('/'),
          ),
        );
        const note = edition.notes.get(name);
        // So that the page is drawn again in `astro dev` when the note on it changes.
        if (note !== undefined) this.addWatchFile(join(root, note));
        return { code: textWithNote(edition, root, name, code), map: null };
      },
    },
  };
}
