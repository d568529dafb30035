import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from '#load/git.ts';

const run = promisify(execFile);

/** Keeps addresses of a registry out of the lock file, so that it is the same wherever it is made. */
export const WITHOUT_ADDRESSES = '--omit-lockfile-registry-resolved';

/** Settings of npm. With its own waits it tries for more than a minute before it says that there is no network. */
const SETTINGS = {
  npm_config_fetch_retry_mintimeout: '500',
  npm_config_fetch_retry_maxtimeout: '2000',
  npm_config_audit: 'false',
  // `npm run --silent` passes its silence on, which would hide the reason of a failure.
  npm_config_loglevel: 'error',
};

/**
 * Runs npm in a folder and returns what it prints.
 * @throws UserError with the reason that npm gives, where it fails.
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
    const { code, signal, stderr = '' } = error as { code?: unknown; signal?: string; stderr?: string };
    if (code === 'ENOENT') throw new UserError('npm is not installed  Install Node with npm from https://nodejs.org');
    const command = `npm ${args.join(' ')}`;
    throw new UserError(signal ? `${command} was stopped` : `${command} failed: ${reasonIn(stderr)}`);
  }
}

/** The first line of an error of npm that is a sentence; those before it are codes. */
function reasonIn(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  // npm 9 and older write ERR! for error.
  const errors = lines.flatMap((line) => /^npm (?:error|ERR!) (.+)/.exec(line)?.[1] ?? []);
  const sentence = errors.find((line) => !/^(code|syscall|errno|path) /.test(line));
  return sentence ?? errors[0] ?? lines.find((line) => line !== '') ?? 'it gives no reason';
}
