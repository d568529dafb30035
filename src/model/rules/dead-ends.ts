import type { Document } from '../document.ts';
import type { Problem } from '../problem.ts';

/**
 * The addresses of a built page that lead to no file of the edition. The check has seen those that authors
 * wrote; these are what components make up, as where an organisation hides the page that one leads to.
 * @param base The path of the site, with a slash at both ends.
 * @param files The paths of all files of the edition.
 */
export function deadEnds(
  file: string,
  { uses, links }: Pick<Document, 'uses' | 'links'>,
  base: string,
  files: ReadonlySet<string>,
): Problem[] {
  const here = new URL(file.replace(/index\.html$/, ''), `${HOST}${base}`);
  return [...uses.filter(({ kind }) => kind === 'address'), ...links].flatMap(({ text, line, column }) => {
    if (PLAIN.test(text) && leadsTo(text.split('#', 1)[0] ?? '', base, files)) return [];
    const { origin, pathname } = URL.canParse(text, here) ? new URL(text, here) : { origin: '', pathname: '' };
    if (origin !== HOST || leadsTo(pathname, base, files)) return [];
    const fix = 'Take the component away that leads there, or show what it leads to';
    return [{ file, line, column, message: `Nothing lies at ${text}`, fix }];
  });
}

/** A path that stands in an address as in the output; taking it for one costs less than reading it as an address. */
const PLAIN = /^(?:\/[\w-][\w.-]*)*\/?(?:#|$)/;

/** A host that no page names. */
const HOST = 'https://edition.invalid';

function leadsTo(pathname: string, base: string, files: ReadonlySet<string>): boolean {
  // Unlike decodeURI, this takes a stray % for itself instead of throwing.
  const path = /[%&]/.test(pathname)
    ? (new URLSearchParams(`path=${pathname.replaceAll('+', '%2B')}`).get('path') ?? '')
    : pathname;
  if (!path.startsWith(base)) return false;
  const name = path.slice(base.length);
  return files.has(name === '' || name.endsWith('/') ? `${name}index.html` : name);
}
