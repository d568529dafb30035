import type { FileChange } from '#load/git.ts';
import { pageId } from '#schema/pages/index.ts';
import { didYouMean } from '#schema/problem.ts';

/** File or data entry of the organisation that replaces or annotates one of upstream. */
export interface Override {
  /** Key in `org/upstream.yaml`: the path, for a replaced data entry followed by `#` and its id. */
  key: string;
  /** Path of the organisation's file from the root. */
  file: string;
  verb: 'replace' | 'annotate';
  /** Path of upstream's file from the root. */
  path: string;
  /** Id of the entry, if it is one of a data file. */
  entry?: string;
}

/** Change upstream since an override was based on the file. */
export type Change = 'same' | FileChange['change'];

/** Override, with the change upstream since. */
export interface Drift extends Override {
  change: Change;
  /** Current blob id of upstream's file, or `none`. */
  present: string;
  /** Number of changed lines; absent for binary files. */
  lines?: number;
  /** New path of upstream's file, if it was renamed. */
  to?: string;
  /** Unified diff, without file headers. */
  diff?: string;
}

/** Version of upstream. */
export interface Version {
  commit: string;
  /** Date of the commit, as YYYY-MM-DD. */
  date: string;
  /** Branch or tag of upstream at this commit, if any. */
  name?: string;
}

/** Report on upstream, which `npm run upstream -- --json` prints. */
export interface UpstreamReport {
  /** Address of upstream. */
  source: string;
  /** Version that was last merged. */
  have: Version;
  newest: Version;
  /** Changed pages, by path. */
  pages: (FileChange & { title?: string })[];
  /** Number of other changed files. */
  otherFiles: number;
  /** Files outside org/ that differ from upstream. */
  outside: FileChange[];
  /** Number of overrides. */
  overrides: number;
  /** Overrides whose upstream file has changed since, by path. */
  drift: Drift[];
}

/**
 * Finds the overrides that somebody names, with or without layer and extension; `all` names all.
 * @returns Undefined if there is none of that name.
 */
export function findOverrides<O extends Override>(name: string, overrides: readonly O[]): O[] | undefined {
  if (name === 'all') return [...overrides];
  const plain = name.replace(/^\.?\//, '').replace(/\/$/, '');
  const found = overrides.filter((override) => namesOf(override).includes(plain));
  return found.length > 0 ? found : undefined;
}

/** Error message for a name that no override has. */
export function unknownOverride(name: string, overrides: readonly Override[]): string {
  const paths = overrides.map(({ path, entry }) => (entry ? `${path}#${entry}` : path));
  return `Nothing that is replaced or annotated is called "${name}". ${didYouMean(name, paths)}`;
}

/** Returns the shortest name of an override, as `npm run upstream -- --seen` accepts it. */
export function shortName(override: Override): string {
  return namesOf(override).at(-1) as string;
}

function namesOf({ key, file, verb, path, entry }: Override): string[] {
  const inLayer = path.replace(/^content\//, '');
  if (!entry) return [key, path, inLayer, pageId(inLayer)];
  const noteId = verb === 'annotate' ? [file.replace(/^org\/notes\/|\.mdx$/g, '')] : [];
  return [key, file, `${path}#${entry}`, `${inLayer}#${entry}`, ...noteId];
}

/** Formats a version: its name, if it has one, and its short commit id. */
export function versionName({ commit, name }: Pick<Version, 'commit' | 'name'>): string {
  return name ? `${name} (${commit.slice(0, 7)})` : commit.slice(0, 7);
}
