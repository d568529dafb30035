import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { differences } from '../build/output.ts';
import { makeSite, plainEnvironment, root, runIn, type Site } from '../helpers.ts';

// Builds beside others, and after builds that were killed or whose caches were damaged.

/** In milliseconds, as much as a minute for each build. */
const PATIENCE = 300_000;

let site: Site;
const astro = join(root, 'node_modules/astro/bin/astro.mjs');
const build = (...args: string[]) =>
  runIn(site.folder, process.execPath, ['scripts/build.ts', '--edition', 'leads', ...args]);
const plainBuild = () =>
  runIn(site.folder, process.execPath, [astro, 'build', '--outDir', 'dist.leads'], { EDITION: 'leads' });
const path = (file: string) => join(site.folder, file);
const bytesOf = (file: string) => readFileSync(path(file));

/** One file of each cache there is. */
const CACHES = [
  'node_modules/.astro/leads/data-store.json',
  'node_modules/.astro/leads/incremental-build.json',
  'node_modules/.astro/leads/digests.json',
  'node_modules/.astro/leads/dist/guides/trust/index.html',
  'node_modules/.astro/leads/dist/index.html',
  'node_modules/.cache/playbook/made/pageCache',
  'node_modules/.cache/playbook/made/yamlCache',
  'node_modules/.cache/playbook/build.lock',
  'node_modules/.cache/playbook/cache.lock',
  '.astro/content-modules.mjs',
  '.astro/content-assets.mjs',
];
const LOCKS = /\.lock$/;

/** Builds again, and compares the site with the one that was built from nothing. */
async function expectGood(...args: string[]): Promise<void> {
  const { code, output } = await build(...args);
  expect(code, output).toBe(0);
  expect(differences(path('good'), path('dist.leads'))).toEqual([]);
}

beforeAll(async () => {
  site = makeSite();
  const { code, output } = await build();
  expect(code, output).toBe(0);
  cpSync(path('dist.leads'), path('good'), { recursive: true });
}, PATIENCE);
afterAll(() => site.remove('.'));

test('of three builds at once those that are late say who is first, and the site is whole', {
  timeout: PATIENCE,
}, async () => {
  for (let round = 0; round < 3; round++) {
    const results = await Promise.all([build(), build(), plainBuild()]);
    const refused = results.filter(({ code }) => code !== 0);
    expect(refused.length, results.map(({ output }) => output).join('\n\n')).toBeLessThan(3);
    for (const { code, output } of refused) {
      expect(code).toBe(1);
      expect(output).toMatch(/^(npm run|astro) build is running here already: process \d+ on \S+, since \S+Z {2}Wait/m);
      expect(output).not.toMatch(/^ +at |\[ERROR\]|Stack trace/m);
    }
    expect(differences(path('good'), path('dist.leads'))).toEqual([]);
    await expectGood();
  }
});

test.each(['Building', 'generating static routes', '/guides/words'])(
  'a build after one that was killed at "%s" makes the same, and keeps the last good output',
  { timeout: PATIENCE },
  async (words) => {
    // Has pages to render, which the killed build does not finish.
    rmSync(path('node_modules/.astro/leads/dist'), { recursive: true, force: true });
    const child = spawn(process.execPath, [astro, 'build', '--outDir', 'dist.leads.next'], {
      cwd: site.folder,
      env: { ...plainEnvironment(), EDITION: 'leads' },
    });
    const ended = new Promise((resolve) => child.on('close', resolve));
    child.stdout.on('data', (text) => String(text).includes(words) && child.kill('SIGKILL'));
    await ended;
    expect(child.signalCode).toBe('SIGKILL');
    renameSync(path('dist.leads'), path('dist.leads.old'));
    site.write('content/guides/bad.mdx', 'No front matter.\n');
    expect((await build()).code).toBe(1);
    site.remove('content/guides/bad.mdx');
    expect(differences(path('good'), path('dist.leads'))).toEqual([]);
    await expectGood();
    expect(existsSync(path('dist.leads.old')) || existsSync(path('dist.leads.next'))).toBe(false);
  },
);

const edit = (change: (bytes: Buffer) => Uint8Array) => (file: string) =>
  writeFileSync(path(file), change(bytesOf(file)));
const replace = (make: (file: string) => void) => (file: string) => {
  if (LOCKS.test(file)) return;
  rmSync(path(file));
  make(file);
};

test.each<[string, (file: string) => void]>([
  ['empty', edit(() => Buffer.alloc(0))],
  ['cut off in the middle', edit((bytes) => bytes.subarray(0, bytes.length / 2))],
  ['cut off by a byte', edit((bytes) => bytes.subarray(0, -1))],
  ['with another bit', edit((bytes) => bytes.map((byte, index) => (index === bytes.length >> 1 ? byte ^ 1 : byte)))],
  ['with more bytes', edit((bytes) => Buffer.concat([bytes, Buffer.from('more')]))],
  ['of zeros', edit((bytes) => Buffer.alloc(bytes.length + 1))],
  ['of words', edit(() => Buffer.from('nothing of ours'))],
  ['with other words', edit((bytes) => Buffer.from(bytes.toString('latin1').replaceAll('Trust', 'Truth'), 'latin1'))],
  [
    'that hold what the next one held',
    (file) => {
      if (!LOCKS.test(file)) cpSync(path(CACHES[(CACHES.indexOf(file) + 1) % CACHES.length] as string), path(file));
    },
  ],
  ['without permissions', (file) => writeFileSync(path(file), 'x', { mode: 0 })],
  ['that are missing', replace(() => {})],
  ['that are folders', replace((file) => mkdirSync(path(`${file}/a`), { recursive: true }))],
  ['that are links to nothing', replace((file) => symlinkSync('nothing', path(file)))],
])('caches %s are made again', { timeout: PATIENCE }, async (_what, damage) => {
  for (const file of CACHES) damage(file);
  await expectGood();
  // A page alone, which Astro would take as it is while the list of pages is right.
  damage('node_modules/.astro/leads/dist/guides/trust/index.html');
  await expectGood();
});

test.each([
  'node_modules/.astro/leads',
  'node_modules/.astro/leads/dist',
  '.astro',
  'node_modules/.cache/playbook/made',
])('a file in place of the folder %s does not stop a build', { timeout: PATIENCE }, async (folder) => {
  rmSync(path(folder), { recursive: true });
  writeFileSync(path(folder), 'No folder.');
  await expectGood();
  if (folder.endsWith('made')) rmSync(path(folder));
});

test('--clean deletes the caches first', { timeout: PATIENCE }, async () => {
  const left = ['node_modules/.astro/leads/left', 'node_modules/.cache/playbook/made/left'];
  for (const file of left) site.write(file, 'x');
  await expectGood('--clean');
  expect(left.filter((file) => existsSync(path(file)))).toEqual([]);
});
