import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '#load/git.ts';
import { npm } from '#upstream/npm.ts';
import { root, temporaryFolder } from '../helpers.ts';
import { at, copyOf, forkOf, plainGit, type Repository } from '../repository.ts';

/** Stands for npm: notes its arguments, fails where it is told to, and makes a lock file of package.json alone. */
const NPM = `
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('node:fs');
appendFileSync(process.env.NPM_CALLS, process.argv.slice(2).join(' ') + '\\n');
if (process.env.NPM_FAILS) {
  const [stdout, stderr] = JSON.parse(process.env.NPM_FAILS);
  if (process.env.npm_config_json === 'true') console.log(stdout);
  if (process.env.npm_config_loglevel !== 'silent') console.error(stderr);
  process.exit(1);
}
const { dependencies, devDependencies, overrides } = JSON.parse(readFileSync('package.json', 'utf8'));
const rc = existsSync('.npmrc') ? readFileSync('.npmrc', 'utf8') : undefined;
writeFileSync('package-lock.json', JSON.stringify({ dependencies, devDependencies, overrides, rc }) + '\\n');
`;

const COMMAND = 'install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved';
/** What npm prints when it fails with an error, as its JSON and for people. */
const failing = (error: unknown, stderr = 'npm error code E500') => JSON.stringify([JSON.stringify({ error }), stderr]);
const OFFLINE = failing({ code: 'ENOTFOUND', summary: 'network request to registry failed', detail: '' });

type Manifest = Record<string, unknown> & { dependencies: Record<string, string> };

const MANIFEST: Manifest = {
  name: 'playbook',
  scripts: { build: 'astro build' },
  overrides: { pagefind: '1.5.2' },
  dependencies: { astro: '7.3.4', pagefind: '1.5.2', zod: '4.6.7' },
  devDependencies: { vitest: '5.1.1' },
};

const all = temporaryFolder();
let up: Repository;
let begin: string;
let calls: string;
/** Where commands are found, the stub of npm first. */
let path: string;

beforeAll(() => {
  plainGit();
  const bin = join(all, 'the bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'npm.cjs'), NPM);
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\nexec '${process.execPath}' '${join(bin, 'npm.cjs')}' "$@"\n`);
  chmodSync(join(bin, 'npm'), 0o755);
  path = `${bin}${delimiter}${process.env['PATH']}`;
  calls = join(all, 'calls.txt');
  vi.stubEnv('NPM_CALLS', calls);

  mkdirSync(join(all, 'upstream'));
  up = at(join(all, 'upstream'));
  up.git('init', '--quiet', '--initial-branch=main');
  cpSync(join(root, 'tests/fixtures/handbook/content'), join(up.folder, 'content'), { recursive: true });
  up.write('README.md', 'The readme.\n');
  up.write('.gitignore', '.npmrc\n');
  writePackages(up, () => {});
  begin = up.commit('Begin');
});
afterAll(() => vi.unstubAllEnvs());
beforeEach(() => {
  vi.stubEnv('PATH', path);
  vi.stubEnv('NPM_FAILS', '');
  rmSync(calls, { force: true });
  up.git('reset', '--quiet', '--hard', begin);
});

const called = () => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : []);
const manifestOf = ({ read }: Repository): Manifest => JSON.parse(read('package.json'));

/** Changes package.json, and its lock file with it, as an `npm install` would. */
function writePackages(repository: Repository, change: (manifest: Manifest) => void): void {
  const manifest = existsSync(join(repository.folder, 'package.json'))
    ? manifestOf(repository)
    : structuredClone(MANIFEST);
  change(manifest);
  repository.write('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
  repository.write('package-lock.json', `Made by ${repository.folder}: ${JSON.stringify(manifest)}\n`);
}
const raise = (versions: Record<string, string>) => (manifest: Manifest) =>
  void Object.assign(manifest.dependencies, versions);

/** A handbook that is adopted. */
async function makeAdopted(make: typeof forkOf, name: string): Promise<Repository> {
  const ours = make(up, name);
  await ours.adopt('--title', 'Ours');
  ours.commit('Adopt');
  return ours;
}

/** Raises versions in an adopted handbook, then changes upstream. */
function change(ours: Repository, own: (manifest: Manifest) => void, theirs: (manifest: Manifest) => void = () => {}) {
  writePackages(ours, own);
  ours.commit('Raise');
  up.write('README.md', 'A newer readme.\n');
  writePackages(up, theirs);
  up.commit('Change it');
}

const states = ({ folder, git, read }: Repository) => [
  git('rev-parse', 'HEAD'),
  git('status', '--porcelain', '--ignored'),
  ...['package.json', 'package-lock.json', 'README.md'].map(read),
  existsSync(join(folder, 'org/upstream.yaml')),
];

async function refusal(ours: Repository): Promise<string> {
  const before = states(ours);
  const { code, output } = await ours.upstream('--to', 'main', '--no-diff');
  expect(states(ours)).toEqual(before);
  expect(code).toBe(1);
  return output;
}

describe.each([
  ['a fork', forkOf],
  ['a copy without common history', copyOf],
] as const)('%s that raised a version', { timeout: 60_000 }, (name, make) => {
  test('hears of no file to put right, and keeps the version in one commit', async () => {
    const ours = await makeAdopted(make, name);
    change(ours, raise({ astro: '7.4.0' }), raise({ astro: '7.3.5', zod: '4.7.0' }));
    expect((await ours.json()).outside).toEqual([]);
    expect(called()).toEqual([]);
    const head = ours.git('rev-parse', 'HEAD');
    ours.commit('Keep the records');
    const { code, output } = await ours.upstream('--to', 'main');
    expect(output.split('\n').slice(0, 3)).toEqual([
      'main (abcdef0) is in: 3 files outside org/, one commit.',
      'astro  stays at 7.4.0; upstream has 7.3.5',
      '',
    ]);
    // The check may need the new packages.
    expect(output).toMatch(/\n\nThe packages changed too\. Run: npm ci && npm run check$/);
    expect(code).toBe(0);
    expect(called()).toEqual([COMMAND]);
    expect(ours.read('package.json')).toBe(up.read('package.json').replace('7.3.5', '7.4.0'));
    expect(JSON.parse(ours.read('package-lock.json')).dependencies).toEqual({
      astro: '7.4.0',
      pagefind: '1.5.2',
      zod: '4.7.0',
    });
    expect(ours.read('README.md')).toBe('A newer readme.\n');
    expect(ours.git('status', '--porcelain')).toBe('');
    expect(ours.git('rev-parse', 'HEAD~2')).toBe(head);

    // Again, there is nothing to do, and npm is not needed for that.
    const again = await ours.upstream('--to', 'main');
    expect(again).toEqual({ code: 0, output: 'You have main (abcdef0) already; nothing was changed.' });
    expect(called()).toHaveLength(1);
    expect((await ours.json()).outside).toEqual([]);

    // With the next version it stays, or goes.
    writePackages(up, raise({ astro: '7.3.6' }));
    up.commit('Raise it a little');
    expect((await ours.upstream('--to', 'main')).output).toContain('astro  stays at 7.4.0; upstream has 7.3.6');
    writePackages(up, raise({ astro: '7.5.0' }));
    up.commit('Raise it more');
    expect((await ours.upstream('--to', 'main')).output).toContain("astro  upstream's 7.5.0 replaces your 7.4.0");
    expect(ours.read('package.json')).toBe(up.read('package.json'));
    expect(ours.read('package-lock.json')).toBe(up.read('package-lock.json'));
    expect(called()).toHaveLength(2);
  });
});

describe('in a fork', { timeout: 60_000 }, () => {
  let ours: Repository;
  let adopted: string;
  beforeAll(async () => {
    up.git('reset', '--quiet', '--hard', begin);
    ours = await makeAdopted(forkOf, 'ours');
    adopted = ours.git('rev-parse', 'HEAD');
  });
  beforeEach(() => {
    ours.git('reset', '--quiet', '--hard', adopted);
    ours.git('clean', '--quiet', '-xdff');
  });

  test('nothing is changed without a network, and it says what to run later', async () => {
    change(ours, raise({ astro: '7.4.0' }), raise({ zod: '4.7.0' }));
    vi.stubEnv('NPM_FAILS', OFFLINE);
    expect(
      await refusal(ours),
    ).toBe(`Nothing was brought in, and all is as before: npm ${COMMAND} failed: network request to registry failed

The versions that you raised need a lock file, which npm makes with a network. Once there is one, run:
npm run upstream -- --to main`);
    vi.stubEnv('NPM_FAILS', '');
    expect((await ours.upstream('--to', 'main')).code).toBe(0);
  });

  test('each raised version stays or goes by what upstream has', async () => {
    const own = { astro: '7.3.5', same: '1.0.1', newer: '1.0.9', major: '1.9.0', range: '1.0.1', gone: '1.0.1' };
    const before = Object.fromEntries(Object.keys(own).map((dependency) => [dependency, '1.0.0']));
    writePackages(up, raise({ ...before, astro: '7.3.4' }));
    up.commit('Add dependencies');
    expect((await ours.upstream('--to', 'main')).code).toBe(0);
    expect(called()).toEqual([]);
    change(ours, raise(own), (manifest) => {
      raise({ same: '1.0.1', newer: '1.0.10', major: '2.0.0', range: '^1.0.0' })(manifest);
      Reflect.deleteProperty(manifest.dependencies, 'gone');
    });
    const { output } = await ours.upstream('--to', 'main');
    expect(output.split('\n').slice(1, 7)).toEqual([
      'astro  stays at 7.3.5; upstream has 7.3.4',
      'same  upstream has your 1.0.1 now',
      "newer  upstream's 1.0.10 replaces your 1.0.9",
      "major  upstream's 2.0.0, of another major version, replaces your 1.9.0",
      "range  upstream's ^1.0.0 replaces your 1.0.1",
      'gone  removed upstream, and your 1.0.1 with it',
    ]);
    expect(ours.read('package.json')).toBe(up.read('package.json').replace('7.3.4', '7.3.5'));
  });

  test('a raised version that upstream took over needs no npm', async () => {
    change(ours, raise({ astro: '7.3.5' }), raise({ astro: '7.3.5' }));
    vi.stubEnv('NPM_FAILS', OFFLINE);
    expect((await ours.upstream('--to', 'main')).output).toContain('astro  upstream has your 7.3.5 now');
    expect(ours.read('package-lock.json')).toBe(up.read('package-lock.json'));
  });

  test('a raised version of an override and its dependency stays in both places, and one for tests stays too', async () => {
    change(ours, (manifest) => {
      Object.assign(manifest, { devDependencies: { vitest: '5.2.0' } });
      raise({ pagefind: '1.6.0' })(manifest);
      manifest['overrides'] = { pagefind: '1.6.0' };
    });
    const { output } = await ours.upstream('--to', 'main');
    expect(output.match(/.* stays at .*/g)).toEqual([
      'pagefind  stays at 1.6.0; upstream has 1.5.2',
      'vitest  stays at 5.2.0; upstream has 5.1.1',
    ]);
    expect(manifestOf(ours)).toMatchObject({ overrides: { pagefind: '1.6.0' }, dependencies: { pagefind: '1.6.0' } });
  });

  test('a raised version whose lock file was left as it was, or removed, gets a new one', async () => {
    change(ours, raise({ astro: '7.3.5' }));
    ours.git('rm', '--quiet', 'package-lock.json');
    ours.commit('Remove the lock file');
    expect((await ours.upstream('--to', 'main')).code).toBe(0);
    expect(JSON.parse(ours.read('package-lock.json')).dependencies.astro).toBe('7.3.5');
  });

  test('a raised version is asked for where the settings of the organisation say', async () => {
    change(ours, raise({ astro: '7.3.5' }));
    ours.write('.npmrc', 'registry=https://npm.example.com/\n');
    expect((await ours.upstream('--to', 'main')).code).toBe(0);
    expect(JSON.parse(ours.read('package-lock.json')).rc).toBe('registry=https://npm.example.com/\n');
  });

  test('a raised version is looked for in the cache only, offline', async () => {
    change(ours, raise({ astro: '7.3.5' }));
    await ours.upstream();
    expect((await ours.upstream('--to', 'main', '--offline')).code).toBe(0);
    expect(called()).toEqual([`${COMMAND} --offline`]);
  });

  test('a raised version goes back and forth with upstream', async () => {
    change(ours, raise({ astro: '7.4.0' }), raise({ astro: '7.3.5' }));
    await ours.upstream('--to', 'main');
    expect((await ours.upstream('--to', begin)).output).toContain('astro  stays at 7.4.0; upstream has 7.3.4');
    expect((await ours.upstream('--to', 'main')).output).toContain('astro  stays at 7.4.0; upstream has 7.3.5');
  });

  const AFTER = 'Commit what you did about them, then run this again.';
  const refused = (...paths: string[]) =>
    paths.map((path) =>
      path === 'package.json'
        ? 'package.json  changed here, not only by raised versions  Raise exact versions inside their major version, offer the rest upstream, or take it back: git checkout abcdef0 -- package.json'
        : 'package-lock.json  changed here without package.json  Raise an exact version there, or take it back: git checkout abcdef0 -- package-lock.json',
    );
  test.each<[string, (manifest: Manifest) => void]>([
    ['a range', raise({ astro: '^7.4.0' })],
    ['another major version', raise({ astro: '8.0.0' })],
    ['a new dependency', raise({ leven: '4.1.0' })],
    [
      'a raised version and another command',
      (manifest) => {
        raise({ astro: '7.4.0' })(manifest);
        manifest['scripts'] = { build: 'echo' };
      },
    ],
    ['a raised version and a range', raise({ astro: '7.4.0', zod: '^4.7.0' })],
  ])('nothing is brought in where package.json has %s', async (_name, own) => {
    change(ours, own);
    expect((await refusal(ours)).split('\n').slice(2)).toEqual([
      ...refused('package-lock.json', 'package.json'),
      '',
      AFTER,
    ]);
    expect(called()).toEqual([]);
  });

  test('nothing is brought in where the lock file alone was changed', async () => {
    change(ours, () => {});
    expect((await ours.json()).outside).toEqual([{ change: 'changed', path: 'package-lock.json' }]);
    expect((await refusal(ours)).split('\n').slice(2)).toEqual([...refused('package-lock.json'), '', AFTER]);
  });

  test('nothing is brought in where another file was changed beside a raised version', async () => {
    change(ours, raise({ astro: '7.4.0' }), raise({}));
    ours.write('README.md', 'Ours.\n');
    ours.commit('Change the readme');
    const output = await refusal(ours);
    expect(output).toContain('README.md  changed here');
    expect(output).not.toContain('package');
  });

  test('nothing is brought in where the raised version is not committed', async () => {
    change(ours, () => {});
    ours.git('checkout', '--quiet', 'HEAD~1', '--', 'package-lock.json');
    ours.commit('Take it back');
    writePackages(ours, raise({ astro: '7.4.0' }));
    expect(await refusal(ours)).toBe(`Nothing was brought in: changes outside org/ are not committed.

package-lock.json  Commit raised versions, or undo it: git checkout HEAD -- package-lock.json
package.json  Commit raised versions, or undo it: git checkout HEAD -- package.json`);
  });
});

describe('the reason is given where', { timeout: 60_000 }, () => {
  test.each([
    [
      'says why',
      failing({ code: 'EOVERRIDE', summary: 'Override for a conflicts', detail: '' }),
      'Override for a conflicts',
    ],
    ['says why in several lines', failing({ code: 'E1', summary: '\n  First.\nSecond.', detail: '' }), 'First.'],
    [
      'says why and warns',
      failing({ code: 'ETARGET', summary: 'No version' }, 'npm warn old\nnpm error code ETARGET'),
      'No version',
    ],
    ['has a code only', failing({ code: 'E500', summary: '', detail: '' }), 'E500'],
    ['has a code and no summary', failing({ code: 'E500' }), 'E500'],
    ['has an error without fields', failing({}, ''), 'it gives no reason'],
    ['has no error', failing(undefined, ''), 'it gives no reason'],
    ['prints nothing', JSON.stringify(['', '']), 'it gives no reason'],
    ['prints a list', JSON.stringify(['[]', '']), 'it gives no reason'],
    ['prints null', JSON.stringify(['null', '']), 'it gives no reason'],
    ['fails in words of its own', JSON.stringify(['', '\nSegmentation fault\ncore dumped']), 'Segmentation fault'],
    ['prints other words before', JSON.stringify(['> prepare', 'npm error code 1']), 'npm error code 1'],
  ])('npm %s', async (_name, fails, reason) => {
    vi.stubEnv('NPM_FAILS', fails);
    await expect(npm(['install'], all)).rejects.toThrow(new UserError(`npm install failed: ${reason}`));
  });

  test('the command was started silently', async () => {
    vi.stubEnv('npm_config_loglevel', 'silent');
    vi.stubEnv('NPM_FAILS', OFFLINE);
    await expect(npm(['install'], all)).rejects.toThrow('npm install failed: network request to registry failed');
  });

  test('npm is not there', async () => {
    vi.stubEnv('PATH', all);
    await expect(npm(['install'], all)).rejects.toThrow('npm is not installed');
  });
});
