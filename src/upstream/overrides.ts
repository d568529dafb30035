import { basename } from 'node:path';
import { parse, stringify } from 'yaml';
import { isData } from '#load/data.ts';
import { blobIds, diffsOf, type Git, listTree, readBlobs } from '#load/git.ts';
import { isInterface } from '#load/interface-files.ts';
import { readLayers } from '#load/layers.ts';
import { SETTINGS } from '#load/settings-files.ts';
import { readText } from '#load/text.ts';
import { isDataName } from '#schema/data/index.ts';
import { pageId } from '#schema/pages/index.ts';
import { changedLines, type Drift, fileChanges, NONE, type Override } from './drift.ts';

/** Commits that overrides are compared with. */
export interface Versions {
  /** The checked-out commit. */
  head: string;
  /** The commit of upstream. */
  newest: string;
}

/** Override with the blob id of the upstream file that it was based on, or `none`. */
interface Based extends Override {
  base: string;
}

/**
 * Reads the replacements and notes of the organisation, and the changes that upstream has made since.
 * @param known Recorded base of each override: a blob id by its key.
 */
export async function readOverrides(
  git: Git,
  root: string,
  { head, newest }: Versions,
  known: Readonly<Record<string, string>>,
): Promise<{ overrides: Drift[]; based: Record<string, string> }> {
  const [ours, theirs] = await Promise.all([contentOf(git, head), contentOf(git, newest)]);
  const { candidates, data, entryNotes } = candidatesIn(root, [...ours.keys(), ...theirs.keys()]);
  const added = await addedIn(git);
  const bases = await basesOf(git, candidates, ours, added);
  const whole = candidates.map((candidate, at) => ({ ...candidate, base: known[candidate.key] ?? bases[at] ?? NONE }));
  const replaced = whole.filter(({ key, base, path }) => key in known || base !== NONE || theirs.has(path));
  const files = new Set(replaced.map(({ file }) => file));
  const collections = collectionsOf(git);
  const entries: Based[] = [];
  for (const file of data.filter((name) => !files.has(name))) {
    entries.push(...(await entriesOver(git, root, file, { head, newest }, known, collections)));
  }
  for (const file of entryNotes) {
    entries.push(...(await noteOnEntry(file, added.get(file) ?? head, newest, known, collections)));
  }
  const compared: Compared[] = [];
  for (const override of replaced) compared.push(await compareFile(git, override, theirs, newest));
  for (const override of entries) compared.push(await compareEntry(override, newest, collections));
  const overrides = await withDiffs(git, compared);
  overrides.sort((a, b) => (a.path === b.path ? (a.key < b.key ? -1 : 1) : a.path < b.path ? -1 : 1));
  // An override without a base is not recorded, so that the next run finds it again.
  const recorded = [...replaced, ...entries].filter(({ key, base }) => key in known || base !== NONE);
  return { overrides, based: Object.fromEntries(recorded.map(({ key, base }) => [key, base])) };
}

async function contentOf(git: Git, commit: string): Promise<Map<string, string>> {
  return new Map((await listTree(git, commit, 'content')).map(({ path, id }) => [path, id]));
}

/** Lists the organisation's files with the upstream files that they would override, if those exist. */
function candidatesIn(
  root: string,
  upstream: readonly string[],
): { candidates: Override[]; data: string[]; entryNotes: string[] } {
  const byId = new Map(upstream.map((path) => [pageId(path.replace(/^content\//, '')), path]));
  // Settings and strings of the interface replace keys, not files.
  const isWhole = (path: string) => path !== SETTINGS && !isInterface(path);
  const content = readLayers(root, ['org/content']).files.filter(({ path }) => isWhole(path));
  const notes = readLayers(root, ['org/notes']).files;
  return {
    candidates: [
      ...content.map(({ file, path }) => ({ key: file, file, verb: 'replace' as const, path: `content/${path}` })),
      ...notes
        .filter(({ path }) => !isData(path))
        .map(({ file, path }) => {
          const noted = byId.get(pageId(path)) ?? `content/${path}`;
          return { key: file, file, verb: 'annotate' as const, path: noted };
        }),
    ],
    data: content.filter(({ path }) => /^data\/[^/]+\/[^/]+\.yaml$/.test(path)).map(({ file }) => file),
    entryNotes: notes.filter(({ path }) => /^data\/[^/]+\/[^/]+\.mdx$/.test(path)).map(({ file }) => file),
  };
}

/** Finds the commit that last added each file of the organisation. */
async function addedIn(git: Git): Promise<Map<string, string>> {
  const output = await git([
    'log',
    '-z',
    '--format=%x01%H',
    '--diff-filter=A',
    '--no-renames',
    '--name-only',
    '--',
    'org/content',
    'org/notes',
  ]);
  const added = new Map<string, string>();
  let commit = '';
  for (const field of output.split('\0').map((part) => part.replace(/^\n+/, ''))) {
    if (field.startsWith('\x01')) commit = field.slice(1).trim();
    else if (field !== '' && !added.has(field)) added.set(field, commit);
  }
  return added;
}

/**
 * Finds the blob that upstream had at each path when the override was added, or the one at HEAD if it is not committed.
 */
async function basesOf(
  git: Git,
  overrides: readonly Override[],
  ours: ReadonlyMap<string, string>,
  added: ReadonlyMap<string, string>,
): Promise<(string | undefined)[]> {
  const committed = overrides.filter(({ file }) => added.has(file));
  const ids = await blobIds(
    git,
    committed.map(({ file, path }) => `${added.get(file)}:${path}`),
  );
  const found = new Map(committed.map(({ key }, at) => [key, ids[at]]));
  return overrides.map(({ key, path }) => (found.has(key) ? found.get(key) : ours.get(path)));
}

/** Override with the change upstream, and the two blobs to diff. */
interface Compared {
  drift: Drift;
  between?: readonly [before: string, after: string];
}

async function compareFile(
  git: Git,
  { base, ...override }: Based,
  theirs: ReadonlyMap<string, string>,
  newest: string,
): Promise<Compared> {
  const present = theirs.get(override.path) ?? NONE;
  const drift = { ...override, present };
  if (present === base) return { drift: { ...drift, change: 'same' } };
  if (base === NONE) return { drift: { ...drift, change: 'added' } };
  if (present !== NONE) return { drift: { ...drift, change: 'changed' }, between: [base, present] };
  const to = await renamedTo(git, override.path, newest, theirs);
  const now = to && theirs.get(to);
  if (!to || !now) return { drift: { ...drift, change: 'removed' } };
  return { drift: { ...drift, to, change: 'renamed' }, between: [base, now] };
}

/** Adds the diffs to changed overrides. All blobs are read in one call of git. */
async function withDiffs(git: Git, compared: readonly Compared[]): Promise<Drift[]> {
  const blobs = await readBlobs(
    git,
    compared.flatMap(({ between = [] }) => between),
  );
  const pairs: [before: Buffer | string, after: Buffer | string][] = [];
  const pairOf = new Map<Drift, number>();
  const seen = compared.map(({ drift, between }) => {
    const { entry } = drift;
    const [old, now] = (between ?? []).map((id) => {
      const blob = blobs.get(id);
      return entry === undefined || blob === undefined ? blob : entryIn(String(blob), entry);
    });
    // The file of an entry may have changed or moved while the entry did not.
    if (entry !== undefined && between && old === now) return { ...drift, change: 'same' as const };
    if (old !== undefined && now !== undefined) pairOf.set(drift, pairs.push([old, now]) - 1);
    return drift;
  });
  const diffs = await diffsOf(pairs);
  return seen.map((drift) => {
    const diff = diffs[pairOf.get(drift) ?? -1];
    return diff ? { ...drift, diff, lines: changedLines(diff) } : drift;
  });
}

/** Follows a file of upstream through its renames, which git guesses from the content. */
async function renamedTo(
  git: Git,
  path: string,
  newest: string,
  theirs: ReadonlyMap<string, string>,
): Promise<string | undefined> {
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

/** Reads the entries of a collection at a commit: the path and blob id of the file of each. */
type Collections = (commit: string, collection: string) => Promise<Map<string, { path: string; blob: string }>>;

function collectionsOf(git: Git): Collections {
  const read = new Map<string, ReturnType<Collections>>();
  return (commit, collection) => {
    const key = `${commit}:${collection}`;
    const reading = read.get(key) ?? readCollection(git, commit, collection);
    read.set(key, reading);
    return reading;
  };
}

async function readCollection(git: Git, commit: string, collection: string): ReturnType<Collections> {
  const files = await listTree(git, commit, `content/data/${collection}`);
  const blobs = await readBlobs(
    git,
    files.map(({ id }) => id),
  );
  return new Map(
    files.flatMap(({ path, id }) =>
      idsIn(String(blobs.get(id) ?? ''), path).map((entry) => [entry, { path, blob: id }]),
    ),
  );
}

/** Finds the entries in a data file of the organisation that replace an entry in another file of upstream. */
async function entriesOver(
  git: Git,
  root: string,
  file: string,
  { head, newest }: Versions,
  known: Readonly<Record<string, string>>,
  collections: Collections,
): Promise<Based[]> {
  const collection = file.split('/')[3] ?? '';
  if (!isDataName(collection)) return [];
  const [theirs, ours] = await Promise.all([collections(newest, collection), collections(head, collection)]);
  const isOver = (entry: string) => theirs.has(entry) || ours.has(entry) || `${file}#${entry}` in known;
  const written = idsIn(textOf(root, file), file).filter(isOver);
  if (written.length === 0) return [];
  const history = await idHistory(git, file);
  const found: Based[] = [];
  for (const entry of written) {
    const key = `${file}#${entry}`;
    const firstWith = history.findLastIndex((_, at) =>
      history.slice(0, at + 1).every(({ ids }) => ids.includes(entry)),
    );
    const then = (await collections(history[firstWith]?.commit ?? head, collection)).get(entry);
    const path = theirs.get(entry)?.path ?? then?.path;
    if (path) found.push({ key, file, verb: 'replace', path, entry, base: known[key] ?? then?.blob ?? NONE });
  }
  return found;
}

/**
 * Finds the entry of data that a note annotates.
 * @param added The commit that added the note.
 */
async function noteOnEntry(
  file: string,
  added: string,
  newest: string,
  known: Readonly<Record<string, string>>,
  collections: Collections,
): Promise<Based[]> {
  const collection = file.split('/')[3] ?? '';
  if (!isDataName(collection)) return [];
  const entry = basename(file, '.mdx');
  const [theirs, then] = await Promise.all([collections(newest, collection), collections(added, collection)]);
  const path = theirs.get(entry)?.path ?? then.get(entry)?.path;
  if (path === undefined) return [];
  return [{ key: file, file, verb: 'annotate', path, entry, base: known[file] ?? then.get(entry)?.blob ?? NONE }];
}

function textOf(root: string, file: string): string {
  return readText(root, file).text ?? '';
}

/** Lists the ids of the entries in a file of the organisation at each commit that changed it, newest first. */
async function idHistory(git: Git, file: string): Promise<{ commit: string; ids: string[] }[]> {
  const commits = (await git(['log', '--format=%H', '--', file])).split('\n').filter(Boolean);
  const ids = await blobIds(
    git,
    commits.map((commit) => `${commit}:${file}`),
  );
  const blobs = await readBlobs(
    git,
    ids.filter((id) => id !== undefined),
  );
  return commits.map((commit, at) => ({ commit, ids: idsIn(String(blobs.get(ids[at] ?? '') ?? ''), file) }));
}

async function compareEntry({ base, ...override }: Based, newest: string, collections: Collections): Promise<Compared> {
  const { entry = '', file } = override;
  const present = (await collections(newest, file.split('/')[3] ?? '')).get(entry)?.blob ?? NONE;
  const drift = { ...override, present };
  if (present === base) return { drift: { ...drift, change: 'same' } };
  if (base === NONE) return { drift: { ...drift, change: 'added' } };
  if (present === NONE) return { drift: { ...drift, change: 'removed' } };
  return { drift: { ...drift, change: 'changed' }, between: [base, present] };
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    // The check reports invalid YAML, and none of its entries can be compared.
    return undefined;
  }
}

function idsIn(text: string, file: string): string[] {
  const value = parseYaml(text);
  if (Array.isArray(value)) return value.map((entry) => String((entry as { id?: unknown } | null)?.id ?? ''));
  if (typeof value !== 'object' || value === null) return [];
  return [String((value as { id?: unknown }).id ?? basename(file, '.yaml'))];
}

/** Serialises one entry of a data file to YAML, so that two versions can be compared line by line. */
function entryIn(text: string, id: string): string | undefined {
  const value = parseYaml(text);
  const entry = Array.isArray(value) ? value.find((item) => String(item?.id) === id) : value;
  return entry === undefined || entry === null ? undefined : stringify(entry);
}
