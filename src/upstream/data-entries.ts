import { basename } from 'node:path';
import { parse, stringify } from 'yaml';
import { type Git, listTree, readTexts, type TreeFile } from '#load/git.ts';
import { isDataName } from '#schema/data/index.ts';

/** Upstream file that contains a data entry. */
export interface EntryPlace {
  path: string;
  /** Blob id. */
  blob: string;
}

/** Finds the upstream entries of the collection that a file of the organisation belongs to, by id. */
export type EntriesAt = (commit: string, file: string) => Promise<ReadonlyMap<string, EntryPlace>>;

/** Creates a lookup that lists the data of each commit once, and reads each version of a collection once. */
export function entriesIn(git: Git): EntriesAt {
  const trees = new Map<string, Promise<TreeFile[]>>();
  const collections = new Map<string, ReturnType<EntriesAt>>();
  return async (commit, file) => {
    const collection = file.split('/')[3] ?? '';
    if (!isDataName(collection)) return new Map();
    const tree = trees.get(commit) ?? listTree(git, commit, 'content/data');
    trees.set(commit, tree);
    const files = (await tree).filter(({ path }) => path.startsWith(`content/data/${collection}/`));
    const key = JSON.stringify(files);
    const entries = collections.get(key) ?? readCollection(git, files);
    collections.set(key, entries);
    return entries;
  };
}

async function readCollection(git: Git, files: readonly TreeFile[]): ReturnType<EntriesAt> {
  const blobs = files.map(({ id }) => id);
  const texts = await readTexts(git, blobs);
  const entries = files.flatMap(({ path, id }, at) =>
    entryIds(texts[at] ?? '', path).map((entry) => [entry, { path, blob: id }] as const),
  );
  return new Map(entries);
}

/**
 * Finds the commit that added each entry to a data file and in which it has been since; undefined where it is not
 * committed.
 */
export async function commitsOfEntries(
  git: Git,
  file: string,
  entries: readonly string[],
): Promise<(string | undefined)[]> {
  const commits = (await git(['log', '--format=%H', '--', file])).split('\n').filter(Boolean);
  const names = commits.map((commit) => `${commit}:${file}`);
  const texts = await readTexts(git, names);
  const ids = texts.map((text) => entryIds(text, file));
  return entries.map((entry) => {
    const without = ids.findIndex((present) => !present.includes(entry));
    return commits[(without === -1 ? commits.length : without) - 1];
  });
}

/** Lists the ids of the entries in a data file. An entry without an id is named by its file. */
export function entryIds(text: string, file: string): string[] {
  const value = parseYaml(text);
  if (Array.isArray(value)) return value.map((entry) => String((entry as { id?: unknown } | null)?.id ?? ''));
  if (typeof value !== 'object' || value === null) return [];
  return [String((value as { id?: unknown }).id ?? basename(file, '.yaml'))];
}

/** Formats one entry of a data file as YAML, so that two versions can be compared line by line. */
export function entryText(text: string, id: string): string | undefined {
  const value = parseYaml(text);
  const entry = Array.isArray(value) ? value.find((item) => String(item?.id) === id) : value;
  return entry === undefined || entry === null ? undefined : stringify(entry);
}

/** Parses YAML; undefined if it is invalid, which the check reports. */
function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
