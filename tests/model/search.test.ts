import { describe, expect, test } from 'vitest';
import { type Hit, type Index, recentAfter, searchOf, searchWords, suggestions } from '#model/search.ts';

const pages = [
  {
    id: 'delegation',
    title: 'Delegate an outcome',
    aliases: 'handing over work',
    kind: 'Practice',
    text: 'work trust',
  },
  { id: 'trust', title: 'The trust equation', aliases: '', kind: 'Guide', text: 'trust work trust' },
  { id: 'manager', title: 'Engineering manager', aliases: 'EM, line manager', kind: 'Role', text: 'trust delegate' },
];

/** An index as simple as Pagefind's is from outside: every page that holds all words, by how often it holds them. */
const index: Index = {
  async search(typed, { filters = {} } = {}) {
    const kept = (filters as { Kind?: string[] }).Kind;
    const asked = typed?.toLowerCase().replaceAll('"', '').split(' ') ?? [];
    const results = pages
      .filter(({ kind }) => !kept || kept.includes(kind))
      .map((page): Hit => {
        const held = `the ${page.title} ${page.aliases} ${page.text}`.toLowerCase().split(/[ ,]+/);
        const counts = asked.map((word) => held.filter((other) => other.startsWith(word)).length);
        const score = counts.includes(0) ? 0 : counts.reduce((sum, count) => sum + count, 0);
        return { id: page.id, score, data: async () => ({ url: `/${page.id}/`, meta: page }) };
      })
      .filter(({ score }) => typed === null || score > 0)
      .sort((a, b) => b.score - a.score);
    return { results };
  },
  filters: async () => ({ Kind: { Practice: 1, Guide: 1, Role: 1 } }),
};

const words = searchWords(
  pages.flatMap(({ title, aliases }) => [title, aliases]),
  'how do i a the an',
  'the',
);
const found = async (typed: string, filters = {}) => {
  const { results, ...rest } = await searchOf(index, words)(typed, filters);
  return { ids: results.map(({ id }) => id), ...rest };
};

test('a search knows the words of names, once and in order', () => {
  expect(words).toEqual({
    common: 'how do i a the an',
    known: 'delegate engineering equation handing line manager outcome over trust work',
    everywhere: 'the',
  });
});

describe('what is typed finds', () => {
  test.each([
    ['a title', 'the trust equation', 'trust'],
    ['an abbreviation', 'EM', 'manager'],
    ['a question with words that no page holds', 'how do I delegate an umbrella', 'delegation'],
    ['an alias in other words', 'handing the work over', 'delegation'],
    ['a start of a word', 'equa', 'trust'],
    ['a misspelt word', 'enginering', 'manager'],
    ['two misspelt words', 'trsut equaton', 'trust'],
  ])('%s: %s', async (_what, typed, id) => {
    expect((await found(typed)).ids[0]).toBe(id);
  });

  test('nothing where no word is like it', async () => {
    expect((await found('umbrella')).ids).toEqual([]);
  });

  test('only what stands there in quotes', async () => {
    expect((await found('"delegate trust"')).ids).toEqual(['delegation', 'manager']);
    expect((await found('"delegat equation"')).ids).toEqual([]);
  });
});

test('a search says which words it took for others, and only then', async () => {
  expect((await found('manger')).meant).toEqual(['manager']);
  expect((await found('manag')).meant).toEqual([]);
});

test('filters keep pages, and count those that are kept and all', async () => {
  expect(await found('trust', { Kind: ['Role'] })).toMatchObject({
    ids: ['manager'],
    filters: { Kind: { Practice: 0, Guide: 0, Role: 1 } },
    totalFilters: { Kind: { Practice: 1, Guide: 1, Role: 1 } },
  });
});

describe('suggested are', () => {
  const page = (id: string, kind: string, ...aliases: string[]) => ({ id, kind, title: id, aliases });
  const suggested = (...named: ReturnType<typeof page>[]) =>
    suggestions(named, 'am how what', 'am how what to i do is a');

  test('the longest questions, one of each kind of page before a second', () => {
    expect(
      suggested(
        page('b', 'guide', 'names', 'how to name', 'what names cost us'),
        page('a', 'guide', 'What a short answer saves'),
        page('c', 'role', 'how to listen'),
      ),
    ).toEqual(['What a short answer saves', 'how to listen', 'what names cost us']);
  });

  test('five, and other names of several words where there are too few questions', () => {
    const others = ['d', 'e', 'f', 'g', 'h'].map((id) => page(id, 'guide', `${id} word`, `${id} more words`));
    expect(suggested(...others, page('c', 'role', 'how to listen'))).toEqual([
      'how to listen',
      'd more words',
      'e more words',
      'f more words',
      'g more words',
    ]);
  });

  test('nothing that would as well find another page', () => {
    expect(suggested(page('lead', 'role', 'two words'), page('b', 'guide', 'am I a lead', 'Two Words'))).toEqual([]);
  });

  test('the same whatever the order of the pages', () => {
    const all = [
      page('a', 'guide', 'what one does'),
      page('b', 'guide', 'what two do'),
      page('c', 'role', 'three words here'),
    ];
    expect(suggested(...all.toReversed())).toEqual(suggested(...all));
  });
});

test.each([
  ['before the others', 'new', ['old'], ['new', 'old']],
  ['without the blanks around it', ' new ', [], ['new']],
  ['once, however it is written', 'Old one', ['other', 'old one'], ['Old one', 'other']],
  ['with four others at most', 'f', ['e', 'd', 'c', 'b', 'a'], ['f', 'e', 'd', 'c', 'b']],
  ['only if it is something', ' ', ['old'], ['old']],
  ['only if somebody typed it', 'x'.repeat(201), ['old'], ['old']],
])('a search is kept %s', (_how, typed, recent, after) => {
  expect(recentAfter(typed, recent)).toEqual(after);
});
