import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readHandbook } from '#check/handbook.ts';
import { ORGANISATION } from '#load/layers.ts';
import { codeowners, type OwnedFile } from '#upkeep/codeowners.ts';
import { CODEOWNERS, isAdopted } from '#upstream/paths.ts';
import { commandLine, consoleTerminal, type Terminal, UsageError } from './terminal.ts';

const HELP = `npm run codeowners             writes ${CODEOWNERS}, so that GitHub asks the owner of a page to review a change of it
npm run codeowners -- --check  writes nothing, and exits with 1 where the file is not what it would write
npm run codeowners -- --force  writes over a file that was written by hand

The owner of a page is the team that it names; "github" in content/data/teams says what GitHub calls that team.`;

const OPTIONS = {
  check: { type: 'boolean' },
  force: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * Runs `npm run codeowners`, which writes or checks the file that names code owners.
 * @param args Arguments after the command.
 * @param root Root folder of the handbook.
 * @returns Exit code: 0, 1 if the file is out of date or was written by hand, 2 on a usage error.
 */
export function writeCodeowners(args: readonly string[], root: string, { log, warn }: Terminal): number {
  try {
    const { check, force, help } = commandLine({ args: [...args], options: OPTIONS }).values;
    if (help) {
      log(HELP);
      return 0;
    }
    const file = join(root, CODEOWNERS);
    const found = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    const wanted = codeowners(ownedFiles(root));
    if (found === wanted) {
      log(wanted === undefined ? NOBODY : `${CODEOWNERS} says what the pages say.`);
      return 0;
    }
    if (found !== undefined && !found.includes('npm run codeowners')) {
      // A file written by hand passes, since nothing requires a generated one.
      if (check) return 0;
      if (!force) {
        warn(`${CODEOWNERS} was written by hand. With --force it is written over.`);
        return 1;
      }
    }
    if (check) {
      warn(`${CODEOWNERS}:1:1  It does not say what the pages say  Run npm run codeowners`);
      return 1;
    }
    if (wanted === undefined) {
      rmSync(file);
      log(`${CODEOWNERS}  deleted. ${NOBODY}`);
      return 0;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, wanted);
    log(`${CODEOWNERS}  written`);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    warn(error.message);
    warn('Run npm run codeowners -- --help to see what there is.');
    return 2;
  }
}

const NOBODY = 'No team that owns a page says what GitHub calls it: add "github: \'@your-house/editors\'" to one.';

/** Pages and notes that are edited in this repository, with their owners. */
function ownedFiles(root: string): OwnedFile[] {
  const today = new Date().toISOString().slice(0, 10);
  const { content, pages } = readHandbook(root, { today });
  const handles = new Map(
    content.entries
      .filter(({ collection }) => collection === 'teams')
      .map(({ id, located }) => [id, (located.value as { github?: string }).github]),
  );
  return [...pages, ...content.notes]
    .filter(({ file }) => !isAdopted(root) || file.startsWith(`${dirname(ORGANISATION)}/`))
    .flatMap(({ file, data }) => (data ? [{ file, handle: handles.get(data.owner) }] : []));
}

if (import.meta.main) {
  process.exitCode = writeCodeowners(process.argv.slice(2), process.cwd(), consoleTerminal);
}
