import type { HookParameters } from 'astro';
import { problemPage } from '#check/problem-page.ts';
import { insideLayer, LAYERS, notesFolder } from '#load/layers.ts';
import { idOf } from '#schema/address.ts';
import { pageId } from '#schema/pages/index.ts';
import { formatReport, type Problem } from '#schema/problem.ts';

type DevServer = HookParameters<'astro:server:setup'>['server'];

/** Delay in milliseconds: Astro waits half a second between reading content and showing it. */
const SYNC = 1000;

/** Query that requests a page in spite of its problems. */
const AS_IT_IS = '?as-it-is';

/**
 * Makes a dev server show the problems of a page instead of its content.
 * @returns Prints the report and shows these problems, if they differ from the last ones.
 */
export function problemPages(server: DevServer): (problems: readonly Problem[]) => void {
  const { base, logger } = server.config;
  let lastReport = '';
  let pages = problemsByPage([]);
  let pause: NodeJS.Timeout | undefined;
  server.middlewares.use((request, response, next) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
    const id = idOf(`/${pathname.slice(base.length)}`);
    const problems = search === AS_IT_IS || !pathname.startsWith(base) ? undefined : pages.get(id);
    if (!problems) return next();
    const elsewhere = [...pages.values()].flat().length - problems.length;
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(problemPage(problems, elsewhere, `${pathname}${AS_IT_IS}`));
  });
  return (problems) => {
    const report = problems.length === 0 ? '' : formatReport(problems);
    if (report === lastReport) return;
    if (report === '') logger.info('No problems any more');
    else logger.error(report);
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
    return path !== file && isPage(path) ? pageId(path) : '';
  });
}
