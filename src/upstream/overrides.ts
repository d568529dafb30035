import { basename } from 'node:path';
import { isData } from '#load/data.ts';
import { blobIds, diffsOf, fileChanges, type Git, listTree, readBlobs } from '#load/git.ts';
import { isInterface } from '#load/interface-files.ts';
import { type LayerFile, readLayers } from '#load/layers.ts';
import { REDIRECTS } from '#load/redirect-files.ts';
import { SETTINGS } from '#load/settings-files.ts';
import { readText } from '#load/text.ts';
import { WORDS } from '#load/word-lists.ts';
import { pageId } from '#schema/pages/index.ts';
import { commitsOfEntries, type EntriesAt, entriesIn, entryIds, entryText } from './data-entries.ts';
import type { Drift, Override } from './drift.ts';
import { NONE } from './upstream-state.ts';
import type { Repository } from './versions.ts';

/** Override with the blob id of the upstream file that it was based on, or `none`. */
interface Based extends Override {
  base: string;
}

/** Blob ids of files by path. */
type Tree = ReadonlyMap<string, string>;

/** Versions that overrides are compared with. */
interface Context extends Repository {
  /** The newest commit of upstream. */
  newest: string;
  /** Upstream's files at the checked-out commit and at the newest one. */
  ours: Tree;
  theirs: Tree;
  /** Commits that added files of the organisation, by path. */
  added: ReadonlyMap<string, string>;
  entriesAt: EntriesAt;
}

/**
 * Reads the replacements and notes of the organisation, and the changes that upstream has made since.
 * @param newest The newest commit of upstream.
 * @returns All overrides, and their bases to record in the state.
 */
export async function readOverrides(
  repository: Repository,
  newest: string,
): Promise<{ overrides: Drift[]; based: Record<string, string> }> {
  const { git, root, head, state } = repository;
  const [ours, theirs, added] = [await treeAt(git, head), await treeAt(git, newest), await commitsOfFiles(git)];
  const context = { ...repository, newest, ours, theirs, added, entriesAt: entriesIn(git) };
  // Settings, redirects, words and strings of the interface are merged, so they replace no file.
  const isWhole = (path: string) => ![SETTINGS, REDIRECTS, WORDS].includes(path) && !isInterface(path);
  const content = readLayers(root, ['org/content']).files.filter(({ path }) => isWhole(path));
  const notes = readLayers(root, ['org/notes']).files;
  const overrides = await fileOverrides(context, content, notes);
  const replaced = new Set(overrides.map(({ file }) => file));
  const data = content.filter(({ file, path }) => /^data\/[^/]+\/[^/]+\.yaml$/.test(path) && !replaced.has(file));
  const dataNotes = notes.filter(({ path }) => /^data\/[^/]+\/[^/]+\.mdx$/.test(path));
  for (const { file } of data) overrides.push(...(await entryOverrides(context, file)));
  for (const { file } of dataNotes) overrides.push(...(await noteOnEntry(context, file)));
  overrides.sort((a, b) => (a.path === b.path ? (a.key < b.key ? -1 : 1) : a.path < b.path ? -1 : 1));
  const compared: Compared[] = [];
  for (const override of overrides) compared.push(await compare(context, override));
  // An override without a base is not recorded, so that the next run finds it again.
  const recorded = overrides.filter(({ key, base }) => key in state.based || base !== NONE);
  const based = Object.fromEntries(recorded.map(({ key, base }) => [key, base]));
  return { overrides: await addDiffs(git, compared), based };
}

async function treeAt(git: Git, commit: string): Promise<Tree> {
  return new Map((await listTree(git, commit, 'content')).map(({ path, id }) => [path, id]));
}

/** Finds the commit that last added each file of the organisation. */
async function commitsOfFiles(git: Git): Promise<Map<string, string>> {
  const options = ['--reverse', '--diff-filter=A', '--no-renames', '--name-only', '-z', '--format=%x01%H'];
  const commits = (await git(['log', ...options, '--', 'org/content', 'org/notes'])).split('\x01').slice(1);
  const added = commits.flatMap((text) => {
    const [commit = '', ...files] = text.split('\0').map((field) => field.replace(/^\n+/, ''));
    return files.map((file) => [file, commit.trim()] as const);
  });
  return new Map(added);
}

/** Finds the pages, pictures and whole data files of upstream that the organisation replaces, and the pages with notes. */
async function fileOverrides(
  { git, head, state, ours, theirs, added }: Context,
  content: readonly LayerFile[],
  notes: readonly LayerFile[],
): Promise<Based[]> {
  const pageFiles = new Map(
    [...ours.keys(), ...theirs.keys()].map((path) => [pageId(path.slice('content/'.length)), path]),
  );
  const candidates: Override[] = [
    ...content.map(({ file, path }) => ({ key: file, file, verb: 'replace' as const, path: `content/${path}` })),
    ...notes
      .filter(({ path }) => !isData(path))
      .map(({ file, path }) => ({
        ...{ key: file, file, verb: 'annotate' as const },
        path: pageFiles.get(pageId(path)) ?? `content/${path}`,
      })),
  ];
  const names = candidates.map(({ file, path }) => `${added.get(file) ?? head}:${path}`);
  const bases = await blobIds(git, names);
  return candidates
    .map((override, at) => ({ ...override, base: state.based[override.key] ?? bases[at] ?? NONE }))
    .filter(({ key, base, path }) => key in state.based || base !== NONE || theirs.has(path));
}

/** Finds the entries in a data file of the organisation that replace an entry in another file of upstream. */
async function entryOverrides({ git, root, head, state, newest, entriesAt }: Context, file: string): Promise<Based[]> {
  const [theirs, ours] = await Promise.all([entriesAt(newest, file), entriesAt(head, file)]);
  const entries = entryIds(readText(root, file).text ?? '', file).filter(
    (entry) => theirs.has(entry) || ours.has(entry) || `${file}#${entry}` in state.based,
  );
  const commits = entries.length > 0 ? await commitsOfEntries(git, file, entries) : [];
  const found: Based[] = [];
  for (const [at, entry] of entries.entries()) {
    const key = `${file}#${entry}`;
    const then = (await entriesAt(commits[at] ?? head, file)).get(entry);
    const path = theirs.get(entry)?.path ?? then?.path;
    if (path) found.push({ key, file, verb: 'replace', path, entry, base: state.based[key] ?? then?.blob ?? NONE });
  }
  return found;
}

/** Finds the data entry that a note annotates. */
async function noteOnEntry({ head, state, newest, added, entriesAt }: Context, file: string): Promise<Based[]> {
  const entry = basename(file, '.mdx');
  const now = (await entriesAt(newest, file)).get(entry);
  const then = (await entriesAt(added.get(file) ?? head, file)).get(entry);
  const path = now?.path ?? then?.path;
  if (path === undefined) return [];
  return [{ key: file, file, verb: 'annotate', path, entry, base: state.based[file] ?? then?.blob ?? NONE }];
}

/** Override with the change upstream, and the two blobs to diff. */
interface Compared {
  drift: Drift;
  blobs?: readonly [before: string, after: string];
}

async function compare(context: Context, { base, ...override }: Based): Promise<Compared> {
  const { theirs, newest, entriesAt } = context;
  const { file, path, entry } = override;
  const isFile = entry === undefined;
  const present = (isFile ? theirs.get(path) : (await entriesAt(newest, file)).get(entry)?.blob) ?? NONE;
  const drift = { ...override, present };
  if (present === base) return { drift: { ...drift, change: 'same' } };
  if (base === NONE) return { drift: { ...drift, change: 'added' } };
  if (present !== NONE) return { drift: { ...drift, change: 'changed' }, blobs: [base, present] };
  const to = isFile ? await findRenamed(context, path) : undefined;
  const after = to && theirs.get(to);
  if (!to || !after) return { drift: { ...drift, change: 'removed' } };
  return { drift: { ...drift, to, change: 'renamed' }, blobs: [base, after] };
}

/** Follows a file of upstream through its renames, which git detects by content. */
async function findRenamed({ git, newest, theirs }: Context, path: string): Promise<string | undefined> {
  const seen = new Set<string>();
  for (let current = path; !seen.has(current); ) {
    if (theirs.has(current)) return current;
    seen.add(current);
    const removal = ['log', '-1', '--format=%H', '--diff-filter=D', '--no-renames', newest, '--', current];
    const commit = (await git(removal)).trim();
    if (commit === '') return undefined;
    const changes = fileChanges(await git(['diff-tree', '-r', '-z', '-M', '--name-status', `${commit}^`, commit]));
    current = changes.find(({ from }) => from === current)?.path ?? current;
  }
  return undefined;
}

/** Adds diffs to the changed overrides. All blobs are read in one call of git, and compared in another. */
async function addDiffs(git: Git, compared: readonly Compared[]): Promise<Drift[]> {
  const names = compared.flatMap(({ blobs = [] }) => blobs);
  const contents = await readBlobs(git, names);
  const contentOf = new Map(names.map((name, at) => [name, contents[at]]));
  const pairs = compared.map(({ drift: { entry }, blobs }) =>
    blobs?.map((name) => {
      const content = contentOf.get(name);
      return entry === undefined || content === undefined ? content : entryText(String(content), entry);
    }),
  );
  const diffs = await diffsOf(pairs.map(([before = '', after = ''] = []) => [before, after]));
  return compared.map(({ drift }, at) => {
    const [pair, diff] = [pairs[at], diffs[at]];
    // The file of an entry may have changed or moved while the entry did not.
    if (drift.entry !== undefined && pair && pair[0] === pair[1]) return { ...drift, change: 'same' };
    return diff && !pair?.includes(undefined) ? { ...drift, diff, lines: changedLines(diff) } : drift;
  });
}

/** Counts the changed lines of a unified diff; a rewritten line counts once. */
function changedLines(diff: string): number {
  const countLines = (sign: string) => diff.split('\n').filter((line) => line.startsWith(sign)).length;
  return Math.max(countLines('+'), countLines('-'));
}
