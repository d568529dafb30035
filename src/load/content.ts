import { dirname } from 'node:path';
import { about, type Problem } from '#schema/problem.ts';
import type { Redirects } from '#schema/redirects.ts';
import { type DataSource, isData, readData } from './data.ts';
import { type InterfaceFile, isInterface, readInterfaceFiles } from './interface-files.ts';
import { LAYERS, type LayerFile, listFiles, ORGANISATION, readLayers } from './layers.ts';
import { type ReadNote, readNotes } from './notes.ts';
import { type ReadComponents, readComponents } from './organisation-components.ts';
import { isMisplaced, namedKind, type ReadPage, readPages } from './pages.ts';
import { type PublicFiles, readPublicFiles } from './public-files.ts';
import { REDIRECTS, type Redirect, readRedirects } from './redirect-files.ts';
import { readSettings, SETTINGS, type SettingsResult } from './settings-files.ts';
import { findUnexpectedFiles, type UnexpectedFiles } from './unexpected-files.ts';
import { readWordLists, WORDS } from './word-lists.ts';

/** All files of all layers, read once and parsed by their schemas, with the positions of everything in them. */
export interface Content {
  /** The folder that holds the layers and `public/`. */
  root: string;
  /** Layers, the earliest first: that of upstream. */
  layers: readonly string[];
  /** Day that reviews are measured against, such as 2026-01-31. */
  today: string;
  /** Files of the layers, one for each path. */
  files: readonly LayerFile[];
  /** Files that a later layer replaces. */
  overridden: readonly LayerFile[];
  /** Files of the organisation, as paths from its folder. */
  organisationFiles: readonly string[];
  /** Files that are copied to the site unchanged. */
  publicFiles: PublicFiles;
  /** Files that are not allowed where they are. Those that are not read may hold what others refer to. */
  unexpected: UnexpectedFiles;
  settings: SettingsResult;
  pages: readonly ReadPage[];
  notes: readonly ReadNote[];
  /** Components that pages may use: ours and those of the organisation. */
  components: ReadComponents;
  entries: readonly DataSource[];
  /** Data collections with a file or an entry that could not be read, which may hold any id. */
  unreadCollections: ReadonlySet<string>;
  redirects: readonly Redirect[];
  /** Strings of the interface, the earlier layer first. */
  interfaceFiles: readonly InterfaceFile[];
  /** Words that are right and in no dictionary. */
  words: ReadonlySet<string>;
  /** Problems of files that could not be read or parsed. */
  problems: readonly Problem[];
}

/** Files of a layer that are neither pages, data nor strings of the interface. */
const nonPages = new Set([SETTINGS, REDIRECTS, WORDS]);

/** Lists the files of the layers that belong into folders of pages: pages and their pictures. */
export function filesBesidePages(files: readonly LayerFile[]): LayerFile[] {
  return files.filter(({ path }) => !isData(path) && !isInterface(path) && !nonPages.has(path));
}

/** Lists the pages among the files of the layers. */
function pageFilesIn(files: readonly LayerFile[]): LayerFile[] {
  return filesBesidePages(files).filter(({ path }) => path.endsWith('.mdx'));
}

/** Reads the pages and notes again, for the dev server. Unchanged pages come from the cache. */
export function reloadPages({ root, layers, settings }: Content): Pick<Content, 'pages' | 'notes'> {
  const { files, overridden } = readLayers(root, layers);
  return {
    ...readPages(root, pageFilesIn(files), overridden, readComponents(root, layers), settings.defaultsOf),
    ...readNotes(root, layers),
  };
}

/**
 * Reads the handbook. Judges nothing: `check` does that, and `editionOf` chooses what readers see.
 * @param root The folder that holds the layers and `public/`.
 * @param options.today The day to measure review dates against, such as 2026-01-31.
 */
export function load(root: string, options: { layers?: readonly string[]; today?: string } = {}): Content {
  const { layers = LAYERS, today = new Date().toISOString().slice(0, 10) } = options;
  const unexpected = findUnexpectedFiles(root, layers);
  const { files, overridden } = readLayers(root, layers);
  const all = [...overridden, ...files];
  const settings = readSettings(root, layers);
  const { entries, unread: unreadCollections, problems: dataProblems } = readData(root, files, layers);
  const { redirects, problems: redirectProblems } = readRedirects(root, all);
  const { words, problems: wordProblems } = readWordLists(root, all);
  const { files: interfaceFiles, problems: interfaceProblems } = readInterfaceFiles(root, all);
  const components = readComponents(root, layers);
  const { pages, problems: pageProblems } = readPages(
    root,
    pageFilesIn(files),
    overridden,
    components,
    settings.defaultsOf,
  );
  const { notes, problems: noteProblems } = readNotes(root, layers);
  return {
    root,
    layers,
    today,
    files,
    overridden,
    organisationFiles: layers.includes(ORGANISATION) ? listFiles(root, dirname(ORGANISATION)) : [],
    publicFiles: readPublicFiles(root, layers),
    unexpected,
    settings,
    pages,
    notes,
    components,
    entries,
    unreadCollections,
    redirects,
    interfaceFiles,
    words,
    problems: [
      ...about('components', components.problems),
      ...about('fields', dataProblems),
      ...about('redirects', redirectProblems),
      ...about('interface', interfaceProblems),
      ...about('spelling', wordProblems),
      ...pageProblems,
      ...about('notes', noteProblems),
    ],
  };
}

/**
 * Checks whether every file was read. Otherwise the targets of links and references may be in a file that was not, and
 * one mistake is to give one problem.
 */
export function hasEveryFile({ unexpected }: Content): boolean {
  return unexpected.unread.length === 0;
}

/** Computes a value once for each content, since several rules need it. */
export function memoize<T>(compute: (content: Content) => T): (content: Content) => T {
  const values = new WeakMap<Content, T>();
  return (content) => {
    const known = values.get(content);
    if (known !== undefined) return known;
    const value = compute(content);
    values.set(content, value);
    return value;
  };
}

/** New ids of moved pages, by their old ids, whoever may read them. */
export const movedPages = memoize((content): Redirects => new Map(content.redirects.map(({ from, to }) => [from, to])));

/** Ids of the pages whose kind is unknown, since their front matter cannot be read or names the wrong one. */
export const pagesOfUnknownKind = memoize(
  ({ pages }): ReadonlySet<string> =>
    new Set(pages.filter((page) => !namedKind(page) || isMisplaced(page)).map(({ id }) => id)),
);

/** Checks by the name of a page, note or entry, such as `data/terms/roadmap`, whether it or its readers are unknown. */
export function isUnread({ pages, notes, unreadCollections }: Content): (name: string) => boolean {
  const written = [...pages, ...notes.map((note) => ({ ...note, id: note.name }))];
  const unread = new Set(written.filter(({ frontmatter }) => !frontmatter).map(({ id }) => id));
  return (name) => unread.has(name) || unreadCollections.has(/^data\/([^/]+)\//.exec(name)?.[1] ?? '');
}

/** Ids by the target that a reference names: any page, a kind, or a data collection. */
export const idsByTarget = memoize((content) => targetIds(content.pages, content.entries));

/** Groups the ids of pages and entries by the target that a reference names. */
export function targetIds(
  pages: readonly Pick<ReadPage, 'id' | 'frontmatter'>[],
  entries: readonly { collection: string; id: string }[],
): ReadonlyMap<string, readonly string[]> {
  const kindOf = ({ frontmatter }: Pick<ReadPage, 'frontmatter'>) =>
    (frontmatter?.value as { kind?: unknown } | null | undefined)?.kind;
  const named = [
    ...pages.flatMap((page) => ['page', kindOf(page)].map((target) => ({ target, id: page.id }))),
    ...entries.map(({ collection, id }) => ({ target: collection, id })),
  ];
  const groups = Map.groupBy(named, ({ target }) => String(target));
  return new Map([...groups].map(([target, group]) => [target, group.map(({ id }) => id)]));
}
