import { hash } from 'node:crypto';
import { namesAround } from '#schema/address.ts';
import { belongsIn, type Kind, kinds, type Page, page, pageId, upstreamPage } from '#schema/pages/index.ts';
import { about, type Problem } from '#schema/problem.ts';
import { isRecord, placesIn, schemaProblems } from '#schema/schema-problems.ts';
import type { WithPositions } from '#schema/with-positions.ts';
import { type BodyFacts, readBodyFacts } from './body.ts';
import { Cache } from './cache.ts';
import { type LayerDefaults, withGivenFields } from './given-fields.ts';
import { LAYERS, type LayerFile } from './layers.ts';
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
 * @param defaults The setting `defaults` of each layer; undefined for one whose settings cannot be read.
 */
export function readPages(
  root: string,
  files: readonly LayerFile[],
  overridden: readonly LayerFile[],
  components: ReadComponents = NO_COMPONENTS,
  defaults: ReadonlyMap<string, LayerDefaults | undefined> = new Map(),
): { pages: ReadPage[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const pages = files.map((file): ReadPage => {
    const { problems: mistakes, ...read } = readPage(root, file, components, defaults);
    problems.push(...mistakes);
    const replaced = overridden.findLast(({ path }) => path === file.path);
    const overriddenTitle = replaced && titleOf(readPage(root, replaced, components, defaults).frontmatter);
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
function readPage(
  root: string,
  { layer, path, file }: LayerFile,
  components: ReadComponents,
  defaults: ReadonlyMap<string, LayerDefaults | undefined>,
): PageRead {
  const { text, problem } = readText(root, file);
  if (problem) return { problems: about('files', [problem]) };
  const given = defaults.get(layer);
  const withGiven = (frontmatter: WithPositions) =>
    given ? withGivenFields(frontmatter, given, foldersAround({ id: pageId(path), path })) : frontmatter;
  const key = `${file} ${hash('sha1', `${text}\0${JSON.stringify(given?.located.value)}`)} ${components.digest}`;
  const cached = pageCache.get(key);
  if (!cached) {
    const schema = layer === LAYERS[0] ? upstreamPage : page;
    const { fields, ...read } = parsePage(file, path, text, components, schema, withGiven);
    // A page may have the fields that it lacks from settings that cannot be read.
    const mayBeGiven = defaults.has(layer) && !given && isRecord(fields) && !('owner' in fields);
    if (mayBeGiven) read.problems = read.problems.filter(({ code }) => code !== 'fields');
    const { data, facts, problems } = read;
    if (data && facts && problems.length === 0) pageCache.set(key, { fields, data, facts });
    return read;
  }
  const { fields: value, ...read } = cached;
  let located: WithPositions | undefined;
  const at: WithPositions['at'] = (path, side) => {
    located ??= readMdx(file, text).frontmatter as WithPositions;
    return located.at(path, side);
  };
  return { text, ...read, frontmatter: withGiven({ value, at }), problems: [] };
}

function parsePage(
  file: string,
  path: string,
  text: string,
  { all }: ReadComponents,
  schema: typeof page,
  withGiven: (frontmatter: WithPositions) => WithPositions,
): PageRead & { fields: unknown } {
  const { frontmatter: written, body, problems: unread } = readMdx(file, text);
  const read: PageRead & { fields: unknown } = { text, fields: written?.value, problems: about('syntax', unread) };
  const frontmatter = written && withGiven(written);
  const value = frontmatter?.value ?? {};
  if (frontmatter) {
    read.frontmatter = frontmatter;
    const parsed = schema.safeParse(value);
    if (parsed.success) read.data = parsed.data;
    // A page with the wrong kind has the fields of another, and the rule on pages reports the kind.
    else if (!isMisplaced({ path, frontmatter })) {
      const problems = schemaProblems(schema, value, placesIn(file, frontmatter));
      // The rule on settings reports what is wrong with the fields that they give.
      read.problems.push(
        ...about(
          'fields',
          problems.filter((problem) => problem.file === file),
        ),
      );
    }
  }
  if (body) {
    const kind = isMisplaced({ path, ...read }) ? undefined : namedKind(read);
    read.facts = readBodyFacts(file, body, frontmatter && (value as Record<string, unknown>), kind, all);
    read.problems.push(...about('body', read.facts.problems));
  }
  return read;
}
