import type { Problem } from '#schema/problem.ts';
import type { WithPositions } from '#schema/with-positions.ts';

/** Page at one commit, as far as it could be parsed. */
export interface Version {
  /** Path from the root, named in problems. */
  file: string;
  id: string;
  frontmatter: WithPositions;
  /** Body: the text below the front matter. */
  body: string;
}

type Entry = { day: string; outcome: string };

/**
 * Compares the review log of a page with its earlier version: entries must not change or disappear, and a new `edited`
 * entry needs an edit of the page.
 * @param hasNewContent True if other content that the page renders, such as a picture or data, has changed.
 */
export function reviewLogProblems(before: Version, after: Version, hasNewContent: boolean): Problem[] {
  const [old, now] = [logOf(before), logOf(after)];
  if (!old || !now) return [];
  const { lost, added } = compareLogs(old, now);
  const command = `npm run review -- ${after.id}`;
  const removed = lost.map((entry): Problem => {
    const at = Math.min(old.indexOf(entry), now.length - 1);
    const message = `The review of ${entry.day}, ${entry.outcome}, was changed or taken out`;
    const fix = `Put {day: ${entry.day}, outcome: ${entry.outcome}} back, and add yours after it: ${command}`;
    return { file: after.file, ...after.frontmatter.at(at < 0 ? ['reviewed'] : ['reviewed', at]), message, fix };
  });
  const edited = added.filter((at) => now[at]?.outcome === 'edited');
  if (edited.length === 0 || hasNewContent || !isSame(before, after)) return removed;
  const idle = edited.map((at): Problem => {
    const place = after.frontmatter.at(['reviewed', at, 'outcome']);
    const message = `The review of ${now[at]?.day} says edited, and nothing else of the page has changed`;
    return { file: after.file, ...place, message, fix: 'Write outcome: still right, or edit the page' };
  });
  return [...removed, ...idle];
}

/** Reads the review log; undefined if it is missing or does not follow its schema. */
function logOf({ frontmatter }: Version): Entry[] | undefined {
  const { reviewed } = (frontmatter.value ?? {}) as { reviewed?: unknown };
  if (!Array.isArray(reviewed)) return undefined;
  const entries = reviewed.map((entry) => ({ day: entry?.day, outcome: entry?.outcome }));
  return entries.every(({ day, outcome }) => typeof day === 'string' && typeof outcome === 'string')
    ? entries
    : undefined;
}

/** Returns the removed entries, and the indexes of the added ones. */
function compareLogs(old: readonly Entry[], now: readonly Entry[]): { lost: Entry[]; added: number[] } {
  const left = now.map((entry, at) => ({ entry, at }));
  const lost = old.filter(({ day, outcome }) => {
    const at = left.findIndex(({ entry }) => entry.day === day && entry.outcome === outcome);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
  return { lost, added: left.map(({ at }) => at) };
}

/** Checks whether two versions of a page are equal apart from their review logs. */
function isSame(before: Version, after: Version): boolean {
  const contentOf = ({ frontmatter, body }: Version) => {
    const { reviewed, ...fields } = (frontmatter.value ?? {}) as Record<string, unknown>;
    const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify([sorted, body.trim().replaceAll('\r\n', '\n')]);
  };
  return contentOf(before) === contentOf(after);
}
