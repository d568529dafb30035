import { gitIn } from '#load/git.ts';
import { LAYERS } from '#load/layers.ts';
import { readSettings } from '#load/settings-files.ts';
import { didYouMean } from '#schema/problem.ts';
import { hostOf, repositoryOf, settingsOrNone } from '#schema/settings.ts';
import { mergeBase } from '#upkeep/changes.ts';
import { FORMATS } from '#upkeep/changes-report.ts';
import { commitOf, differenceSince } from '#upkeep/page-history.ts';
import { runCommand, runMain, type Terminal, UsageError } from './terminal.ts';

const HELP = `npm run changes                       what your branch changes for readers, committed or not
npm run changes -- --since 2026-10-01  what has changed since that day
npm run changes -- --since v1.2        or since a tag, a branch or a commit

--edition public     what changes for that audience; for the strictest, if left out
--format text        for people
--format markdown    for summaries and release notes, with links where the settings name a repository or a site
--format json        for scripts

With npm run --silent, nothing but the answer is printed. Exits with 0, or with 2 where it cannot be done as asked.`;

const COMMAND = {
  name: 'changes',
  help: HELP,
  options: { since: { type: 'string' }, edition: { type: 'string' }, format: { type: 'string', default: 'text' } },
  failure: 2,
} as const;

/**
 * Runs `npm run changes`, which lists what changes for readers.
 * @param args Arguments after the command.
 * @param root Root folder of the handbook.
 * @param environment Variables that name the repository and the host.
 * @returns Exit code: 0, or 2 on a usage error or user error.
 */
export function changes(
  args: readonly string[],
  root: string,
  terminal: Terminal,
  environment: Record<string, string | undefined> = process.env,
): Promise<number> {
  return runCommand(COMMAND, args, terminal, async ({ values: { since, edition, format } }) => {
    if (!isFormat(format)) {
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
      repository: repositoryOf(settings),
      site: site && site.replace(/\/$/, '') + base.replace(/\/$/, ''),
      head: (await git(['rev-parse', 'HEAD'])).trim(),
    };
    terminal.log(FORMATS[format](difference, places));
    return 0;
  });
}

function isFormat(name: string): name is keyof typeof FORMATS {
  return Object.hasOwn(FORMATS, name);
}

if (import.meta.main) await runMain((args, root, terminal) => changes(args, root, terminal));
