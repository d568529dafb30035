import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Transaction } from '#load/transaction.ts';
import { changesSince } from '#upkeep/changes.ts';
import { check } from '../../scripts/check.ts';
import { move } from '../../scripts/move.ts';
import { root } from '../helpers.ts';
import { at, plainGit, type Repository } from '../repository.ts';

// The good handbook of the fixtures in a repository of its own, on a branch.

const today = '2026-06-30';
const all = realpathSync(mkdtempSync(join(tmpdir(), 'playbook-moved-')));
const fields = `owner: editors
reviewed: [{day: 2026-01-15, outcome: edited}]
sources: [{source: a-book}]
provenance: editorial
`;
/** A page that names guides/trust in every way there is. */
const NAMING = `---
kind: guide
title: More
description: What this page is about.
${fields}related: ["guides/trust", guides/words, guides/trust?]
---
See [guides/trust](/guides/trust/), [it](/guides/trust/?) and [its](/guides/trust/#the-factor "Title") factor,
[words](/guides/words/) and [![Dot](./dot.png)](</guides/trust/>).

The address /guides/trust/ and \`[it](/guides/trust/)\` are only words.
`;
const TERMS = `# Kept.
- {id: one, title: One, definition: A thing., page: guides/trust}
- id: two
  title: Two # as it was
  definition: A thing.
  page: 'guides/trust'
`;
let here: Repository;
let count = 0;

beforeEach(() => {
  plainGit();
  const folder = join(all, String(++count));
  cpSync(join(root, 'tests/fixtures/handbook'), folder, { recursive: true });
  here = at(folder);
  here.git('init', '--quiet', '--initial-branch=main');
  here.write('content/guides/more.mdx', NAMING);
  here.commit('Begin');
  here.git('switch', '--quiet', '--create', 'branch');
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(all, { recursive: true, force: true });
});

type Heard = { log(text: string): void; warn(text: string): void };
async function heard(run: (terminal: Heard) => Promise<number>): Promise<{ code: number; output: string }> {
  const lines: string[] = [];
  const hear = (text: string) => lines.push(text);
  const code = await run({ log: hear, warn: hear });
  return { code, output: lines.join('\n') };
}
const moved = (...args: string[]) => heard((terminal) => move(args, here.folder, terminal, today));
const checked = (...args: string[]) => heard((terminal) => check(args, here.folder, terminal, { today }));
const lines = async (...args: string[]) => (await checked('--changed', ...args)).output.split('\n');

const rename = (from: string, to: string) => renameSync(join(here.folder, from), join(here.folder, to));
const remove = (path: string) => rmSync(join(here.folder, path));
/** Every file with every byte of it. */
const bytes = () =>
  Object.fromEntries(
    readdirSync(here.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('.git'))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, readFileSync(path).toString('latin1')]),
  );
/** A short page with a body. */
const page = (title: string, body: string) =>
  `---\nkind: guide\ntitle: ${title}\ndescription: What this page is about.\n${fields}---\n${body}\n`;
/** An organisation over it, with a page of its own and one in place of guides/words. */
function adopt(): void {
  here.write('content/playbook.yaml', `${here.read('content/playbook.yaml')}audience: public\n`);
  here.write('org/playbook.yaml', 'title: Ours\naudience: public\n');
  here.write('org/content/guides/ours.mdx', page('Ours', '[Here](/guides/ours/) and [trust](/guides/trust/).'));
  here.write('org/content/guides/words.mdx', page('Words', '[Ours](/guides/ours/).'));
  here.write(
    'org/notes/guides/more.mdx',
    '---\nowner: editors\nreviewed: 2026-01-15\n---\n[Ours](/guides/ours/) too.\n',
  );
  here.commit('Adopt it');
}

describe('a page that is there', () => {
  test('is renamed with all that names it, and nothing else changes', async () => {
    here.write('content/data/terms/more.yaml', TERMS);
    const { code, output } = await moved('guides/trust', 'guides/confidence');
    expect(output).toMatchInlineSnapshot(`
      "content/guides/trust.mdx  is content/guides/confidence.mdx now
      content/redirects.yaml  guides/trust: guides/confidence
      content/data/terms/more.yaml  2 links and references
      content/guides/more.mdx  6 links and references
      content/index.mdx  2 links and references
      content/pillars/direction.mdx  1 link or reference
      11 links and references in 4 files changed to guides/confidence.
      npm run check finds no problem."
    `);
    expect(code).toBe(0);
    expect(here.read('content/guides/more.mdx')).toMatchInlineSnapshot(`
      "---
      kind: guide
      title: More
      description: What this page is about.
      owner: editors
      reviewed: [{day: 2026-01-15, outcome: edited}]
      sources: [{source: a-book}]
      provenance: editorial
      related: ["guides/confidence", guides/words, guides/confidence?]
      ---
      See [guides/trust](/guides/confidence/), [it](/guides/confidence/?) and [its](/guides/confidence/#the-factor "Title") factor,
      [words](/guides/words/) and [![Dot](./dot.png)](</guides/confidence/>).

      The address /guides/trust/ and \`[it](/guides/trust/)\` are only words.
      "
    `);
    expect(here.read('content/data/terms/more.yaml')).toBe(TERMS.replaceAll('guides/trust', 'guides/confidence'));
    expect(here.read('content/redirects.yaml')).toMatchInlineSnapshot(`
      "# Where pages went: the id that a page had, and the id of the page that its readers find now. Lines stay for good.

      guides/trust: guides/confidence
      "
    `);
    expect(here.git('status', '--porcelain')).toMatchInlineSnapshot(`
      " M content/guides/more.mdx
       D content/guides/trust.mdx
       M content/index.mdx
       M content/pillars/direction.mdx
      ?? content/data/terms/more.yaml
      ?? content/guides/confidence.mdx
      ?? content/redirects.yaml"
    `);
    expect(await checked('--changed')).toMatchObject({ code: 0 });
  });

  test.each([
    ['/guides/trust/', 'guides/confidence/'],
    ['content/guides/trust.mdx', './content/guides/confidence.mdx'],
    ['guides/trust.mdx', '/guides/confidence'],
  ])('may be named as %s', async (from, to) => {
    expect(await moved(from, to)).toMatchObject({ code: 0 });
    expect(here.read('content/redirects.yaml')).toContain('\nguides/trust: guides/confidence\n');
  });

  test('shows its pictures from another folder too', async () => {
    expect(await moved('guides/more', 'guides/deep/more')).toMatchObject({ code: 0 });
    expect(here.read('content/guides/deep/more.mdx')).toContain('[![Dot](../dot.png)]');
    expect(await moved('guides/deep/more', 'guides/more')).toMatchObject({ code: 0 });
    expect(here.read('content/guides/more.mdx')).toContain('[![Dot](./dot.png)]');
  });

  test('moves into a folder and out of it, with its pictures and all that names it', async () => {
    const before = here.read('content/guides/trust.mdx');
    expect(await moved('guides/trust', 'guides/people/first/trust')).toMatchObject({ code: 0 });
    expect(here.read('content/guides/more.mdx')).toContain('[guides/trust](/guides/people/first/trust/)');
    expect((await checked()).output).not.toContain('content/guides');
    expect(await moved('guides/people/first/trust', 'guides/people')).toMatchObject({ code: 0 });
    expect(here.read('content/guides/more.mdx')).toContain('[guides/trust](/guides/people/)');
    expect(here.read('content/guides/people.mdx')).toBe(before);
    expect(await moved('guides/people', 'guides/a/b/c/d/trust')).toMatchObject({
      code: 1,
      output: expect.stringContaining('The page is 5 folders deep'),
    });
  });

  test('that is the first of its folder leaves the others where they are', async () => {
    here.write('content/guides/on/index.mdx', here.read('content/guides/more.mdx').replace('title: More', 'title: On'));
    here.write('content/guides/on/dot.png', 'x');
    here.write('content/guides/on/monday.mdx', '---\nkind: guide\ntitle: Monday\n---\nSee [on](/guides/on/).\n');
    expect(await moved('guides/on', 'guides/start')).toMatchObject({ code: 0 });
    expect(here.read('content/guides/start/index.mdx')).toContain('title: On');
    expect(here.read('content/guides/on/monday.mdx')).toContain('See [on](/guides/start/).');
    expect(here.read('content/redirects.yaml')).toContain('guides/on: guides/start');
  });

  test('comes back without a trace but the redirect from where it was', async () => {
    here.write('content/redirects.yaml', '# Ours.\nguides/old: guides/trust # since 2024\n');
    here.commit('Lead on');
    await moved('guides/trust', 'guides/confidence');
    await moved('guides/confidence', 'guides/faith');
    const { code, output } = await moved('guides/faith', 'guides/trust');
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringContaining('deleted, as the page is back'),
    });
    expect(here.git('status', '--porcelain')).toBe(' M content/redirects.yaml');
    expect(here.read('content/redirects.yaml')).toBe(
      '# Ours.\nguides/old: guides/trust # since 2024\nguides/confidence: guides/faith\nguides/faith: guides/trust\n',
    );
  });

  test('keeps line ends, the mark at the start and a file of comments', async () => {
    const windows = `\uFEFF${TERMS.replaceAll('\n', '\r\n')}`;
    here.write('content/data/terms/more.yaml', windows);
    here.write('content/redirects.yaml', '# Ours.\n');
    expect(await moved('guides/trust', 'guides/confidence')).toMatchObject({ code: 0 });
    expect(here.read('content/data/terms/more.yaml')).toBe(windows.replaceAll('guides/trust', 'guides/confidence'));
    expect(here.read('content/redirects.yaml')).toBe('# Ours.\n\nguides/trust: guides/confidence\n');
  });

  test('is deleted with --delete, and links to headings that went lead to the top of the other page', async () => {
    const { code, output } = await moved('guides/trust', 'guides/words', '--delete');
    expect(output).toMatchInlineSnapshot(`
      "content/guides/trust.mdx  deleted
      content/redirects.yaml  guides/trust: guides/words
      content/guides/more.mdx  6 links and references
      content/index.mdx  2 links and references
      content/pillars/direction.mdx  1 link or reference
      9 links and references in 3 files changed to guides/words.
      2 links named a heading that guides/words lacks: they lead to its top.
      npm run check finds no problem."
    `);
    expect(code).toBe(0);
    expect(here.read('content/guides/more.mdx')).toContain('[its](/guides/words/ "Title")');
  });

  test('leaves a link to a heading that it never had, on the page itself', async () => {
    here.write('content/guides/more.mdx', NAMING.replace('See', 'See [nothing](#nowhere) and'));
    const { code, output } = await moved('guides/more', 'guides/much');
    expect(output).toBe(`content/guides/more.mdx  is content/guides/much.mdx now
content/redirects.yaml  guides/more: guides/much
Nothing else named guides/more.
It made no problem; npm run check still finds 1 problem.`);
    expect(code).toBe(0);
    expect(here.read('content/guides/much.mdx')).toContain('See [nothing](#nowhere) and');
  });

  test('does not mind what was wrong before', async () => {
    here.write('content/guides/more.mdx', NAMING.replace('words](/guides/words/)', 'words](/guides/wrods/)'));
    const { code, output } = await moved('guides/more', 'guides/much');
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringMatching(/still finds 1 problem\.$/) });
  });
});

describe('a page that is gone', () => {
  test('is led on from, and what names it is rewritten', async () => {
    rename('content/guides/trust.mdx', 'content/guides/confidence.mdx');
    expect((await checked()).code).toBe(1);
    const { code, output } = await moved('guides/trust', 'guides/confidence');
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringMatching(/finds no problem\.$/) });
    expect(here.read('content/redirects.yaml')).toContain('\nguides/trust: guides/confidence\n');
    expect(here.read('content/guides/more.mdx')).not.toContain('(/guides/trust/#');
  });

  test('is led to another page after it, with --force only', async () => {
    await moved('guides/trust', 'guides/words', '--delete');
    const { code, output } = await moved('guides/trust', 'guides/more');
    expect({ code, output }).toEqual({
      code: 1,
      output:
        '"guides/trust" leads to "guides/words" already  Write --force to lead its readers to "guides/more" instead',
    });
    expect(await moved('guides/trust', 'guides/more', '--force')).toMatchObject({ code: 0 });
    expect(here.read('content/redirects.yaml')).toContain('guides/trust: guides/more\n');
  });

  test('must have been one, as far as git knows', async () => {
    const refused =
      'Git knows no page "guides/wrods"  Did you mean "guides/words"? Write --force to lead on from it all the same';
    expect(await moved('guides/wrods', 'guides/trust')).toEqual({ code: 1, output: expect.stringContaining('') });
    expect((await moved('guides/wrods', 'guides/more')).output).toBe(refused);
    expect(await moved('guides/wrods', 'guides/more', '--force')).toMatchObject({ code: 0 });
  });
});

describe('is refused, and nothing is changed', () => {
  test.each([
    [['guides/trust', 'guides/words']],
    [['guides/trust', 'guides/trust']],
    [['guides/trust', 'guides/wrods', '--delete']],
    [['guides/trsut', 'guides/confidence']],
    [['guides/trsut', 'guides/wodrs']],
    [['guides/nothing-like-it', 'guides/neither-is-this']],
    [['guides/trust', 'guides/Trust_And_More']],
    [['guides/trust', 'roles/confidence']],
    [['guides/trust', 'roles/trust']],
    [['guides/trust', 'confidence']],
    [['guides/trust', 'data/terms/trust']],
    [['guides/trust', 'talks/trust']],
    [['guides/trust', 'guides/older']],
    [['guides/older', 'guides/confidence']],
    [['roles/lead', 'guides/words', '--delete']],
    [['index', 'guides/home']],
    [['/', 'guides/home']],
  ])('%j', async (args) => {
    here.write('content/redirects.yaml', 'guides/older: guides/words\n');
    const before = bytes();
    const { code, output } = await moved(...args);
    expect(code).toBe(1);
    expect(bytes()).toEqual(before);
    expect(output).toMatchSnapshot();
  });

  test('where redirects.yaml cannot be read', async () => {
    here.write('content/redirects.yaml', '- guides/older\n');
    const before = bytes();
    expect(await moved('guides/trust', 'guides/confidence')).toMatchObject({ code: 1 });
    expect(bytes()).toEqual(before);
  });

  test.each([
    [[], 'No page is named: npm run move -- guides/old guides/new'],
    [['guides/trust'], 'The id that it is to have is missing: npm run move -- guides/old guides/new'],
    [['a', 'b', 'c'], 'What "c" means is not clear'],
    [['a', 'b', '--frce'], "Unknown option '--frce'"],
  ])('%j as wrong usage', async (args, words) => {
    const output = `${words}\nRun npm run move -- --help to see what there is.`;
    expect(await moved(...args)).toEqual({ code: 2, output });
  });

  test('--help names every flag', async () => {
    const { code, output } = await moved('--help');
    expect(code).toBe(0);
    for (const flag of ['--delete', '--force']) expect(output).toContain(flag);
  });
});

describe('where the handbook is adopted', () => {
  beforeEach(adopt);

  test('a page of its own moves in org/, and content/ stays as it is', async () => {
    const { code, output } = await moved('guides/ours', 'guides/our-house');
    expect(output).toMatchInlineSnapshot(`
      "org/content/guides/ours.mdx  is org/content/guides/our-house.mdx now
      org/content/redirects.yaml  guides/ours: guides/our-house
      org/content/guides/our-house.mdx  1 link or reference
      org/content/guides/words.mdx  1 link or reference
      org/notes/guides/more.mdx  1 link or reference
      3 links and references in 3 files changed to guides/our-house.
      npm run check finds no problem."
    `);
    expect(code).toBe(0);
    expect(here.git('status', '--porcelain', 'content')).toBe('');
  });

  test.each([
    ['of upstream', 'guides/trust'],
    ['in place of one of upstream', 'guides/words'],
  ])('a page %s cannot be moved', async (_which, id) => {
    const { code, output } = await moved(id, 'guides/confidence');
    expect(code).toBe(1);
    expect(output).toMatchSnapshot();
    expect(here.git('status', '--porcelain')).toBe('');
  });

  test('a page of upstream that is hidden leads to one of its own', async () => {
    here.write('org/playbook.yaml', `${here.read('org/playbook.yaml')}hidden: [guides/more]\n`);
    remove('org/notes/guides/more.mdx');
    const { code, output } = await moved('guides/more', 'guides/ours');
    expect(output).toMatchInlineSnapshot(`
      "org/content/redirects.yaml  guides/more: guides/ours
      Links to guides/more become plain words, as it is hidden. Where readers should go on, write /guides/ours/.
      npm run check finds no problem."
    `);
    expect(code).toBe(0);
    expect(here.read('org/content/redirects.yaml')).toContain('guides/more: guides/ours\n');
    expect(here.git('status', '--porcelain', 'content')).toBe('');
    expect(await checked('--changed')).toMatchObject({ code: 0 });
  });

  test('a page cannot lead to one that is hidden', async () => {
    here.write('org/playbook.yaml', `${here.read('org/playbook.yaml')}hidden: [guides/trust]\n`);
    const output = expect.stringContaining('"guides/trust" is hidden, so nobody can be led there');
    expect(await moved('guides/ours', 'guides/trust', '--delete')).toEqual({ code: 1, output });
  });

  test('what stands on a page that upstream renamed goes after it', async () => {
    rename('content/guides/more.mdx', 'content/guides/much.mdx');
    rename('content/guides/words.mdx', 'content/guides/speech.mdx');
    here.write('content/guides/much.mdx', page('More', '[Words](/guides/speech/), [trust](/guides/trust/).'));
    here.write('content/redirects.yaml', 'guides/more: guides/much\nguides/words: guides/speech\n');
    const own = `org/notes/guides/more.mdx: ${'a'.repeat(40)}`;
    here.write('org/upstream.yaml', `# Kept.\nbased:\n  ${own}\n`);
    here.commit('Bring in what is new');
    expect((await checked()).code).toBe(1);
    const { code, output } = await moved('guides/more', 'guides/much');
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('org/notes/guides/much.mdx') });
    expect(here.read('org/upstream.yaml')).toBe(`# Kept.\nbased:\n  ${own.replace('more', 'much')}\n`);
    expect(await moved('guides/words', 'guides/speech')).toMatchObject({ code: 0 });
    expect(here.git('status', '--porcelain', 'content')).toBe('');
    expect(await checked()).toMatchObject({ code: 0 });
  });
});

describe('check --changed', () => {
  const renamed =
    'content/guides/confidence.mdx:1:1  "guides/trust" was renamed and nothing leads on from it  Run npm run move -- guides/trust guides/confidence';
  const removed =
    'content/guides/more.mdx:1:1  "guides/more" was removed and nothing leads on from it  Run npm run move -- guides/more <the page that takes over>';

  test.each(['neither', 'staged', 'committed'])('names what was renamed and removed: %s', async (state) => {
    rename('content/guides/trust.mdx', 'content/guides/confidence.mdx');
    remove('content/guides/more.mdx');
    if (state === 'staged') here.git('add', '--all');
    if (state === 'committed') here.commit('Rename and remove');
    const before = here.git('status', '--porcelain');
    expect(await lines()).toEqual(expect.arrayContaining([renamed, removed]));
    expect(here.git('status', '--porcelain')).toBe(before);
    expect(JSON.parse((await checked('--changed', '--format=json')).output).problems).toContainEqual(
      expect.objectContaining({ rule: 'redirects', file: 'content/guides/more.mdx', line: 1 }),
    );
    expect(await moved('guides/trust', 'guides/confidence')).toMatchObject({ code: 0 });
    expect(await moved('guides/more', 'guides/confidence')).toMatchObject({ code: 0 });
    expect(await checked('--changed')).toMatchObject({ code: 0 });
  });

  test('names none that came and went on the branch', async () => {
    here.write('content/guides/short.mdx', page('Short', 'Words.'));
    here.commit('Add a page');
    remove('content/guides/short.mdx');
    expect(await checked('--changed')).toMatchObject({ code: 0 });
  });

  test('knows overrides, hidden pages and the redirects of upstream', async () => {
    adopt();
    here.git('branch', '--force', 'main');
    remove('org/content/guides/words.mdx');
    expect(await checked('--changed')).toMatchObject({ code: 0 });
    remove('org/content/guides/ours.mdx');
    const lost = 'org/content/guides/ours.mdx:1:1  "guides/ours" was removed and nothing leads on from it';
    expect((await lines()).filter((line) => line.startsWith(lost))).toHaveLength(1);
    here.git('checkout', '--quiet', '.');
    here.write('org/playbook.yaml', `${here.read('org/playbook.yaml')}hidden: [guides/more]\n`);
    remove('org/notes/guides/more.mdx');
    here.commit('Hide a page');
    here.git('branch', '--force', 'main');
    remove('content/guides/more.mdx');
    rename('content/guides/trust.mdx', 'content/guides/confidence.mdx');
    here.write('content/redirects.yaml', 'guides/trust: guides/confidence\n');
    here.write('org/playbook.yaml', 'title: Ours\naudience: public\n');
    expect((await lines()).filter((line) => line.includes('nothing leads on'))).toEqual([]);
  });

  test('works where the handbook is a folder of its repository, and where git has no index yet', async () => {
    const inner = at(join(here.folder, 'handbook'));
    cpSync(join(root, 'tests/fixtures/handbook'), inner.folder, { recursive: true });
    here.commit('Add a second one');
    here.git('branch', '--force', 'main');
    rmSync(join(here.folder, '.git/index'));
    here = inner;
    rename('content/guides/trust.mdx', 'content/guides/confidence.mdx');
    expect(await lines()).toContain(renamed);
  });
});

test('what became of each file since a commit, whether git knows it or not', async () => {
  rename('content/guides/trust.mdx', 'content/guides/confidence.mdx');
  remove('content/guides/more.mdx');
  here.write('content/pillars/people.mdx', here.read('content/pillars/people.mdx').replace('Words.', 'More words.'));
  here.write(
    'org/content/guides/new.mdx',
    page('New', 'Something else altogether, which stands nowhere yet.'.repeat(20)),
  );
  here.write('elsewhere.txt', 'No content.\n');
  expect(await changesSince(here.folder, 'main')).toEqual([
    { change: 'renamed', path: 'content/guides/confidence.mdx', from: 'content/guides/trust.mdx' },
    { change: 'removed', path: 'content/guides/more.mdx' },
    { change: 'changed', path: 'content/pillars/people.mdx' },
    { change: 'added', path: 'elsewhere.txt' },
    { change: 'added', path: 'org/content/guides/new.mdx' },
  ]);
});

test('changes of files are taken back in whatever order they came', () => {
  const before = bytes();
  const transaction = new Transaction(here.folder);
  transaction.rename('content/roles/lead.mdx', 'content/seats/first/lead.mdx');
  transaction.rename('content/guides/trust.mdx', 'content/guides/words.mdx');
  transaction.write('content/guides/words.mdx', 'Over it.');
  transaction.write('content/guides/trust.mdx', 'Where it was.');
  transaction.remove('content/paths/first.mdx');
  expect(() => transaction.rename('content/nowhere.mdx', 'content/there/now.mdx')).toThrow();
  transaction.rollBack();
  expect(bytes()).toEqual(before);
  expect(readdirSync(join(here.folder, 'content')).sort()).toEqual(
    readdirSync(join(root, 'tests/fixtures/handbook/content')).sort(),
  );
});
