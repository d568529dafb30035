import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { HookParameters } from 'astro';
import { problemPage } from '#check/problem-page.ts';
import { insideLayer, LAYERS, notesFolder } from '#load/layers.ts';
import { settingsFile } from '#load/settings-files.ts';
import { idOf } from '#schema/address.ts';
import { pageId } from '#schema/pages/index.ts';
import { formatReport, type Problem } from '#schema/problem.ts';
import type { Settings } from '#schema/settings.ts';
import { shareProblems } from './shared-problems.ts';

type DevServer = HookParameters<'astro:server:setup'>['server'];

/** Delay in milliseconds: Astro waits half a second between reading content and showing it. */
const SYNC = 1000;

/** Key of the problems in files that belong to no page. */
const NO_PAGE = '';

/** Query that requests a page in spite of its problems. */
const AS_IT_IS = '?as-it-is';

/**
 * Makes a dev server show the problems of a page instead of its content, and those of the logo instead of every page,
 * since none is rendered without it.
 * @param logo Setting that the server started with.
 * @returns Prints the report and shows these problems, if they differ from the last ones.
 */
export function problemPages(server: DevServer, logo: Settings['logo']): (problems: readonly Problem[]) => void {
  const { base, logger, root } = server.config;
  let lastReport = '';
  let pages = problemsByPage([]);
  let pause: NodeJS.Timeout | undefined;
  server.middlewares.use((request, response, next) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
    const id = idOf(`/${pathname.slice(base.length)}`);
    const own = search === AS_IT_IS || !pathname.startsWith(base) ? undefined : pages.get(id);
    const ofLogo = request.headers.accept?.includes('text/html') ? logoProblems(pages.get(NO_PAGE) ?? [], logo) : [];
    const problems = [...ofLogo, ...(own ?? [])];
    if (problems.length === 0) return next();
    const elsewhere = [...pages.values()].flat().length - problems.length;
    const canShow = ofLogo.length === 0 && problems.some(({ file }) => existsSync(join(root, file)));
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(problemPage(problems, elsewhere, canShow ? `${pathname}${AS_IT_IS}` : undefined));
  });
  return (problems) => {
    const report = problems.length === 0 ? '' : formatReport(problems);
    if (report === lastReport) return;
    if (report === '') logger.info('No problems any more');
    else logger.error(report);
    lastReport = report;
    const now = problemsByPage(problems);
    const isOther = (id: string) => JSON.stringify(now.get(id) ?? []) !== JSON.stringify(pages.get(id) ?? []);
    const isWorse = [...now.keys()].some(isOther) || isOther(NO_PAGE);
    shareProblems(now.get(NO_PAGE) ?? []);
    // A page that was compiled without a picture goes on without it until it is compiled again.
    for (const file of pagesWithoutPictures(pages).difference(pagesWithoutPictures(now))) {
      server.watcher.emit('change', join(root, file));
    }
    // Astro takes a moment until it shows a fixed page, so the old problems stay until then.
    pages = new Map([...pages, ...now]).set(NO_PAGE, now.get(NO_PAGE) ?? []);
    const reload = () => isWorse && server.ws.send({ type: 'full-reload' });
    clearTimeout(pause);
    pause = setTimeout(() => {
      pages = now;
      // A page that was just loading has missed the first one.
      reload();
    }, SYNC);
    // HMR picks up fixes of a page without a reload.
    reload();
  };
}

/** Files of the pages that name a picture which is not there. */
function pagesWithoutPictures(pages: ReadonlyMap<string, readonly Problem[]>): Set<string> {
  const problems = [...pages].flatMap(([id, found]) => (id === NO_PAGE ? [] : found));
  return new Set(problems.filter(({ code }) => code === 'images').map(({ file }) => file));
}

/** Problems for which no page is rendered: settings name a logo that is not there, or is damaged. */
function logoProblems(problems: readonly Problem[], logo: Settings['logo']): Problem[] {
  const logos = typeof logo === 'string' ? [logo] : Object.values(logo ?? {});
  const settings = LAYERS.map(settingsFile);
  return problems.filter(({ code, file }) => logos.includes(file) || (code === 'images' && settings.includes(file)));
}

/**
 * Groups problems by the id of the page that shows them; a note's problems are on the page that it annotates. Others
 * have an empty id.
 */
function problemsByPage(problems: readonly Problem[]): Map<string, Problem[]> {
  const places = [...LAYERS, ...LAYERS.slice(1).map(notesFolder)];
  const isPage = (path: string) => path.endsWith('.mdx') && !path.startsWith('data/');
  return Map.groupBy(problems, ({ file }) => {
    const path = insideLayer(file, places);
    return path !== file && isPage(path) ? pageId(path) : NO_PAGE;
  });
}
