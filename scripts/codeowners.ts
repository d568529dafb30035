import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeowners, readOwnedFiles } from '#upkeep/codeowners.ts';
import { CODEOWNERS } from '#upstream/paths.ts';
import { runCommand, runMain, type Terminal } from './terminal.ts';

const HELP = `npm run codeowners             writes ${CODEOWNERS}, so that GitHub asks the owner of a page to review a change of it
npm run codeowners -- --check  writes nothing, and exits with 1 where the file is not what it would write
npm run codeowners -- --force  writes over a file that was written by hand

The owner of a page is the team that it names; "github" in content/data/teams says what GitHub calls that team.`;

const COMMAND = {
  name: 'codeowners',
  help: HELP,
  options: { check: { type: 'boolean' }, force: { type: 'boolean' } },
} as const;

const NOBODY = 'No team that owns a page says what GitHub calls it: add "github: \'@your-house/editors\'" to one.';

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
): Promise<number> {
  return runCommand(COMMAND, args, terminal, ({ values: { check, force } }) => {
    const { log, warn } = terminal;
    const file = join(root, CODEOWNERS);
    const present = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    const wanted = codeowners(readOwnedFiles(root, today));
    if (present === wanted) {
      log(wanted === undefined ? NOBODY : `${CODEOWNERS} says what the pages say.`);
      return 0;
    }
    const isGenerated = present === undefined || present.includes('npm run codeowners');
    if (check) {
      // A file written by hand passes, since nothing requires a generated one.
      if (!isGenerated) return 0;
      warn(`${CODEOWNERS}:1:1  It does not say what the pages say  Run npm run codeowners`);
      return 1;
    }
    if (!isGenerated && !force) {
      warn(`${CODEOWNERS} was written by hand. With --force it is written over.`);
      return 1;
    }
    log(`${CODEOWNERS}  ${replaceFile(file, wanted)}`);
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

if (import.meta.main) await runMain(writeCodeowners);
