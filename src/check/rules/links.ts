import type { Target } from '#load/body.ts';
import { type Content, hasEveryFile, idsByTarget, movedPages } from '#load/content.ts';
import { addressOf, idOf, resolvePath } from '#schema/address.ts';
import {
  type Advice,
  advice,
  didYouMean,
  type EditAdvice,
  nearest,
  type Problem,
  problemsAt,
} from '#schema/problem.ts';
import { movedWords, type Redirects } from '#schema/redirects.ts';
import type { Rule } from '../rule.ts';

/** Rule on the links of pages and notes. */
export const links: Rule = {
  code: 'links',
  describes: 'Links lead to pages, headings and files that are there',
  check(content) {
    if (!hasEveryFile(content)) return [];
    const { pages, notes, publicFiles } = content;
    const reachable = { anchors: anchorsByPage(content), moved: movedPages(content), publicFiles };
    return [...pages, ...notes].flatMap((source) =>
      linkProblems(source.file, source, source.facts?.links ?? [], reachable),
    );
  },
};

/** Anchors of each page. Components give those of the entries that they render, and a path those of its outcomes. */
function anchorsByPage(content: Content): Reachable['anchors'] {
  const ids = idsByTarget(content);
  // The 404 page has no address of its own.
  const pages = content.pages.filter(({ id }) => id !== '404');
  return new Map(
    pages.map(({ id, data, facts }) => {
      const rendered = [...(facts?.anchorCollections ?? [])].flatMap((collection) => ids.get(collection) ?? []);
      const outcomes = data?.kind === 'path' ? data.stages.flatMap((stage) => stage.outcomes) : [];
      return [id, facts && new Set([...facts.anchors, ...rendered, ...outcomes.map((outcome) => outcome.id)])];
    }),
  );
}

/** Targets that links may have. */
export interface Reachable {
  /** Anchors of each page, by page id; undefined for a page that cannot be parsed. */
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
  const [address = '', anchor] = url.split('#');
  if (anchor === '') return advice('The link ends in an empty #', 'Name the heading after it, or delete it');
  if (/^www\./.test(url)) return advice(`"${url}" lacks its start`, `Write https://${url}`);
  if (address === '') return anchorWords(page.id, anchor ?? '', anchors);
  if (!address.startsWith('/')) return relativeWords(url, resolvePath(page.path, address), anchors);
  const bare = address.split('?')[0] as string;
  if (publicFiles.has(bare)) return undefined;
  const id = idOf(address);
  if (!anchors.has(id)) return movedWords(moved, id, 'address') ?? absentWords(bare, id, anchors);
  if (bare !== addressOf(id)) return advice(`The link "${bare}" lacks its last slash`, `Write ${addressOf(id)}`);
  const words = anchor === undefined ? undefined : anchorWords(id, anchor, anchors);
  return words && { ...words, edit: { as: 'address', from: `${addressOf(id)}#${anchor}`, to: addressOf(id) } };
}

function relativeWords(url: string, path: string, anchors: Reachable['anchors']): Advice {
  const id = path.replace(/\.mdx?$/, '').replace(/\/$/, '');
  const elsewhere = `Write it from the top of the handbook, such as ${addressOf('pillars/direction')}`;
  return advice(`The link "${url}" is relative`, anchors.has(id) ? `Write ${addressOf(id)}` : elsewhere);
}

function absentWords(address: string, id: string, anchors: Reachable['anchors']): Advice {
  if (/\.[a-z0-9]{2,5}$/i.test(address)) {
    return advice(`There is no file "${address}"`, 'Put it into public/, or correct its name');
  }
  const near = nearest(id, anchors.keys());
  const fix = near ? `Did you mean ${addressOf(near)}?` : 'Correct the address, or leave the link out';
  return advice(`There is no page "${address}"`, fix);
}

function anchorWords(id: string, anchor: string, anchors: Reachable['anchors']): Advice | undefined {
  const known = anchors.get(id);
  // Starlight gives the title of every page this anchor.
  if (known === undefined || known.has(anchor) || anchor === '_top') return undefined;
  const address = addressOf(id);
  const fix = known.size > 0 ? didYouMean(anchor, known) : `Link to the page: ${address}`;
  return advice(`${address} has no heading "#${anchor}"`, fix);
}
