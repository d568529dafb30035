import { readHandbook } from '#check/handbook.ts';
import { allRules } from '#check/organisation-rules.ts';
import { UserError } from '#load/git.ts';
import { plainLine, printableJson } from '#schema/escaping.ts';
import { plural } from '#schema/problem.ts';
import type { Settings } from '#schema/settings.ts';
import { readHealth } from '#upkeep/handbook-health.ts';
import type { Gap, Health } from '#upkeep/health.ts';
import { updateIssues } from '#upkeep/team-issues.ts';
import { runCommand, runMain, type Terminal, UsageError } from './terminal.ts';

const HELP = `npm run health    lists what the handbook waits for: pages to review, pages that nobody finds, what is missing

--check           exits with 1 if a page waits for its review, for workflows
--issues          opens, updates and closes one issue for each team with pages to review, on GitHub, GitLab, Gitea and
                  Forgejo; the token is GITHUB_TOKEN, GITLAB_TOKEN or GITEA_TOKEN. Elsewhere it prints the list.
--json            prints all of it as data (npm run --silent health -- --json)

The page /health/ of the built site shows the same, in its strictest edition. npm run review notes a review.`;

const COMMAND = {
  name: 'health',
  help: HELP,
  options: { check: { type: 'boolean' }, issues: { type: 'boolean' }, json: { type: 'boolean' } },
} as const;

/** Title of each list, and what to do about their pages. */
const LISTS = {
  overdue: ['To review', 'Read each as a whole, then note what you found: npm run review -- <id>'],
  withdrawn: [
    'Withdrawn, and still there',
    'Once no page leads there, delete it and say in redirects.yaml where its readers go.',
  ],
  orphaned: ['No other page leads there', 'Link to it where its readers are, or name it under related.'],
  unlinked: ['Leads to no other page', 'Link to what its readers need next, or name it under related.'],
  thin: ['Shorter than its kind should be', 'Say more, or move it into another page.'],
  unowned: ['No team of ours answers for it', 'Say under owners in org/playbook.yaml which team looks after it.'],
  gaps: ['Missing', 'Write what is worth having; not every gap is one.'],
  owners: ['By team'],
} as const;

/** Names of gaps, by their kind. */
const MISSING = {
  practice: 'No practice names this role',
  path: 'No path leads into this role',
  template: 'No template helps with this practice',
};

/** Cadences of practices whose value in the front matter is no phrase. */
const CADENCES: Record<string, string> = {
  daily: 'every day',
  weekly: 'every week',
  fortnightly: 'every fortnight',
  monthly: 'every month',
  quarterly: 'every quarter',
  yearly: 'every year',
};

/** Note after the list where no issue could be opened. */
const NO_ISSUES =
  'No issue was opened: set GITHUB_TOKEN, GITLAB_TOKEN or GITEA_TOKEN to a token that may write issues of this repository.';

/** Maximum number of printed lines per list, except for overdue pages. */
const SHOWN = 20;

/**
 * Runs `npm run health`, which lists pages to review and gaps.
 * @param args Arguments after the command.
 * @param root Root folder of the handbook.
 * @param today Day to measure reviews against, as 2026-01-31.
 * @returns Exit code: 0, 1 on a user error or, with --check, if a page is overdue, 2 on a usage error.
 */
export function health(args: readonly string[], root: string, terminal: Terminal, today: string): Promise<number> {
  return runCommand(COMMAND, args, terminal, async ({ values: { check, issues, json } }) => {
    if (issues && (json || check)) throw new UsageError('--issues goes without --json and --check');
    const { found, settings } = await healthIn(root, today);
    if (issues) {
      const steps = await updateIssues(found, settings, process.env);
      terminal.log(
        steps ? steps.join('\n') || 'All issues are as they should be.' : `${formatHealth(found)}\n\n${NO_ISSUES}`,
      );
      return 0;
    }
    terminal.log(json ? printableJson(found) : formatHealth(found));
    return check && found.overdue.length > 0 ? 1 : 0;
  });
}

/**
 * Reads the health of the handbook in a folder.
 * @throws UserError if the check finds problems, because an unreadable page would be reported as missing.
 */
async function healthIn(root: string, today: string): Promise<{ found: Health; settings: Settings }> {
  const handbook = readHandbook(root, { today, rules: await allRules(root) });
  const { problems, settings } = handbook;
  if (settings && problems.length === 0) return { found: readHealth(root, handbook, today), settings };
  throw new UserError(
    `npm run check finds ${plural(problems.length, 'problem')}. Correct them first, then come again.`,
  );
}

/** Formats the health as text: each list under its title, the longest wait first, then the teams. */
export function formatHealth(health: Health): string {
  const { overdue, withdrawn, orphaned, unlinked, thin, unowned, gaps, owners } = health;
  const from = (ids: readonly string[]) => (ids.length === 0 ? '' : `, still led to by ${shorten(ids, 5).join(', ')}`);
  const ids = (pages: readonly { id: string }[]) => pages.map(({ id }) => id);
  const lists: [list: keyof typeof LISTS, lines: string[], most?: number][] = [
    [
      'overdue',
      overdue.map(({ id, owner, due, days }) => `${id}  ${owner}, due ${due}, ${plural(days, 'day')} ago`),
      Number.POSITIVE_INFINITY,
    ],
    ['withdrawn', withdrawn.map((page) => `${page.id}  since ${page.day}${from(page.from)}`)],
    ['orphaned', ids(orphaned)],
    ['unlinked', ids(unlinked)],
    ['thin', thin.map(({ id, words: count, least }) => `${id}  ${count} of at least ${least} words`)],
    ['unowned', unowned.map(({ id, owner }) => `${id}  ${owner}`)],
    ['gaps', gaps.map(gapWords)],
    [
      'owners',
      owners.map(({ id, pages, overdue: late, next }) => {
        const then = next === undefined ? '' : `, next review by ${next}`;
        return `${id}  ${plural(pages, 'page')}, ${late} to review${then}`;
      }),
    ],
  ];
  const blocks = lists
    .filter(([, lines]) => lines.length > 0)
    .map(([list, lines, most = SHOWN]) => {
      const head = LISTS[list].join('. ');
      return [head, ...shorten(lines, most).map((line) => plainLine(`  ${line}`))].join('\n');
    });
  const count = `${plural(health.pages, 'page')}, ${overdue.length} to review, on ${health.today}`;
  return [...blocks, coverageText(health), count].join('\n\n');
}

/** Describes a gap in a sentence that follows the page id. */
function gapWords(gap: Gap): string {
  if (gap.missing !== 'cadence') return `${gap.id}  ${MISSING[gap.missing]}`;
  return `${gap.id}  No practice ${gap.cadences.map((cadence) => CADENCES[cadence] ?? cadence).join(', ')}`;
}

function coverageText({ coverage: { pillars, rows } }: Health): string {
  const table = [
    ['', 'all', ...pillars.map(({ title }) => plainLine(title))],
    ...rows.map(({ kind, count, cells }) => [
      `${kind.charAt(0).toUpperCase()}${kind.slice(1)}s`,
      String(count),
      ...cells.map(String),
    ]),
  ];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  const line = (row: string[]) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ');
  return ['How many pages of each kind serve each pillar', ...table.map((row) => `  ${line(row)}`.trimEnd())].join(
    '\n',
  );
}

function shorten(lines: readonly string[], most: number): string[] {
  if (lines.length <= most) return [...lines];
  return [...lines.slice(0, most), `and ${lines.length - most} more; --json has all`];
}

if (import.meta.main) await runMain(health);
