import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { readContributable } from '#contribute/contributable.ts';
import { fileOf } from '#contribute/contribution.ts';
import { foldersFor } from '#contribute/subject.ts';
import { create } from '../../scripts/new.ts';
import { copyHandbook, outputOf, temporaryFolder } from '../helpers.ts';
import { writeFiles } from '../mistakes.ts';
import { KEYS, personWith } from '../person.ts';

const today = '2026-06-30';
const all = temporaryFolder();
const GUIDE = ['--description', 'What.', '--owner', 'editors', '--sources', 'a-book', '--provenance', 'derived'];
const PARTS = 'parts:\n  - {folder: guides, label: Guides, with: [paths]}\n  - {folder: rituals, label: Rituals}\n';

let folder: string;
beforeEach(() => {
  folder = copyHandbook(all);
  writeFiles(folder, {
    'content/playbook.yaml': { add: 'audience: public' },
    'org/playbook.yaml': `audience: public\n${PARTS}`,
    'org/content/rituals/monday.mdx': {},
    'org/content/guides/on/index.mdx': { replace: 'title: Index', with: 'title: On' },
    'org/content/guides/qzsecret/plans.mdx': { fields: 'audience: leads' },
  });
});
const run = (args: string[], prompts?: Parameters<typeof outputOf>[1]) =>
  outputOf((terminal) => create(args, folder, terminal, today), prompts);
const written = (...args: string[]) => run(['--title', 'Brand new', ...args, ...GUIDE]);

describe('npm run new', () => {
  test.each([
    [['--kind', 'guide', '--part', 'rituals'], 'org/content/rituals/brand-new.mdx'],
    [['--kind', 'guide', '--folder', 'rituals/weekly'], 'org/content/rituals/weekly/brand-new.mdx'],
    [['--kind', 'guide', '--part', 'rituals', '--folder', 'weekly'], 'org/content/rituals/weekly/brand-new.mdx'],
    [['--kind', 'guide', '--part', 'guides', '--folder', 'guides/on'], 'org/content/guides/on/brand-new.mdx'],
    [['--kind', 'guide', '--folder', 'guides'], 'org/content/guides/brand-new.mdx'],
    [['--kind', 'guide', '--folder', '/org/content/guides/on/'], 'org/content/guides/on/brand-new.mdx'],
    [['--kind', 'guide', '--folder', './content/guides/a/b/c'], 'org/content/guides/a/b/c/brand-new.mdx'],
    [['--kind', 'guide', '--folder', 'guides/2026'], 'org/content/guides/2026/brand-new.mdx'],
    [['--kind', 'guide', '--name', 'on/first-day'], 'org/content/guides/on/first-day.mdx'],
    [['--kind', 'guide', '--name', 'weeks/index'], 'org/content/guides/weeks/index.mdx'],
    [['--kind', 'guide', '--part', 'rituals', '--name', 'a/b'], 'org/content/rituals/a/b.mdx'],
    [['--kind', 'guide'], 'org/content/guides/brand-new.mdx'],
  ])('%j writes %s', async (args, file) => {
    const { code, output } = await written(...args);
    expect(output).toContain(`${file}  written\nnpm run check finds no problem.`);
    expect(code).toBe(0);
    expect(readFileSync(join(folder, file), 'utf8')).toContain('title: Brand new');
  });

  test.each([
    [['--kind', 'guide', '--folder', 'roles'], 'does not belong in roles/  Write --folder guides, or --kind role'],
    [['--kind', 'guide', '--part', 'data'], 'The folder "data" belongs to no part'],
    [['--kind', 'guide', '--part', 'habits'], 'The folder "habits" belongs to no part'],
    [['--kind', 'guide', '--folder', 'guides/On Boarding'], 'Write --folder guides/on-boarding'],
    [['--kind', 'guide', '--folder', 'guides/übung'], 'Write --folder guides/ubung'],
    [['--kind', 'guide', '--folder', 'guides//on'], 'Write --folder guides/on'],
    [['--kind', 'guide', '--folder', '../elsewhere'], 'Write --folder elsewhere'],
    [['--kind', 'guide', '--name', 'On/First day'], 'Write --name on/first-day'],
    [['--kind', 'guide', '--folder', 'guides/a/b/c/d'], 'The page is 5 folders deep'],
    [['--kind', 'guide', '--folder', 'guides/index'], 'A folder cannot be called "index"'],
    [['--kind', 'guide', '--name', 'on/index'], 'The id "guides/on" is taken by org/content/guides/on/index.mdx'],
    [['--kind', 'guide', '--name', 'on'], 'The id "guides/on" is taken by org/content/guides/on/index.mdx'],
    [['--kind', 'landing', '--folder', 'rituals'], 'does not belong in rituals/  Leave the folder out'],
  ])('%j is refused, with %s', async (args, message) => {
    const { code, output } = await written(...args);
    expect(output).toMatch(new RegExp(message.replaceAll('?', '\\?')));
    expect(code).toBeGreaterThan(0);
    expect(readHandbook(folder, { today }).pages.map(({ data }) => data?.title)).not.toContain('Brand new');
  });

  test('writes data into no folder', async () => {
    const { code, output } = await run([
      '--data',
      'terms',
      '--title',
      'New',
      '--definition',
      'A.',
      '--folder',
      'guides',
    ]);
    expect(output).toContain('--folder goes without --data');
    expect(code).toBe(2);
  });

  test('asks where a page belongs, if several folders fit', async () => {
    const person = personWith([`${KEYS.down}${KEYS.enter}`, KEYS.enter]);
    const { output } = await run(['--kind', 'guide', '--title', 'Brand new', ...GUIDE], person.prompts);
    expect(person.shown()).toContain('folder: Where does it belong?');
    expect(output).toContain('org/content/guides/on/brand-new.mdx  written');
  });
});

describe('the form', () => {
  const handbookOf = (edition: string) => readContributable(folder, readHandbook(folder, { edition })).handbook;

  test('offers the parts and folders of its edition', () => {
    expect(foldersFor('guide', handbookOf('leads').folders)).toEqual([
      'guides',
      'guides/on',
      'guides/qzsecret',
      'rituals',
    ]);
    expect(foldersFor('guide', handbookOf('public').folders)).toEqual(['guides', 'guides/on', 'rituals']);
    expect(foldersFor('role', handbookOf('public').folders)).toEqual(['roles', 'rituals']);
    expect(foldersFor('landing', handbookOf('public').folders)).toEqual([]);
    expect(handbookOf('public').subjects).toContain('practice');
  });

  test('offers no part whose pages are for others, and none that is hidden', () => {
    writeFiles(folder, {
      'org/playbook.yaml': `audience: public\n${PARTS}hidden: [guides/on]\n`,
      'org/content/rituals/monday.mdx': { fields: 'audience: leads' },
    });
    expect(handbookOf('public').folders).toEqual(['guides', 'paths', 'pillars', 'roles']);
    expect(handbookOf('public').subjects).not.toContain('practice');
  });

  test('puts the file into the folder', () => {
    const contribution = { name: '', value: { title: 'Brand new' } };
    const subject = { kind: 'guide' as const, folder: 'guides/on' };
    expect(fileOf(handbookOf('public'), { ...contribution, subject })).toBe('org/content/guides/on/brand-new.mdx');
  });
});
