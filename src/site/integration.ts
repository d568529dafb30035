import { copyFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration, AstroIntegrationLogger, ViteUserConfig } from 'astro';
import type { Handbook } from '#check/handbook.ts';
import { problemPage } from '#check/problem-page.ts';
import { writeIntellisense } from '#contribute/intellisense.ts';
import { textWithNote } from '#editions/page-text.ts';
import { fileTypeAt } from '#load/file-type.ts';
import { insideLayer, LAYERS, notesFolder } from '#load/layers.ts';
import { parseNote } from '#load/notes.ts';
import { readText } from '#load/text.ts';
import { idOf } from '#schema/address.ts';
import { themeCss } from '#schema/colours.ts';
import { CHANGES, CONTRIBUTE, DRIFT, FEED, HEALTH } from '#schema/generated-pages.ts';
import { frontMatterIn } from '#schema/note.ts';
import { pageId } from '#schema/pages/index.ts';
import { formatReport, type Problem, plural } from '#schema/problem.ts';
import type { Settings } from '#schema/settings.ts';
import { SEARCH_WORDS } from '#search/search.ts';
import { hasHealthPage } from '#upkeep/handbook-health.ts';
import { frameOf, startCheckWorker } from './check-worker.ts';
import { hasDriftPage } from './drift-loader.ts';

/**
 * Astro integration that checks the content. A build stops before it writes anything if the check finds a problem.
 * `astro dev` prints the report at the start and after each change; a page with problems shows them instead of its
 * content, and the other pages keep working.
 */
export function contentCheck(handbook: Handbook): AstroIntegration {
  return {
    name: 'playbook-check',
    hooks: {
      async 'astro:config:setup'({ command, config, logger, updateConfig, injectRoute }) {
        const root = fileURLToPath(config.root);
        updateConfig({ vite: { plugins: [editedPages(handbook.edition, root)] } });
        for (const [pattern, file] of await generatedPages(root, handbook, config.site !== undefined)) {
          injectRoute({ pattern, entrypoint: `./src/components/generated/${file}`, prerender: true });
        }
        if (command !== 'build') return;
        announceEdition(handbook, logger);
        if (handbook.problems.length === 0) return;
        // For a thrown error, Astro would print a stack trace; authors get the report and nothing else.
        console.error(formatReport(handbook.problems));
        endBuild();
      },
      'astro:server:setup'({ server, logger }) {
        const { root, base } = server.config;
        let frame = frameOf(handbook);
        let lastReport = '';
        let pages = problemsByPage([]);
        let pause: NodeJS.Timeout | undefined;
        const show = ({ problems }: Pick<Handbook, 'problems'>) => {
          const report = problems.length === 0 ? '' : formatReport(problems);
          if (report === lastReport) return;
          if (report === '') server.config.logger.info('No problems any more');
          else server.config.logger.error(report);
          lastReport = report;
          const now = problemsByPage(problems);
          const isWorse = [...now].some(([id, found]) => JSON.stringify(found) !== JSON.stringify(pages.get(id)));
          // Astro takes a moment until it shows a fixed page, so the old problems stay until then.
          pages = new Map([...pages, ...now]);
          clearTimeout(pause);
          pause = setTimeout(() => {
            pages = now;
          }, SYNC);
          // HMR picks up fixes without a reload.
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

/** Middleware that answers 404 for links in `public/`, because Vite would follow them. A build stops at the check. */
function refuseLinks(root: string, base: string) {
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const address = decodeAddress((request.url ?? '').replace(/[?#].*$/, ''));
    const path = address.startsWith(base) ? address.slice(base.length) : address;
    if (fileTypeAt(root, `public/${path}`).type !== 'link') {
      next();
      return;
    }
    response.statusCode = 404;
    response.end();
  };
}

/** Decodes an address to the name of a file; unchanged if it is malformed. */
function decodeAddress(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

/**
 * Ends the build at once, and as a failure. `process.exit` would wait for the native threads of Rolldown, which have just
 * been started and sometimes never answer: the build would hang.
 */
function endBuild(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('The process could not be ended');
}

/** Exits if EDITION names no audience. Without EDITION, logs what the edition excludes and how to build the others. */
function announceEdition({ edition, settings, excludedEntries }: Handbook, logger: AstroIntegrationLogger): void {
  const { audience } = edition;
  const audiences = settings?.audiences ?? [audience];
  if (!audiences.includes(audience)) {
    console.error(`There is no edition "${audience}". The audiences in the settings are ${audiences.join(', ')}.`);
    endBuild();
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

/** Delay in milliseconds: Astro waits half a second between reading content and showing it. */
const SYNC = 1000;

/** Query that requests a page in spite of its problems. */
const AS_IT_IS = '?as-it-is';

/**
 * Groups problems by the id of the page that shows them; a note's problems are on the page that it annotates. Others
 * have an empty id.
 */
function problemsByPage(problems: readonly Problem[]): Map<string, Problem[]> {
  const places = [...LAYERS, ...LAYERS.slice(1).map(notesFolder)];
  const isPage = (path: string) => path.endsWith('.mdx') && !path.startsWith('data/');
  return Map.groupBy(problems, ({ file }) => {
    const path = insideLayer(file, places);
    return path !== file && isPage(path) ? pageId(path) : '';
  });
}

/**
 * Lists the addresses of generated pages, each with its component. A page that an author wrote there takes precedence.
 */
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

/**
 * Astro integration that serves the search index of the last build of the same edition in `astro dev`, which has none.
 */
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

/** Astro integration that runs a step after the setup of the integrations before it. */
export function runAfter(setUp: () => void): AstroIntegration {
  return { name: 'playbook-run-after', hooks: { 'astro:config:setup': () => setUp() } };
}

/** Module id of the style sheet of the colours. */
export const THEME = 'virtual:playbook/theme.css';

/**
 * Astro integration that applies the look in the settings: the colours as a style sheet like the others, and the icon
 * of the organisation at the address of `faviconOf`.
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

/** Address of the favicon, below the base path of the site. */
export function faviconOf(icon: string | undefined): string {
  return `/favicon${icon === undefined ? '.svg' : extname(icon).toLowerCase()}`;
}

/** Converts the logo to Starlight's option. The title is beside it, so screen readers skip the picture. */
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

/** Astro cannot reload these while it runs: its own restart keeps the old pages. */
const RESTART =
  'The settings, strings of the interface or a rule changed, or which files there are. To see all of it, stop this command with Ctrl+C and run it again.';

/** Vite plugin that replaces the text of each page with that of the edition, before any other plugin reads it. */
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
        // Renders the page again in `astro dev` when its note changes.
        if (note !== undefined) this.addWatchFile(join(root, note));
        const text = note === undefined ? undefined : readText(root, note).text;
        const read = note === undefined || text === undefined ? undefined : parseNote(note, text);
        return { code: textWithNote(edition, code, read), map: null };
      },
    },
  };
}
