import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'chrome'];
const PLACES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * The Chromium to test with: the one that CHROMIUM_PATH names, then the usual names on the path, then
 * the usual places, then Playwright's own cache. Undefined if there is none.
 * @throws Error if CHROMIUM_PATH names a file that is not there.
 */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM_PATH'];
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH is ${named}, and there is no such file.`);
    return named;
  }
  const onPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...onPath, ...PLACES, chromium.executablePath()].find((file) => existsSync(file));
}

/** Ways to get a browser, each as a command; the second needs Debian and the right to install. */
function installers(): [command: string, ...args: string[]][] {
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const apt = (...args: string[]) => [...asRoot, 'apt-get', ...args] as [string, ...string[]];
  return [
    [process.execPath, join('node_modules', 'playwright-core', 'cli.js'), 'install', 'chromium'],
    ...(process.platform === 'linux' && existsSync('/usr/bin/apt-get')
      ? [apt('update', '-q'), apt('install', '-y', '-q', 'chromium')]
      : []),
  ];
}

/** Finds Chromium or brings one, and stops with what to install where neither works. */
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

if (import.meta.main) {
  process.on('uncaughtException', ({ message }) => {
    console.error(message);
    process.exit(1);
  });
  const path = provideChromium();
  console.log(
    `Testing with ${path}: ${execFileSync(path, ['--version', '--no-sandbox'], { encoding: 'utf8' }).trim()}`,
  );
}
