import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { check } from '../../scripts/check.ts';
import { copyHandbook, root, temporaryFolder } from '../helpers.ts';
import { at, plainGit, type Repository } from '../repository.ts';

// The good handbook of the fixtures as a folder of its own, into which mistakes are written.

const today = '2026-06-30';
const all = temporaryFolder();
let here: Repository;

beforeEach(() => {
  plainGit();
  here = at(copyHandbook(all));
  here.write('content/words.yaml', '- roadmap\n');
});
afterAll(() => vi.unstubAllEnvs());

async function checked(...args: string[]): Promise<{ code: number; said: string; complained: string }> {
  const [said, complained]: [string[], string[]] = [[], []];
  const terminal = { log: (text: string) => said.push(text), warn: (text: string) => complained.push(text) };
  const code = await check(args, here.folder, terminal, { today });
  return { code, said: said.join('\n'), complained: complained.join('\n') };
}

const edit = (path: string, from: string | RegExp, to: string) => here.edit(path, from, to);

/** Mistakes of several kinds, some in one file, and one in a file whose name has to be escaped everywhere. */
function makeMistakes(): void {
  edit('content/guides/trust.mdx', /$/, '\n[Nowhere](/guides/nowhere/) and [so on](so on)\n\n<Asside>no</Asside>\n');
  edit('content/guides/words.mdx', /^title: .*$/m, 'titel: Words');
  edit('content/pillars/people.mdx', /$/, '\n<div>\n');
  edit('content/playbook.yaml', /$/, 'colour: blue\n');
  here.write('content/guides/100% now, here: [a].txt', 'Not a page.\n');
}

/** The pages of the small handbook are shorter than pages should be. */
const HINTS = '3 hints: npm run check -- --hints lists them';
const nothing = `7 pages checked, no problems\n${HINTS}`;

const formats = ['text', 'json', 'sarif', 'github', 'gitlab', 'azure'];

describe('each format', () => {
  test.each(formats)('%s shows mistakes with their places and cures', async (format) => {
    makeMistakes();
    const { code, said, complained } = await checked('--format', format);
    expect(code).toBe(1);
    expect(complained).toBe('');
    await expect(`${said}\n`).toMatchFileSnapshot(`__snapshots__/check.${format}.txt`);
  });

  test.each([
    ['text', nothing],
    ['json', expect.stringContaining('"problems": [],')],
    ['sarif', expect.not.stringContaining('"level": "error"')],
    ['github', expect.stringMatching(/^(::notice .*\n){3}7 pages checked, no problems, 3 hints$/)],
    [
      'gitlab',
      expect.stringMatching(/^\[(\s*\{[^{}]*"severity": "info",[^{}]*\{[^{}]*\{[^{}]*\}\s*\}\s*\},?){3}\s*\]$/),
    ],
    ['azure', '7 pages checked, no problems, 3 hints'],
  ])('%s says that there is nothing', async (format, said) => {
    expect(await checked('--format', format)).toEqual({ code: 0, said, complained: '' });
  });

  test('SARIF names a rule that it describes, and a path without spaces', async () => {
    makeMistakes();
    const [run] = JSON.parse((await checked('--format=sarif')).said).runs;
    expect(run.results.length).toBeGreaterThan(4);
    for (const { ruleId, ruleIndex, locations } of run.results) {
      expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
      expect(locations[0].physicalLocation.artifactLocation.uri).toMatch(/^content\/[\w%./-]+$/);
    }
  });

  test('a workflow reads back what was written', async () => {
    makeMistakes();
    const { problems, hints } = JSON.parse((await checked('--format=json')).said);
    const lines = (await checked('--format=github')).said.split('\n');
    expect(lines.pop()).toBe(`${problems.length} problems, ${hints.length} hints`);
    const unescaped = (text = '') => text.replaceAll(/%(25|0A|0D|3A|2C)/g, decodeURIComponent);
    const read = lines.map((line) => {
      // As the runner takes a command apart: properties up to the first ::, by commas, by equals signs.
      const [, properties = '', message] = /^::(?:error|notice) (.*?)::(.*)$/.exec(line) ?? [];
      const { file, line: at, col, title } = Object.fromEntries(properties.split(',').map((pair) => pair.split('=')));
      const words = { message: unescaped(title), fix: unescaped(message) };
      return { file: unescaped(file), line: Number(at), column: Number(col), ...words };
    });
    const written = [...problems, ...hints].map(({ rule, ...problem }: { rule: string }) => problem);
    expect(read).toEqual(written);
  });
});

describe('hints', () => {
  test('are listed on request, before the problems, and fail nothing', async () => {
    edit('content/guides/words.mdx', /$/, '\nWe recieve it.\n');
    expect((await checked()).said).toContain('\n4 hints: ');
    const { code, said } = await checked('--hints');
    expect(code).toBe(0);
    expect(said.split('\n')).toEqual([
      expect.stringMatching(/^content\/guides\/words\.mdx:\d+:4 {2}The dictionary does not know "recieve" /),
      expect.stringMatching(
        /^content\/pillars\/direction\.mdx:1:1 {2}This pillar has \d+ words {2}Aim at 500 to 1250: /,
      ),
      expect.stringMatching(/^content\/pillars\/people\.mdx:1:1 /),
      expect.stringMatching(/^content\/roles\/lead\.mdx:1:1 /),
      '',
      '4 hints in 4 files',
      '',
      '7 pages checked, no problems',
    ]);
    makeMistakes();
    expect((await checked('--hints')).said).toMatch(/hints in \d files\n\ncontent[\s\S]*problems in \d files$/);
  });

  test('say that there are none', async () => {
    // A page of which data draws a part is never too short.
    const [line] = /^import .*$/m.exec(here.read('content/guides/trust.mdx')) ?? [];
    const drawn = `${line}\n\n<TrustFactor id="credibility" />\n`;
    for (const name of ['pillars/people', 'pillars/direction', 'roles/lead'])
      edit(`content/${name}.mdx`, /$/, `\n${drawn}`);
    expect(await checked('--hints')).toEqual({
      code: 0,
      said: '7 pages checked, no problems, no hints',
      complained: '',
    });
  });

  test('of a branch are those in files that it changed, and those that it made in others', async () => {
    here.write('content/words.yaml', '- recieve\n- roadmap\n');
    edit('content/pillars/people.mdx', /$/, '\nWe recieve it.\n');
    here.startBranch();
    const hints = async () => JSON.parse((await checked('--changed', '--format=json')).said).hints;
    expect(await hints()).toEqual([]);
    here.write('content/words.yaml', '- roadmap\n');
    expect(await hints()).toEqual([expect.objectContaining({ file: 'content/pillars/people.mdx', rule: 'spelling' })]);
  });
});

test('--words lists the pages of each kind by their length, with those that are too short or too long', async () => {
  edit('content/guides/words.mdx', /$/, `\n${'Word. '.repeat(1300)}\n`);
  const { code, said } = await checked('--words');
  expect(code).toBe(0);
  expect(said).toMatch(
    /^guide: 2 pages, 500 to 1250 words\n +\d+ {2}guides\/trust\n +13\d\d {2}guides\/words {2}\(too long\)$/m,
  );
});

describe('the command line', () => {
  test.each([
    [['--formt', 'json'], "Unknown option '--formt'"],
    [['--format'], "Option '--format <value>' argument missing"],
    [['--format', 'xml'], 'There is no format "xml". Use one of "text", "json", "sarif", "github", "gitlab", "azure"'],
    [['--format', 'jsn'], 'There is no format "jsn". Did you mean "json"?'],
    [['content/guides'], 'What "content/guides" means is not clear  Write -- before options: npm run check -- --hints'],
    [['json'], 'What "json" means is not clear  Write -- before options: npm run check -- --format json'],
    [
      ['--changed', 'main', 'next'],
      'What "next" means is not clear  Write -- before options: npm run check -- --hints',
    ],
    [['--changed='], '--changed= is empty'],
    [['--words', '--hints'], '--words goes with no other flag'],
    [['--watch', '--format', 'json'], '--watch goes with --format text, not with json'],
  ])('%j is refused', async (args, words) => {
    const complained = `${words}\nRun npm run check -- --help to see what there is.`;
    expect(await checked(...args)).toEqual({ code: 2, said: '', complained });
  });

  test.each([['--help'], ['-h']])('%s names every flag', async (flag) => {
    const { code, said } = await checked(flag);
    expect(code).toBe(0);
    for (const name of ['--format', '--changed', '--watch', '--hints', '--words', ...formats])
      expect(said).toContain(name);
  });
});

describe('--changed', () => {
  beforeEach(() => {
    // What main has already is not the business of a branch that leaves the file as it is.
    edit('content/pillars/people.mdx', /$/, '\n[Old](/guides/old/)\n');
    here.startBranch();
  });
  const lines = async (...args: string[]) =>
    (await checked('--changed', ...args)).said.replace(/\n\n\d+ problem[\s\S]*$/, '').split('\n');

  test('does not show what was wrong before, elsewhere', async () => {
    edit('content/guides/words.mdx', /$/, '\nA sentence more.\n');
    expect((await checked()).code).toBe(1);
    expect(await checked('--changed')).toEqual({
      code: 0,
      said: '7 pages checked, no problems',
      complained: '',
    });
  });

  test('shows what is wrong in files that changed, whether committed, staged, neither or new', async () => {
    edit('content/guides/words.mdx', /$/, '\n[One](/guides/one/)\n');
    here.commit('Link to one');
    edit('content/pillars/direction.mdx', /$/, '\n[Two](/guides/two/)\n');
    here.git('add', '.');
    edit('content/pillars/people.mdx', /$/, '\n[Three](/guides/three/)\n');
    here.write('content/guides/four.txt', 'No page.\n');
    expect(await lines()).toEqual([
      expect.stringMatching(/^content\/guides\/four\.txt:1:1 /),
      expect.stringMatching(/^content\/guides\/words\.mdx:\d+:1 .*"\/guides\/one\/"/),
      expect.stringMatching(/^content\/pillars\/direction\.mdx:\d+:1 .*"\/guides\/two\/"/),
      // Whoever changes a file sees all that is wrong with it.
      expect.stringMatching(/^content\/pillars\/people\.mdx:\d+:1 .*"\/guides\/old\/"/),
      expect.stringMatching(/^content\/pillars\/people\.mdx:\d+:1 .*"\/guides\/three\/"/),
    ]);
  });

  test('shows the links in other files that a renamed page broke', async () => {
    here.rename('content/guides/trust.mdx', 'content/guides/confidence.mdx');
    here.commit('Rename a page');
    const broken = await lines();
    expect(broken.length).toBeGreaterThan(0);
    expect(broken.join('\n')).not.toContain('/guides/old/');
    expect(broken.every((line) => line.includes('guides/trust'))).toBe(true);
    expect(broken.some((line) => !line.startsWith('content/guides/confidence.mdx'))).toBe(true);
  });

  test('takes another branch, tag or commit to compare with', async () => {
    edit('content/guides/words.mdx', /$/, '\n[One](/guides/one/)\n');
    here.commit('Link to one');
    here.git('tag', 'one');
    edit('content/pillars/direction.mdx', /$/, '\n[Two](/guides/two/)\n');
    here.commit('Link to two');
    const two = [expect.stringMatching(/^content\/pillars\/direction\.mdx:\d+:1 /)];
    expect(await lines('one')).toEqual(two);
    expect(await lines(here.git('rev-parse', 'HEAD~1'))).toEqual(two);
    expect(await lines('main')).toHaveLength(2);
    expect((await checked('--changed=one', '--format=json')).code).toBe(1);
  });

  test('does not count what main did since', async () => {
    here.git('switch', '--quiet', 'main');
    edit('content/guides/words.mdx', /$/, '\nMain goes on.\n');
    here.commit('Go on');
    here.git('switch', '--quiet', 'branch');
    expect(await checked('--changed')).toMatchObject({ code: 0 });
  });

  test('leaves the repository as it was', async () => {
    here.rename('content/guides/trust.mdx', 'content/guides/confidence.mdx');
    const before = [here.git('status', '--porcelain'), here.git('worktree', 'list')];
    await checked('--changed');
    expect([here.git('status', '--porcelain'), here.git('worktree', 'list')]).toEqual(before);
  });

  test('works where the handbook is a folder of its repository', async () => {
    const inner = at(join(here.folder, 'handbook'));
    cpSync(join(root, 'tests/fixtures/handbook'), inner.folder, { recursive: true });
    here.commit('Add a second one');
    inner.rename('content/guides/trust.mdx', 'content/guides/confidence.mdx');
    here = inner;
    const broken = await lines('branch');
    expect(broken.length).toBeGreaterThan(0);
    expect(broken.every((line) => line.includes('guides/trust'))).toBe(true);
  });

  test('says which ref there is not, and that a history is missing', async () => {
    expect(await checked('--changed', 'nowhere')).toEqual({
      code: 2,
      said: '',
      complained: 'There is no branch, tag or commit "nowhere"',
    });
    here.git('switch', '--quiet', '--orphan', 'alone');
    here.write('content/new.txt', '');
    here.commit('Begin anew');
    expect((await checked('--changed', 'main')).complained).toBe(
      'The branch has no history in common with "main". In a shallow clone run: git fetch --unshallow',
    );
  });
});

test('--changed outside a repository says why it cannot be told', async () => {
  vi.stubEnv('GIT_CEILING_DIRECTORIES', all);
  expect(await checked('--changed')).toEqual({
    code: 2,
    said: '',
    complained: 'This folder is not in a git repository, so what changed is not known',
  });
});

test('--watch reports again after a change, and ends when it is told to', async () => {
  const ended = new AbortController();
  const reports: string[] = [];
  let heard = Promise.withResolvers<void>();
  const hear = (text: string) => {
    reports.push(text);
    heard.resolve();
  };
  const next = async () => {
    await heard.promise;
    heard = Promise.withResolvers();
  };
  const running = check(['--watch'], here.folder, { log: hear, warn: hear }, { today, until: ended.signal });
  await next();
  const file = join(here.folder, 'content/guides/four.txt');
  writeFileSync(file, 'No page.\n');
  await next();
  rmSync(file);
  await next();
  ended.abort();
  expect(await running).toBe(0);
  expect(reports).toEqual([nothing, expect.stringMatching(/^content\/guides\/four\.txt:1:1 /), nothing]);
});
