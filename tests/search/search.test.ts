import { describe, expect, test } from 'vitest';
import type { Hit } from '#search/hit.ts';
import { cutQuery, LONGEST_QUERY, wordsOf } from '#search/query.ts';
import { counted, type Index, searchOf, searchWords } from '#search/search.ts';
import { recentAfter, suggestions } from '#search/suggestions.ts';
import { filterOf, isInFilter } from '#search/word-filter.ts';

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

/** What the index was asked for, and the addresses of the pages whose texts were. */
let asking: string[] = [];

/** An index as simple as Pagefind's is from outside: every page that holds all words, by how often it holds them. */
const index: Index = {
  async search(typed) {
    asking.push(typed);
    const asked = typed.toLowerCase().replaceAll('"', '').split(' ');
    const results = pages
      .map((page): Hit => {
        const among = (text: string) => {
          const held = text.toLowerCase().split(/[ ,]+/);
          return asked.map((word) => held.filter((other) => other.startsWith(word)).length);
        };
        const counts = among(`the ${page.title} ${page.aliases} ${page.text}`);
        const score = counts.includes(0) ? 0 : counts.reduce((sum, count) => sum + count, 0);
        const isNamed = among(`${page.title} ${page.aliases}`).some((count) => count > 0);
        const data = async () => {
          const url = `/${page.id}/`;
          asking.push(url);
          return { url, meta: page };
        };
        return { id: page.id, score, ...(isNamed ? { matchedMetaFields: ['title'] } : {}), data };
      })
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score);
    return { results };
  },
};

const facets = {
  Kind: { Practice: ['delegation'], Guide: ['trust'], Role: ['manager'] },
  Pillar: { People: ['delegation', 'manager'], Systems: ['delegation', 'trust'] },
};

const words = searchWords(
  pages.flatMap(({ title, aliases }) => [title, aliases]),
  'how do i a the an',
);
const found = async (typed: string, chosen = {}) => {
  const { results, ...rest } = await searchOf(index, words, facets)(typed, chosen);
  return { ids: results.map(({ id }) => id), ...rest };
};

test('a search knows the words of names, once and in order', () => {
  expect(words).toEqual({
    common: 'how do i a the an',
    known: 'delegate engineering equation handing line manager outcome over trust work',
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

test.each([
  ['R&D', ['r&d']],
  ['R & D, M &A', ['r&d', 'm&a']],
  ['C++ (C++) C++, c++/c#', ['c++', 'c++', 'c++', 'c++/c#']],
  ['F#?', ['f#']],
  ['.NET', ['net']],
  ['Node.js', ['node', 'js']],
  ['CI/CD and A/B', ['ci/cd', 'and', 'a/b']],
  ['the U.S.A. and the U.K.', ['the', 'usa', 'and', 'the', 'uk']],
  ['end. Next', ['end', 'next']],
  ['people & teams', ['people', 'teams']],
  ['AT&T’s', ['at&t']],
  ['1:1 24/7 T-shaped', ['1:1', '24/7', 't-shaped']],
  ['re\u0301sume\u0301', ['résumé']],
  ['नेतृत्व', ['नेतृत्व']],
  ['& + # -- ++', []],
])('the words of %j are %j', (written, expected) => {
  expect(wordsOf(written)).toEqual(expected);
});

test.each([
  ['short', 'short'],
  ['a\u0000b\nc', 'a b c'],
  ['\ud800x\udfff', ' x '],
  ['\u202eevil\u2066', ' evil '],
  ['🙂'.repeat(300), '🙂'.repeat(LONGEST_QUERY)],
  ['x'.repeat(1e5), 'x'.repeat(LONGEST_QUERY)],
  ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ['\ufffd %FF', '\ufffd %FF'],
  ['नेतृत्व', 'नेतृत्व'],
  ['', ''],
])('the query %j is cut to %j', (typed, expected) => {
  expect(cutQuery(typed)).toBe(expected);
});

test('a search says which words it took for others, and only then', async () => {
  expect((await found('manger')).meant).toEqual(['manager']);
  expect((await found('manag')).meant).toEqual([]);
});

describe('a word in the dictionary or in the index', () => {
  const correct = filterOf(['manger', 'truss', 'overt']);
  const search = searchOf(index, words, facets, async (word) => isInFilter(word, correct));

  test.each(['manger', 'truss', 'overt', 'Manger', 'truss!'])('is taken for no other word: %s', async (typed) => {
    expect((await search(typed)).meant).toEqual([]);
  });

  test('leaves other words to be corrected', async () => {
    expect((await search('managr truss')).meant).toEqual(['manager']);
  });

  test('is in its filter, and hardly another one', () => {
    const some = Array.from({ length: 2000 }, (_, at) => `word${at}`);
    const filter = filterOf(some);
    expect(some.every((word) => isInFilter(word, filter))).toBe(true);
    expect(some.filter((word) => isInFilter(`${word}x`, filter)).length).toBeLessThan(60);
    expect(isInFilter('word', filterOf([]))).toBe(false);
  });
});

describe('a phrase in quotes', () => {
  test.each([
    ['"trust"', ['trust', 'delegation', 'manager']],
    ['“trust”', ['trust', 'delegation', 'manager']],
    ['«trust»', ['trust', 'delegation', 'manager']],
    ['"trust" equation', ['trust', 'delegation', 'manager']],
    ['"delegate" "work"', ['delegation']],
    ['"delegate trust" manager', ['manager', 'delegation']],
    ['"trust', ['trust', 'delegation', 'manager']],
    ['"!" trust', ['trust', 'delegation', 'manager']],
    ['"the"', ['trust', 'delegation', 'manager']],
    ['"umbrella" trust', []],
    ['"manger"', []],
  ])('%s finds %j, ranked as without quotes', async (typed, expected) => {
    const { ids, meant } = await found(typed);
    expect([...ids].sort()).toEqual([...expected].sort());
    expect(ids[0]).toBe(expected[0]);
    expect(meant).toEqual([]);
  });
});

describe('where the index is broken, a search', () => {
  const broken = (search: Index['search']) => searchOf({ search }, words, facets)('trust');

  test('fails if a part of the index is missing, and finds it once it is back', async () => {
    let isThere = false;
    const search = searchOf(
      { search: async (typed) => (isThere ? index.search(typed) : { results: [] }) },
      words,
      facets,
    );
    await expect(search('trust')).rejects.toThrow('trust');
    isThere = true;
    expect((await search('trust')).results.length).toBe(3);
  });

  test('fails as the index does', async () => {
    await expect(broken(() => Promise.reject(new Error('no network')))).rejects.toThrow('no network');
  });

  test('ranks a page whose text cannot be loaded', async () => {
    const data = () => Promise.reject(new Error('no text'));
    const { results } = await broken(async () => ({
      results: [{ id: 'trust', score: 1, matchedMetaFields: ['title'], data }],
    }));
    expect(results.map(({ id }) => id)).toEqual(['trust']);
  });
});

describe('facets', () => {
  const all = { Kind: { Practice: 1, Guide: 1, Role: 1 }, Pillar: { People: 2, Systems: 2 } };

  test.each(['trust', 'trust equation delegate', '"trust"'])(
    'keep pages, and count those and all: %s',
    async (typed) => {
      expect(await found(typed, { Kind: ['Role'] })).toMatchObject({
        ids: ['manager'],
        filters: { Kind: { Practice: 0, Guide: 0, Role: 1 }, Pillar: { People: 1, Systems: 0 } },
        totalFilters: all,
      });
    },
  );

  test('keep the pages that have all that was chosen', async () => {
    expect((await found('trust', { Pillar: ['People', 'Systems'] })).ids).toEqual(['delegation']);
    expect((await found('trust', { Pillar: ['People'], Kind: ['Guide'] })).ids).toEqual([]);
    expect((await found('trust', { Kind: ['No such kind'] })).ids).toEqual([]);
  });

  test('count all pages while nothing is looked for', () => {
    expect(counted(facets)).toEqual(all);
  });
});

describe('the index is asked', () => {
  const askedBy = async (...searches: Parameters<ReturnType<typeof searchOf>>[]) => {
    asking = [];
    const search = searchOf(index, words, facets);
    for (const one of searches) await search(...one);
    return asking;
  };

  test.each([
    ['once for a word, and for the texts of the pages that are called so', ['work'], ['work', '/delegation/']],
    [
      'for several words together and for each',
      ['equa work'],
      ['equa work', 'equa', 'work', '/trust/', '/delegation/'],
    ],
    ['for what was meant too', ['equaton'], ['equation', 'equaton', '/trust/']],
    ['once for a phrase, and for its words', ['"trust"'], ['"trust"', 'trust', '/trust/']],
    ['for the start of what was pasted', [`${'work '.repeat(100)}trust`], ['work', '/delegation/']],
    ['at once where dashes were pasted', [`work${'-'.repeat(100_000)}`], ['work', '/delegation/']],
  ])('%s', async (_what, [typed = ''], expected) => {
    expect((await askedBy([typed])).sort()).toEqual(expected.sort());
  });

  test('for no word again when somebody chooses facets or goes on typing', async () => {
    const asked = await askedBy(['trust'], ['trust', { Kind: ['Role'] }], ['trust equa']);
    expect(asked.filter((one) => !one.startsWith('/'))).toEqual(['trust', 'trust equa', 'equa']);
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
