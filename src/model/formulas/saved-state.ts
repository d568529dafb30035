/** What a reader has entered under one id. */
export interface Entry {
  /** When it last changed: an ISO date and time in UTC. */
  at: string;
  /** Set once the reader has deleted it, so that no older copy brings it back. */
  gone?: true;
  [field: string]: unknown;
}

/** The entries of one tool or path, by their ids. */
export type Entries = Record<string, Entry>;

/** Everything that a file or a link holds: entries by the id of the page that keeps them. */
export type Parts = Record<string, Entries>;

/** Why a text is not what a reader can load. */
export type UserError = 'foreign' | 'newer' | 'damaged';

/** The version of what is kept and written. It rises when an older reader could not understand a newer text. */
export const VERSION = 1;

const FORMAT = 'playbook';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;
const ID = /^[a-z0-9$][a-z0-9$/-]{0,200}$/i;
const LONGEST = 10_000;

/** Both copies in one: of each entry the one that changed last, so that neither side loses anything. */
export function merged(mine: Entries, theirs: Entries): Entries {
  const ids = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
  return Object.fromEntries(
    [...ids].map((id) => {
      const [a, b] = [mine[id], theirs[id]];
      if (!a || !b) return [id, (a ?? b) as Entry];
      // Two changes in the same millisecond: any rule will do that both sides follow.
      if (a.at === b.at) return [id, JSON.stringify(a) > JSON.stringify(b) ? a : b];
      return [id, a.at > b.at ? a : b];
    }),
  );
}

/** The moment to write into a changed entry: now, but later than its last change, even if a clock was wrong. */
export function changedAt(before: Entry | undefined, now: Date): string {
  const last = before ? Date.parse(before.at) + 1 : 0;
  return new Date(Math.max(now.getTime(), last)).toISOString();
}

/** Whether a value is a set of entries: flat, with an id and a time each, and no text beyond reason. */
export function isEntries(value: unknown): value is Entries {
  return isObject(value) && Object.entries(value).every(([id, entry]) => ID.test(id) && isEntry(entry));
}

/** The text of a file that holds parts. */
export function fileOf(parts: Parts, now: Date): string {
  return JSON.stringify({ format: FORMAT, version: VERSION, written: now.toISOString(), parts }, null, 1);
}

/** The parts that the text of a file or a link holds, or why it cannot be loaded. */
export function partsOf(text: string): Parts | UserError {
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
