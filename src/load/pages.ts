import { hash } from 'node:crypto';
import { namesAround } from '#schema/address.ts';
import { belongsIn, type Kind, kinds, type Page, page, pageId } from '#schema/pages/index.ts';
import { about, type Problem } from '#schema/problem.ts';
import { placesIn, schemaProblems } from '#schema/schema-problems.ts';
import type { WithPositions } from '#schema/with-positions.ts';
import { type BodyFacts, readBodyFacts } from './body.ts';
import { Cache } from './cache.ts';
import type { LayerFile } from './layers.ts';
import { readMdx } from './mdx.ts';
import { NO_COMPONENTS, type ReadComponents } from './organisation-components.ts';
import { readText } from './text.ts';

/** Page or note as far as it could be parsed. */
export interface PageSource extends LayerFile {
  id: string;
  frontmatter?: WithPositions;
}

/** Page that was read. */
export interface ReadPage extends PageSource {
  /** The whole file without its byte order mark; undefined if it cannot be read. */
  text?: string;
  /** Validated front matter. */
  data?: Page;
  facts?: BodyFacts;
  /** Title of the page of an earlier layer that it replaces. */
  overriddenTitle?: string;
}

/**
 * Reads the pages of all layers.
 * @param files Files to read, one for each path.
 * @param overridden Files of earlier layers, for the titles of pages that others replace.
 * @param components The components that pages may use.
 */
export function readPages(
  root: string,
  files: readonly LayerFile[],
  overridden: readonly LayerFile[],
  components: ReadComponents = NO_COMPONENTS,
): { pages: ReadPage[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const pages = files.map((file): ReadPage => {
    const { problems: mistakes, ...read } = readPage(root, file.file, file.path, components);
    problems.push(...mistakes);
    const replaced = overridden.findLast(({ path }) => path === file.path);
    const overriddenTitle = replaced && titleOf(readPage(root, replaced.file, replaced.path, components).frontmatter);
    return { ...file, id: pageId(file.path), ...read, ...(replaced ? { overriddenTitle: overriddenTitle ?? '' } : {}) };
  });
  return { pages, problems };
}

/** Returns the folder of the part that a page belongs to, or an empty string for a page outside the parts. */
export function partOf(id: string, path: string): string {
  return path.includes('/') ? (id.split('/')[0] ?? '') : '';
}

/** Returns the folders around a page, innermost first; that of an index page is the page's own id. */
export function foldersAround({ id, path }: Pick<PageSource, 'id' | 'path'>): string[] {
  return namesAround(id).filter((folder) => path.startsWith(`${folder}/`));
}

/** Kind that the front matter of a page names, if there is one of this name. */
export function namedKind({ frontmatter }: Pick<PageSource, 'frontmatter'>): Kind | undefined {
  const fields = frontmatter?.value as { kind?: unknown } | null | undefined;
  return kinds.find((kind) => kind === fields?.kind);
}

/** Checks whether a page is in the folder of another kind than its front matter names. */
export function isMisplaced(page: Pick<PageSource, 'path' | 'frontmatter'>): boolean {
  const kind = namedKind(page);
  return kind !== undefined && !belongsIn(kind, partOf(page.path, page.path));
}

/** Title as it is written in a value; an empty string if there is none. */
export function titleOf(located: WithPositions | undefined): string {
  return String((located?.value as { title?: unknown } | null | undefined)?.title ?? '');
}

/** Parsed front matter and body of a page, with their problems. */
type PageRead = Pick<ReadPage, 'text' | 'frontmatter' | 'data' | 'facts'> & { problems: Problem[] };

/** Cache of pages without problems, by file and hash of the text. */
export const pageCache = new Cache<{ fields: unknown; data: Page; facts: BodyFacts }>();

/** Reads a page, from the cache if it had no problems. A cached page is parsed again only for positions in it. */
function readPage(root: string, file: string, path: string, components: ReadComponents): PageRead {
  const { text, problem } = readText(root, file);
  if (problem) return { problems: about('files', [problem]) };
  const key = `${file} ${hash('sha1', text)} ${components.digest}`;
  const cached = pageCache.get(key);
  if (!cached) {
    const read = parsePage(file, path, text, components);
    const { frontmatter, data, facts, problems } = read;
    if (data && facts && problems.length === 0) pageCache.set(key, { fields: frontmatter?.value, data, facts });
    return read;
  }
  const { fields: value, ...read } = cached;
  let located: WithPositions | undefined;
  const at: WithPositions['at'] = (path, side) => {
    located ??= readMdx(file, text).frontmatter as WithPositions;
    return located.at(path, side);
  };
  return { text, ...read, frontmatter: { value, at }, problems: [] };
}

function parsePage(file: string, path: string, text: string, { all }: ReadComponents): PageRead {
  const { frontmatter, body, problems: unread } = readMdx(file, text);
  const read: PageRead = { text, problems: about('syntax', unread) };
  const value = frontmatter?.value ?? {};
  if (frontmatter) {
    read.frontmatter = frontmatter;
    const parsed = page.safeParse(value);
    if (parsed.success) read.data = parsed.data;
    // A page with the wrong kind has the fields of another, and the rule on pages reports the kind.
    else if (!isMisplaced({ path, frontmatter }))
      read.problems.push(...about('fields', schemaProblems(page, value, placesIn(file, frontmatter))));
  }
  if (body) {
    const kind = isMisplaced({ path, ...read }) ? undefined : namedKind(read);
    read.facts = readBodyFacts(file, body, frontmatter && (value as Record<string, unknown>), kind, all);
    read.problems.push(...about('body', read.facts.problems));
  }
  return read;
}
