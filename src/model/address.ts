/** The address of a page below the base of the site: `/guides/trust/`, or `/` for the home page. */
export function addressOf(id: string): string {
  return id === 'index' ? '/' : `/${id}/`;
}

/** The longest id of a page, in characters: file systems take 255 bytes for a name, and the build adds to it. */
const LONGEST_ID = 200;

/** Whether a text is an id of a page: lower-case letters, digits and hyphens, in folders with a single slash between them. */
export function isPageId(text: string): boolean {
  return text.length <= LONGEST_ID && /^[a-z0-9-]+(\/[a-z0-9-]+)*$/.test(text);
}

/** The id of the page that an address of this handbook leads to: `/guides/trust/#intimacy` is `guides/trust`. */
export function idOf(address: string): string {
  return (address.split(/[?#]/)[0] ?? '').replace(/^\/|\/$/g, '') || 'index';
}

/**
 * A path relative to that of a page, as a path from where the path of the page starts. One that leads out of there
 * keeps its `..`, so that it is the path of no file inside.
 */
export function joined(path: string, relative: string): string {
  const parts = path.split('/').slice(0, -1);
  for (const part of relative.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/**
 * The names under which a link may be withheld: the page it leads to and, if it names one, the heading.
 * @param page The id of the page that the link stands in.
 */
export function namesIn(address: string, page: string): string[] {
  const id = address.startsWith('#') ? page : idOf(address);
  const anchor = address.split('#')[1];
  return anchor ? [id, `${id}#${anchor}`] : [id];
}

/** A base path with a slash at both ends, however it was written: `handbook` and `/handbook` are `/handbook/`. */
export function basePath(written: string | undefined): string {
  return `/${written ?? ''}/`.replace(/\/+/g, '/');
}
