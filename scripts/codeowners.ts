import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readSettings } from '#load/settings-files.ts';
import { HOST_NAMES } from '#schema/repository-links.ts';
import { repositoryOf, settingsOrNone } from '#schema/settings.ts';
import { codeowners, OWNERS_FORMATS, readOwnedFiles } from '#upkeep/codeowners.ts';
import { runCommand, runMain, type Terminal } from './terminal.ts';

const HELP = `npm run codeowners             writes the file of code owners, so that the Git host asks the owner of a page to review its changes
npm run codeowners -- --check  writes nothing, and exits with 1 where the file is not what it would write
npm run codeowners -- --force  writes over a file that was written by hand

GitHub, GitLab, Bitbucket Cloud, Gitea and Forgejo have such a file; the setting host, or else repository, says which it is.
The owner of a page is the team that it names; "handle" in content/data/teams says what the Git host calls that team.`;

const COMMAND = {
  name: 'codeowners',
  help: HELP,
  options: { check: { type: 'boolean' }, force: { type: 'boolean' } },
} as const;

const NOBODY =
  'No team that owns a page says what the Git host calls it: add "handle: \'@your-house/editors\'" to one.';

/**
 * Runs `npm run codeowners`, which writes or checks the file that names code owners.
 * @param args Arguments after the command.
 * @param root Root folder of the handbook.
 * @returns Exit code: 0, 1 if the file is out of date or was written by hand, 2 on a usage error.
 */
export function writeCodeowners(
  args: readonly string[],
  root: string,
  terminal: Terminal,
  today: string,
  environment: Record<string, string | undefined> = process.env,
): Promise<number> {
  return runCommand(COMMAND, args, terminal, ({ values: { check, force } }) => {
    const { log, warn } = terminal;
    const settings = settingsOrNone(readSettings(root).settings, environment);
    // Without a repository, the handbook has not left this machine, or is upstream's own.
    const kind = settings.repository === undefined ? 'github' : (repositoryOf(settings)?.kind ?? 'none');
    const format = OWNERS_FORMATS[kind];
    if (!format) {
      const isUnknown = kind === 'none' && settings.host === undefined;
      const name = kind === 'none' ? 'Your Git host' : HOST_NAMES[kind];
      log(
        isUnknown
          ? 'The address of the repository does not tell which Git host this is. Say it with host: in the settings.'
          : `${name} reads no file of code owners. Name reviewers in its settings.`,
      );
      return 0;
    }
    const file = join(root, format.path);
    const present = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    const wanted = codeowners(readOwnedFiles(root, today), format);
    if (present === wanted) {
      log(wanted === undefined ? NOBODY : `${format.path} says what the pages say.`);
      return 0;
    }
    const isGenerated = present === undefined || present.includes('npm run codeowners');
    if (check) {
      // A file written by hand passes, since nothing requires a generated one.
      if (!isGenerated) return 0;
      warn(`${format.path}:1:1  It does not say what the pages say  Run npm run codeowners`);
      return 1;
    }
    if (!isGenerated && !force) {
      warn(`${format.path} was written by hand. With --force it is written over.`);
      return 1;
    }
    log(`${format.path}  ${replaceFile(file, wanted)}`);
    return 0;
  });
}

function replaceFile(file: string, text: string | undefined): string {
  if (text === undefined) {
    rmSync(file);
    return `deleted. ${NOBODY}`;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return 'written';
}

if (import.meta.main) await runMain((args, root, terminal, today) => writeCodeowners(args, root, terminal, today));
