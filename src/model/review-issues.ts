import { encodePath, escapeMarkdown, markdownCode, markdownLink, plainLine } from './escaping.ts';
import type { Health, Overdue } from './health.ts';

/** The label by which the issues are found again. */
export const LABEL = 'pages to review';

/** An issue that should be open. */
export interface ReviewIssue {
  /** The id of the team whose pages it lists. */
  team: string;
  title: string;
  body: string;
}

/** An issue that is open. */
export interface OpenIssue {
  number: number;
  title: string;
  body: string;
}

/** What has to be done with one issue. */
export type Step =
  | { do: 'open'; issue: ReviewIssue }
  | { do: 'update'; number: number; issue: ReviewIssue }
  | { do: 'close'; number: number; because: 'reviewed' | 'twice' };

/** Where somebody finds a page. */
export interface Addresses {
  /** The page on the site, or nothing where that is not known. */
  page(id: string): string | undefined;
  /** Its file in the repository, or nothing where that is not known. */
  file(path: string): string | undefined;
}

/** How many pages an issue names; a longer one would be longer than an issue may be. */
const MOST = 100;

/** Stands in the first line of an issue, where nobody sees it, and says whose it is. */
const markOf = (team: string) => `<!-- pages-to-review: ${encodePath(team)} -->`;

/**
 * One issue for each team that has pages to review. Pages that no team of this house answers for are in none: nobody
 * here could close it. What an issue says does not change from day to day.
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

/** What leads from the issues that are open to those that should be. */
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
    const isSame = first.title === issue.title && plain(first.body) === plain(issue.body);
    return isSame ? twice : [{ do: 'update', number: first.number, issue }, ...twice];
  });
  return [...kept, ...[...left].map(({ number }): Step => ({ do: 'close', number, because: 'reviewed' }))];
}

/** GitHub may write the ends of lines in its own way. */
function plain(body: string): string {
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
