import { describe, expect, test } from 'vitest';
import {
  type ChangelogPage,
  type Commit,
  type CountedChange,
  changelogOf,
  type PageVersion,
  pageChanges,
  SIGNIFICANT,
} from '#upkeep/changelog.ts';

const file = (id: string) => `content/${id}.mdx`;
const told = (id: string, more: Partial<ChangelogPage> = {}): ChangelogPage => ({
  id,
  file: file(id),
  lines: 40,
  replaces: false,
  ...more,
});
const did = (change: CountedChange['change'], id: string, lines = 40, from?: string): CountedChange => ({
  change,
  path: file(id),
  lines,
  ...(from === undefined ? {} : { from: file(from) }),
});
const on = (day: string, ...files: CountedChange[]): Commit => ({ day, files });
const none = new Map<string, string>();

describe('what readers are told of a page', () => {
  test.each([
    ['nothing of a typing error', did('changed', 'a', SIGNIFICANT - 1), undefined],
    ['of a change that is worth it', did('changed', 'a', SIGNIFICANT), 'changed'],
    ['that it was written anew', did('changed', 'a', 40), 'rewritten'],
    ['that it is new', did('added', 'a', 3), 'added'],
    ['nothing of a file that came back later', did('removed', 'a'), undefined],
    [
      'nothing of a file that went from layer to layer',
      { ...did('renamed', 'a', 0), was: 'org/content/a.mdx' },
      undefined,
    ],
  ])('%s', (_what, change, news) => {
    const changelog = changelogOf([on('2026-02-01', change)], [told('a')], none);
    expect(changelog.map((line) => line.news)).toEqual(news === undefined ? [] : [news]);
  });

  test('is one line for each day, with what matters most', () => {
    const commits = [
      on('2026-02-02', did('changed', 'a', 9)),
      on('2026-02-01', did('changed', 'a', 50)),
      on('2026-02-01', did('changed', 'a', 9), did('added', 'a')),
    ];
    expect(changelogOf(commits, [told('a')], none)).toEqual([
      { day: '2026-02-02', id: 'a', news: 'changed' },
      { day: '2026-02-01', id: 'a', news: 'added' },
    ]);
  });

  test('goes on under the name that it had before', () => {
    const commits = [
      on('2026-03-02', did('changed', 'c', 9)),
      on('2026-03-01', did('renamed', 'c', 0, 'b')),
      on('2026-02-02', did('changed', 'b', 9)),
      on('2026-02-01', did('renamed', 'b', 2, 'a')),
      on('2026-01-01', did('added', 'a')),
    ];
    const redirects = new Map([
      ['a', 'b'],
      ['b', 'c'],
    ]);
    expect(changelogOf(commits, [told('c')], redirects).map(({ id, news }) => `${id} ${news}`)).toEqual([
      'c changed',
      'c moved',
      'c changed',
      'c moved',
      'c added',
    ]);
  });

  test('is that it was written anew, where it takes the place of another', () => {
    const page = told('a', { file: 'org/content/a.mdx', replaces: true });
    const change: CountedChange = { change: 'added', path: 'org/content/a.mdx', lines: 20 };
    expect(changelogOf([on('2026-02-01', change)], [page], none)).toEqual([
      { day: '2026-02-01', id: 'a', news: 'rewritten' },
    ]);
  });

  test('is nothing of pages that are not shown', () => {
    expect(changelogOf([on('2026-02-01', did('added', 'secret'))], [told('a')], none)).toEqual([]);
  });
});

describe('two versions', () => {
  const version = (id: string, more: Partial<PageVersion> = {}): PageVersion => ({
    id,
    title: id.toUpperCase(),
    file: file(id),
    text: id,
    reviews: '1',
    ...more,
  });
  test.each<[string, PageVersion[], PageVersion[], [string, string][], string[]]>([
    ['are the same', [version('a')], [version('a')], [], []],
    ['differ in a page that is new', [version('a')], [version('a'), version('b')], [], ['added b']],
    ['differ in the text of a page', [version('a')], [version('a', { text: 'b' })], [], ['changed a']],
    ['differ in a review', [version('a')], [version('a', { reviews: '2' })], [], ['reviewed a']],
    ['differ in the file of a page', [version('a')], [version('a', { file: 'org/content/a.mdx' })], [], ['changed a']],
    ['differ in a title', [version('a')], [version('a', { title: 'Z', text: 'z' })], [], ['changed a, A']],
    ['differ in an address', [version('a')], [version('b', { title: 'A' })], [['a', 'b']], ['moved b, a']],
    [
      'differ in an address twice',
      [version('a')],
      [version('c', { title: 'A' })],
      [
        ['a', 'b'],
        ['b', 'c'],
      ],
      ['moved c, a'],
    ],
    [
      'differ in a page that another took over',
      [version('a'), version('b')],
      [version('b')],
      [['a', 'b']],
      ['removed a, b'],
    ],
    [
      'differ in two pages that became one',
      [version('a'), version('b')],
      [version('c')],
      [
        ['a', 'c'],
        ['b', 'c'],
      ],
      ['moved c, a, A', 'removed b, c'],
    ],
    ['differ in a page that is gone', [version('a')], [], [], ['removed a']],
  ])('%s', (_what, before, after, redirects, expected) => {
    const changes = pageChanges(before, after, new Map(redirects));
    const said = changes.map(({ change, id, was, to }) =>
      [`${change} ${id}`, was?.id, was?.title, to].filter((part) => part !== undefined).join(', '),
    );
    expect(said).toEqual(expected);
  });
});
