import leven from 'leven';

/** Hit of Pagefind's index. Its text is fetched on demand. */
export interface Hit {
  id: string;
  score: number;
  /** Metadata fields in which the query matched, such as `title`. */
  matchedMetaFields?: string[];
  data(): Promise<{ url: string; meta: Record<string, string> }>;
}

/** Number of hits by facet and value. */
type Counts = Record<string, Record<string, number>>;

/** Search results, in the shape that Pagefind's own components read. */
export interface Found<H extends Hit = Hit> {
  results: H[];
  /** Counts for the hits that have the chosen values. */
  filters: Counts;
  /** Counts for all hits. */
  totalFilters: Counts;
  /** Corrections of misspelt words, which were searched for as well. */
  meant: string[];
}

/** Subset of the Pagefind API that a search uses. */
export interface Index<H extends Hit = Hit> {
  search(typed: string): Promise<{ results: H[] }>;
}

/** Ids of the hits of pages, by facet and value. */
export type Facets = Record<string, Record<string, string[]>>;

/** File of the facets in the folder of the index. Pagefind reports how many pages have a value, but not which. */
export const FACETS = 'facets.json';

/**
 * Pagefind ranking options. Aliases are what people call a page, so they weigh nearly as much as its title; text weighs
 * 1. `termFrequency: 0` ranks by the count of a word instead of its share of the page, since pages have similar
 * lengths.
 */
export const ranking = { metaWeights: { title: 8, aliases: 6 }, termFrequency: 0 };

/** URL path of the search words, relative to the base path. */
export const SEARCH_WORDS = '/search-words.json';

/** Word lists for the search. Each list is one string, separated by spaces. */
export interface SearchWords {
  /** Stop words, such as "how". */
  common: string;
  /** Known words: those of titles, aliases and terms. */
  known: string;
}

/** Number of top hits whose names are compared with the query. Their texts are rendered and so fetched anyway. */
const COMPARED = 15;
/** Boost of a name that equals the query, relative to the top score. */
const BY_NAME = 2;
/** Weight of an alias, relative to a title. */
const ALIAS = 0.8;
/** Weight of all names of a page together, relative to the best match among them. */
const TOGETHER = 0.75;
/** Weight of a spelling correction, relative to the word as typed. */
const MEANT = 0.8;
/** Longest query, in characters. Longer ones were probably pasted: only their start is searched for, and they are not saved. */
const LONGEST = 200;
/** Least score of a page that lacks one of the words, relative to the top score. */
const WORTH = 0.25;

/** Searches for a query, among the pages that have all the chosen facet values. */
export type Search<H extends Hit = Hit> = (typed: string, chosen?: Record<string, string[]>) => Promise<Found<H>>;

/**
 * Creates a search on top of an index that knows only whole words and their prefixes. It drops stop words, adds the
 * nearest known word for each unknown one, sums the scores per page, and boosts pages whose title or aliases match the
 * query. Queries in quotes go to the index unchanged.
 */
export function searchOf<H extends Hit>(index: Index<H>, words: SearchWords, facets: Facets): Search<H> {
  const common = new Set(words.common.split(' '));
  const known = words.known.split(' ');
  // While a reader types, the same words are searched again.
  const searchIndex = memoize((word) => index.search(word));
  const findHits = async (pasted: string): Promise<{ hits: H[]; meant: string[] }> => {
    const typed = pasted.slice(0, LONGEST);
    const asked = askedIn(typed, common);
    if (typed.includes('"') || asked.length === 0) return { hits: (await searchIndex(typed)).results, meant: [] };
    const meant = asked.map((word) => nearest(word, known));
    const looked = asked.map((word, at) => meant[at] ?? word);
    const [whole, ...found] = await Promise.all([
      searchIndex(looked.join(' ')),
      ...asked.map((word, at) => scoreWord(searchIndex, word, meant[at])),
    ]);
    const ranked = await boostByName(sumScores(found), namesLike(looked, common));
    // The excerpt of a hit for all words highlights all of them.
    const full = new Map(whole.results.map((hit) => [hit.id, hit]));
    return {
      hits: ranked.map((hit) => full.get(hit.id) ?? hit),
      meant: [...new Set(meant.filter((word) => word !== undefined))],
    };
  };
  return async (typed, chosen = {}) => {
    const { hits, meant } = await findHits(typed);
    const values = Object.entries(chosen).flatMap(([facet, some]) => some.map((value) => facets[facet]?.[value]));
    const allowed = values.map((ids) => new Set(ids));
    const results = hits.filter(({ id }) => allowed.every((ids) => ids.has(id)));
    return { results, filters: counted(facets, results), totalFilters: counted(facets, hits), meant };
  };
}

/** Caches the promise for each text; a rejected one is removed, so that the next call retries. */
function memoize<T>(ask: (text: string) => Promise<T>): (text: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (text) => {
    const answer = answers.get(text) ?? ask(text);
    answers.set(text, answer);
    answer.catch(() => answers.delete(text));
    return answer;
  };
}

/** Returns the word lists of an edition, from the names that it shows. */
export function searchWords(names: readonly string[], common: string): SearchWords {
  const known = [...new Set(names.flatMap(wordsOf))].filter((word) => word.length > 3).sort();
  return { common: wordsOf(common).join(' '), known: known.join(' ') };
}

/** Suggestions shown while the query is empty, with their strings. */
export interface Offers {
  /** Suggested queries that find pages of the edition. */
  suggested: readonly string[];
  words: Record<'recent' | 'kept' | 'remove' | 'removeAll' | 'suggested', string>;
}

/** Most suggestions of each sort. */
const OFFERED = 5;

/** Page with its names. */
interface Named {
  id: string;
  kind: string;
  title: string;
  aliases: readonly string[];
}

/**
 * Picks suggested queries from the aliases of pages: the longest questions first, since they show best what can be
 * asked, then other names of several words. One of each kind of page comes before a second, each page appears once, and
 * an alias that would also match another page is skipped.
 * @param asking Words that a question begins with, separated by spaces.
 * @param common Stop words, separated by spaces.
 */
export function suggestions(pages: readonly Named[], asking: string, common: string): string[] {
  const silent = new Set(wordsOf(common));
  const telling = (name: string) => askedIn(name, silent).join(' ');
  const named = Map.groupBy(
    pages.flatMap(({ id, title, aliases }) =>
      [...new Set([title, ...aliases].map(telling))].map((name) => ({ id, name })),
    ),
    ({ name }) => name,
  );
  const candidates = pages
    .flatMap(({ id, kind, aliases }) => aliases.map((alias) => ({ id, kind, alias, said: wordsOf(alias) })))
    .filter(({ alias, said }) => said.length > 1 && named.get(telling(alias))?.length === 1)
    .sort((a, b) => b.said.length - a.said.length || (a.id < b.id ? -1 : 1));
  const first = new Set(asking.split(' '));
  const { question = [], name = [] } = Object.groupBy(candidates, ({ said }) =>
    said.length > 2 && first.has(said[0] ?? '') ? 'question' : 'name',
  );
  const ordered = [question, name].flatMap((group) => [...firstOfEach(group, 'kind'), ...group]);
  return firstOfEach(ordered, 'id')
    .slice(0, OFFERED)
    .map(({ alias }) => alias);
}

function firstOfEach<T, K extends keyof T>(all: readonly T[], field: K): T[] {
  return [...Map.groupBy(all, (one) => one[field]).values()].flatMap(([one]) => one ?? []);
}

/** Adds a successful query to the recent searches, the latest first. */
export function recentAfter(typed: string, recent: readonly string[]): string[] {
  const search = typed.trim();
  if (search === '' || search.length > LONGEST) return [...recent];
  const others = recent.filter((other) => other.toLowerCase() !== search.toLowerCase());
  return [search, ...others].slice(0, OFFERED);
}

/** Splits a text into lower-case words, without surrounding punctuation: `one-to-one` and `ci/cd` are words. */
export function wordsOf(written: string): string[] {
  return written
    .toLowerCase()
    .replaceAll('’', "'")
    .split(/[^\p{L}\p{N}':/-]+/u)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|(?<=[\p{L}\p{N}])[^\p{L}\p{N}]+$|'s$/gu, ''))
    .filter((word) => word !== '');
}

/** Returns the query words without stop words; all of them if there are no others, as in "how to". */
function askedIn(typed: string, common: ReadonlySet<string>): string[] {
  const all = [...new Set(wordsOf(typed))];
  const telling = all.filter((word) => !common.has(word));
  return telling.length > 0 ? telling : all;
}

/**
 * Returns the nearest known word, unless a known word starts with this one: edit distance 1, or up to 2 in a word of at
 * least 7 letters.
 */
function nearest(word: string, known: readonly string[]): string | undefined {
  const most = word.length < 4 ? 0 : word.length < 7 ? 1 : 2;
  if (most === 0 || known.some((candidate) => candidate.startsWith(word))) return undefined;
  let best: string | undefined;
  let least = most + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) > most) continue;
    // Prefer the same first letter, which is seldom wrong.
    const distance = leven(word, candidate) + (candidate[0] === word[0] ? 0 : 0.5);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Searches for a word and its correction; each page gets the better of both scores. */
async function scoreWord<H extends Hit>(
  searchIndex: (word: string) => Promise<{ results: H[] }>,
  word: string,
  meant: string | undefined,
): Promise<Map<string, H>> {
  const [typed, near] = await Promise.all([searchIndex(word), meant === undefined ? undefined : searchIndex(meant)]);
  const hits = new Map(typed.results.map((hit) => [hit.id, hit]));
  for (const hit of near?.results ?? []) {
    const score = hit.score * MEANT;
    if (score > (hits.get(hit.id)?.score ?? 0)) hits.set(hit.id, { ...hit, score });
  }
  return hits;
}

/** Sums the scores of each page over all words, and drops pages that lack a word and score too little. */
function sumScores<H extends Hit>(found: readonly Map<string, H>[]): H[] {
  const sums = new Map<string, { best: H; score: number; held: number }>();
  for (const hit of found.flatMap((hits) => [...hits.values()])) {
    const { best, score, held } = sums.get(hit.id) ?? { best: hit, score: 0, held: 0 };
    sums.set(hit.id, { best: hit.score > best.score ? hit : best, score: score + hit.score, held: held + 1 });
  }
  const sorted = [...sums.values()].sort((a, b) => b.score - a.score);
  const least = (sorted[0]?.score ?? 0) * WORTH;
  return sorted
    .filter(({ score, held }) => held === found.length || score >= least)
    .map(({ best, score }) => ({ ...best, score }));
}

/** Boosts top hits whose names resemble the query, and sorts them. */
async function boostByName<H extends Hit>(
  hits: readonly H[],
  like: (names: readonly string[]) => number,
): Promise<H[]> {
  const top = hits[0]?.score ?? 0;
  const best = await Promise.all(
    hits.slice(0, COMPARED).map(async (hit) => {
      if (hit.matchedMetaFields === undefined) return hit;
      const { title = '', aliases = '' } = (await hit.data()).meta;
      return { ...hit, score: hit.score + BY_NAME * like([title, ...aliases.split(', ')]) * top };
    }),
  );
  return [...best.sort((a, b) => b.score - a.score), ...hits.slice(COMPARED)];
}

/**
 * Returns a function that measures how closely names resemble the query, the title first: the best match plus the match
 * of all names together.
 */
function namesLike(asked: readonly string[], common: ReadonlySet<string>): (names: readonly string[]) => number {
  const sum = (from: readonly string[], to: readonly string[]) =>
    from.reduce((total, word) => total + Math.max(0, ...to.map((other) => likeness(word, other))), 0);
  return (names) => {
    const named = names.map((name) => wordsOf(name).filter((word) => !common.has(word)));
    const alike = named.map(
      (name, at) => ((sum(asked, name) + sum(name, asked)) / (asked.length + name.length)) * (at === 0 ? 1 : ALIAS),
    );
    return Math.max(...alike) + (TOGETHER * sum(asked, named.flat())) / asked.length;
  };
}

/** Similarity of two words: 1 if equal, 0.9 for another form (delegate, delegation), 0.7 for a prefix, otherwise 0. */
function likeness(one: string, other: string): number {
  if (one === other) return 1;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  let shared = 0;
  while (shared < short.length && short[shared] === long[shared]) shared++;
  if (shared >= 4 && shared >= short.length - 2 && long.length - shared <= 5) return 0.9;
  return shared === short.length && shared >= 2 ? 0.7 : 0;
}

/** Counts the pages by facet and value, among some hits or all pages. */
export function counted(facets: Facets, hits?: readonly Hit[]): Counts {
  const among = hits && new Set(hits.map(({ id }) => id));
  const count = (ids: string[]) => (among ? ids.filter((id) => among.has(id)).length : ids.length);
  const counts = Object.entries(facets).map(([facet, values]) => [
    facet,
    Object.fromEntries(Object.entries(values).map(([value, ids]) => [value, count(ids)])),
  ]);
  return Object.fromEntries(counts);
}
