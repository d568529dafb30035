import { type ExecFileException, execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from '#load/git.ts';

const run = promisify(execFile);

/** Option that leaves addresses of a registry out of the lock file, so that it is the same on every machine. */
export const WITHOUT_ADDRESSES = '--omit-lockfile-registry-resolved';

/** Settings of npm. By default it tries for more than a minute before it reports that there is no network. */
const SETTINGS = {
  npm_config_fetch_retry_mintimeout: '500',
  npm_config_fetch_retry_maxtimeout: '2000',
  npm_config_audit: 'false',
  // `npm run --silent` also silences npm inside it, which would hide the reason of a failure.
  npm_config_loglevel: 'error',
  npm_config_json: 'true',
};

/**
 * Runs npm in a folder and returns its standard output, which is JSON.
 * @throws UserError with the reason that npm gives if it fails.
 */
export async function npm(args: readonly string[], folder: string): Promise<string> {
  try {
    const { stdout } = await run('npm', [...args], {
      cwd: folder,
      env: { ...process.env, ...SETTINGS },
      maxBuffer: 2 ** 26,
      // On Windows npm is a script of the shell.
      shell: process.platform === 'win32',
    });
    return stdout;
  } catch (error) {
    const { code, signal, stdout = '', stderr = '' } = error as ExecFileException;
    if (code === 'ENOENT') throw new UserError('npm is not installed  Install Node with npm from https://nodejs.org');
    const command = `npm ${args.join(' ')}`;
    if (signal) throw new UserError(`${command} was stopped`);
    throw new UserError(`${command} failed: ${reasonIn(stdout) ?? firstLine(stderr) ?? 'it gives no reason'}`);
  }
}

/** Reason in the JSON that npm prints when it fails; undefined if it printed none. */
function reasonIn(stdout: string): string | undefined {
  try {
    const { error } = JSON.parse(stdout) as { error?: { summary?: string; code?: string } };
    return firstLine(error?.summary ?? '') ?? error?.code;
  } catch {
    return undefined;
  }
}

function firstLine(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '');
}
