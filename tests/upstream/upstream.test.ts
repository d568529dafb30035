import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { readHandbook } from '#check/handbook.ts';
import { formatReport } from '#schema/problem.ts';
import { settings } from '#schema/settings.ts';
import { adopt } from '../../scripts/adopt.ts';
import { upstream } from '../../scripts/upstream.ts';
import { outputOf, root, runIn, temporaryFolder } from '../helpers.ts';
import { KEYS, personWith } from '../person.ts';
import { at, copyOf, forkOf, plainGit, type Repository } from '../repository.ts';

const all = temporaryFolder();
const configOnly = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'user.useConfigOnly', GIT_CONFIG_VALUE_0: 'true' };

beforeAll(plainGit);
afterAll(() => vi.unstubAllEnvs());

const numbers = Array.from({ length: 20 }, (_, at) => String(at + 1).padStart(2, '0'));
const guide = (number: string, body = '') =>
  `---
kind: guide
title: Guide ${number}
description: What guide ${number} is about.
owner: editors
reviewed: [{day: 2026-01-15, outcome: edited}]
sources:
  - source: a-book
provenance: editorial
---

The first paragraph of guide ${number}.

The second paragraph of guide ${number}.
${body}`;
const term = (id: string, definition: string) => `- id: ${id}\n  title: ${id}\n  definition: ${definition}\n`;

const noteOf = (words: string) => `---\nowner: our-editors\nreviewed: 2026-01-15\n---\n\n${words}\n`;

/** The small handbook as a repository, with twenty guides and some files of code. */
function makeUpstream(name: string): Repository {
  const folder = join(all, name);
  mkdirSync(folder);
  const made = at(folder);
  made.git('init', '--quiet', '--initial-branch=main');
  cpSync(join(root, 'tests/fixtures/handbook/content'), join(folder, 'content'), { recursive: true });
  for (const number of numbers) made.write(`content/guides/g${number}.mdx`, guide(number));
  made.write(
    'content/data/terms/more.yaml',
    term('slack', 'Time that is not planned.') + term('toil', 'Work by hand.'),
  );
  made.write('content/interface/en.yaml', 'trust:\n  caption: Trust\n');
  made.write('.gitignore', 'node_modules/\ndist/\n');
  made.write('README.md', 'The readme.\n');
  made.write('src/code.ts', 'export const one = 1;\n');
  made.write('.github/workflows/site.yml', 'name: Site\n');
  made.commit('Begin');
  return made;
}

/** Upstream changes every file, renames two pages, removes one, and adds some. */
function changeEverything(up: Repository): string {
  for (const file of up.git('ls-files', '-z').split('\0').filter(Boolean)) {
    if (file.endsWith('.mdx')) up.append(file, '\nMore words.\n');
    else if (file.endsWith('.yaml') || file.endsWith('.yml')) up.append(file, '# A comment.\n');
    else if (file.endsWith('.png')) up.append(file, '\0');
    else up.append(file, '\n');
  }
  const terms = up.read('content/data/terms/more.yaml');
  up.write('content/data/terms/more.yaml', terms.replace('Work by hand.', 'Work by hand that a machine could do.'));
  for (const number of ['02', '20']) {
    up.rename(`content/guides/g${number}.mdx`, `content/guides/new-${number}.mdx`);
  }
  up.remove('content/guides/g03.mdx');
  up.write('content/guides/brand-new.mdx', guide('brand new'));
  up.write('src/more.ts', 'export const two = 2;\n');
  return up.commit('Change everything');
}

const REPLACED = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `guides/g0${number}`);
const ANNOTATED = [10, 11, 12, 13, 14].map((number) => `guides/g${number}`);

/** Replaces 10 pages and one entry of data, adds 5 pages, and annotates 5. */
async function makeOurs(ours: Repository): Promise<void> {
  await ours.adopt('--title', 'Our playbook');
  for (const id of REPLACED) ours.write(`org/content/${id}.mdx`, `${ours.read(`content/${id}.mdx`)}\nOurs.\n`);
  ours.write(
    'org/content/pillars/people.mdx',
    ours.read('content/pillars/people.mdx').replace('Words.', 'Our people.'),
  );
  for (const number of [1, 2, 3, 4, 5])
    ours.write(`org/content/guides/own-${number}.mdx`, guide(`of our own, ${number}`));
  for (const id of ANNOTATED) ours.write(`org/notes/${id}.mdx`, noteOf(`A note on ${id}.`));
  ours.write('org/content/data/terms/ours.yaml', term('toil', 'What we mean by it.') + term('slack', 'What we do.'));
  // Strings of the interface are merged key by key, so they replace no file.
  ours.write('org/content/interface/en.yaml', 'trust:\n  caption: Ours\n');
  const hides = Object.hasOwn(settings.shape, 'hidden') && Object.hasOwn(settings.shape, 'titles');
  if (hides) {
    appendFileSync(
      join(ours.folder, 'org/playbook.yaml'),
      `hidden: [${[15, 16, 17, 18, 19].map((number) => `guides/g${number}`).join(', ')}]\ntitles:\n  roles/lead: Captain\n`,
    );
  }
  ours.write('.github/workflows/org-upstream.yml', ours.read('org/workflow.yml'));
  ours.commit('Make it ours');
}

/** Every file of a folder with what it says. */
function contentsOf({ folder }: Repository, below: string, except: string[] = []): Record<string, string> {
  const files = readdirSync(join(folder, below), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((file) => !file.startsWith('.git/') && !except.some((name) => file.startsWith(name)))
    .sort();
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), 'latin1')]));
}

describe.each([
  ['a fork', forkOf, 2],
  ['a copy without common history', copyOf, 1],
] as const)('%s', { timeout: 120_000 }, (name, make, parents) => {
  let up: Repository;
  let ours: Repository;
  let newest: string;
  let before: Record<string, string>;

  beforeAll(async () => {
    up = makeUpstream(`upstream of ${name}`);
    ours = make(up, name);
    await makeOurs(ours);
  }, 120_000);

  test('has nothing to look at while upstream is as it was', async () => {
    const { code, output } = await ours.upstream('--check');
    expect(output).toContain('Nothing is new upstream.\n\n18 replacements and notes to keep, none has drifted.');
    expect(code).toBe(0);
    expect(Object.keys((await ours.json()).drift)).toEqual([]);
    ours.commit('Keep the records');
    newest = changeEverything(up);
    before = contentsOf(ours, 'org', ['org/upstream.yaml']);
  });

  test('hears what is new', async () => {
    const report = await ours.json('--no-diff');
    expect(report.have.commit).toBe(up.git('rev-parse', 'HEAD^'));
    expect(report.newest.commit).toBe(newest);
    expect(report.outside).toEqual([]);
    expect(report.pages.map(({ change }) => change).filter((change) => change === 'changed')).toHaveLength(24);
    expect(report.pages.filter(({ change }) => change !== 'changed')).toMatchInlineSnapshot(`
      [
        {
          "change": "added",
          "path": "content/guides/brand-new.mdx",
          "title": "Guide brand new",
        },
        {
          "change": "removed",
          "path": "content/guides/g03.mdx",
          "title": "Guide 03",
        },
        {
          "change": "renamed",
          "from": "content/guides/g02.mdx",
          "path": "content/guides/new-02.mdx",
          "title": "Guide 02",
        },
        {
          "change": "renamed",
          "from": "content/guides/g20.mdx",
          "path": "content/guides/new-20.mdx",
          "title": "Guide 20",
        },
      ]
    `);
    expect(report.otherFiles).toBe(14);
  });

  test('takes the new version in without a conflict, in one commit, and touches nothing of its own', async () => {
    ours.write('node_modules/kept.txt', 'Ignored.\n');
    ours.write('notes-to-self.txt', 'Not in git.\n');
    const head = ours.git('rev-parse', 'HEAD');
    const { code, output } = await ours.upstream('--to', 'main', '--no-diff');
    expect(output).toMatchSnapshot();
    expect(code).toBe(0);
    expect(ours.git('log', '-1', '--format=%P').split(' ')).toEqual([head, newest].slice(0, parents));
    expect(ours.git('log', '-1', '--format=%s')).toBe(`Bring in main (${newest.slice(0, 7)}) of upstream`);
    const outside = ['org/', '.github/workflows/org-', 'node_modules', 'notes-to-self'];
    expect(contentsOf(ours, '.', outside)).toEqual(contentsOf(up, '.'));
    expect(contentsOf(ours, 'org', ['org/upstream.yaml'])).toEqual(before);
    expect(ours.read('.github/workflows/org-upstream.yml')).toBe(ours.read('org/workflow.yml'));
    expect(ours.git('status', '--porcelain')).toBe('?? notes-to-self.txt');
    expect(ours.read('node_modules/kept.txt')).toBe('Ignored.\n');
    ours.remove('notes-to-self.txt');
  });

  test('has drift exactly where upstream changed what stands under its own', async () => {
    const { drift } = await ours.json();
    expect(drift.map(({ path, entry, verb, change }) => [verb, path, entry, change].filter(Boolean).join(' '))).toEqual(
      [
        'replace content/data/terms/more.yaml toil changed',
        'replace content/guides/g01.mdx changed',
        'replace content/guides/g02.mdx renamed',
        'replace content/guides/g03.mdx removed',
        ...REPLACED.slice(3).map((id) => `replace content/${id}.mdx changed`),
        ...ANNOTATED.map((id) => `annotate content/${id}.mdx changed`),
        'annotate content/guides/trust.mdx changed',
        'replace content/pillars/people.mdx changed',
      ],
    );
    expect(drift.find(({ file }) => file === 'org/content/guides/g01.mdx')?.diff).toMatchInlineSnapshot(`
      "@@ -12,3 +12,5 @@ provenance: editorial
       The first paragraph of guide 01.
       
       The second paragraph of guide 01.
      +
      +More words.
      "
    `);
    expect((await ours.upstream('--check')).code).toBe(1);
  });

  test('hears that there is nothing new the second time', async () => {
    const { code, output } = await ours.upstream('--to', 'main');
    expect(output).toBe('You have main (abcdef0) already; nothing was changed.');
    expect(code).toBe(0);
    expect((await ours.upstream()).output).toContain('Nothing is new upstream.');
  });

  test('says what it has compared, by any of its names, and then all', async () => {
    const { output } = await ours.upstream(
      '--seen',
      'guides/g01',
      'content/guides/g04.mdx',
      '--seen',
      'terms.yaml#toil',
    );
    expect(output).toMatchInlineSnapshot(
      `"Nothing that is replaced or annotated is called "terms.yaml#toil". Use one of "content/data/terms/more.yaml#slack", "content/data/terms/more.yaml#toil", "content/guides/g01.mdx", "content/guides/g02.mdx", "content/guides/g03.mdx", "content/guides/g04.mdx", "content/guides/g05.mdx", "content/guides/g06.mdx", "content/guides/g07.mdx", "content/guides/g08.mdx", "content/guides/g09.mdx", "content/guides/g10.mdx" or 6 others"`,
    );
    await ours.upstream('--seen', 'guides/g01', 'org/content/guides/g04.mdx', 'data/terms/more.yaml#toil');
    expect((await ours.json()).drift).toHaveLength(14);
    expect((await ours.upstream('--seen', 'all')).code).toBe(0);
    expect((await ours.upstream('--check')).code).toBe(0);
    expect((await ours.json()).drift).toEqual([]);
  });

  test('takes in one version after the other', async () => {
    up.write('content/guides/g01.mdx', guide('01', 'Another paragraph.\n'));
    up.write('content/guides/own-1.mdx', guide('that upstream has now too'));
    const next = up.commit('Change it again');
    up.git('tag', '-a', 'v2', '-m', 'Version 2');
    const { output } = await ours.upstream('--to', 'v2');
    expect(output).toMatchSnapshot();
    expect(ours.git('log', '-1', '--format=%P').split(' ')).toHaveLength(parents);
    expect(ours.read('content/guides/g01.mdx')).toContain('Another paragraph.');
    // What was noted and not committed yet came along.
    expect(ours.read('org/upstream.yaml')).toContain(`ref: ${next}`);
    expect(ours.read('org/upstream.yaml')).toContain('org/content/guides/g03.mdx: none');
    expect(ours.git('status', '--porcelain')).toBe('');
  });

  test('can go back to an earlier version, and forth again', async () => {
    ours.check.code = 1;
    ours.check.output = 'org/content/guides/own.mdx:1:1  Something  Mend it';
    const { code, output } = await ours.upstream('--to', 'v2~1');
    expect(code).toBe(1);
    expect(output).toMatch(
      /\n\nnpm run check\norg\/content\/guides\/own\.mdx:1:1 {2}Something {2}Mend it\n\nThe update is in\. Correct .* in org\/, and commit that\.$/,
    );
    expect(ours.git('status', '--porcelain')).toBe('');
    Object.assign(ours.check, { code: 0, output: 'No problems' });
    expect((await ours.upstream('--to', 'v2')).code).toBe(0);
    expect((await ours.upstream('--to', newest.slice(0, 9))).output).toContain('outside org/, one commit.');
    expect(ours.read('content/guides/g01.mdx')).not.toContain('Another paragraph.');
    expect((await ours.json()).have.commit).toBe(newest);
    expect((await ours.upstream('--to', 'main')).code).toBe(0);
    expect(ours.read('content/guides/g01.mdx')).toContain('Another paragraph.');
  });
});

test.each([
  ['log("7 pages checked, no problems")', 0, '7 pages checked, no problems'],
  ['log("org/a.mdx:1:1  Wrong  Mend it"); process.exitCode = 1', 1, 'org/a.mdx:1:1  Wrong  Mend it'],
  ['warn("There is no such file"); process.exitCode = 2', 1, 'There is no such file'],
])('an update is checked by the code that it brings: console.%s', { timeout: 120_000 }, async (code, exit, says) => {
  const up = at(join(temporaryFolder(), 'upstream'));
  up.write('content/guides/a.mdx', guide('a'));
  up.git('init', '--quiet', '--initial-branch=main');
  up.commit('Begin');
  const ours = forkOf(up, 'ours');
  ours.write('org/playbook.yaml', 'title: Ours\n');
  ours.commit('Adopt');
  up.write('scripts/check.ts', `console.${code};\n`);
  up.commit('Check');
  const done = await outputOf((terminal) => upstream(['--to', 'main'], ours.folder, terminal));
  expect(done.code, done.output).toBe(exit);
  expect(done.output).toContain(`\nnpm run check\n${says}`);
});

test('an organisation that uses all that it may have is updated, and no file of it changes', {
  timeout: 120_000,
}, async () => {
  const up = makeUpstream('upstream of everything');
  up.write('content/playbook.yaml', `${up.read('content/playbook.yaml')}audience: public\n`);
  up.commit('Open it');
  const ours = forkOf(up, 'everything');
  cpSync(join(root, 'tests/fixtures/organisation/org'), join(ours.folder, 'org'), { recursive: true });
  ours.write('org/theme/condensed.ttf', 'true and the rest of a font');
  ours.commit('Make it ours');
  await ours.upstream();
  ours.commit('Keep the records');
  const before = contentsOf(ours, 'org', ['org/upstream.yaml']);
  changeEverything(up);
  const { code, output } = await ours.upstream('--to', 'main');
  expect(output).toContain('No problem');
  expect(code).toBe(0);
  expect(contentsOf(ours, 'org', ['org/upstream.yaml'])).toEqual(before);
  expect((await ours.json()).outside).toEqual([]);
  expect(ours.git('status', '--porcelain')).toBe('');
  // The folder has no packages, so the schemas of components cannot be loaded.
  const { problems } = readHandbook(ours.folder, { today: '2026-06-30' });
  expect(problems.filter(({ code }) => code !== 'components')).toEqual([]);
});

describe('an update that GitHub or a person merged', { timeout: 120_000 }, () => {
  test('counts as brought in, and a squashed one too', async () => {
    const up = makeUpstream('upstream of merged');
    const fork = forkOf(up, 'merged');
    await makeOurs(fork);
    await fork.upstream();
    fork.commit('Keep the records');
    const one = changeEverything(up);
    fork.git('fetch', '--quiet', 'upstream');
    fork.git('merge', '--quiet', '--no-edit', 'upstream/main');
    expect((await fork.json()).have.commit).toBe(one);

    up.write('content/guides/g01.mdx', guide('01', 'Squashed.\n'));
    const two = up.commit('Change it');
    fork.git('switch', '--quiet', '-c', 'update');
    expect((await fork.upstream('--to', 'main')).code).toBe(0);
    fork.git('switch', '--quiet', 'main');
    fork.git('merge', '--quiet', '--squash', 'update');
    fork.commit('Squash the update');
    const report = await fork.json();
    expect(report.have.commit).toBe(two);
    expect(report.outside).toEqual([]);
  });

  test('after ours, merges without a conflict', async () => {
    const up = makeUpstream('upstream of synced');
    const fork = forkOf(up, 'synced');
    await makeOurs(fork);
    changeEverything(up);
    await fork.upstream('--to', 'main');
    up.write('README.md', 'Newer.\n');
    up.commit('Change the readme');
    fork.git('fetch', '--quiet', 'upstream');
    fork.git('merge', '--quiet', '--no-edit', 'upstream/main');
    expect(fork.read('README.md')).toBe('Newer.\n');
    expect((await fork.json()).pages).toEqual([]);
  });
});

describe('what an override is based on', { timeout: 120_000 }, () => {
  test('is what upstream had when it was added, not when it was first looked at', async () => {
    const up = makeUpstream('upstream of late');
    const fork = forkOf(up, 'late');
    await makeOurs(fork);
    changeEverything(up);
    fork.git('fetch', '--quiet', 'upstream');
    fork.git('merge', '--quiet', '--no-edit', 'upstream/main');
    fork.write('org/content/guides/g15.mdx', `${fork.read('content/guides/g15.mdx')}\nOurs, not committed.\n`);
    const { drift, overrides } = await fork.json();
    expect(overrides).toBe(19);
    expect(drift).toHaveLength(17);
    expect(drift.map(({ path }) => path)).not.toContain('content/guides/g15.mdx');
  });
});

describe('it refuses, and leaves everything as it was', { timeout: 120_000 }, () => {
  let up: Repository;
  let fork: Repository;
  let head: string;
  const states = ({ folder, git }: Repository) => [
    git('rev-parse', 'HEAD'),
    git('status', '--porcelain', '--ignored'),
    contentsOf(at(folder), '.'),
  ];

  beforeAll(async () => {
    up = makeUpstream('upstream of refusals');
    fork = forkOf(up, 'refusals');
    await makeOurs(fork);
    head = fork.git('rev-parse', 'HEAD');
    changeEverything(up);
  }, 120_000);
  beforeEach(() => {
    fork.git('reset', '--quiet', '--hard', head);
    fork.git('clean', '--quiet', '-xdff');
  });

  async function refusal(...args: string[]): Promise<string> {
    const before = states(fork);
    const { code, output } = await fork.upstream(...args);
    expect(states(fork)).toEqual(before);
    expect(code).toBe(1);
    return output;
  }

  test('where a file outside org/ has a change that is not committed', async () => {
    fork.write('README.md', 'Ours.\n');
    fork.write('src/code.ts', 'Ours.\n');
    fork.git('add', 'src/code.ts');
    expect(await refusal('--to', 'main')).toMatchInlineSnapshot(`
      "Nothing was brought in: changes outside org/ are not committed.

      README.md  Move the change into org/, or undo it: git checkout HEAD -- README.md
      src/code.ts  Move the change into org/, or undo it: git checkout HEAD -- src/code.ts"
    `);
  });

  test('where commits changed files outside org/', async () => {
    fork.write('README.md', 'Ours.\n');
    fork.write('content/guides/g04.mdx', 'Ours.\n');
    fork.write('content/guides/extra.mdx', 'Ours.\n');
    fork.git('rm', '--quiet', 'content/guides/g05.mdx');
    fork.git('mv', 'content/guides/g06.mdx', 'content/guides/sixth.mdx');
    fork.commit('Change what is not ours');
    expect(await refusal('--to', 'main')).toMatchInlineSnapshot(`
      "Nothing was brought in: outside org/, these files are not as upstream has them in abcdef0.

      README.md  changed here  Move the change to org/, or offer it upstream, then: git checkout abcdef0 -- README.md
      content/guides/extra.mdx  added here  Move it to org/content/guides/extra.mdx, or offer it upstream and remove it here
      content/guides/g04.mdx  changed here  Move the change to org/content/guides/g04.mdx, or offer it upstream, then: git checkout abcdef0 -- content/guides/g04.mdx
      content/guides/sixth.mdx  renamed here from content/guides/g06.mdx  Move it to org/content/guides/sixth.mdx, then: git checkout abcdef0 -- content/guides/g06.mdx
      content/guides/g05.mdx  removed here  Hide it in org/playbook.yaml instead, then: git checkout abcdef0 -- content/guides/g05.mdx

      Commit what you did about them, then run this again."
    `);
    expect((await fork.upstream('--no-diff')).output).toContain('5 files outside org/ are not as upstream has them;');
  });

  test('but not where upstream has taken that change over', async () => {
    fork.write('src/more.ts', 'export const two = 2;\n');
    fork.commit('Offer it upstream');
    expect((await fork.upstream('--to', 'main', '--no-diff')).code).toBe(0);
  });

  test('where a file that is not in git, ignored or not, is in the way', async () => {
    writeFileSync(join(fork.folder, '.git/info/exclude'), 'brand-new.mdx\n');
    fork.write('content/guides/brand-new.mdx', 'Ours.\n');
    fork.write('src/more.ts', 'Ours.\n');
    expect(await refusal('--to', 'main')).toMatchInlineSnapshot(`
      "Nothing was brought in: files that are not in git stand where upstream has files now.

      content/guides/brand-new.mdx  Move it away, or delete it
      src/more.ts  Move it away, or delete it"
    `);
  });

  test('where git was told to overlook a file', async () => {
    fork.git('update-index', '--assume-unchanged', 'README.md');
    fork.write('README.md', 'Ours.\n');
    expect(await refusal('--to', 'main')).toMatchInlineSnapshot(`
      "Nothing was brought in: git was told to overlook files that the update writes.

      README.md  Run: git update-index --no-assume-unchanged --no-skip-worktree README.md"
    `);
    fork.git('update-index', '--no-assume-unchanged', 'README.md');
  });

  test('where a merge is not finished', async () => {
    writeFileSync(join(fork.folder, '.git/MERGE_HEAD'), `${head}\n`);
    expect(await refusal('--to', 'main')).toMatchInlineSnapshot(
      `"A merge is not finished. End it, or give it up with: git merge --abort"`,
    );
    fork.remove('.git/MERGE_HEAD');
  });

  test.each<[string, Record<string, string | undefined>]>([
    ['the name', { GIT_COMMITTER_NAME: '' }],
    // With user.useConfigOnly, git asks no machine for an address.
    ['the address', { GIT_COMMITTER_EMAIL: undefined, ...configOnly }],
    ['the name and the address', { GIT_COMMITTER_NAME: undefined, GIT_COMMITTER_EMAIL: undefined, ...configOnly }],
  ])('where git does not know %s of who commits', async (_, environment) => {
    const before = Object.keys(environment).map((name) => [name, process.env[name]] as const);
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    expect(await refusal('--to', 'main')).toMatchInlineSnapshot(
      `"Git does not know who commits. Run: git config user.name "<name>" && git config user.email <address>"`,
    );
    for (const [name, value] of before) vi.stubEnv(name, value);
  });

  test('where no branch is checked out', async () => {
    fork.git('switch', '--quiet', '--detach');
    expect(await refusal('--to', 'main')).toMatchInlineSnapshot(
      `"No branch is checked out, so the update would be lost. Run: git switch <branch>"`,
    );
    fork.git('switch', '--quiet', 'main');
  });

  test('where upstream has no such version', async () => {
    expect(await refusal('--to', 'mian')).toMatchInlineSnapshot(
      `"Upstream has no version "mian". Did you mean "main"?"`,
    );
    expect(await refusal('--to', head)).toContain('Upstream has no version "');
    expect(await refusal('--to=--output=stolen')).toContain('Upstream has no version');
  });

  test('where nothing of that name is replaced or annotated', async () => {
    expect(await refusal('--seen', 'guides/g10', 'guides/g0')).toMatchInlineSnapshot(
      `"Nothing that is replaced or annotated is called "guides/g0". Use one of "content/data/terms/more.yaml#slack", "content/data/terms/more.yaml#toil", "content/guides/g01.mdx", "content/guides/g02.mdx", "content/guides/g03.mdx", "content/guides/g04.mdx", "content/guides/g05.mdx", "content/guides/g06.mdx", "content/guides/g07.mdx", "content/guides/g08.mdx", "content/guides/g09.mdx", "content/guides/g10.mdx" or 6 others"`,
    );
  });

  test('where its own records are broken', async () => {
    fork.write('org/upstream.yaml', 'sauce: somewhere\nref: v1\nbased:\n  org/content/guides/g01.mdx: newest\n');
    expect(await refusal()).toMatchInlineSnapshot(`
      "org/upstream.yaml:1:1  Unknown key "sauce"  Did you mean "source"?
      org/upstream.yaml:2:6  "v1" does not fit ref  Write the full id of a commit, 40 letters long
      org/upstream.yaml:4:31  "newest" does not fit based.org/content/guides/g01.mdx  Write the full id of a commit, 40 letters long

      3 problems in 1 file"
    `);
  });

  test('where upstream is not known, or cannot be reached', async () => {
    fork.git('remote', 'rename', 'upstream', 'elsewhere');
    try {
      expect(await refusal()).toMatchInlineSnapshot(
        `"No upstream is known. Run: git remote add upstream <address>, or write source: <address> into org/upstream.yaml"`,
      );
      fork.write('org/upstream.yaml', `source: ${all}/nowhere\n`);
      expect(await refusal()).toMatchInlineSnapshot(
        `"Upstream could not be read at /nowhere: '/nowhere' does not appear to be a git repository. With --offline, what was fetched the last time is used."`,
      );
      fork.write('org/upstream.yaml', `source: ${up.folder}\n`);
      expect((await fork.json()).newest.name).toBe('main');
    } finally {
      fork.git('remote', 'rename', 'elsewhere', 'upstream');
    }
  });

  test('where writing fails in the middle, and at the end', async () => {
    // A filter that cannot write one of the new files, but every old one.
    fork.git('config', 'filter.broken.clean', 'cat');
    fork.git('config', 'filter.broken.smudge', "awk '/More words/ { exit 1 } { print }'");
    fork.git('config', 'filter.broken.required', 'true');
    writeFileSync(join(fork.folder, '.git/info/attributes'), 'content/roles/lead.mdx filter=broken\n');
    fork.write('org/playbook.yaml', 'title: Not committed\n');
    fork.git('add', 'org/playbook.yaml');
    fork.write('org/README.md', 'Not even added.\n');
    expect(await refusal('--to', 'main')).toMatchInlineSnapshot(
      `"Nothing was brought in, and all is as before: git checkout-index failed: external filter 'awk '/More words/ { exit 1 } { print }'' failed 1"`,
    );
    fork.remove('.git/info/attributes');

    writeFileSync(join(fork.folder, '.git/refs/heads/main.lock'), '');
    expect(await refusal('--to', 'main')).toContain(
      'Nothing was brought in, and all is as before: git update-ref failed',
    );
    fork.remove('.git/refs/heads/main.lock');

    // What is not committed inside org/ is in nobody's way.
    expect((await fork.upstream('--to', 'main', '--no-diff')).code).toBe(0);
    expect(fork.git('status', '--porcelain')).toBe(' M org/README.md\nM  org/playbook.yaml');
  });

  test.each([
    ['before its last step', 1, 'was stopped half-way: what it had changed is undone. Run it again.'],
    ['after its last step', 0, 'was stopped after its last step: all of it is done.'],
  ])('what a killed update has changed is undone or complete: %s', async (_when, code, words) => {
    const before = states(fork);
    const branch = fork.git('symbolic-ref', 'HEAD');
    // Git runs this while it moves the branch. Its parent is git, whose parent is the command.
    const hook = `#!/bin/sh\ngrep -q ${branch} || exit 0\nkill -9 $(ps -o ppid= -p $PPID)\nexit ${code}\n`;
    writeFileSync(join(fork.folder, '.git/hooks/reference-transaction'), hook, { mode: 0o755 });
    const script = join(root, 'scripts/upstream.ts');
    await runIn(fork.folder, process.execPath, [script, '--to', 'main']);
    fork.remove('.git/hooks/reference-transaction');
    // What somebody looks at meanwhile changes the index.
    if (code === 1) expect(fork.git('status', '--porcelain')).not.toBe('');
    const next = await fork.adopt();
    expect(next.output.split('\n')[0]).toBe(`npm run upstream -- --to ${words}`);
    expect(next.code).toBe(0);
    if (code === 1) expect(states(fork)).toEqual(before);
    else expect(fork.git('status', '--porcelain')).toBe('');
    expect(fork.git('rev-parse', 'HEAD') === head).toBe(code === 1);
  });

  test('in a shallow clone, in a folder without git, and in a part of a repository', async () => {
    const shallow = join(all, 'shallow');
    up.git('clone', '--quiet', '--depth=1', `file://${up.folder}`, shallow);
    expect(await at(shallow).upstream()).toMatchInlineSnapshot(`
      {
        "code": 1,
        "output": "This is a shallow clone, and what was based on what cannot be told from it. Run: git fetch --unshallow",
      }
    `);
    const bare = join(all, 'no-git');
    mkdirSync(bare);
    expect(await at(bare).upstream()).toMatchInlineSnapshot(`
      {
        "code": 1,
        "output": "This folder is not a git repository. Clone your fork with git; a folder that was unpacked from an archive has no history to compare with.",
      }
    `);
    expect(await at(join(fork.folder, 'content')).upstream()).toMatchInlineSnapshot(`
      {
        "code": 1,
        "output": "The handbook is not at the top of its repository, which is . Give it a repository of its own.",
      }
    `);
    at(bare).git('init', '--quiet');
    expect(await at(bare).upstream()).toMatchInlineSnapshot(`
      {
        "code": 1,
        "output": "Nothing is committed here yet. Run: git add . && git commit",
      }
    `);
  });

  test('offline, where nothing was fetched yet', async () => {
    const fresh = forkOf(up, 'fresh');
    expect(await fresh.upstream('--offline')).toMatchInlineSnapshot(`
      {
        "code": 1,
        "output": "Nothing was fetched from upstream yet. Run: npm run upstream",
      }
    `);
    expect(await fresh.upstream('--to', 'main')).toMatchInlineSnapshot(`
      {
        "code": 1,
        "output": "There is no org/ yet. Run npm run adopt, and commit it.",
      }
    `);
  });

  test('in a copy of which nothing tells what it was', async () => {
    const copy = copyOf(up, 'edited');
    copy.write('README.md', 'Ours from the start.\n');
    copy.git('add', '--all');
    copy.git('commit', '--quiet', '--amend', '-m', 'Initial commit');
    await copy.adopt('--title', 'Ours');
    copy.commit('Make it ours');
    expect(await copy.upstream()).toMatchInlineSnapshot(`
      {
        "code": 1,
        "output": "Which version of upstream you have cannot be told: none has the files that you have outside org/. Say it once with --from <branch, tag or commit>.",
      }
    `);
    expect((await copy.upstream('--from', 'main')).output).toMatchInlineSnapshot(`
      "Upstream: /upstream of refusals
      You have main (abcdef0) of 2026-02-03, the newest.
      Nothing is new upstream.

      1 file outside org/ is not as upstream has it; before an update, put that right:
      README.md  changed here  Move the change to org/, or offer it upstream, then: git checkout abcdef0 -- README.md

      1 replacement or note to keep, none has drifted."
    `);
  });

  test.each([
    [['--two']],
    [['guides/g01']],
    [['--to']],
    [['--to', '']],
    [['--to', 'main', '--json']],
    [['--check=yes']],
  ])('a command line that cannot be followed: %j', async (args) => {
    const { code, output } = await fork.upstream(...args);
    expect(output).toMatchSnapshot();
    expect(code).toBe(2);
  });
});

describe('adopting', { timeout: 60_000 }, () => {
  test('writes a folder that passes the check at once, and nothing else', async () => {
    const folder = join(all, 'adopted');
    cpSync(join(root, 'tests/fixtures/handbook'), folder, { recursive: true });
    const before = contentsOf(at(folder), '.');
    const flags = [
      '--title',
      'Ours: # the "best"',
      '--repository',
      'https://github.com/us/playbook',
      '--contact',
      '#handbook',
    ];
    const first = await at(folder).adopt(...flags);
    expect(first.code).toBe(0);
    expect(first.output).toMatchInlineSnapshot(`
      "org/README.md  written
      org/playbook.yaml  written
      org/workflow.yml  written
      org/content/guides/how-we-use-this-handbook.mdx  written
      org/notes/guides/trust.mdx  written
      org/content/data/teams/our-editors.yaml  written
      org/content/data/sources/our-agreements.yaml  written

      Now run npm run check, commit org/, and read org/README.md."
    `);
    expect(formatReport(readHandbook(folder, { today: '2026-06-30' }).problems)).toBe('\n0 problems in 0 files');
    expect(readHandbook(folder).settings).toMatchObject({
      title: 'Ours: # the "best"',
      repository: 'https://github.com/us/playbook',
      contact: '#handbook',
    });
    expect(contentsOf(at(folder), '.', ['org/', '.playbook/'])).toEqual(before);
    expect(contentsOf(at(folder), 'org')['org/playbook.yaml']).toMatchSnapshot();

    const after = contentsOf(at(folder), '.');
    rmSync(join(folder, 'org/README.md'));
    const again = await at(folder).adopt('--title', 'Another');
    expect(again.output.match(/is there already/g)).toHaveLength(6);
    expect(again.output).toContain('org/README.md  written');
    expect(contentsOf(at(folder), '.')).toEqual(after);
  });

  test('passes the check over the handbook itself', async () => {
    const folder = join(all, 'adopted whole');
    for (const name of ['content', 'public']) cpSync(join(root, name), join(folder, name), { recursive: true });
    const { enter, clear } = KEYS;
    const address = `not an address${enter}${clear}https://github.com/us/playbook${enter}`;
    const person = personWith([enter, enter, address, `main${enter}`, enter]);
    const { code } = await outputOf((terminal) => adopt([], folder, terminal, '2026-01-15'), person.prompts);
    expect(code).toBe(0);
    expect(person.shown()).toMatchInlineSnapshot(`
      "◆  What is it called?
      │  Our playbook
      └
      ◇  What is it called?
      ◆  What is it, in one sentence? (empty: as upstream says)
      │  _
      ◇  What is it, in one sentence? (empty: as upstream says)
      ◆  Where is its repository, for edit links? (empty: none yet)
      └  "not an address" is no web address in repository  Write it in full, starting with https://
      │  https://github.com/us/playbook
      ◆  Which branch do readers change?
      │  main
      ◆  Whom do readers ask? (empty: nobody yet)
      ◇  Whom do readers ask? (empty: nobody yet)"
    `);
    expect(at(folder).read('org/playbook.yaml')).toMatch(/^title: Our playbook$/m);
    expect(at(folder).read('org/playbook.yaml')).toMatch(/^repository: https:\/\/github.com\/us\/playbook$/m);
    expect(formatReport(readHandbook(folder).problems)).toBe('\n0 problems in 0 files');
  });

  test('writes an example of each setting that is right once its comment signs are gone', async () => {
    const folder = join(all, 'adopted with examples');
    for (const name of ['content', 'public']) cpSync(join(root, name), join(folder, name), { recursive: true });
    await at(folder).adopt('--title', 'Ours');
    // The examples name files.
    at(folder).write('org/public/forms/pay.pdf', 'A form');
    at(folder).write('org/theme/serif.woff2', 'wOF2');
    cpSync(join(root, 'tests/fixtures/handbook/content/guides/dot.png'), join(folder, 'org/theme/social.png'));
    const written = at(folder).read('org/playbook.yaml');
    at(folder).write('org/playbook.yaml', written.replace(/^#(?=[a-z]| {2})/gm, ''));
    expect(formatReport(readHandbook(folder).problems)).toBe('\n0 problems in 0 files');
    const keys = Object.keys(parse(at(folder).read('org/playbook.yaml')));
    expect(keys.toSorted()).toEqual(Object.keys(settings.shape).toSorted());
  });

  test.each([
    [['--tilte', 'Ours']],
    [['--title', '']],
    [['--title', 'Ours', '--repository', 'github.com/us']],
    [['--repository', 'https://github.com/us/playbook']],
    [[]],
    [['Ours']],
  ])('a command line that cannot be followed: %j', async (args) => {
    const folder = join(all, 'never');
    mkdirSync(folder, { recursive: true });
    const { code, output } = await at(folder).adopt(...args);
    expect(output).toMatchSnapshot();
    expect(code).toBe(2);
    expect(existsSync(join(folder, 'org'))).toBe(false);
  });

  test.each(['adopt', 'upstream'])('%s, run by npm, shows no stack trace', (name) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, `scripts/${name}.ts`), '--nothing'], {
      cwd: all,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Unknown option '--nothing'\nRun npm run \w+ -- --help to see what there is.\n$/);
    expect(status).toBe(2);
  });
});
