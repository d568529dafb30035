/** How far an outcome of a path has come. */
export interface Mark {
  /** The day it was ticked off, as 2026-01-31; empty while it is not. */
  done: string;
  note: string;
}

/** Where the progress of earlier outcomes goes: old ids with the ids that continue them. */
export type Moved = Record<string, readonly string[]>;

/** When a stage of a path ends, in days after the first day in the seat. */
export const DAYS = { 'before day 1': -1, 'week 1': 6, 'day 30': 29, 'day 60': 59, 'day 90': 89 };

/** The stages that a path may have. */
export type When = keyof typeof DAYS;

/**
 * How far each outcome has come. One without a mark of its own continues those it came from: it is done
 * once all of them were, on the last of their days, and a note goes to the first that continues it.
 * @param ids The outcomes of the path as it is now.
 * @param marks What is kept, perhaps by an older version of the path.
 */
export function progressOf(
  ids: readonly string[],
  moved: Moved,
  marks: Readonly<Record<string, Mark>>,
): Record<string, Mark> {
  return Object.fromEntries(ids.map((id) => [id, markOf(id, moved, marks)]));
}

function markOf(id: string, moved: Moved, marks: Readonly<Record<string, Mark>>): Mark {
  const own = Object.hasOwn(marks, id) ? marks[id] : undefined;
  if (own) return own;
  const before = Object.entries(moved)
    .filter(([, later]) => later.includes(id))
    .map(([old, later]) => ({ ...markOf(old, moved, marks), keepsNote: later[0] === id }));
  const done = before.every((mark) => mark.done !== '') ? before.map((mark) => mark.done) : [];
  const notes = before.flatMap(({ note, keepsNote }) => (keepsNote && note !== '' ? [note] : []));
  return { done: done.sort().at(-1) ?? '', note: notes.join('\n') };
}

/** The notes on outcomes that the path no longer has and that nothing continues. */
export function lostNotes(ids: readonly string[], moved: Moved, marks: Readonly<Record<string, Mark>>): string[] {
  const continued = (id: string): boolean => ids.includes(id) || (moved[id] ?? []).some(continued);
  return Object.entries(marks).flatMap(([id, { note }]) => (note === '' || continued(id) ? [] : [note]));
}

/** How many of some outcomes are done. */
export function doneOf(ids: readonly string[], progress: Readonly<Record<string, Mark>>): number {
  return ids.filter((id) => (progress[id]?.done ?? '') !== '').length;
}

/** The first outcome that is not done, or nothing once all are. */
export function nextOf(ids: readonly string[], progress: Readonly<Record<string, Mark>>): string | undefined {
  return ids.find((id) => (progress[id]?.done ?? '') === '');
}
