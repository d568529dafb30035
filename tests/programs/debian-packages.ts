import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { UserError } from '#load/git.ts';

/** A command with its arguments. */
export type CommandLine = [command: string, ...args: string[]];

/** Whether packages of Debian can be had here. */
export const hasDebianPackages = process.platform === 'linux' && existsSync('/usr/bin/apt-get');

/** Returns an apt-get command, with sudo unless the user is root. */
export function aptGet(...args: string[]): CommandLine {
  return process.getuid?.() === 0 ? ['apt-get', ...args] : ['sudo', '-n', 'apt-get', ...args];
}

/**
 * Downloads packages of Debian and unpacks them into a folder. Needs no right to install, and starts no server.
 * @param announce Gets each command before it runs, with its output on the terminal; silent if left out.
 */
export function unpackPackages(folder: string, names: string[], announce?: (command: string) => void): void {
  mkdirSync(folder, { recursive: true });
  const run = (...[command, ...args]: CommandLine) => {
    announce?.([command, ...args].join(' '));
    return spawnSync(command, args, { cwd: folder, stdio: announce ? 'inherit' : 'pipe' }).status === 0;
  };
  const download = () => run('apt-get', 'download', '-q', ...names);
  // A download by name needs the package lists.
  if (!download() && run(...aptGet('update', '-q'))) download();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.deb'))) {
    if (run('dpkg', '-x', file, '.')) rmSync(join(folder, file));
  }
}

/**
 * Returns the program that an environment variable names; undefined if the variable is not set.
 * @throws UserError if there is no such file.
 */
export function programFrom(variable: string): string | undefined {
  const path = process.env[variable];
  if (!path) return undefined;
  if (!existsSync(path)) throw new UserError(`${variable} is ${path}, and there is no such file.`);
  return path;
}

/** Paths that programs would have in the folders of the PATH. */
export function pathsFor(names: readonly string[]): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name)));
}
