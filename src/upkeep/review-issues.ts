import { encodePath, escapeMarkdown, markdownCode, markdownLink, plainLine } from '#schema/escaping.ts';
import type { Health, Overdue } from './health.ts';
import type { OpenIssue } from './issue-host.ts';

/** Label that identifies the issues. */
export const LABEL = 'pages to review';

/** Issue that should be open. */
export interface ReviewIssue {
  /** Id of the team whose pages it lists. */
  team: string;
  title: string;
  body: string;
}

/** Change to make to one issue. */
export type Step =
  | { do: 'open'; issue: ReviewIssue }
  | { do: 'update'; number: number; issue: ReviewIssue }
  | { do: 'close'; number: number; because: 'reviewed' | 'twice' };

/** URLs of a page. */
export interface Addresses {
  /** Returns the URL of the page on the site; undefined if unknown. */
  page(id: string): string | undefined;
  /** Returns the URL of its file in the repository; undefined if unknown. */
  file(path: string): string | undefined;
}

/** Most pages in one issue, since GitHub limits the length of an issue. */
const MOST = 100;

/** Marker in the first line of an issue: an HTML comment, invisible to readers, that names the team. */
const markOf = (team: string) => `<!-- pages-to-review: ${encodePath(team)} -->`;

/**
 * Returns one issue for each team with overdue pages. Pages without an owner in this organisation are left out, because
 * their issue could never be closed. The text does not depend on the current day, so that it changes only with the
 * pages.
 */
export function reviewIssues({ overdue, owners }: Pick<Health, 'overdue' | 'owners'>, where: Addresses): ReviewIssue[] {
  const own = overdue.filter(({ isOwned }) => isOwned);
  const titles = new Map(owners.map(({ id, title }) => [id, title]));
  return [...Map.groupBy(own, ({ owner }) => owner)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([team, pages]) => ({
      team,
      title: plainLine(`Pages to review: ${titles.get(team) ?? team}`),
      body: bodyOf(team, pages, where),
    }));
}

/** Returns the changes that turn the open issues into the wanted ones. */
export function stepsTo(wanted: readonly ReviewIssue[], open: readonly OpenIssue[]): Step[] {
  const mine = open
    .filter(({ body }) => body.startsWith('<!-- pages-to-review: '))
    .toSorted((a, b) => a.number - b.number);
  const left = new Set(mine);
  const kept = wanted.flatMap((issue): Step[] => {
    const found = mine.filter(({ body }) => body.startsWith(markOf(issue.team)));
    const [first, ...others] = found;
    for (const same of found) left.delete(same);
    const twice = others.map(({ number }): Step => ({ do: 'close', number, because: 'twice' }));
    if (!first) return [{ do: 'open', issue }];
    const isSame = first.title === issue.title && normalizeLineEnds(first.body) === normalizeLineEnds(issue.body);
    return isSame ? twice : [{ do: 'update', number: first.number, issue }, ...twice];
  });
  return [...kept, ...[...left].map(({ number }): Step => ({ do: 'close', number, because: 'reviewed' }))];
}

/** Normalises line ends, which GitHub may change. */
function normalizeLineEnds(body: string): string {
  return body.replaceAll('\r\n', '\n').trim();
}

function bodyOf(team: string, pages: readonly Overdue[], where: Addresses): string {
  const sorted = pages.toSorted((a, b) => a.due.localeCompare(b.due, 'en') || a.id.localeCompare(b.id, 'en'));
  const lines = sorted.slice(0, MOST).map(({ id, title, file, due, reviewed, isOurs }) => {
    const upstream = isOurs ? '' : ', a page of upstream';
    const name = markdownLink(escapeMarkdown(title), where.page(id));
    const path = markdownLink(markdownCode(file), where.file(file));
    return `- ${name}, due ${due}, last reviewed ${reviewed}${upstream}: ${path}`;
  });
  if (pages.length > MOST) lines.push(`- and ${pages.length - MOST} more, which \`npm run health\` lists`);
  const how = [
    'Read each page as a whole. Then note what you found, on a branch, and open a pull request:',
    '```sh\nnpm run review -- <id>\n```',
    'It asks whether the page is still right, was edited, or is withdrawn. This issue follows the pages by itself, and closes once none is left.',
  ];
  const others = pages.some(({ isOurs }) => !isOurs)
    ? [
        'A page of upstream is not edited here: `npm run upstream` says whether there is a newer one, and a note or a page of your own says what is different with you.',
      ]
    : [];
  return [markOf(team), lines.join('\n'), ...how, ...others].join('\n\n');
}
