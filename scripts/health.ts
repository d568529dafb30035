import { readHandbook } from '#check/handbook.ts';
import { UserError } from '#load/git.ts';
import { plainLine, printableJson } from '#schema/escaping.ts';
import { plural } from '#schema/problem.ts';
import type { Settings } from '#schema/settings.ts';
import { words } from '#schema/words.ts';
import { readHealth } from '#upkeep/handbook-health.ts';
import type { Gap, Health } from '#upkeep/health.ts';
import { bringUpToDate } from './review-issues.ts';
import { commandLine, consoleTerminal, type Terminal, UsageError } from './terminal.ts';

const HELP = `npm run health    lists what the handbook waits for: pages to review, pages that nobody finds, what is missing

--check           exits with 1 if a page waits for its review, for workflows
--issues          opens, updates and closes one issue for each team with pages to review, by GitHub's command gh
--json            prints all of it as data (npm run --silent health -- --json)

The page /health/ of the built site shows the same, in its narrowest edition. npm run review notes a review.`;

const OPTIONS = {
  check: { type: 'boolean' },
  issues: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Maximum number of printed lines per list, except for overdue pages. */
const SHOWN = 20;

/**
 * Runs `npm run health`, which lists pages to review and gaps.
 * @param args Arguments after the command.
 * @param root Root folder of the handbook.
 * @param today Day to measure reviews against, as 2026-01-31.
 * @returns Exit code: 0, 1 on a user error or, with --check, if a page is overdue, 2 on a usage error.
 */
export async function health(
  args: readonly string[],
  root: string,
  { log, warn }: Terminal,
  today: string,
): Promise<number> {
  try {
    const { check, issues, json, help } = parseOptions(args);
    if (help) {
      log(HELP);
      return 0;
    }
    const { found, settings } = healthIn(root, today);
    if (issues) {
      const done = await bringUpToDate(found, settings, process.env);
      log(done.join('\n') || 'All issues are as they should be.');
      return 0;
    }
    log(json ? printableJson(found) : formatHealth(found));
    return check && found.overdue.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof UserError)) throw error;
    warn(error.message);
    if (error instanceof UserError) return 1;
    warn('Run npm run health -- --help to see what there is.');
    return 2;
  }
}

function parseOptions(args: readonly string[]) {
  const options = commandLine({ args: [...args], options: OPTIONS }).values;
  if (options.issues && (options.json || options.check))
    throw new UsageError('--issues goes without --json and --check');
  return options;
}

/**
 * Reads the health of the handbook in a folder.
 * @throws UserError if the check finds problems, because an unreadable page would be reported as missing.
 */
function healthIn(root: string, today: string): { found: Health; settings: Settings } {
  const handbook = readHandbook(root, { today });
  const { problems, settings } = handbook;
  if (settings && problems.length === 0) return { found: readHealth(root, handbook, today), settings };
  throw new UserError(
    `npm run check finds ${plural(problems.length, 'problem')}. Correct them first, then come again.`,
  );
}

/** Formats the health as text: each list under its title, the longest wait first, then the teams. */
export function formatHealth(health: Health): string {
  const text = words.health;
  const { overdue, withdrawn, orphaned, unlinked, thin, unowned, gaps, owners } = health;
  const from = (ids: readonly string[]) => (ids.length === 0 ? '' : `, still led to by ${shorten(ids, 5).join(', ')}`);
  const ids = (pages: readonly { id: string }[]) => pages.map(({ id }) => id);
  const lists: [title: string, cure: string, lines: string[], most?: number][] = [
    [
      text.overdue,
      text.cures.overdue,
      overdue.map(({ id, owner, due, days }) => `${id}  ${owner}, due ${due}, ${plural(days, 'day')} ago`),
      Number.POSITIVE_INFINITY,
    ],
    [text.withdrawn, text.cures.withdrawn, withdrawn.map((page) => `${page.id}  since ${page.day}${from(page.from)}`)],
    [text.orphaned, text.cures.orphaned, ids(orphaned)],
    [text.unlinked, text.cures.unlinked, ids(unlinked)],
    [
      text.thin,
      text.cures.thin,
      thin.map(({ id, words: count, least }) => `${id}  ${count} of at least ${least} words`),
    ],
    [text.unowned, text.cures.unowned, unowned.map(({ id, owner }) => `${id}  ${owner}`)],
    [text.gaps, text.cures.gaps, gaps.map(gapWords)],
    [
      text.owners,
      '',
      owners.map(({ id, pages, overdue: late, next }) => {
        const then = next === undefined ? '' : `, next review by ${next}`;
        return `${id}  ${plural(pages, 'page')}, ${late} to review${then}`;
      }),
    ],
  ];
  const blocks = lists
    .filter(([, , lines]) => lines.length > 0)
    .map(([title, cure, lines, most = SHOWN]) =>
      [cure === '' ? title : `${title}. ${cure}`, ...shorten(lines, most).map((line) => plainLine(`  ${line}`))].join(
        '\n',
      ),
    );
  const count = `${plural(health.pages, 'page')}, ${overdue.length} to review, on ${health.today}`;
  return [...blocks, coverageText(health), count].join('\n\n');
}

/** Describes a gap in a sentence that follows the page id. */
function gapWords(gap: Gap): string {
  const cadences = gap.missing === 'cadence' ? gap.cadences.map((cadence) => words.values[cadence] ?? cadence) : [];
  return `${gap.id}  ${words.health.missing[gap.missing].replace('{cadences}', cadences.join(', ').toLowerCase())}`;
}

function coverageText({ coverage: { pillars, rows } }: Health): string {
  const table = [
    ['', 'all', ...pillars.map(({ title }) => plainLine(title))],
    ...rows.map(({ kind, count, cells }) => [words.manyOf[kind], String(count), ...cells.map(String)]),
  ];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  const line = (row: string[]) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  ');
  return [words.coverage.caption, ...table.map((row) => `  ${line(row)}`.trimEnd())].join('\n');
}

function shorten(lines: readonly string[], most: number): string[] {
  if (lines.length <= most) return [...lines];
  return [...lines.slice(0, most), `and ${lines.length - most} more; --json has all`];
}

if (import.meta.main) {
  const today = new Date().toISOString().slice(0, 10);
  process.exitCode = await health(process.argv.slice(2), process.cwd(), consoleTerminal, today);
}
