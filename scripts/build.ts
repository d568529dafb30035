import { spawn } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readSettings } from '#load/settings-files.ts';
import { NEXT } from '#publish/publish.ts';

/** Exit code for wrong usage, such as an unknown edition. */
const USAGE = 2;

const HELP = `npm run build                       builds the edition that everybody may read into dist/
npm run build -- --edition leads    builds what that audience may read into dist.leads/`;

/**
 * Runs `astro build` into a folder beside the last output, and replaces that output only once the build is finished. A
 * failed build leaves the last good output.
 */
async function build(edition: string | undefined): Promise<void> {
  const output = edition === undefined ? 'dist' : `dist.${edition}`;
  const [next, last] = [output + NEXT, `${output}.old`];
  for (const folder of [next, last]) rmSync(folder, { recursive: true, force: true });
  const code = await runAstro(['build', '--outDir', next], edition);
  if (code !== 0 || !existsSync(next)) {
    rmSync(next, { recursive: true, force: true });
    // Astro has already said why nothing was built.
    if (code === USAGE) process.exit(USAGE);
    const kept = existsSync(output) ? `${output}/ is as it was before` : `there is no ${output}/ yet`;
    fail(`The build failed; ${kept}.`, 1);
  }
  if (existsSync(output)) renameSync(output, last);
  renameSync(next, output);
  rmSync(last, { recursive: true, force: true });
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

/** Reads the edition from the command line. Exits after --help and on wrong usage. */
function requestedEdition(): string | undefined {
  try {
    const { values } = parseArgs({ options: { edition: { type: 'string' }, help: { type: 'boolean' } } });
    if (!values.help) return knownEdition(values.edition);
    console.log(HELP);
    process.exit(0);
  } catch (error) {
    return fail(`${(error as Error).message.split('. ')[0]}.\n${HELP}`, USAGE);
  }
}

/** Stops at an edition that is not in the settings, before Astro starts. */
function knownEdition(edition: string | undefined): string | undefined {
  const { audiences } = readSettings(process.cwd()).settings ?? {};
  if (edition === undefined || !audiences || audiences.includes(edition)) return edition;
  return fail(`There is no edition "${edition}". The audiences in the settings are ${audiences.join(', ')}.`, USAGE);
}

function fail(message: string, code: number): never {
  console.error(message);
  process.exit(code);
}

await build(requestedEdition());
