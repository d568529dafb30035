import {
  type Entries,
  isNewerVersion,
  isObject,
  mergeEntries,
  type Parts,
  readEntries,
  readTime,
  VERSION,
} from '#formulas/saved-state.ts';

/** Content of a saved file or a link. */
export interface SavedFile {
  /** Time at which it was written: an ISO date and time in UTC; empty if it does not say. */
  written: string;
  parts: Parts;
}

/** Reason why a text cannot be loaded. */
export type LoadFailure = 'foreign' | 'newer' | 'damaged';

/** Ids of the entries that a copy changes. */
export interface Changes {
  added: string[];
  replaced: string[];
  removed: string[];
}

/** Maximum size of a file, and of an unpacked link, in bytes: far above that of any copy. */
export const LARGEST = 2_000_000;

/** Maximum number of entries of a page, above that of years of use. */
const MOST = 5_000;
const FORMAT = 'playbook';
const PART = /^[a-z0-9][a-z0-9/-]{0,200}$/i;

/** Serialises parts for a file or a link. */
export function fileOf(parts: Parts, now: Date): string {
  return JSON.stringify({ format: FORMAT, version: VERSION, written: now.toISOString(), parts }, null, 1);
}

/** Parses the text of a file or a link. Anybody may have written it. */
export function parseFile(text: string, now = Date.now()): SavedFile | LoadFailure {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return 'damaged';
  }
  if (!isObject(file) || file['format'] !== FORMAT) return 'foreign';
  const { version, parts, written: said } = file;
  if (isNewerVersion(version)) return 'newer';
  // Only shown, so it may be in the future.
  const written = said === undefined ? '' : readTime(said, Number.POSITIVE_INFINITY);
  if (version !== VERSION || written === undefined || !isObject(parts)) return 'damaged';
  const read = Object.entries(parts).map(([id, part]) => ({ id, ...readEntries(part, now) }));
  const isSound = read.every((part) => PART.test(part.id) && part.isSound && Object.keys(part.entries).length <= MOST);
  return isSound ? { written, parts: Object.fromEntries(read.map(({ id, entries }) => [id, entries])) } : 'damaged';
}

/** Returns what merging other entries changes, without the entries that stay as they are. */
export function changesOf(mine: Entries, theirs: Entries): Changes {
  const merged = mergeEntries(mine, theirs);
  const changes: Changes = { added: [], replaced: [], removed: [] };
  for (const [id, { gone }] of Object.entries(merged)) {
    const before = Object.hasOwn(mine, id) ? mine[id] : undefined;
    const isThere = before && !before.gone;
    if (before === merged[id] || (gone && !isThere)) continue;
    changes[gone ? 'removed' : isThere ? 'replaced' : 'added'].push(id);
  }
  return changes;
}
