import { gitIn, UserError } from '#load/git.ts';
import { LAYERS } from '#load/layers.ts';
import { readSettings } from '#load/settings-files.ts';
import { addressOf } from '#schema/address.ts';
import { encodePath, escapeMarkdown, markdownCode, markdownLink, plainLine, printableJson } from '#schema/escaping.ts';
import { didYouMean, plural } from '#schema/problem.ts';
import { hostOf, settingsOrNone } from '#schema/settings.ts';
import { type PageChange, TOLD } from '#upkeep/changelog.ts';
import { mergeBase } from '#upkeep/changes.ts';
import { commitOf, type Difference, differenceSince } from '#upkeep/page-history.ts';
import { commandLine, consoleTerminal, type Terminal, UsageError } from './terminal.ts';

const HELP = `npm run changes                       what your branch changes for readers, committed or not
npm run changes -- --since 2026-10-01  what has changed since that day
npm run changes -- --since v1.2        or since a tag, a branch or a commit

--edition public     what changes for that audience; for the narrowest, if left out
--format text        for people
--format markdown    for summaries and release notes, with links where the settings name a repository or a site
--format json        for scripts

With npm run --silent, nothing but the answer is printed. Exits with 0, or with 2 where it cannot be done as asked.`;

const OPTIONS = {
  since: { type: 'string' },
  edition: { type: 'string' },
  format: { type: 'string', default: 'text' },
  help: { type: 'boolean', short: 'h' },
} as const;

const FORMATS = { text: asText, markdown: asMarkdown, json: asJson } as const;

/** URLs and commit for links to pages. */
interface Places {
  /** URL of the repository. */
  repository: string | undefined;
  /** URL of the published handbook with its base path, without a slash at its end. */
  site: string | undefined;
  /** Current commit of the repository. */
  head: string;
}

/**
 * Runs `npm run changes`, which lists what changes for readers.
 * @param args Arguments after the command.
 * @param root Root folder of the handbook.
 * @param environment Variables that name the repository and the host.
 * @returns Exit code: 0, or 2 on a usage error or user error.
 */
export async function changes(
  args: readonly string[],
  root: string,
  terminal: Terminal,
  environment: Record<string, string | undefined> = process.env,
): Promise<number> {
  try {
    const { since, edition, format, help } = commandLine({ args: [...args], options: OPTIONS }).values;
    if (help) {
      terminal.log(HELP);
      return 0;
    }
    if (!(format in FORMATS)) {
      throw new UsageError(`There is no format "${format}". ${didYouMean(format, Object.keys(FORMATS))}`);
    }
    const git = gitIn(root);
    const commit = since === undefined ? await mergeBase(git, undefined) : await commitOf(root, since);
    const settings = settingsOrNone(readSettings(root, LAYERS).settings, environment);
    if (edition !== undefined && !settings.audiences.includes(edition)) {
      throw new UsageError(`There is no audience "${edition}". ${didYouMean(edition, settings.audiences)}`);
    }
    const difference = await differenceSince(root, commit, { edition });
    const { site, base } = hostOf(settings, edition ?? settings.audiences.at(-1) ?? '', environment);
    const places = {
      repository: settings.repository,
      site: site && site.replace(/\/$/, '') + base.replace(/\/$/, ''),
      head: (await git(['rev-parse', 'HEAD'])).trim(),
    };
    terminal.log(FORMATS[format as keyof typeof FORMATS](difference, places));
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof UserError)) throw error;
    terminal.warn(error.message);
    if (error instanceof UsageError) terminal.warn('Run npm run changes -- --help to see what there is.');
    return 2;
  }
}

const HEADINGS: Record<PageChange['change'], string> = {
  added: 'Added',
  moved: 'Moved',
  changed: 'Changed',
  removed: 'Removed',
  reviewed: 'Reviewed',
};

/** Formats the counts, such as `2 pages added, 1 moved`. */
function formatCounts({ pages, beside, others }: Difference): string {
  const counts = TOLD.flatMap((change) => {
    const count = pages.filter((page) => page.change === change).length;
    return count === 0 ? [] : [{ count, change }];
  });
  const [first, ...more] = counts;
  const said = first
    ? [`${plural(first.count, 'page')} ${first.change}`, ...more.map(({ count, change }) => `${count} ${change}`)]
    : ['No page is different'];
  if (beside.length > 0) said.push(`${plural(beside.length, 'file')} of data, settings or pictures`);
  if (others > 0) said.push(`${plural(others, 'file')} outside the content`);
  return said.join(', ');
}

/** Formats the details of a change that follow the title of a page. */
function formatDetails({ was, to }: PageChange): string {
  const said = [
    ...(was?.id === undefined ? [] : [`was ${was.id}`]),
    ...(was?.title === undefined ? [] : [`was called "${was.title}"`]),
    ...(to === undefined ? [] : [`readers are led to ${to}`]),
  ];
  return said.length === 0 ? '' : `, ${said.join(', ')}`;
}

function asText(difference: Difference): string {
  const lines = difference.pages.map(
    (page) => `${HEADINGS[page.change].padEnd(9)} ${page.title}  ${page.id}${formatDetails(page)}`,
  );
  const beside = difference.beside.map((file) => `${'Also'.padEnd(9)} ${file}`);
  return [
    ...[...lines, ...beside].map(plainLine),
    ...(lines.length + beside.length > 0 ? [''] : []),
    formatCounts(difference),
  ].join('\n');
}

function asMarkdown(difference: Difference, places: Places): string {
  const groups = TOLD.flatMap((change) => {
    const pages = difference.pages.filter((page) => page.change === change);
    if (pages.length === 0) return [];
    const items = pages.map(
      (page) =>
        `- ${formatTitle(page, difference, places)} ${markdownCode(page.id)}${escapeMarkdown(formatDetails(page))}`,
    );
    return [`### ${HEADINGS[change]}`, items.join('\n')];
  });
  const beside = difference.beside.map((file) => `- ${markdownCode(file)}`).join('\n');
  return [
    '## What changes for readers',
    `${formatCounts(difference)}.`,
    ...groups,
    ...(beside === '' ? [] : ['### Data, settings and pictures', beside]),
  ].join('\n\n');
}

/** Links the title to the last source of the page and, unless it is new, to the published page. */
function formatTitle(page: PageChange, { since }: Difference, { repository, site, head }: Places): string {
  const { change, id, title, file, was } = page;
  const commit = change === 'removed' ? since : head;
  const source = repository && `${repository}/blob/${commit}/${encodePath(file)}`;
  const shown = markdownLink(escapeMarkdown(title), source);
  if (site === undefined || change === 'added') return shown;
  return `${shown} (${markdownLink('as it is now', site + encodePath(addressOf(was?.id ?? id)))})`;
}

/**
 * JSON for scripts: `since`, a commit; `pages`, each with change, id, title and file; `beside`, paths; `others`, a
 * number.
 */
function asJson(difference: Difference): string {
  return printableJson(difference);
}

if (import.meta.main) {
  process.exitCode = await changes(process.argv.slice(2), process.cwd(), consoleTerminal);
}
