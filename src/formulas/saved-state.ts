/** Data that a reader has entered under one id. */
export interface Entry {
  /** Time of the last change: an ISO date and time in UTC. */
  at: string;
  /** Marks a deleted entry, so that merging an older copy does not restore it. */
  gone?: true;
  [field: string]: unknown;
}

/** Entries of one tool or path, by id. */
export type Entries = Record<string, Entry>;

/** Content of a saved file or a link: entries by the id of the page that saves them. */
export type Parts = Record<string, Entries>;

/** Reason why a text cannot be loaded. */
export type LoadFailure = 'foreign' | 'newer' | 'damaged';

/** Version of the saved format. Raise it when older code cannot read newer data. */
export const VERSION = 1;

const FORMAT = 'playbook';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;
const ID = /^[a-z0-9$][a-z0-9$/-]{0,200}$/i;
const LONGEST = 10_000;

/** Merges two copies. Of each entry the last change wins, so that neither side loses anything. */
export function mergeEntries(mine: Entries, theirs: Entries): Entries {
  const newer = Object.entries(theirs).filter(([id, entry]) => isNewer(entry, mine[id]));
  return { ...mine, ...Object.fromEntries(newer) };
}

/** Checks which change is later. On equal times, both sides must choose alike; any deterministic rule will do. */
function isNewer(entry: Entry, other: Entry | undefined): boolean {
  if (!other || entry.at !== other.at) return !other || entry.at > other.at;
  return JSON.stringify(entry) > JSON.stringify(other);
}

/** Returns the time for a changed entry: now, but always after its last change, even if a clock was wrong. */
export function changedAt(before: Entry | undefined, now: Date): string {
  const last = before ? Date.parse(before.at) + 1 : 0;
  return new Date(Math.max(now.getTime(), last)).toISOString();
}

/** Checks whether a value is a set of entries: flat, each with an id and a time, and limited in length. */
export function isEntries(value: unknown): value is Entries {
  return isObject(value) && Object.entries(value).every(([id, entry]) => ID.test(id) && isEntry(entry));
}

/** Serialises parts for a file. */
export function fileOf(parts: Parts, now: Date): string {
  return JSON.stringify({ format: FORMAT, version: VERSION, written: now.toISOString(), parts }, null, 1);
}

/**
 * Parses the text of a file or a link.
 * @returns The parts, or the reason why they cannot be loaded.
 */
export function partsOf(text: string): Parts | LoadFailure {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return 'damaged';
  }
  if (!isObject(file) || file['format'] !== FORMAT) return 'foreign';
  if (typeof file['version'] === 'number' && file['version'] > VERSION) return 'newer';
  const { version, parts } = file;
  const sound =
    version === VERSION &&
    isObject(parts) &&
    Object.entries(parts).every(([id, entries]) => ID.test(id) && isEntries(entries));
  return sound ? (parts as Parts) : 'damaged';
}

function isEntry(value: unknown): value is Entry {
  if (!isObject(value) || typeof value['at'] !== 'string' || !TIME.test(value['at'])) return false;
  if ('gone' in value && value['gone'] !== true) return false;
  return Object.values(value).every((field) => isField(field) || (Array.isArray(field) && field.every(isField)));
}

function isField(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= LONGEST;
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
