import type { MiddlewareHandler } from 'astro';
import { problemBanner, problemPage } from '#check/problem-page.ts';
import { type Problem, START } from '#schema/problem.ts';
import { sharedProblems } from './shared-problems.ts';

/**
 * Middleware of `astro dev`: adds the problems in data, settings and other files that belong to no page to each page,
 * and shows what stops a page in its place, where Astro would show a stack trace.
 */
export const onRequest: MiddlewareHandler = async ({ url: { pathname } }, next) => {
  try {
    const response = await next();
    if (!response.headers.get('Content-Type')?.startsWith('text/html')) return response;
    // The body of a page is rendered while it is read.
    const html = await response.text();
    return new Response(withBanner(html, sharedProblems()), response);
  } catch (error) {
    const message = `This page cannot be shown: ${(error as Error).message}`;
    console.error(`${pathname}  ${message}`);
    const fix = 'Mend what is named here; the terminal lists all problems';
    const stop: Problem = { file: pathname, ...START, message, fix };
    const headers = { 'Content-Type': 'text/html; charset=utf-8' };
    return new Response(problemPage([...sharedProblems(), stop], 0), { status: 500, headers });
  }
};

function withBanner(html: string, problems: readonly Problem[]): string {
  return problems.length === 0 ? html : html.replace(/<main\b[^>]*>/, (main) => main + problemBanner(problems));
}
