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

/** Returns the id of a page and the folders around it, innermost first: `guides/trust`, then `guides`. */
export function namesAround(id: string): string[] {
  return id.split('/').map((_name, depth, names) => names.slice(0, names.length - depth).join('/'));
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

/** Letters that are no other letter with a mark, in Latin letters. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/** Letters that German writes with a second letter where it has no marks. */
const GERMAN: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue' };

/**
 * Makes a name of a title or of another name: lower-case words of Latin letters and digits, joined by hyphens.
 * @param language Language of the title, such as `de`: some write letters with marks in their own way.
 * @returns An empty text if there is no letter or digit in it.
 */
export function slugOf(title: string, language = 'en'): string {
  const own = /^de\b/.test(language) ? { ...LETTERS, ...GERMAN } : LETTERS;
  return title
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\0-\x7f]/gu, (letter) => own[letter] ?? letter)
    .normalize('NFKD')
    .replace(/[\p{M}'’]/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** Makes a path of names as `slugOf` does, without those of which nothing is left. */
export function slugPath(path: string, language?: string): string {
  const names = path.split('/').map((name) => slugOf(name, language));
  return names.filter((name) => name !== '').join('/');
}
