import { spawn } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { UserError } from '#load/git.ts';
import { NEXT } from '#publish/built-files.ts';
import { runCommand, runMain } from './terminal.ts';

/** Exit code of Astro for wrong usage, such as an unknown edition. */
const USAGE = 2;

const COMMAND = {
  name: 'build',
  help: `npm run build                       builds the edition that everybody may read into dist/
npm run build -- --edition leads    builds what that audience may read into dist.leads/`,
  options: { edition: { type: 'string' } },
} as const;

/**
 * Runs `astro build` into a folder beside the last output, and replaces that output only once the build is finished. A
 * failed build leaves the last good output.
 * @returns Exit code.
 */
async function build(edition: string | undefined): Promise<number> {
  const output = edition === undefined ? 'dist' : `dist.${edition}`;
  const [next, last] = [output + NEXT, `${output}.old`];
  for (const folder of [next, last]) rmSync(folder, { recursive: true, force: true });
  const code = await runAstro(['build', '--outDir', next], edition);
  if (code !== 0 || !existsSync(next)) {
    rmSync(next, { recursive: true, force: true });
    // Astro has already said why nothing was built.
    if (code === USAGE) return USAGE;
    const state = existsSync(output) ? `${output}/ is as it was before` : `there is no ${output}/ yet`;
    throw new UserError(`The build failed; ${state}.`);
  }
  if (existsSync(output)) renameSync(output, last);
  renameSync(next, output);
  rmSync(last, { recursive: true, force: true });
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
    runCommand(COMMAND, args, terminal, async ({ values: { edition } }) => {
      if (edition === undefined) return build(edition);
      // Astro would start first, before it finds this mistake.
      const { readSettings } = await import('#load/settings-files.ts');
      const { audiences } = readSettings(root).settings ?? {};
      if (!audiences || audiences.includes(edition)) return build(edition);
      terminal.warn(`There is no edition "${edition}". The audiences in the settings are ${audiences.join(', ')}.`);
      return USAGE;
    }),
  );
}
