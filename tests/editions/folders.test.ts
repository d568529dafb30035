import { expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { editionOf } from '#editions/edition-of.ts';
import { load } from '#load/content.ts';
import { formatProblem } from '#schema/problem.ts';
import { readOwnedFiles } from '#upkeep/codeowners.ts';
import { copyHandbook, temporaryFolder } from '../helpers.ts';
import { writeFiles } from '../mistakes.ts';

const today = '2026-06-30';
const all = temporaryFolder();
const NOTE = '---\nowner: editors\nreviewed: 2026-01-15\n---\n\nWords.\n';
const onlyFor = (audience: string) => ({ fields: `audience: ${audience}` });

function handbookWith(settings: string, files: Parameters<typeof writeFiles>[1]): string {
  const folder = copyHandbook(all);
  writeFiles(folder, {
    'content/playbook.yaml': { add: 'audience: public' },
    'org/playbook.yaml': `audience: public\n${settings}`,
    ...files,
  });
  return folder;
}

const GUIDES = {
  'org/content/guides/onboarding/index.mdx': { replace: 'title: Index', with: 'title: Onboarding' },
  'org/content/guides/onboarding/first-day.mdx': {},
  'org/content/guides/onboarding/week/monday.mdx': {},
  'org/content/guides/onboarding-2/other.mdx': {},
  'org/content/guides/onboard.mdx': {},
};

test.each<[hidden: string, gone: string[]]>([
  ['guides/onboarding', ['guides/onboarding', 'guides/onboarding/first-day', 'guides/onboarding/week/monday']],
  ['guides/onboarding/week', ['guides/onboarding/week/monday']],
  ['guides/onboarding/week/monday', ['guides/onboarding/week/monday']],
  ['guides/onboarding-2', ['guides/onboarding-2/other']],
  ['guides/onboard', ['guides/onboard']],
])('hidden: [%s] hides a whole folder, and no other', (hidden, gone) => {
  const folder = handbookWith(`hidden: [${hidden}]\n`, GUIDES);
  const all = load(folder).pages.map(({ id }) => id);
  const shown = new Set(editionOf(load(folder)).pages.map(({ id }) => id));
  expect(all.filter((id) => !shown.has(id)).sort()).toEqual(gone);
  expect(readHandbook(folder, { today }).problems.map(formatProblem)).toEqual([]);
});

test('a folder that is not there cannot be hidden', () => {
  const folder = handbookWith('hidden: [guides/onbording]\nowners: {guides/wrds: editors}\n', GUIDES);
  expect(readHandbook(folder, { today }).problems.map(formatProblem)).toEqual([
    'org/playbook.yaml:2:10  There is no part, page or entry "guides/onbording"  Did you mean "guides/onboarding"?',
    'org/playbook.yaml:3:10  There is no part or page "guides/wrds"  Did you mean "guides/words"?',
  ]);
});

test('the innermost folder says who owns the pages of upstream in it', () => {
  const team = (id: string) => `id: ${id}\ntitle: ${id}\ngithub: '@us/${id}'\n`;
  const folder = handbookWith('owners: {guides: outer, guides/trusted: inner, guides/trusted/one: one}\n', {
    'org/content/data/teams/outer.yaml': team('outer'),
    'org/content/data/teams/inner.yaml': team('inner'),
    'org/content/data/teams/one.yaml': team('one'),
    'content/guides/trusted/one.mdx': {},
    'content/guides/trusted/deep/two.mdx': {},
    'content/guides/trusted/index.mdx': { replace: 'title: Index', with: 'title: Trusted' },
  });
  const { edition } = editionOf(load(folder));
  expect(edition.owners).toMatchObject({
    'guides/words': 'outer',
    'guides/trusted': 'inner',
    'guides/trusted/deep/two': 'inner',
    'guides/trusted/one': 'one',
  });
  expect(readOwnedFiles(folder, today)).toEqual([]);
});

test('the name of a folder with no page in an edition must not leak', () => {
  const folder = handbookWith('', {
    'org/content/guides/qzsecret/plans.mdx': onlyFor('leads'),
    'org/content/guides/qzsecret/deep/more.mdx': onlyFor('internal'),
    'org/content/guides/mixed/one.mdx': onlyFor('leads'),
    'org/content/guides/mixed/two.mdx': {},
  });
  const names = (audience: string) =>
    editionOf(load(folder), audience).excludedEntries.flatMap(({ name, file }) =>
      file.endsWith('.mdx') ? [] : [name],
    );
  expect(names('public').sort()).toEqual(['guides/qzsecret', 'guides/qzsecret/deep']);
  expect(names('internal')).toEqual([]);
  expect(names('leads')).toEqual([]);
});

test('a note stands on a page in a folder, and on the index page of one', () => {
  const folder = handbookWith('', {
    'content/guides/onboarding/index.mdx': { replace: 'title: Index', with: 'title: Onboarding' },
    'content/guides/onboarding/first-day.mdx': {},
    'org/notes/guides/onboarding.mdx': NOTE,
    'org/notes/guides/onboarding/first-day.mdx': NOTE,
  });
  expect([...editionOf(load(folder)).edition.notes.keys()].sort()).toEqual([
    'guides/onboarding',
    'guides/onboarding/first-day',
  ]);
  expect(readHandbook(folder, { today }).problems.map(formatProblem)).toEqual([]);
});
