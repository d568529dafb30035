import type { Target } from '#load/body.ts';
import { type Content, hasEveryFile, idsByTarget, memoize, movedPages, pagesOfUnknownKind } from '#load/content.ts';
import type { ReadNote } from '#load/notes.ts';
import { namedKind, type ReadPage } from '#load/pages.ts';
import { addressOf, idOf, linkParts, resolvePath } from '#schema/address.ts';
import { encodePath } from '#schema/escaping.ts';
import {
  type Advice,
  advice,
  didYouMean,
  type EditAdvice,
  nearest,
  type Problem,
  problemsAt,
  START,
} from '#schema/problem.ts';
import { destinationOf, movedWords, type Redirects } from '#schema/redirects.ts';
import type { Rule } from '../rule.ts';
import { causeProblems, isUpstreamFile, replacements } from './clashes.ts';

/** Rule on the links of pages and notes. */
export const links: Rule = {
  code: 'links',
  describes: 'Links lead to pages, headings and files that are there',
  check(content) {
    if (!hasEveryFile(content)) return [];
    const { pages, notes } = content;
    const reachable = reachableIn(content);
    const ours = [...pages, ...notes].filter(({ file }) => !isUpstreamFile(content, file));
    const theirs = pages.filter(({ file }) => isUpstreamFile(content, file));
    const problemsOf = (source: ReadPage | ReadNote) =>
      linkProblems(source.file, source, source.facts?.links ?? [], reachable);
    return [...ours.flatMap(problemsOf), ...upstreamProblems(content, theirs, reachable.anchors, problemsOf)];
  },
};

/** Returns what links of a handbook may lead to. */
export const reachableIn = memoize(
  (content): Reachable => ({
    anchors: anchorsByPage(content),
    moved: movedPages(content),
    publicFiles: content.publicFiles.addresses,
  }),
);

/**
 * Checks the links of upstream's pages. A heading that a page of the organisation has no more is a problem of that page,
 * reported once.
 */
function upstreamProblems(
  content: Content,
  pages: readonly ReadPage[],
  anchors: Reachable['anchors'],
  problemsOf: (page: ReadPage) => Problem[],
): Problem[] {
  const lost = pages.flatMap(({ file, facts }) =>
    (facts?.links ?? []).flatMap(({ url, line, column }) => {
      const { anchor } = linkParts(url);
      const replacement = replacements(content).get(idOf(url));
      const isLost = anchor !== undefined && replacement && anchorWords(idOf(url), anchor, anchors) !== undefined;
      return isLost ? [{ file, line, column, anchor, replacement }] : [];
    }),
  );
  const places = new Set(lost.map(({ file, line, column }) => `${file}:${line}:${column}`));
  const others = pages.flatMap(problemsOf).filter((one) => !places.has(`${one.file}:${one.line}:${one.column}`));
  const caused = lost.map(({ file, anchor, replacement }) => ({
    file: replacement.file,
    ...START,
    what: `the heading "#${anchor}" is missing`,
    fix: `Write {#${anchor}} after the heading that says it here`,
    from: file,
  }));
  return [...others, ...causeProblems(caused)];
}

/** Anchors of each page. Components give those of the entries that they render, and a path those of its outcomes. */
function anchorsByPage(content: Content): Reachable['anchors'] {
  const ids = idsByTarget(content);
  // The 404 page has no address of its own.
  const pages = content.pages.filter(({ id }) => id !== '404');
  const unknown = pagesOfUnknownKind(content);
  return new Map(
    pages.map((page) => {
      const { id, data, facts } = page;
      const collections = [...(facts?.anchorCollections ?? [])];
      const isPath = unknown.has(id) || namedKind(page) === 'path';
      if ((isPath && !data) || collections.some((name) => content.unreadCollections.has(name))) return [id, undefined];
      const rendered = collections.flatMap((collection) => ids.get(collection) ?? []);
      const outcomes = data?.kind === 'path' ? data.stages.flatMap((stage) => stage.outcomes) : [];
      return [id, facts && new Set([...facts.anchors, ...rendered, ...outcomes.map((outcome) => outcome.id)])];
    }),
  );
}

/** Targets that links may have. */
export interface Reachable {
  /** Anchors of each page, by page id; undefined for a page of which a part cannot be read. */
  anchors: ReadonlyMap<string, ReadonlySet<string> | undefined>;
  /** Redirects of pages that have moved. */
  moved: Redirects;
  /** Files in `public/`, by URL. */
  publicFiles: ReadonlySet<string>;
}

/**
 * Checks that the links of one page lead to pages, anchors and files that exist.
 * @param page The id of the page, and its path inside its layer.
 */
export function linkProblems(
  file: string,
  page: { id: string; path: string },
  links: readonly Target[],
  reachable: Reachable,
): Problem[] {
  return links.flatMap(({ url, line, column }) => problemsAt({ file, line, column }, linkWords(url, page, reachable)));
}

function linkWords(
  url: string,
  page: { id: string; path: string },
  { anchors, publicFiles, moved }: Reachable,
): EditAdvice | undefined {
  if (url === '') return advice('The link leads nowhere', 'Write the address in the round brackets');
  if (/^(https?:\/\/[^/]|mailto:.+@|tel:.)/i.test(url)) return undefined;
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(url)) {
    const fix = 'Write https://, mailto: or an address of this handbook';
    return advice(`"${url}" is no address that a page may lead to`, fix);
  }
  const { path, query, anchor } = linkParts(url);
  if (anchor === '') return advice('The link ends in an empty #', 'Name the heading after it, or delete it');
  if (/^www\./.test(url)) return advice(`"${url}" lacks its start`, `Write https://${url}`);
  if (url.startsWith('#')) return anchorWords(page.id, anchor ?? '', anchors);
  if (publicFiles.has(path)) return undefined;
  // The cure keeps the heading of the link, if the page has it.
  const heading = url.split('#')[1];
  const to = (id: string) => {
    const keepsHeading = anchor !== undefined && anchorWords(id, anchor, anchors) === undefined;
    return `${addressOf(id)}${query === '' ? '?' : ''}${keepsHeading ? `#${heading}` : ''}`;
  };
  if (!path.startsWith('/')) return relativeWords(url, path, page, to, { anchors, publicFiles });
  const id = idOf(url);
  if (!anchors.has(id)) {
    const words = movedWords(moved, id, 'address') ?? movedWords(moved, pageAt(path), 'address');
    const fix = `Write ${to(destinationOf(moved, id) ?? destinationOf(moved, pageAt(path)) ?? id)}`;
    return words ? { ...words, fix } : absentWords(path, to, { anchors, publicFiles });
  }
  if (path !== addressOf(id))
    return advice(
      `The link "${path}" ${path === `/${id}` ? 'lacks its last slash' : 'is not the address of the page'}`,
      `Write ${to(id)}`,
    );
  if (query) return advice(`The link ends in "?${query}", which no page reads`, `Write ${to(id)}`);
  const words = anchor === undefined ? undefined : anchorWords(id, anchor, anchors);
  return words && { ...words, edit: { as: 'address', from: `${addressOf(id)}#${heading}`, to: addressOf(id) } };
}

/** Returns the id of the page that a path means which may be that of its file: `/guides/trust.mdx`, `/guides/index.html`. */
function pageAt(path: string): string {
  const bare = path.replace(/^\/|\/$/g, '').replace(/\.(mdx?|markdown|html?)$/i, '');
  return bare.replace(/(^|\/)index$/i, '') || 'index';
}

/** Words on a relative link, which may count from its file, from the address of its page or from the top. */
function relativeWords(
  url: string,
  path: string,
  page: { id: string; path: string },
  to: (id: string) => string,
  { anchors, publicFiles }: Pick<Reachable, 'anchors' | 'publicFiles'>,
): Advice {
  const froms = path === '' ? [addressOf(page.id)] : [page.path, addressOf(page.id).slice(1), ''];
  const paths = path === '' ? froms : froms.map((from) => resolvePath(from, path));
  const ids = paths.map(pageAt);
  const file = paths.find((one) => publicFiles.has(`/${one}`));
  const id = ids.find((one) => anchors.has(one));
  const near = id ?? ids.map((one) => nearest(one, anchors.keys())).find((one) => one !== undefined);
  const elsewhere = `Write it from the top of the handbook, such as ${addressOf('pillars/direction')}`;
  const address = file === undefined ? near && to(near) : encodePath(`/${file}`);
  return advice(`The link "${url}" is relative`, address ? `Write ${address}` : elsewhere);
}

function absentWords(
  path: string,
  to: (id: string) => string,
  { anchors, publicFiles }: Pick<Reachable, 'anchors' | 'publicFiles'>,
): Advice {
  const id = pageAt(path);
  if (anchors.has(id)) return advice(`The link "${path}" names the file and not the page`, `Write ${to(id)}`);
  const near = nearest(id, anchors.keys());
  if (/\.[a-z0-9]{2,5}$/i.test(path) && !near) {
    const file = nearest(
      path.slice(1),
      Array.from(publicFiles, (one) => one.slice(1)),
    );
    const fix = file ? `Did you mean ${encodePath(`/${file}`)}?` : 'Put it into public/, or correct its name';
    return advice(`There is no file "${path}"`, fix);
  }
  const fix = near ? `Did you mean ${to(near)}?` : 'Correct the address, or leave the link out';
  return advice(`There is no page "${path}"`, fix);
}

function anchorWords(id: string, anchor: string, anchors: Reachable['anchors']): Advice | undefined {
  const known = anchors.get(id);
  // Starlight gives the title of every page this anchor.
  if (known === undefined || known.has(anchor) || anchor === '_top') return undefined;
  const address = addressOf(id);
  const fix = known.size > 0 ? didYouMean(anchor, known) : `Link to the page: ${address}`;
  return advice(`${address} has no heading "#${anchor}"`, fix);
}
