/** Returns the URL path of a page, without the base path: `/guides/trust/`, or `/` for the home page. */
export function addressOf(id: string): string {
  return id === 'index' ? '/' : `/${id}/`;
}

/** Longest page id, in characters. File names are limited to 255 bytes, and the build adds to them. */
const LONGEST_ID = 200;

/** Checks whether a text is a page id: lower-case letters, digits and hyphens, with single slashes between folders. */
export function isPageId(text: string): boolean {
  return text.length <= LONGEST_ID && /^[a-z0-9-]+(\/[a-z0-9-]+)*$/.test(text);
}

/** Parts of a link, in which `%C3%A9` and the like are the characters that they stand for. */
export interface LinkParts {
  path: string;
  /** Text after the question mark; undefined without one. */
  query: string | undefined;
  /** Text after the hash; undefined without one. */
  anchor: string | undefined;
}

/** Takes the address of a link apart. */
export function linkParts(address: string): LinkParts {
  const [before = '', ...after] = address.split('#');
  const [path = '', ...query] = before.split('?');
  const join = (parts: string[], sign: string) => (parts.length === 0 ? undefined : decodePercent(parts.join(sign)));
  return { path: decodePercent(path), query: join(query, '?'), anchor: join(after, '#') };
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign stands for itself.
    return text;
  }
}

/** Returns the id of the page that a URL path leads to: `/guides/trust/#intimacy` is `guides/trust`. */
export function idOf(address: string): string {
  return linkParts(address).path.replace(/^\/|\/$/g, '') || 'index';
}

/**
 * Resolves a path relative to a page. A path that leaves the root keeps its `..`, so that it matches no file inside.
 */
export function resolvePath(path: string, relative: string): string {
  const parts = path.split('/').slice(0, -1);
  for (const part of relative.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/**
 * Returns the names under which an edition may exclude the target of a link: the page and, if the link has an anchor,
 * `page#heading`.
 * @param page The id of the page that contains the link.
 */
export function namesIn(address: string, page: string): string[] {
  const id = address.startsWith('#') ? page : idOf(address);
  const { anchor } = linkParts(address);
  return anchor ? [id, `${id}#${anchor}`] : [id];
}

/** Normalises a base path to a slash at both ends: `handbook` and `/handbook` become `/handbook/`. */
export function basePath(written: string | undefined): string {
  return `/${written ?? ''}/`.replace(/\/+/g, '/');
}
