import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { UserError } from '#load/git.ts';
import { reportErrors, runMain, type Terminal } from '../../scripts/terminal.ts';
import {
  aptGet,
  type CommandLine,
  hasDebianPackages,
  pathsFor,
  programFrom,
  unpackPackages,
} from './debian-packages.ts';

/**
 * Headless build of Chromium: the same engine without a user interface, which opens a page in half the time. Debian's
 * package is unpacked here, not installed.
 */
const SHELL = 'chromium-headless-shell';
const UNPACKED = resolve('node_modules/.cache', SHELL);
const SHELL_PATH = join('usr/lib/chromium', SHELL);

const NAMES = `${SHELL} chromium chromium-browser google-chrome google-chrome-stable microsoft-edge chrome`.split(' ');
const PLACES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Commands that install a browser; those with apt-get need Debian and the right to install. */
const INSTALLERS: CommandLine[] = [
  [process.execPath, join('node_modules', 'playwright-core', 'cli.js'), 'install', 'chromium'],
  ...(hasDebianPackages ? [aptGet('update', '-q'), aptGet('install', '-y', '-q', 'chromium')] : []),
];

/**
 * Finds the Chromium to test with, in this order: CHROMIUM_PATH, the unpacked package, the usual names on the PATH, the
 * usual paths, Playwright's own cache. Undefined if there is none.
 * @throws UserError if CHROMIUM_PATH names a file that is not there.
 */
export function findChromium(): string | undefined {
  const paths = [join(UNPACKED, SHELL_PATH), ...pathsFor(NAMES), ...PLACES, chromium.executablePath()];
  return programFrom('CHROMIUM_PATH') ?? paths.find((path) => existsSync(path));
}

/**
 * Finds or installs Chromium.
 * @throws UserError with instructions if neither works.
 */
function provideChromium({ log }: Terminal): string {
  const present = findChromium();
  if (present) return present;
  for (const [command, ...args] of INSTALLERS) {
    log(`There is no Chromium yet: running ${[command, ...args].join(' ')}`);
    spawnSync(command, args, { stdio: 'inherit' });
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new UserError(
    [
      'The browser tests need Chromium, and it could not be brought here.',
      'Install it (Debian: apt-get install chromium; a Mac: brew install --cask chromium),',
      'or set CHROMIUM_PATH to a Chromium, Chrome or Edge that you have.',
    ].join('\n'),
  );
}

/**
 * Unpacks the headless build where Debian has it, and removes it again if it cannot open a page here. Without it the
 * tests give the same results, but take longer.
 */
function unpackShell({ log }: Terminal): void {
  if (!hasDebianPackages) return;
  log(`Fetching ${SHELL}, with which the tests are shorter`);
  const folder = `${UNPACKED}.new`;
  for (const old of [folder, UNPACKED]) rmSync(old, { recursive: true, force: true });
  unpackPackages(folder, [SHELL, 'chromium-common']);
  const opening = spawnSync(join(folder, SHELL_PATH), ['--no-sandbox', '--dump-dom', 'about:blank']);
  if (opening.status === 0) renameSync(folder, UNPACKED);
  else rmSync(folder, { recursive: true });
}

if (import.meta.main) {
  await runMain((_args, _root, terminal) =>
    reportErrors('test:site', terminal, () => {
      // Chromium comes first, because its package installs the libraries that the headless build needs.
      let path = provideChromium(terminal);
      if (!process.env['CHROMIUM_PATH'] && !path.endsWith(SHELL)) {
        unpackShell(terminal);
        path = provideChromium(terminal);
      }
      const version = execFileSync(path, ['--version', '--no-sandbox'], { encoding: 'utf8' });
      terminal.log(`Testing with ${path}: ${version.trim()}`);
      return 0;
    }),
  );
}
