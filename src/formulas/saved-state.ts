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

/** Entries of several pages, by the id of the page that saves them. */
export type Parts = Record<string, Entries>;

/** Version of the saved format. Raise it when older code cannot read newer data. */
export const VERSION = 1;

/** Checks whether a version is one that this code cannot read. */
export function isNewerVersion(version: unknown): boolean {
  return Number.isInteger(version) && (version as number) > VERSION;
}

const TIME = /^.{19}(\.\d{1,3})?Z$/;
const EARLIEST = '1970-01-01T00:00:00.000Z';
const ID = /^[a-z0-9$][a-z0-9$/-]{0,200}$/i;
const LONGEST = 10_000;
const DAY = 86_400_000;

/** Merges two copies. Of each entry the last change wins, so that neither side loses anything. */
export function mergeEntries(mine: Entries, theirs: Entries): Entries {
  // Without a prototype, because an id may be the name of something that every object has, such as `constructor`.
  const merged: Entries = Object.assign(Object.create(null), mine);
  for (const [id, entry] of Object.entries(theirs)) if (isNewer(entry, merged[id])) merged[id] = entry;
  return merged;
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

/**
 * Reads entries that somebody else may have written: flat, each with an id and a time, and limited in length.
 * @returns Those that are sound, and whether all are.
 */
export function readEntries(value: unknown, now = Date.now()): { entries: Entries; isSound: boolean } {
  const all = isObject(value) ? Object.entries(value) : [];
  const entries: Entries = Object.create(null);
  for (const [id, entry] of all) {
    const at = isObject(entry) && ID.test(id) && areFields(entry) && readTime(entry['at'], now);
    if (at) entries[id] = { ...entry, at };
  }
  return { entries, isSound: isObject(value) && Object.keys(entries).length === all.length };
}

/** Returns a time in the form in which times are compared; undefined if it is none. */
export function readTime(value: unknown, now: number): string | undefined {
  if (typeof value !== 'string' || !TIME.test(value)) return undefined;
  // Null if it is no time; and February 30 would become March 2.
  const time = new Date(value).toJSON();
  if (!time?.startsWith(value.slice(0, 19))) return undefined;
  // A time in the future, beyond what clocks differ, is wrong. It becomes the earliest one, because no later change
  // could ever win over the entry.
  return Date.parse(time) > now + DAY ? EARLIEST : time;
}

function areFields({ gone = true, ...fields }: Record<string, unknown>): boolean {
  return gone === true && Object.values(fields).flat().every(isField);
}

function isField(value: unknown): boolean {
  return typeof value === 'string' ? value.length <= LONGEST : typeof value === 'boolean' || Number.isFinite(value);
}

/** Checks whether a value is an object, and not a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
