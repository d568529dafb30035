import type { Problem } from '#schema/problem.ts';
import type { PageResources } from './page-resources.ts';

/**
 * Finds the addresses in a built page that lead to no file of the edition. The check covers those that authors wrote;
 * these come from components, for example if an organisation hides the page that one links to.
 * @param base The path of the site, with a slash at both ends.
 * @param files The paths of all files of the edition.
 */
export function brokenLinks(
  file: string,
  { resources, links }: Pick<PageResources, 'resources' | 'links'>,
  base: string,
  files: ReadonlySet<string>,
): Problem[] {
  const here = new URL(file.replace(/index\.html$/, ''), `${HOST}${base}`);
  return [...resources.filter(({ kind }) => kind === 'address'), ...links].flatMap(({ text, line, column }) => {
    if (PLAIN.test(text) && leadsTo(text.split('#', 1)[0] ?? '', base, files)) return [];
    const { origin, pathname } = URL.canParse(text, here) ? new URL(text, here) : { origin: '', pathname: '' };
    if (origin !== HOST || leadsTo(pathname, base, files)) return [];
    const fix = 'Take the component away that leads there, or show what it leads to';
    return [{ file, line, column, message: `Nothing lies at ${text}`, fix }];
  });
}

/** Address that is a path of the output as written. Parsing the others as URLs is slower. */
const PLAIN = /^(?:\/[\w-][\w.-]*)*\/?(?:#|$)/;

/** Placeholder for the host of the site, which no page names. */
const HOST = 'https://edition.invalid';

function leadsTo(pathname: string, base: string, files: ReadonlySet<string>): boolean {
  // Unlike `decodeURI`, `URLSearchParams` leaves a stray % as it is instead of throwing.
  const path = pathname.includes('%')
    ? (new URLSearchParams(`path=${pathname.replaceAll('+', '%2B').replaceAll('&', '%26')}`).get('path') ?? '')
    : pathname;
  if (!path.startsWith(base)) return false;
  const name = path.slice(base.length);
  return files.has(name === '' || name.endsWith('/') ? `${name}index.html` : name);
}
