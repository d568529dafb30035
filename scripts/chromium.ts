import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { chromium } from 'playwright-core';

/**
 * Headless build of Chromium: the same engine without a user interface, which opens a page in half the time. Debian's
 * package is unpacked here, not installed.
 */
const SHELL = 'chromium-headless-shell';
const UNPACKED = resolve('node_modules/.cache', SHELL);

const NAMES = [
  SHELL,
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'chrome',
];
const PLACES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * Finds the Chromium to test with, in this order: CHROMIUM_PATH, the unpacked package, the usual names on the PATH, the
 * usual paths, Playwright's own cache. Undefined if there is none.
 * @throws Error if CHROMIUM_PATH names a file that is not there.
 */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM_PATH'];
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH is ${named}, and there is no such file.`);
    return named;
  }
  const brought = join(UNPACKED, 'usr/lib/chromium', SHELL);
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [brought, ...onPath, ...PLACES, chromium.executablePath()].find((file) => existsSync(file));
}

/** Returns an apt-get command, with sudo unless the user is root. */
function apt(...args: string[]): [command: string, ...args: string[]] {
  return process.getuid?.() === 0 ? ['apt-get', ...args] : ['sudo', '-n', 'apt-get', ...args];
}

/** Commands that install a browser; those with apt-get need Debian and the right to install. */
function installers(): [command: string, ...args: string[]][] {
  return [
    [process.execPath, join('node_modules', 'playwright-core', 'cli.js'), 'install', 'chromium'],
    ...(process.platform === 'linux' && existsSync('/usr/bin/apt-get')
      ? [apt('update', '-q'), apt('install', '-y', '-q', 'chromium')]
      : []),
  ];
}

/** Finds or installs Chromium. Exits with instructions if neither works. */
function provideChromium(): string {
  const present = findChromium();
  if (present) return present;
  for (const [command, ...args] of installers()) {
    console.log(`There is no Chromium yet: running ${[command, ...args].join(' ')}`);
    spawnSync(command, args, { stdio: 'inherit' });
    const brought = findChromium();
    if (brought) return brought;
  }
  console.error(
    [
      'The browser tests need Chromium, and it could not be brought here.',
      'Install it (Debian: apt-get install chromium; a Mac: brew install --cask chromium),',
      'or set CHROMIUM_PATH to a Chromium, Chrome or Edge that you have.',
    ].join('\n'),
  );
  process.exit(1);
}

/**
 * Unpacks the headless build where Debian has it. Needs no right to install, and removes it again if it cannot open a
 * page here. Without it the tests give the same results, but take longer.
 */
function bringShell(): void {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return;
  console.log(`Fetching ${SHELL}, with which the tests are shorter`);
  const folder = `${UNPACKED}.new`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const run = (command: string, ...args: string[]) => spawnSync(command, args, { cwd: folder }).status === 0;
  const download = () => run('apt-get', 'download', '-q', SHELL, 'chromium-common');
  // A download by name needs the package lists.
  const [update, ...rest] = apt('update', '-q');
  if (!download() && run(update, ...rest)) download();
  for (const file of readdirSync(folder)) if (run('dpkg', '-x', file, '.')) rmSync(join(folder, file));
  const opens = run(join(folder, 'usr/lib/chromium', SHELL), '--no-sandbox', '--dump-dom', 'about:blank');
  rmSync(UNPACKED, { recursive: true, force: true });
  if (opens) renameSync(folder, UNPACKED);
  else rmSync(folder, { recursive: true });
}

if (import.meta.main) {
  process.on('uncaughtException', ({ message }) => {
    console.error(message);
    process.exit(1);
  });
  // Chromium comes first, because its package installs the libraries that the headless build needs.
  let path = provideChromium();
  if (!process.env['CHROMIUM_PATH'] && !path.endsWith(SHELL)) {
    bringShell();
    path = provideChromium();
  }
  console.log(
    `Testing with ${path}: ${execFileSync(path, ['--version', '--no-sandbox'], { encoding: 'utf8' }).trim()}`,
  );
}
