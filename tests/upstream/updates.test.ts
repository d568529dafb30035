import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { updateDependencies } from '../../scripts/update-dependencies.ts';
import { outputOf, root, runIn, temporaryFolder } from '../helpers.ts';
import { nodesOf, TITLES } from '../hostile.ts';

const all = temporaryFolder();
let folder: string;
let count = 0;

beforeEach(() => {
  folder = join(all, `the ${++count}`);
  mkdirSync(folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** Puts a program of Node in the place of a command, in a folder of the path. */
function stub(command: string, program: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, `${command}.cjs`), program);
  const script = `#!/bin/sh\nexec '${process.execPath}' '${join(bin, `${command}.cjs`)}' "$@"\n`;
  writeFileSync(join(bin, command), script, { mode: 0o755 });
  return `${bin}${delimiter}${process.env['PATH']}`;
}

describe('npm run update-dependencies', { timeout: 60_000 }, () => {
  /** Answers `npm view` from a file, and makes a lock file of the exact versions of package.json. */
  const NPM = `
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
appendFileSync('calls.txt', args.join(' ') + '\\n');
const { answers, fails, transitive } = read('registry.json');
if (args[0] === 'view') args[0] !== fails && console.log(answers[args[1]] ?? '');
else {
  const { packages } = read('package-lock.json');
  const { dependencies, devDependencies } = read('package.json');
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) packages['node_modules/' + name] = { version: version.replace('^', '') };
  if (args[0] === 'update') for (const [name, version] of Object.entries(transitive ?? {})) packages['node_modules/' + name] = { version };
  writeFileSync('package-lock.json', JSON.stringify({ packages }));
}
if (args[0] === fails) {
  console.log(JSON.stringify({ error: { code: 'X', summary: 'It did not work', detail: '' } }));
  process.exit(1);
}
`;
  const MANIFEST = {
    overrides: { pagefind: '1.5.2' },
    dependencies: { astro: '7.3.4', '@astrojs/starlight': '0.42.4', pagefind: '1.5.2', leven: '4.0.0', zod: '^4.6.7' },
    devDependencies: { vitest: '5.1.1' },
  };
  const BEFORE = {
    astro: '7.3.4',
    '@astrojs/starlight': '0.42.4',
    pagefind: '1.5.2',
    vitest: '5.1.1',
    zod: '4.6.7',
    '@astrojs/mdx': '8.0.2',
  };

  async function run(
    registry: { answers?: Record<string, string>; fails?: string; transitive?: object },
    ...args: string[]
  ) {
    const packages = Object.fromEntries(
      Object.entries(BEFORE).map(([name, version]) => [`node_modules/${name}`, { version }]),
    );
    const files = {
      'package.json': MANIFEST,
      'package-lock.json': { packages },
      'registry.json': { answers: {}, ...registry },
    };
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
    }
    vi.stubEnv('PATH', stub('npm', NPM));
    const { code, output } = await outputOf((terminal) => updateDependencies(args, folder, terminal));
    const read = (name: string) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '');
    return { code, output, read, calls: read('calls.txt').trim().split('\n') };
  }

  test('installs the newest versions inside the same major version, and says which', async () => {
    const { code, output, read, calls } = await run({
      answers: {
        'astro@7': '["7.0.0", "7.3.4", "7.3.5", "7.10.0", "7.9.0", "7.11.0-beta.1"]',
        '@astrojs/starlight@0': '["0.42.4", "0.43.1", "0.9.0"]',
        'pagefind@1': '["1.5.2", "1.6.0"]',
        'vitest@5': '"5.1.1"',
      },
      transitive: { '@astrojs/mdx': '8.1.0' },
    });
    expect(output.split('\n')).toEqual([
      'astro  7.3.4 to 7.10.0',
      '@astrojs/starlight  0.42.4 to 0.43.1',
      '@astrojs/mdx  8.0.2 to 8.1.0',
      'pagefind  1.5.2 to 1.6.0',
    ]);
    expect(code).toBe(0);
    expect(calls).toEqual([
      'view astro@7 version --json',
      'view @astrojs/starlight@0 version --json',
      'view pagefind@1 version --json',
      'view vitest@5 version --json',
      'install --omit-lockfile-registry-resolved',
      'update --omit-lockfile-registry-resolved @astrojs/mdx',
    ]);
    expect(JSON.parse(read('package.json'))).toEqual({
      overrides: { pagefind: '1.6.0' },
      dependencies: { ...MANIFEST.dependencies, astro: '7.10.0', '@astrojs/starlight': '0.43.1', pagefind: '1.6.0' },
      devDependencies: { vitest: '5.1.1' },
    });
  });

  test.each([
    ['nothing', ''],
    ['the same version', '"7.3.4"'],
    ['older versions', '["7.0.0", "7.3.3"]'],
    ['another major version', '["8.0.0"]'],
    ['previews', '["7.4.0-alpha.1", "7.4.0-beta.2"]'],
    ['an empty list', '[]'],
    ['no versions', '[null, 8, {"version": "7.3.5"}, "newest"]'],
    ['an object', '{"error": {"code": "E404"}}'],
  ])('changes nothing where npm view prints %s', async (_name, answer) => {
    const { code, output, read } = await run({ answers: { 'astro@7': answer } });
    expect(output).toBe('All are the newest of their major version.');
    expect(code).toBe(0);
    expect(JSON.parse(read('package.json'))).toEqual(MANIFEST);
  });

  test.each(['view', 'install', 'update'])('leaves all as before where npm %s fails', async (fails) => {
    const { code, output, read } = await run({ answers: { 'astro@7': '["7.3.5"]' }, fails });
    expect(output).toMatch(new RegExp(`^npm ${fails} .* failed: It did not work$`));
    expect(code).toBe(1);
    expect(JSON.parse(read('package.json'))).toEqual(MANIFEST);
    expect(read('package-lock.json')).not.toContain('7.3.5');
  });

  test('says so where npm view prints no JSON', async () => {
    const { code, output } = await run({ answers: { 'astro@7': 'astro@7.3.5' } });
    expect(output).toBe(
      'npm view printed no JSON, so the newest versions are not known. Update npm, then run this again.',
    );
    expect(code).toBe(1);
  });

  test.each([['--nothing'], ['astro']])('follows no command line like %s', async (argument) => {
    const { code, output, calls } = await run({}, argument);
    expect(output).toContain('Run npm run update-dependencies -- --help to see what there is.');
    expect(code).toBe(2);
    expect(calls).toEqual(['']);
  });

  test('explains itself', async () => {
    const { code, output } = await run({}, '--help');
    expect(output).toContain('npm run update-dependencies    installs');
    expect(code).toBe(0);
  });
});

describe('the workflow', { timeout: 60_000 }, () => {
  interface Step {
    name?: string;
    if?: string;
    run?: string;
    env?: Record<string, string>;
  }
  const { jobs }: { jobs: Record<string, { permissions?: object; steps: Step[] }> } = parse(
    readFileSync(join(root, '.github/workflows/updates.yml'), 'utf8'),
  );

  test('has a token in one step, which runs no code of the repository', () => {
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    const holding = steps.filter((step) => JSON.stringify(step).includes('github.token'));
    expect(holding.map(({ name }) => name)).toEqual(['Open, update or close the issue']);
    expect(jobs['issue']?.steps).toEqual(holding);
    expect(holding[0]?.run).not.toMatch(/\b(npm|npx|node)\b/);
    expect(jobs['try']?.permissions).toBeUndefined();
  });

  test('runs the tests upstream, and the check and the build where the handbook is adopted', () => {
    const step = (name: string) => jobs['try']?.steps.find((candidate) => candidate.name === name);
    expect(step('Test')).toMatchObject({ if: "hashFiles('org/playbook.yaml') == ''" });
    expect(step('Check and build')).toMatchObject({ if: "hashFiles('org/playbook.yaml') != ''" });
  });

  test.each(['Install the newest minor versions', 'Test', 'Check and build'])(
    'fails where "%s" fails',
    async (name) => {
      const step = jobs['try']?.steps.find((candidate) => candidate.name === name);
      if (name !== 'Install the newest minor versions') mkdirSync(join(folder, 'report'));
      const path = stub('npm', "console.log('Words'); console.error('Failed'); process.exit(1);");
      const { code } = await runIn(folder, 'bash', ['--norc', '-eo', 'pipefail', '-c', step?.run ?? ''], {
        PATH: path,
      });
      expect(code).toBe(1);
      const file = name.startsWith('Install') ? 'versions.txt' : 'log.txt';
      expect(readFileSync(join(folder, 'report', file), 'utf8')).toBe('Words\nFailed\n');
    },
  );

  /** Stands for gh: there is an issue 7 or none, and the report is what a file holds. */
  const GH = `
const { appendFileSync, copyFileSync, existsSync, mkdirSync } = require('node:fs');
const args = process.argv.slice(2);
appendFileSync('calls.txt', args.join(' ') + '\\n');
if (args[1] === 'list') console.log(process.env.ISSUE);
if (args[1] === 'download') {
  if (!existsSync('log')) process.exit(1);
  mkdirSync('report');
  copyFileSync('log', 'report/log.txt');
  copyFileSync('log', 'report/versions.txt');
}
`;
  async function issue(result: string, number: string, log?: string) {
    const script = jobs['issue']?.steps[0]?.run ?? 'exit 99';
    if (log !== undefined) writeFileSync(join(folder, 'log'), log);
    const environment = {
      ...{ PATH: stub('gh', GH), RESULT: result, ISSUE: number },
      ...{ GITHUB_RUN_ID: '5', GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'us/playbook' },
    };
    const { code } = await runIn(folder, 'bash', ['--norc', '-eo', 'pipefail', '-c', script], environment);
    expect(code).toBe(0);
    const body = existsSync(join(folder, 'body.md')) ? readFileSync(join(folder, 'body.md'), 'utf8') : '';
    const [first, ...calls] = readFileSync(join(folder, 'calls.txt'), 'utf8').trim().split('\n');
    expect(first).toBe('issue list --state open --label updates --limit 1 --json number --jq .[].number');
    return { body, calls };
  }
  const DOWNLOAD = 'run download 5 --name report --dir report';
  const LABEL = 'label create updates --description Kept by the workflow Updates --color dcebe8 --force';
  const CREATE =
    'issue create --title The newest minor versions of dependencies fail --label updates --body-file body.md';
  const EDIT = 'issue edit 7 --body-file body.md';
  const CLOSE = 'issue close 7 --comment Nothing fails with the newest minor versions any more.';

  test.each([
    ['success', '', []],
    ['success', '7', [CLOSE]],
    ['failure', '', [DOWNLOAD, LABEL, CREATE]],
    ['failure', '7', [DOWNLOAD, EDIT]],
  ])('after a %s with issue "%s", does %j', async (result, number, expected) => {
    expect((await issue(result, number, 'astro  7.3.4 to 7.3.5\n')).calls).toEqual(expected);
  });

  test('opens an issue also where nothing was reported', async () => {
    const { body, calls } = await issue('failure', '');
    expect(calls).toEqual([DOWNLOAD, LABEL, CREATE]);
    expect(body).toContain('https://github.com/us/playbook/actions/runs/5');
  });

  test('shows what failed as it is', async () => {
    const log = TITLES.map((title) =>
      title
        .toWellFormed()
        .replace(/[\r\n]+/g, ' ')
        .slice(0, 100),
    ).join('\n');
    const { body } = await issue('failure', '', `${log}\n`);
    expect(nodesOf(body).map(({ type }) => type)).toEqual(
      nodesOf(body.replaceAll(/^ {4}.*/gm, '    x')).map(({ type }) => type),
    );
  });

  test.each([
    ['many lines', 'A line\n'.repeat(100_000)],
    ['long lines', `${'x'.repeat(100_000)}\n`.repeat(500)],
    ['a return that begins a line', 'one\r@everybody\r\n# Heading\r'],
    ['no last line end', 'one'],
    ['empty lines', '\n\n\n# one\n\n\n'],
  ])('fits into an issue and stays plain with %s', async (_name, log) => {
    const { body } = await issue('failure', '', log);
    expect(body.length).toBeLessThan(65_536 * 1.5);
    expect(body).not.toContain('\r');
    const written = body.split('\n').filter((line) => line !== '' && !line.startsWith('    '));
    expect(written.map((line) => line.slice(0, 14))).toEqual(['What failed, w', 'The versions:', 'The last lines']);
  });
});
