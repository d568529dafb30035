import type { Problem } from '../problem.ts';
import type { WithPositions } from '../with-positions.ts';

/** A page as it was at one time, as far as it could be read. */
export interface Version {
  /** The path from the root, which problems name. */
  file: string;
  id: string;
  frontmatter: WithPositions;
  /** What stands below the front matter. */
  body: string;
}

type Entry = { day: string; outcome: string };

/**
 * Checks the log of the reviews of a page against the one it had: no entry changes or goes, and what says that the page
 * was edited stands with an edit of it.
 * @param drawnAnew Whether something else that the page shows, such as a picture or data, has changed.
 */
export function reviewLogProblems(before: Version, after: Version, drawnAnew: boolean): Problem[] {
  const [old, now] = [logOf(before), logOf(after)];
  if (!old || !now) return [];
  const { lost, added } = compared(old, now);
  const command = `npm run review -- ${after.id}`;
  const removed = lost.map((entry): Problem => {
    const at = Math.min(old.indexOf(entry), now.length - 1);
    const message = `The review of ${entry.day}, ${entry.outcome}, was changed or taken out`;
    const fix = `Put {day: ${entry.day}, outcome: ${entry.outcome}} back, and add yours after it: ${command}`;
    return { file: after.file, ...after.frontmatter.at(at < 0 ? ['reviewed'] : ['reviewed', at]), message, fix };
  });
  const edited = added.filter((at) => now[at]?.outcome === 'edited');
  if (edited.length === 0 || drawnAnew || !isSame(before, after)) return removed;
  const idle = edited.map((at): Problem => {
    const place = after.frontmatter.at(['reviewed', at, 'outcome']);
    const message = `The review of ${now[at]?.day} says edited, and nothing else of the page has changed`;
    return { file: after.file, ...place, message, fix: 'Write outcome: still right, or edit the page' };
  });
  return [...removed, ...idle];
}

/** The log, or nothing where the page has none, as one that does not follow its schema. */
function logOf({ frontmatter }: Version): Entry[] | undefined {
  const { reviewed } = (frontmatter.value ?? {}) as { reviewed?: unknown };
  if (!Array.isArray(reviewed)) return undefined;
  const entries = reviewed.map((entry) => ({ day: entry?.day, outcome: entry?.outcome }));
  return entries.every(({ day, outcome }) => typeof day === 'string' && typeof outcome === 'string')
    ? entries
    : undefined;
}

/** The entries that were there and are not any more, and the places of those that were not there. */
function compared(old: readonly Entry[], now: readonly Entry[]): { lost: Entry[]; added: number[] } {
  const left = now.map((entry, at) => ({ entry, at }));
  const lost = old.filter(({ day, outcome }) => {
    const at = left.findIndex(({ entry }) => entry.day === day && entry.outcome === outcome);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
  return { lost, added: left.map(({ at }) => at) };
}

/** Whether two versions of a page say the same, whatever their logs say. */
function isSame(before: Version, after: Version): boolean {
  const said = ({ frontmatter, body }: Version) => {
    const { reviewed, ...fields } = (frontmatter.value ?? {}) as Record<string, unknown>;
    const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify([sorted, body.trim().replaceAll('\r\n', '\n')]);
  };
  return said(before) === said(after);
}
