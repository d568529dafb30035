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

test('the page on it is in the narrowest edition, where nobody wrote one for its address', () => {
  const shown = (edition?: string) => hasHealthPage(readHandbook(here.folder, { edition }));
  expect([shown(), shown('leads'), shown('internal'), shown('public')]).toEqual([true, true, false, false]);
  here.write('content/health/index.mdx', here.read('content/guides/words.mdx').replace('Words', 'Health'));
  expect(shown()).toBe(false);
});
