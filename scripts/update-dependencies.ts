import { plainLine } from '#schema/escaping.ts';
import { updateVersions } from '#upkeep/dependency-updates.ts';
import { LOCK_FILE, MANIFEST } from '#upstream/paths.ts';
import { runCommand, runMain, type Terminal } from './terminal.ts';

const HELP = `npm run update-dependencies    installs the newest minor versions of Astro and of what the pages, the search and the tests are made with

It stays inside the major version of each, writes exact versions into ${MANIFEST}, and lists what has changed.
Nothing is committed; to take it back: git checkout -- ${MANIFEST} ${LOCK_FILE} && npm ci`;

/**
 * Runs `npm run update-dependencies`.
 * @param args Arguments after the command.
 * @param root Root folder of the handbook.
 * @returns Exit code: 0, 1 if npm fails, 2 on a usage error.
 */
export function updateDependencies(args: readonly string[], root: string, terminal: Terminal): Promise<number> {
  return runCommand({ name: 'update-dependencies', help: HELP, options: {} }, args, terminal, async () => {
    const changes = await updateVersions(root);
    terminal.log(changes.map(plainLine).join('\n') || 'All are the newest of their major version.');
    return 0;
  });
}

if (import.meta.main) await runMain(updateDependencies);
