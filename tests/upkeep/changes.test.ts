import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from 'sarif';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { changelogOf } from '#upkeep/changelog.ts';
import { readHistory } from '#upkeep/page-history.ts';
import { changes } from '../../scripts/changes.ts';
import { check } from '../../scripts/check.ts';
import { outputOf, root, temporaryFolder } from '../helpers.ts';
import { FILES, kindsOf, nodesOf, TITLES, UNPRINTABLE, wordsOf } from '../hostile.ts';
import { at, plainGit, type Repository } from '../repository.ts';

// A repository with a branch on which somebody adds, moves, changes, reviews and removes pages, with mistakes.

const folder = temporaryFolder();
const before = join(folder, 'before');
let here: Repository;

beforeAll(() => {
  plainGit();
  cpSync(join(root, 'tests/fixtures/handbook'), before, { recursive: true });
  const first = at(before);
  first.git('init', '--quiet', '--initial-branch=main');
  first.commit('Begin');
});
beforeEach(() => {
  plainGit();
  const copy = mkdtempSync(join(folder, 'copy-'));
  cpSync(before, copy, { recursive: true });
  here = at(copy);
  here.git('switch', '--quiet', '--create', 'better');
});
afterAll(() => vi.unstubAllEnvs());

type Command = typeof changes | typeof check;

async function ran(command: Command, args: string[], environment: Record<string, string> = {}) {
  const { code, output } = await outputOf((terminal) =>
    command === check
      ? check(args, here.folder, terminal, { today: '2026-06-30' })
      : changes(args, here.folder, terminal, environment),
  );
  const nameOf = (id: string) => (id === here.git('rev-parse', 'main') ? 'MAIN' : 'HEAD');
  return { code, output: output.replace(/\b[0-9a-f]{40}\b/g, nameOf) };
}

const edit = (path: string, from: string | RegExp, to: string) => here.edit(path, from, to);

function workOnBranch(): void {
  edit('content/guides/trust.mdx', /^title: .*$/m, 'title: Trust in numbers');
  edit('content/guides/trust.mdx', /$/, '\nA new end.\n');
  edit('content/pillars/people.mdx', 'outcome: edited}]', 'outcome: edited}, {day: 2026-02-01, outcome: still right}]');
  here.write(
    'content/guides/new.mdx',
    here.read('content/guides/words.mdx').replace(/^title: .*$/m, 'title: A [new] page'),
  );
  here.commit('Write');
  here.rename('content/guides/words.mdx', 'content/guides/terms.mdx');
  here.write('content/redirects.yaml', 'guides/words: guides/terms\n');
  edit('content/data/terms/terms.yaml', /$/, '\n');
}

describe('what a branch changes for readers', () => {
  test.each(['text', 'markdown', 'json'])('is said as %s', async (format) => {
    workOnBranch();
    const environment = {
      GITHUB_SERVER_URL: 'https://git.example.com',
      GITHUB_REPOSITORY: 'we/handbook',
      SITE_URL: 'https://handbook.example.com',
      BASE_PATH: '/lead/',
    };
    const { code, output } = await ran(changes, ['--format', format], environment);
    expect(code).toBe(0);
    await expect(`${output}\n`).toMatchFileSnapshot(`__snapshots__/changes.${format}.txt`);
  });

  test('is nothing where nothing is different', async () => {
    expect(await ran(changes, [])).toEqual({ code: 0, output: 'No page is different' });
    expect((await ran(changes, ['--format', 'markdown'])).output).toBe(
      '## What changes for readers\n\nNo page is different.',
    );
  });

  test('leaves what somebody has staged as it is', async () => {
    workOnBranch();
    here.git('add', 'content/redirects.yaml');
    const status = here.git('status', '--porcelain');
    await ran(changes, []);
    expect(here.git('status', '--porcelain')).toBe(status);
  });

  test('is told for one audience without what is for others', async () => {
    here.write(
      'content/guides/secret.mdx',
      here.read('content/guides/words.mdx').replace(/^title: .*$/m, 'title: Salaries\naudience: leads'),
    );
    expect((await ran(changes, [])).output).toContain('Salaries');
    expect((await ran(changes, ['--edition', 'public'])).output).not.toContain('Salaries');
  });

  test.each([
    [['--since', '2026-02-04'], 0],
    [['--since', 'main'], 0],
    [['--since', '2020-01-01'], 2],
    [['--since', 'nowhere'], 2],
    [['--format', 'markdwn'], 2],
    [['--edition', 'pubic'], 2],
    [['--sice', 'main'], 2],
    [['2026-01-01'], 2],
    [['--help'], 0],
  ])('%j', async (args, code) => {
    const answer = await ran(changes, args);
    expect(answer.output).toMatchSnapshot();
    expect(answer.code).toBe(code);
  });
});

describe('titles and file names that would do more than be read', () => {
  const titled = (title: string) =>
    here.read('content/guides/words.mdx').replace(/^title: .*$/m, () => `title: ${JSON.stringify(title)}`);

  test('are shown in Markdown as they are, before and after', async () => {
    for (const [at, title] of TITLES.entries()) {
      here.write(`content/guides/old-${at}.mdx`, titled(title));
      here.write(`content/guides/new-${at}.mdx`, titled('Old'));
    }
    here.commit('Add titles');
    const since = here.git('rev-parse', 'HEAD');
    for (const at of TITLES.keys()) {
      here.remove(`content/guides/old-${at}.mdx`);
      here.write(`content/guides/new-${at}.mdx`, titled(TITLES.at(-1 - at) ?? ''));
    }
    for (const name of FILES) here.write(`content/data/${name.slice(8).replaceAll('/', '-')}.yaml`, 'a: b\n');
    const { output } = await ran(changes, ['--since', since, '--format', 'markdown']);
    expect(kindsOf(output)).toEqual(['heading', 'inlineCode', 'link', 'list', 'listItem', 'paragraph', 'root', 'text']);
    const links = nodesOf(output).flatMap(({ url = [] }) => url);
    expect(links.filter((url) => new URL(url).host !== 'github.example.com')).toEqual([]);
    expect(links).toHaveLength(2 * TITLES.length);
    expect(nodesOf(output).filter(({ type }) => type === 'heading')).toHaveLength(4);
    expect(nodesOf(output).filter(({ type }) => type === 'listItem')).toHaveLength(2 * TITLES.length + FILES.length);
    expect(wordsOf(output).isLinked).toBe(false);
    expect(output).not.toMatch(UNPRINTABLE);

    const { output: text } = await ran(changes, ['--since', since]);
    expect(text).not.toMatch(UNPRINTABLE);
    expect(text.split('\n')).toHaveLength(2 * TITLES.length + FILES.length + 2);
  });
});

test('the same branch, with mistakes, is annotated at the line', async () => {
  workOnBranch();
  edit('content/guides/trust.mdx', /$/, '\n[Nowhere](/guides/nowhere/)\n');
  here.commit('Move');
  const github = await ran(check, ['--changed', 'main', '--format', 'github']);
  expect(github.code).toBe(1);
  expect(github.output).toMatchSnapshot();
  const { runs } = JSON.parse((await ran(check, ['--changed', 'main', '--format', 'sarif'])).output);
  const places = (runs as Log['runs'])[0]?.results?.map(({ ruleId, locations }) => {
    const place = locations?.[0]?.physicalLocation;
    const line = readFileSync(join(here.folder, place?.artifactLocation?.uri ?? ''), 'utf8').split('\n')[
      (place?.region?.startLine ?? 0) - 1
    ];
    return `${ruleId}: ${line}`;
  });
  // Problems, then hints; a page that is too short is so from its first line.
  expect(places).toEqual(['links: [Nowhere](/guides/nowhere/)', 'spelling:   title: Roadmap', 'style: ---']);
});

describe('the history', () => {
  test('has the days, the kinds of change and the versions that were given a name', async () => {
    workOnBranch();
    vi.stubEnv('GIT_COMMITTER_DATE', '2026-03-04T23:30:00-05:00');
    here.commit('Move');
    here.git('tag', 'v1.0');
    here.git('tag', 'checked');
    const { commits, releases } = await readHistory(here.folder);
    expect(releases).toEqual([{ name: 'v1.0', day: '2026-03-05' }]);
    expect(commits.map(({ day }) => day)).toEqual(['2026-03-05', '2026-02-03', '2026-02-03']);
    expect(commits[0]?.files).toEqual([
      { change: 'changed', path: 'content/data/terms/terms.yaml', lines: 1 },
      { change: 'renamed', path: 'content/guides/terms.mdx', from: 'content/guides/words.mdx', lines: 0 },
      { change: 'added', path: 'content/redirects.yaml', lines: 1 },
    ]);
    const page = { id: 'guides/terms', file: 'content/guides/terms.mdx', lines: 20, replaces: false };
    expect(changelogOf(commits, [page], new Map([['guides/words', 'guides/terms']]))).toEqual([
      { day: '2026-03-05', id: 'guides/terms', news: 'moved' },
      { day: '2026-02-03', id: 'guides/terms', news: 'added' },
    ]);
  });

  test('is not known of a shallow clone', async () => {
    workOnBranch();
    here.commit('Move');
    const clone = join(folder, 'shallow');
    here.git('clone', '--quiet', '--depth=1', `file://${here.folder}`, clone);
    await expect(readHistory(clone)).rejects.toThrow('git fetch --unshallow');
  });
});
