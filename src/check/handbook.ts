import { hash } from 'node:crypto';
import { dirname } from 'node:path';
import { type Edition, nameOf } from '#editions/edition.ts';
import type { ExcludedEntry } from '#editions/restricted-strings.ts';
import { type BodyFacts, readBodyFacts } from '#load/body.ts';
import { Cache, openCaches } from '#load/cache.ts';
import { type DataSource, isData, readData } from '#load/data.ts';
import { LAYERS, listFiles, ORGANISATION, readLayers } from '#load/layers.ts';
import { readMdx } from '#load/mdx.ts';
import { type ReadNote, readNotes } from '#load/notes.ts';
import { type Prose, piecesOfBody, piecesOfFields, textsIn } from '#load/prose.ts';
import { REDIRECTS, readRedirects } from '#load/redirect-files.ts';
import { readSettings, SETTINGS, settingsFile } from '#load/settings-files.ts';
import { readText } from '#load/text.ts';
import { readWordLists, WORDS } from '#load/word-lists.ts';
import { readBefore } from '#load/yaml.ts';
import { type DataName, data } from '#schema/data/index.ts';
import { note } from '#schema/note.ts';
import { type Page, page, pageId } from '#schema/pages/index.ts';
import { about, type Problem, sortProblems } from '#schema/problem.ts';
import type { Redirects } from '#schema/redirects.ts';
import { referencesIn, referenceWords } from '#schema/references.ts';
import { placesIn, schemaProblems } from '#schema/schema-problems.ts';
import type { Settings } from '#schema/settings.ts';
import type { WithPositions } from '#schema/with-positions.ts';
import { hiddenNames, picturesOf, readEdition } from './editions.ts';
import { type Picture, pictureProblems } from './pictures.ts';
import { contrastProblems } from './rules/contrast.ts';
import { lengthWords } from './rules/lengths.ts';
import { IMAGE, imageProblems, linkProblems, type Reachable } from './rules/links.ts';
import { organisationFileProblems } from './rules/organisation-files.ts';
import { duplicateProblems, endingProblem, type PageSource, pageProblems, partProblems } from './rules/page-names.ts';
import { redirectProblems } from './rules/redirect-targets.ts';
import { type Findings, styleFindings } from './rules/wording.ts';
import { findUnexpectedFiles } from './unexpected-files.ts';

/** Page that was read, with its id. */
export interface ReadPage extends PageSource {
  data?: Page;
  facts?: BodyFacts;
  /** Title of the page of an earlier layer that it replaces. */
  below?: string;
}

/** Content of all layers, read once, with the pages of one edition. */
export interface Handbook {
  settings?: Settings;
  /** Pages that the edition shows. */
  pages: ReadPage[];
  edition: Edition;
  /** New ids of moved pages by their old ids, as far as the edition shows the pages. */
  redirects: Redirects;
  /** Pages, entries and notes for other audiences, and redirects to pages that the edition does not show. */
  excludedEntries: ExcludedEntry[];
  /** Pictures in the layers. */
  pictures: Picture[];
  /** All problems, in reading order. */
  problems: Problem[];
  /** Hints about the wording, in reading order. They do not fail a build. */
  hints: Problem[];
  /** Text that readers see, of all layers and audiences, by file. */
  prose: Prose[];
  /** Words in the word lists of all layers, and cited names. */
  words: ReadonlySet<string>;
}

/** Files of a layer that are neither pages nor data. */
const nonPages = new Set([SETTINGS, REDIRECTS, WORDS]);

/**
 * Reads the whole handbook and checks it. The check command, the build, the dev server and the tests all call this
 * function, so that they find the same problems.
 * @param root The folder that holds the layers and `public/`.
 * @param options.today The day to measure review dates against, such as 2026-01-31.
 * @param options.edition Audience of the edition; the strictest, which may read everything, if left out.
 */
export function readHandbook(
  root: string,
  options: { layers?: readonly string[]; today?: string; edition?: string | undefined } = {},
): Handbook {
  const { layers = LAYERS, today = new Date().toISOString().slice(0, 10) } = options;
  const unexpected = findUnexpectedFiles(root, layers);
  // A missing target may be in a file that was not read. One mistake is to give one problem, so such checks are
  // skipped.
  const isWhole = unexpected.unread.length === 0;
  const { files, shadowed } = readLayers(root, layers);
  const { settings, where, isOurs, problems: settingsProblems, audienceOf } = readSettings(root, layers);
  const problems = isWhole ? about('settings', settingsProblems) : [];
  if (settings) problems.push(...about('colours', contrastProblems(settings.colours, where, isOurs)));
  if (settings) problems.push(...about('images', pictureProblems(root, settings, where, unexpected.covers)));
  const { entries, unread, problems: dataProblems } = readData(root, files, layers);
  problems.push(...about('fields', dataProblems));
  const { redirects, problems: redirectFileProblems } = readRedirects(root, [...shadowed, ...files]);
  problems.push(...about('redirects', redirectFileProblems));
  const { words, problems: wordProblems } = readWordLists(root, [...shadowed, ...files]);
  problems.push(...about('spelling', wordProblems));

  const pages: ReadPage[] = [];
  for (const { file, path } of files.filter((candidate) => !isData(candidate.path) && !nonPages.has(candidate.path))) {
    const ending = endingProblem(file);
    if (ending) problems.push({ rule: 'files', ...ending });
    if (!path.endsWith('.mdx')) continue;
    const text = readText(root, file);
    if (text.problem) problems.push({ rule: 'files', ...text.problem });
    const { problems: found, ...read } = text.problem ? { problems: [] } : readPage(file, text.text);
    problems.push(...found);
    const below = shadowed.findLast((under) => under.path === path);
    pages.push({ file, path, id: pageId(path), ...read, ...(below ? { below: titleIn(root, below.file) } : {}) });
  }
  const { notes, problems: noteProblems } = readNotes(root, layers, today);
  problems.push(...about('notes', noteProblems));
  if (layers.includes(ORGANISATION)) {
    problems.push(...about('files', organisationFileProblems(listFiles(root, dirname(ORGANISATION)))));
  }
  for (const source of pages) problems.push(...about('pages', pageProblems(source, today)));
  problems.push(...about('pages', duplicateProblems(pages)));
  const layerOf = ({ file, path }: PageSource) => file.slice(0, -path.length - 1);
  if (settings && isWhole) {
    const inWhich = (source: PageSource) => settingsFile(layerOf(source));
    problems.push(...about('pages', partProblems(settings.parts, pages, where, inWhich)));
  }

  const ids = idsByTarget(pages, entries);
  const moved = new Map(redirects.map(({ from, to }) => [from, to]));
  if (isWhole) problems.push(...about('references', brokenReferences(pages, notes, entries, ids, unread, moved)));
  const hidden = hiddenNames(settings?.hidden ?? [], pages);
  const taken = findOverride(pages, redirects, layers);
  if (isWhole) problems.push(...about('redirects', redirectProblems(redirects, ids.get('page') ?? [], hidden, taken)));

  const reachable: Reachable = {
    anchors: anchorsByPage(pages, ids),
    moved,
    publicFiles: new Set(listFiles(root, 'public').map((path) => `/${path}`)),
    files: new Set([...files, ...shadowed].map(({ file }) => file)),
  };
  for (const source of isWhole ? pages : []) {
    if (!source.facts) continue;
    problems.push(...about('links', linkProblems(source.file, source, source.facts.links, reachable)));
    problems.push(...about('images', imageProblems(source.file, source.facts.images, reachable)));
  }
  for (const source of isWhole ? notes : []) {
    problems.push(...about('links', linkProblems(source.file, source, source.facts?.links ?? [], reachable)));
  }
  const prose = proseIn(root, pages, notes, entries);
  const style = findingsIn(prose, pages, entries, settings);
  problems.push(...style.problems);
  const upstream = layers[0] as string;
  const read = { pages, entries, audienceOf, where, settings, redirects, notes, upstream };
  const { shown, problems: editionProblems, ...edited } = readEdition(read, options.edition);
  if (isWhole) problems.push(...about('editions', editionProblems));
  const inPages = new Set(shown.flatMap((source) => picturesOf(source, edited.edition)));
  const pictures = [...shadowed, ...files]
    .filter(({ file }) => IMAGE.test(file))
    .map(({ file }) => ({ file, shown: inPages.has(file) }));
  return {
    ...(settings ? { settings } : {}),
    ...edited,
    pictures,
    pages: shown,
    problems: sortProblems([...unexpected.problems, ...problems.filter(({ file }) => !unexpected.covers(file))]),
    hints: sortProblems(style.hints),
    prose,
    words: new Set([...words, ...citedNames(entries)]),
  };
}

/**
 * Fills the caches of parsed files with the values of earlier runs.
 * @param others Further caches of a command.
 * @returns Writes the new values, to be called after reading.
 */
export function openHandbookCaches(root: string, others: Readonly<Record<string, Cache<unknown>>> = {}): () => void {
  return openCaches(root, { readBefore, pagesBefore, ...others });
}

/** Collects all prose: fields and bodies of pages and notes, and fields of data. */
function proseIn(
  root: string,
  pages: readonly ReadPage[],
  notes: readonly ReadNote[],
  entries: readonly DataSource[],
): Prose[] {
  const sourceOf = (file: string) => () => readText(root, file).text ?? '';
  const fieldsOf = (
    schema: typeof page | typeof note | (typeof data)[DataName],
    file: string,
    located: WithPositions,
  ) => piecesOfFields(textsIn(schema, located.value), located.at, sourceOf(file));
  const written = [
    ...pages.map((source) => ({ ...source, schema: page })),
    ...notes.map((source) => ({ ...source, schema: note })),
  ];
  return [
    ...written.map(({ file, frontmatter, facts, schema }) => ({
      file,
      pieces: [
        ...(frontmatter ? fieldsOf(schema, file, frontmatter) : []),
        ...piecesOfBody(facts?.pieces ?? [], sourceOf(file)),
      ],
    })),
    ...entries.map(({ file, collection, located }) => ({ file, pieces: fieldsOf(data[collection], file, located) })),
  ];
}

/** Collects the capitalised words in the titles and authors of sources. */
function citedNames(entries: readonly DataSource[]): string[] {
  return entries.flatMap(({ collection, located }) => {
    const { title = '', author = '' } = (located.value ?? {}) as { title?: unknown; author?: unknown };
    return collection === 'sources' ? (`${title} ${author}`.match(/\p{Lu}\p{L}*/gu) ?? []) : [];
  });
}

/** Checks words, sentences, headings and lengths against the style entries that the settings do not hide. */
function findingsIn(
  prose: readonly Prose[],
  pages: readonly ReadPage[],
  entries: readonly DataSource[],
  settings: Settings | undefined,
): Findings {
  const rules = entries.flatMap(({ collection, id, located }) => {
    if (collection !== 'style' || settings?.hidden.includes(nameOf(collection, id))) return [];
    return data.style.safeParse(located.value).data ?? [];
  });
  const { problems, hints } = styleFindings(prose, rules, settings?.language ?? '');
  const lengths = pages.flatMap(({ file, data: fields, facts }) => {
    const words = fields && facts && lengthWords({ kind: fields.kind, ...facts });
    return words ? [{ file, line: 1, column: 1, ...words }] : [];
  });
  return { problems: about('style', problems), hints: about('style', [...hints, ...lengths]) };
}

function titleIn(root: string, file: string): string {
  const { frontmatter } = readPage(file, readText(root, file).text ?? '');
  return String((frontmatter?.value as { title?: unknown } | null | undefined)?.title ?? '');
}

/** Parsed front matter and body of a page, with their problems. */
type PageRead = Pick<ReadPage, 'frontmatter' | 'data' | 'facts'> & { problems: Problem[] };

/** Cache of pages without problems, by file and hash of the text. */
const pagesBefore = new Cache<{ fields: unknown; data: Page; facts: BodyFacts }>();

/** Reads a page, from the cache if it had no problems. A cached page is parsed again only for positions in it. */
function readPage(file: string, text: string): PageRead {
  const key = `${file} ${hash('sha1', text)}`;
  const before = pagesBefore.get(key);
  if (!before) {
    const read = parsePage(file, text);
    const { frontmatter, data: fields, facts, problems } = read;
    if (fields && facts && problems.length === 0)
      pagesBefore.set(key, { fields: frontmatter?.value, data: fields, facts });
    return read;
  }
  const { fields: value, ...read } = before;
  let located: WithPositions | undefined;
  const at: WithPositions['at'] = (path, side) => {
    located ??= readMdx(file, text).frontmatter as WithPositions;
    return located.at(path, side);
  };
  return { ...read, frontmatter: { value, at }, problems: [] };
}

function parsePage(file: string, text: string): PageRead {
  const { frontmatter, body, problems: unread } = readMdx(file, text);
  const read: PageRead = { problems: about('syntax', unread) };
  const value = frontmatter?.value ?? {};
  if (frontmatter) {
    read.frontmatter = frontmatter;
    const parsed = page.safeParse(value);
    if (parsed.success) read.data = parsed.data;
    else read.problems.push(...about('fields', schemaProblems(page, value, placesIn(file, frontmatter))));
  }
  if (body) {
    read.facts = readBodyFacts(file, body, value as Record<string, unknown>);
    read.problems.push(...about('body', read.facts.problems));
  }
  return read;
}

/** Creates a lookup that finds, for the old id of a redirect, the page of a later layer with the same id. */
function findOverride(
  pages: readonly ReadPage[],
  redirects: readonly { from: string; file: string }[],
  layers: readonly string[],
): (from: string) => string | undefined {
  const rank = (file: string) => layers.findLastIndex((layer) => file.startsWith(`${layer}/`));
  return (from) => {
    const [page] = pages.filter(({ id }) => id === from);
    const line = redirects.find((redirect) => redirect.from === from);
    return page && line && rank(page.file) > rank(line.file) ? page.file : undefined;
  };
}

/**
 * Finds references to unknown ids in pages, their components, notes and data.
 * @param unread Collections with a file that could not be read, so that their ids are unknown.
 */
function brokenReferences(
  pages: readonly ReadPage[],
  notes: readonly ReadNote[],
  entries: readonly DataSource[],
  ids: ReadonlyMap<string, readonly string[]>,
  unread: ReadonlySet<string>,
  moved: Redirects,
): Problem[] {
  const fields = [
    ...pages.map((source) => ({ ...source, schema: page })),
    ...notes.map((source) => ({ ...source, schema: note })),
  ];
  const inFrontmatter = fields.flatMap(({ file, frontmatter, schema }) =>
    frontmatter
      ? referencesIn(schema, frontmatter.value).map((found) => ({ found, file, at: () => frontmatter.at(found.path) }))
      : [],
  );
  const inBodies = pages.flatMap(({ file, facts }) =>
    (facts?.references ?? []).map(({ line, column, ...found }) => ({ found, file, at: () => ({ line, column }) })),
  );
  const inData = entries.flatMap(({ collection, file, located }) =>
    referencesIn(data[collection], located.value).map((found) => ({ found, file, at: () => located.at(found.path) })),
  );
  const known = new Map([...ids].map(([target, names]) => [target, new Set(names)]));
  return [...inFrontmatter, ...inBodies, ...inData].flatMap(({ found, file, at }) => {
    if (known.get(found.to)?.has(found.id)) return [];
    const words = unread.has(found.to) ? undefined : referenceWords(found, ids.get(found.to) ?? [], moved);
    return words ? [{ file, ...at(), ...words }] : [];
  });
}

/** Groups ids by the target that a reference names: any page, a kind, or a data collection. */
export function idsByTarget(
  pages: readonly ReadPage[],
  entries: readonly { collection: string; id: string }[],
): Map<string, string[]> {
  const ids = new Map<string, string[]>([['page', pages.map(({ id }) => id)]]);
  const add = (target: string, id: string) => {
    const known = ids.get(target);
    if (known) known.push(id);
    else ids.set(target, [id]);
  };
  for (const { id, frontmatter } of pages) {
    const kind = (frontmatter?.value as { kind?: unknown } | null | undefined)?.kind;
    if (typeof kind === 'string') add(kind, id);
  }
  for (const { collection, id } of entries) add(collection, id);
  return ids;
}

function anchorsByPage(pages: readonly ReadPage[], ids: Map<string, string[]>): Reachable['anchors'] {
  return new Map(
    // The 404 page has no address of its own.
    pages
      .filter(({ id }) => id !== '404')
      .map(({ id, data, facts }) => {
        const drawn = [...(facts?.anchorCollections ?? [])].flatMap((collection) => ids.get(collection) ?? []);
        const outcomes = data?.kind === 'path' ? data.stages.flatMap((stage) => stage.outcomes) : [];
        return [id, facts && new Set([...facts.anchors, ...drawn, ...outcomes.map((outcome) => outcome.id)])];
      }),
  );
}
