import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { hasHealthPage } from '#upkeep/handbook-health.ts';
import { health } from '../../scripts/health.ts';
import { copyHandbook, outputOf, temporaryFolder } from '../helpers.ts';
import { at, type Repository } from '../repository.ts';

const all = temporaryFolder();
let here: Repository;

beforeEach(() => {
  here = at(copyHandbook(all));
});
afterEach(() => vi.unstubAllEnvs());

/** Runs the command on a day; the pages of the fixtures are due on 15 January 2027. */
const run = (args: string[], today = '2026-06-30') =>
  outputOf((terminal) => health(args, here.folder, terminal, today));
const log = (id: string, entries: string) =>
  here.edit(`content/${id}.mdx`, /^reviewed: .*$/m, `reviewed: [${entries}]`);

describe('npm run health', () => {
  test('says in words what waits, what nobody finds and what is missing', async () => {
    log('guides/words', '{day: 2026-01-15, outcome: edited}, {day: 2026-02-15, outcome: withdrawn}');
    log('guides/trust', '{day: 2025-06-15, outcome: edited}');
    const { code, output } = await run([]);
    expect(output).toMatchInlineSnapshot(`
      "To review. Read each as a whole, then note what you found: npm run review -- <id>
        guides/trust  editors, due 2026-06-15, 15 days ago

      Withdrawn, and still there. Once no page leads there, delete it and say in redirects.yaml where its readers go.
        guides/words  since 2026-02-15

      No other page leads there. Link to it where its readers are, or name it under related.
        paths/first
        pillars/direction

      Leads to no other page. Link to what its readers need next, or name it under related.
        pillars/people
        roles/lead

      Shorter than its kind should be. Say more, or move it into another page.
        pillars/direction  14 of at least 500 words
        pillars/people  1 of at least 500 words
        roles/lead  4 of at least 350 words

      Missing. Write what is worth having; not every gap is one.
        roles/lead  No practice names this role

      By team
        editors  6 pages, 1 to review, next review by 2027-01-15

      How many pages of each kind serve each pillar
                all  Direction  People
        Roles     1          0       0
        Paths     1          0       0
        Guides    1          0       0

      7 pages, 1 to review, on 2026-06-30"
    `);
    expect(code).toBe(0);
    expect((await run(['--check'])).code).toBe(1);
  });

  test('--json gives all of it as data, and --check alone fails', async () => {
    const { code, output } = await run(['--json'], '2027-02-01');
    expect(code).toBe(0);
    const { overdue, today } = JSON.parse(output);
    expect(today).toBe('2027-02-01');
    expect(overdue).toHaveLength(7);
    expect((await run(['--check'])).code).toBe(0);
    expect((await run(['--check', '--json'], '2027-02-01')).code).toBe(1);
  });

  test('does not judge a handbook of which it cannot read all', async () => {
    here.edit('content/guides/words.mdx', 'title:', 'titel:');
    for (const args of [[], ['--json'], ['--issues']]) {
      expect(await run(args)).toEqual({
        code: 1,
        output: 'npm run check finds 1 problem. Correct them first, then come again.',
      });
    }
  });

  test.each([
    [['--jsn'], "Unknown option '--jsn'"],
    [['guides'], "Unexpected argument 'guides'"],
    [['--issues', '--json'], '--issues goes without --json and --check'],
  ])('%j is refused', async (args, words) => {
    const { code, output } = await run(args);
    expect(code).toBe(2);
    expect(output).toMatch(words);
    expect(output).toContain('\nRun npm run health -- --help to see what there is.');
  });

  test('--help names every flag', async () => {
    const { code, output } = await run(['--help']);
    expect(code).toBe(0);
    for (const flag of ['--check', '--json', '--issues']) expect(output).toContain(flag);
  });

  test('in a handbook that was adopted, pages of upstream have a team of ours or are named', async () => {
    here.write('content/playbook.yaml', `${here.read('content/playbook.yaml')}audience: public\n`);
    here.write('org/content/data/teams/ours.yaml', 'title: Our editors\npurpose: Look after ours.\naudience: public\n');
    here.write('org/playbook.yaml', 'owners: {guides: ours, pillars/people: editors}\n');
    const { owners, unowned } = JSON.parse((await run(['--json'])).output);
    expect(unowned.map(({ id }: { id: string }) => id)).toEqual([
      'index',
      'paths/first',
      'pillars/direction',
      'roles/lead',
    ]);
    expect(owners.map(({ id, pages }: { id: string; pages: number }) => [id, pages])).toEqual([
      ['ours', 2],
      ['editors', 5],
    ]);
  });
});

/** A gh that keeps issues in a file beside it, and writes down what it was asked for. */
const GH = `const { existsSync, readFileSync, writeFileSync, appendFileSync } = require('node:fs');
const file = __dirname + '/issues.json';
const issues = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
const [noun, verb, ...args] = process.argv.slice(2);
appendFileSync(__dirname + '/calls.txt', noun + ' ' + verb + '\\n');
const value = (flag) => args[args.indexOf(flag) + 1];
if (existsSync(__dirname + '/broken')) {
  console.error('the repository has disabled issues\\nmore');
  process.exit(1);
}
const body = () => readFileSync(0, 'utf8');
if (verb === 'list') console.log(JSON.stringify(issues.filter((issue) => issue.open && issue.label === value('--label'))));
if (noun === 'issue' && verb === 'create') {
  issues.push({ number: issues.length + 1, title: value('--title'), label: value('--label'), body: body(), open: true });
  console.log('https://github.com/us/playbook/issues/' + issues.length);
}
const issue = issues[Number(args[0]) - 1];
if (verb === 'edit') Object.assign(issue, { title: value('--title'), body: body() });
if (verb === 'close') Object.assign(issue, { open: false, comment: value('--comment') });
writeFileSync(file, JSON.stringify(issues));
`;

describe('--issues', { skip: process.platform === 'win32' }, () => {
  let bin: string;
  beforeEach(() => {
    bin = join(here.folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'gh.cjs'), GH);
    // A path with a space cannot stand behind #!.
    writeFileSync(join(bin, 'gh'), `#!/bin/sh\nexec '${process.execPath}' '${join(bin, 'gh.cjs')}' "$@"\n`);
    chmodSync(join(bin, 'gh'), 0o755);
    vi.stubEnv('PATH', `${bin}${delimiter}${process.env['PATH']}`);
    vi.stubEnv('GITHUB_SERVER_URL', 'https://github.com');
    vi.stubEnv('GITHUB_REPOSITORY', 'us/playbook');
    vi.stubEnv('SITE_URL', 'https://handbook.example.com');
    vi.stubEnv('BASE_PATH', '/book/');
  });
  const issues = () => JSON.parse(readFileSync(join(bin, 'issues.json'), 'utf8'));
  const calls = () => {
    const done = existsSync(join(bin, 'calls.txt'))
      ? readFileSync(join(bin, 'calls.txt'), 'utf8').trim().split('\n')
      : [];
    rmSync(join(bin, 'calls.txt'), { force: true });
    return done;
  };

  test('opens one, leaves it, brings it up to date, closes it, and opens another the next time', async () => {
    const address = 'https://github.com/us/playbook/issues';
    log('guides/trust', '{day: 2025-06-15, outcome: edited}');
    expect(await run(['--issues'])).toEqual({ code: 0, output: `opened  Pages to review: The editors  ${address}/1` });
    expect(calls()).toEqual(['issue list', 'label create', 'issue create']);
    expect(issues()[0].body).toContain(
      '- [Trust](https://handbook.example.com/book/guides/trust/), due 2026-06-15, last reviewed 2025-06-15: [`content/guides/trust.mdx`](https://github.com/us/playbook/blob/HEAD/content/guides/trust.mdx)\n',
    );

    expect(await run(['--issues'], '2026-07-07')).toEqual({ code: 0, output: 'All issues are as they should be.' });
    expect(calls()).toEqual(['issue list']);

    log('guides/words', '{day: 2025-06-16, outcome: edited}');
    expect((await run(['--issues'])).output).toBe('updated  #1  Pages to review: The editors');
    expect(calls()).toEqual(['issue list', 'issue edit']);
    expect(issues()[0].body).toContain('guides/words');

    log('guides/trust', '{day: 2025-06-15, outcome: edited}, {day: 2026-06-30, outcome: still right}');
    log('guides/words', '{day: 2025-06-16, outcome: edited}, {day: 2026-06-30, outcome: withdrawn}');
    expect((await run(['--issues'])).output).toBe('closed  #1  None of these pages waits for a review any more.');
    expect(calls()).toEqual(['issue list', 'issue close']);

    expect((await run(['--issues'], '2027-02-01')).output).toBe(`opened  Pages to review: The editors  ${address}/2`);
    expect(issues().map(({ open }: { open: boolean }) => open)).toEqual([false, true]);
  });

  test('says what gh says where it fails, and that there is none', async () => {
    writeFileSync(join(bin, 'broken'), '');
    expect(await run(['--issues'])).toEqual({
      code: 1,
      output: 'gh issue list failed: the repository has disabled issues',
    });
    vi.stubEnv('PATH', join(here.folder, 'empty'));
    expect(await run(['--issues'])).toEqual({ code: 1, output: 'gh is not installed  See https://cli.github.com' });
  });
});

test('the page on it is in the narrowest edition, where nobody wrote one for its address', () => {
  const shown = (edition?: string) => hasHealthPage(readHandbook(here.folder, { edition }));
  expect([shown(), shown('leads'), shown('internal'), shown('public')]).toEqual([true, true, false, false]);
  here.write('content/health/index.mdx', here.read('content/guides/words.mdx').replace('Words', 'Health'));
  expect(shown()).toBe(false);
});
