import { spawn } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '#load/git.ts';
import { takeLock } from '#load/lock.ts';
import { readSettings } from '#load/settings-files.ts';
import { undoKilled } from '#load/transaction.ts';
import { NEXT } from '#publish/built-files.ts';
import { replaceOutput } from '#publish/replace-output.ts';
import { CACHE_LOCK } from '#site/build-cache.ts';
import { runCommand, runMain } from './terminal.ts';

/** Lock of the output folders. */
const BUILD_LOCK = 'node_modules/.cache/playbook/build.lock';

/** This command, for messages to others. */
const COMMAND_LINE = 'npm run build';

/** Exit code of Astro for wrong usage, such as an unknown edition. */
const USAGE = 2;

const COMMAND = {
  name: 'build',
  help: `npm run build                       builds the edition that everybody may read into dist/
npm run build -- --edition leads    builds what that audience may read into dist.leads/
npm run build -- --clean            deletes what earlier builds left in caches first, and begins from nothing`,
  options: { edition: { type: 'string' }, clean: { type: 'boolean', default: false } },
} as const;

/** Caches of builds and of `npm run dev`, of all editions. */
const CACHES = ['node_modules/.astro', 'node_modules/.cache/playbook/made', 'node_modules/.vite/deps'];

/**
 * Runs `astro build` into a folder beside the last output, and replaces that output only once the build is finished. A
 * failed build leaves the last good output.
 * @returns Exit code.
 * @throws UserError if another build is running, or this one fails.
 */
async function build(root: string, edition: string | undefined, clean: boolean): Promise<number> {
  const output = edition === undefined ? 'dist' : `dist.${edition}`;
  const [next, last] = [output + NEXT, `${output}.old`];
  // A build whose npm was killed may go on, and use the caches and its folder.
  const release = takeLock(join(root, CACHE_LOCK), COMMAND_LINE);
  // A run that was killed between the last two lines has left no output.
  if (existsSync(last) && !existsSync(output)) renameSync(last, output);
  for (const folder of [next, last, ...(clean ? CACHES : [])]) rmSync(folder, { recursive: true, force: true });
  release();
  const code = await runAstro(['build', '--outDir', next], edition);
  if (code !== 0 || !existsSync(next)) {
    rmSync(next, { recursive: true, force: true });
    // Astro has already said why nothing was built.
    if (code === USAGE) return USAGE;
    const state = existsSync(output) ? `${output}/ is as it was before` : `there is no ${output}/ yet`;
    throw new UserError(`The build failed; ${state}.`);
  }
  replaceOutput(next, output, last);
  return 0;
}

/** Runs Astro with its output on this terminal and returns its exit code. */
function runAstro(args: readonly string[], edition: string | undefined): Promise<number> {
  // Without `_`, which shells set to the command: Astro's cache depends on the environment, so another value would
  // render every page again.
  const { _: _command, ...environment } = process.env;
  const child = spawn('astro', args, {
    env: { ...environment, ...(edition === undefined ? {} : { EDITION: edition }) },
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
}

if (import.meta.main) {
  await runMain((args, root, terminal) =>
    runCommand(COMMAND, args, terminal, async ({ values: { edition, clean } }) => {
      // Astro would start first, before it finds this mistake.
      const { audiences } = readSettings(root).settings ?? {};
      if (edition !== undefined && audiences && !audiences.includes(edition)) {
        terminal.warn(`There is no edition "${edition}". The audiences in the settings are ${audiences.join(', ')}.`);
        return USAGE;
      }
      const release = takeLock(join(root, BUILD_LOCK), COMMAND_LINE);
      try {
        // A page must not be published while it is half renamed.
        await undoKilled(root, COMMAND_LINE, terminal.warn);
        return await build(root, edition, clean);
      } finally {
        release();
      }
    }),
  );
}
