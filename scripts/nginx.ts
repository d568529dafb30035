import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** Folder of Debian's unpacked package. It is not installed, so no server starts on this machine. */
const UNPACKED = resolve('node_modules/.cache/nginx');
const PLACES = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin', join(UNPACKED, 'usr/sbin')];

/**
 * Finds the nginx to test with, in this order: NGINX_PATH, the PATH, the usual folders, the unpacked package. Undefined
 * if there is none.
 * @throws Error if NGINX_PATH names a file that is not there.
 */
export function findNginx(): string | undefined {
  const named = process.env['NGINX_PATH'];
  if (named) {
    if (!existsSync(named)) throw new Error(`NGINX_PATH is ${named}, and there is no such file.`);
    return named;
  }
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...PLACES];
  return folders.map((folder) => join(folder, 'nginx')).find((file) => versionOf(file) !== undefined);
}

/** Version that an nginx binary prints; undefined if it does not run here. */
function versionOf(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const { status, stderr } = spawnSync(file, ['-v'], { encoding: 'utf8' });
  return status === 0 ? stderr.trim() : undefined;
}

/** Downloads and unpacks Debian's package; neither needs the right to install. */
function bring(): void {
  if (!existsSync('/usr/bin/apt-get')) return;
  mkdirSync(UNPACKED, { recursive: true });
  const run = (command: string, ...args: string[]) => {
    console.log(`There is no nginx yet: running ${[command, ...args].join(' ')}`);
    return spawnSync(command, args, { cwd: UNPACKED, stdio: 'inherit' }).status === 0;
  };
  const download = () => run('apt-get', 'download', '-q', 'nginx');
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const [update = '', ...rest] = [...asRoot, 'apt-get', 'update', '-q'];
  // A download by name needs the package lists.
  if (!download() && !(run(update, ...rest) && download())) return;
  for (const file of readdirSync(UNPACKED)) if (file.endsWith('.deb')) run('dpkg', '-x', file, '.');
}

if (import.meta.main) {
  process.on('uncaughtException', ({ message }) => {
    console.error(message);
    process.exit(1);
  });
  if (!findNginx()) bring();
  const path = findNginx();
  if (!path) {
    console.error(
      [
        'The browser tests need nginx, and it could not be brought here.',
        'Install it (Debian: apt-get install nginx; a Mac: brew install nginx),',
        'or set NGINX_PATH to an nginx that you have.',
      ].join('\n'),
    );
    process.exit(1);
  }
  console.log(`Testing with ${path}: ${versionOf(path)}`);
}
