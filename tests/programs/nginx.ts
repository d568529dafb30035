import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '#load/git.ts';
import { reportErrors, runMain } from '../../scripts/terminal.ts';
import { hasDebianPackages, pathsFor, programFrom, unpackPackages } from './debian-packages.ts';

/** Folder of Debian's unpacked package. It is not installed, so no server starts on this machine. */
const UNPACKED = resolve('node_modules/.cache/nginx');
const PLACES = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin', join(UNPACKED, 'usr/sbin')];

/**
 * Finds the nginx to test with, in this order: NGINX_PATH, the PATH, the usual folders, the unpacked package. Undefined
 * if there is none.
 * @throws UserError if NGINX_PATH names a file that is not there.
 */
export function findNginx(): string | undefined {
  const paths = [...pathsFor(['nginx']), ...PLACES.map((folder) => join(folder, 'nginx'))];
  return programFrom('NGINX_PATH') ?? paths.find((path) => versionOf(path) !== undefined);
}

/** Version that an nginx binary prints; undefined if it does not run here. */
function versionOf(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const { status, stderr } = spawnSync(file, ['-v'], { encoding: 'utf8' });
  return status === 0 ? stderr.trim() : undefined;
}

/**
 * Finds nginx, or unpacks Debian's package.
 * @throws UserError with instructions if neither works.
 */
function provideNginx(log: (text: string) => void): string {
  const present = findNginx();
  if (present) return present;
  const announce = (command: string) => log(`There is no nginx yet: running ${command}`);
  if (hasDebianPackages) unpackPackages(UNPACKED, ['nginx'], announce);
  const unpacked = findNginx();
  if (unpacked) return unpacked;
  throw new UserError(
    [
      'The browser tests need nginx, and it could not be brought here.',
      'Install it (Debian: apt-get install nginx; a Mac: brew install nginx),',
      'or set NGINX_PATH to an nginx that you have.',
    ].join('\n'),
  );
}

if (import.meta.main) {
  await runMain((_args, _root, terminal) =>
    reportErrors('test:site', terminal, () => {
      const path = provideNginx(terminal.log);
      terminal.log(`Testing with ${path}: ${versionOf(path)}`);
      return 0;
    }),
  );
}
