import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { formatProblem } from '#schema/problem.ts';
import { copyHandbook, temporaryFolder } from '../helpers.ts';

/** Page of an organisation with the given lines of front matter. */
const page = (title: string, ...lines: string[]) =>
  ['---', 'kind: guide', `title: ${title}`, 'description: What it is about.', ...REVIEWED, ...lines, '---', ''].join(
    '\n',
  );
const REVIEWED = ['reviewed: [{day: 2026-01-15, outcome: edited}]'];

function read(files: Record<string, string>) {
  const folder = copyHandbook(temporaryFolder());
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { problems, hints, content } = readHandbook(folder, { today: '2026-06-30' });
  const pages = new Map(content.pages.map(({ id, data }) => [id, data]));
  // Pages of upstream in this handbook are shorter than their kinds should be.
  const ours = hints.filter(({ file }) => !file.startsWith('content/'));
  return { problems: [...problems, ...ours].map(formatProblem), pages };
}

/** Settings that give fields to each page of a layer, to a part, and to a folder in it. */
const SETTINGS = `defaults:
  .: {owner: editors, reviewEvery: 24}
  guides: {sources: [{source: a-book}], provenance: derived}
  guides/deep: {reviewEvery: 3}
`;
const OWN = 'org/content/guides/own.mdx';
const DEEP = 'org/content/guides/deep/own.mdx';
const OTHER = { 'org/content/guides/deep/other.mdx': page('Other') };
const GIVEN = { owner: 'editors', reviewEvery: 24, sources: [{ source: 'a-book' }], provenance: 'derived' };

describe('the settings give fields to pages of an organisation', () => {
  test.each<[string, Record<string, string>, string, object]>([
    ['of all folders around it', { [OWN]: page('Own') }, 'guides/own', GIVEN],
    ['of the innermost folder', { [DEEP]: page('Own') }, 'guides/deep/own', { ...GIVEN, reviewEvery: 3 }],
    ['but for those that it says', { [DEEP]: page('Own', 'reviewEvery: 9') }, 'guides/deep/own', { reviewEvery: 9 }],
    [
      'and its own empty list',
      { [OWN]: page('Own', 'sources: []') },
      'guides/own',
      { sources: [], provenance: 'derived' },
    ],
    ['at the top of a part', { 'org/content/guides/index.mdx': page('Own') }, 'guides', GIVEN],
  ])('%s', (_, files, id, fields) => {
    const { problems, pages } = read({ 'org/playbook.yaml': SETTINGS, ...OTHER, ...files });
    expect(problems).toEqual([]);
    expect(pages.get(id)).toMatchObject(fields);
  });

  test('and none to pages of upstream', () => {
    const { pages } = read({ 'org/playbook.yaml': SETTINGS, ...OTHER });
    expect(pages.get('guides/trust')?.reviewEvery).toBe(12);
  });
});

describe('a page of an organisation without sources and provenance', () => {
  test('has no problem and no hint', () => {
    expect(read({ [OWN]: page('Own', 'owner: editors') }).problems).toEqual([]);
  });

  test('is a problem in upstream', () => {
    expect(read({ 'content/guides/own.mdx': page('Own', 'owner: editors') }).problems).toEqual([
      'content/guides/own.mdx:2:1  "provenance" is missing  Write provenance: one of "source", "derived", "editorial"',
      'content/guides/own.mdx:2:1  "sources" is missing  Write sources: What the page rests on; at least one',
    ]);
  });
});

describe('what is wrong with given fields is reported once, in the settings', () => {
  test.each<[string, string, string[]]>([
    ['an unknown team', 'defaults: {.: {owner: nobody}}', ['org/playbook.yaml:1:23']],
    ['an unknown source', 'defaults: {.: {owner: editors, sources: [{source: none}]}}', ['org/playbook.yaml:1:51']],
    ['a number for a team', 'defaults: {.: {owner: 4}}', ['org/playbook.yaml:1:23']],
    ['too long an interval', 'defaults: {.: {owner: editors, reviewEvery: 99}}', ['org/playbook.yaml:1:45']],
    ['an empty list', 'defaults: {.: {owner: editors, sources: []}}', ['org/playbook.yaml:1:41']],
    ['an unknown provenance', 'defaults: {.: {owner: editors, provenance: ours}}', ['org/playbook.yaml:1:44']],
    ['an unknown field', 'defaults: {.: {owner: editors, title: Own}}', ['org/playbook.yaml:1:32']],
    ['an unknown folder', 'defaults: {.: {owner: editors}, guide: {reviewEvery: 3}}', ['org/playbook.yaml:1:33']],
    ['a page in place of a folder', 'defaults: {guides/own: {owner: editors}, .: {owner: editors}}', [':1:12']],
    ['a list', 'defaults: [editors]', ['org/playbook.yaml:1:11']],
    ['settings that cannot be read', 'defaults: {.: {owner: editors', ['org/playbook.yaml:']],
    ['settings that are a list', '- defaults', ['org/playbook.yaml:1:1']],
    ['another key that is wrong', 'titel: Ours\ndefaults: {.: {owner: editors}}', ['org/playbook.yaml:1:1']],
  ])('%s', (_, settings, places) => {
    const { problems } = read({ 'org/playbook.yaml': settings, [OWN]: page('Own'), [DEEP]: page('Deep') });
    const others = problems.filter((problem) => !problem.startsWith(OWN) && !problem.startsWith(DEEP));
    expect(others.map((problem) => problem.replace(/ {2}.*/, ''))).toEqual(
      places.map((place) => expect.stringContaining(place)),
    );
    expect(problems).toEqual(settings.includes('[editors]') ? expect.anything() : others);
  });

  test.each([['__proto__'], ['constructor'], ['toString']])('and a folder called %s gives nothing', (name) => {
    const { problems } = read({
      'org/playbook.yaml': `defaults: {${name}: {owner: editors}}`,
      [OWN]: page('Own', 'owner: editors'),
    });
    expect(problems).toHaveLength(1);
  });
});
