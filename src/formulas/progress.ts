/** Progress of one outcome of a path. */
export interface Mark {
  /** Day it was ticked off, as YYYY-MM-DD; empty if it is open. */
  done: string;
  note: string;
}

/** Renamed outcomes: each old id with the ids that continue it. */
export type Moved = Record<string, readonly string[]>;

/** End of each stage of a path, in days after the first day in the role. */
export const DAYS = { 'before day 1': -1, 'week 1': 6, 'day 30': 29, 'day 60': 59, 'day 90': 89 };

/** Name of a stage. */
export type When = keyof typeof DAYS;

/**
 * Returns the progress of each outcome. One without saved progress continues the outcomes it replaces: it is done once
 * all of them were, on the latest of their days, and a note goes to the first outcome that continues it.
 * @param ids The outcomes of the path now.
 * @param marks Saved progress, perhaps of an older version of the path.
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

/** Returns the notes on outcomes that the path no longer has and that no other outcome continues. */
export function lostNotes(ids: readonly string[], moved: Moved, marks: Readonly<Record<string, Mark>>): string[] {
  const continued = (id: string): boolean =>
    ids.includes(id) || (Object.hasOwn(moved, id) ? (moved[id] ?? []) : []).some(continued);
  return Object.entries(marks).flatMap(([id, { note }]) => (note === '' || continued(id) ? [] : [note]));
}

/** Counts the outcomes that are done. */
export function countDone(ids: readonly string[], progress: Readonly<Record<string, Mark>>): number {
  return ids.filter((id) => (progress[id]?.done ?? '') !== '').length;
}

/** Returns the first open outcome, or undefined once all are done. */
export function firstOpen(ids: readonly string[], progress: Readonly<Record<string, Mark>>): string | undefined {
  return ids.find((id) => (progress[id]?.done ?? '') === '');
}
