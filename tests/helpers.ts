import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import type { Terminal } from '../scripts/terminal.ts';

/** The root of the project. */
export const root = join(import.meta.dirname, '..');

/** Our own handbook, with all that it has: `npm test` builds this edition before the tests of sites. */
export const handbookOutput = join(root, 'dist.leads');

/** Small handbook without mistakes. */
export const smallHandbook = join(root, 'tests/fixtures/handbook');

/** Makes a temporary folder, which is removed after the tests of the file. To be called outside of tests and hooks. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'playbook-')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Copies the small handbook into a new folder inside another one, and returns its path. */
export function copyHandbook(inside: string): string {
  const folder = mkdtempSync(join(inside, 'handbook-'));
  cpSync(smallHandbook, folder, { recursive: true });
  return folder;
}

/** Runs a command, and returns its exit code and all that it printed. */
export async function outputOf(
  run: (terminal: Terminal) => number | Promise<number>,
  prompts?: Terminal['prompts'],
): Promise<{ code: number; output: string }> {
  const lines: string[] = [];
  const print = (text: string) => lines.push(text);
  const code = await run({ log: print, warn: print, ...(prompts ? { prompts } : {}) });
  return { code, output: lines.join('\n') };
}

/**
 * A guide of the small handbook with nothing wrong in it.
 * @param fields Further fields, or others than it has; each on a line of its own.
 */
export function guideText(fields: Readonly<Record<string, string>> = {}, body = 'Words.'): string {
  const all: Record<string, string> = {
    kind: 'guide',
    title: 'Ours',
    description: 'What this page is about.',
    owner: 'editors',
    reviewed: '[{day: 2026-01-15, outcome: edited}]',
    sources: '\n  - source: a-book',
    provenance: 'editorial',
    ...fields,
  };
  const lines = Object.entries(all).map(([key, value]) => `${key}: ${value}\n`);
  return `---\n${lines.join('').replaceAll(': \n', ':\n')}---\n\n${body}\n`;
}

/** A whole tiny site in a temporary folder: the code of this project around content of its own. */
export interface Site {
  folder: string;
  write(path: string, text: string): void;
  read(path: string): string;
  remove(path: string): void;
}

/**
 * Makes a site, from the small handbook of the fixtures if nothing else is said. The caller removes its folder.
 * @param layers The folder that holds `content/`, and `org/` where there is one.
 */
export function makeSite(layers = smallHandbook): Site {
  // Inside the project, so that packages are found there; a linked node_modules confuses Astro.
  mkdirSync(join(root, '.sites'), { recursive: true });
  const folder = mkdtempSync(join(root, '.sites/site-'));
  for (const name of [
    'astro.config.mjs',
    'package.json',
    'tsconfig.json',
    'LICENSE',
    'LICENSE-CONTENT',
    'src',
    'scripts',
    'public',
  ]) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  for (const name of ['content', 'org']) {
    if (existsSync(join(layers, name))) cpSync(join(layers, name), join(folder, name), { recursive: true });
  }
  // The small handbooks of the fixtures have no strings of the interface; those of ours come with the code.
  const strings = join(folder, 'content/interface');
  if (!existsSync(strings)) cpSync(join(root, 'content/interface'), strings, { recursive: true });
  return {
    folder,
    write(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    remove: (path) => rmSync(join(folder, path), { recursive: true, force: true }),
  };
}

/** The edition that shows everything, for builds into `dist/`. */
export const EVERYTHING = { EDITION: 'leads' };

/** The day on which sites are built here, so that no page of the fixtures is due: 30 June 2026, in seconds. */
const DAY = '1782820800';

/**
 * Variables that change what a command makes or prints: those of Vitest, which Astro would take for its own, those that
 * tell a build where its pages will live and who reads them, and those of Git hosts and of the terminal.
 */
const VARIABLES = [
  ...['VITEST', 'BASE_URL', 'MODE', 'DEV', 'PROD', 'SSR', 'NODE_ENV'],
  ...['SITE_URL', 'BASE_PATH', 'EDITION', 'AUDIENCE', 'SOURCE_DATE_EPOCH'],
  ...['FORCE_COLOR', 'COLUMNS', 'LANG', 'LANGUAGE'],
];

/** The environment for commands that tests run: that of the machine, without what would make a difference. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const isPlain = (name: string) =>
    !VARIABLES.includes(name) && !/^(GITHUB_|CI_PROJECT_URL$|BITBUCKET_|BUILD_REPOSITORY_|LC_)/.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => isPlain(name)));
}

/** Where commands are found: first those of the project, as npm has it, also where npm did not start the tests. */
const PATH = [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter);

/** Runs a command in a folder, and returns its exit code and all that it printed. */
export function runIn(folder: string, command: string, args: string[], environment: Record<string, string> = {}) {
  return new Promise<{ code: number; output: string }>((resolve) => {
    const child = spawn(command, args, {
      cwd: folder,
      env: { ...plainEnvironment(), PATH, SOURCE_DATE_EPOCH: DAY, ...environment },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
