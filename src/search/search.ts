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

/** File of the correct words that are like known ones, in the folder of the index: a filter, see `isInFilter`. */
export const CORRECT_WORDS = 'words';

/**
 * Pagefind ranking options. Aliases are what people call a page, so they weigh nearly as much as its title; text weighs
 * 1. `termFrequency: 0` ranks by the count of a word instead of its share of the page, since pages have similar
 * lengths.
 */
export const ranking = { metaWeights: { title: 8, aliases: 6 }, termFrequency: 0 };

/** Punctuation that the index keeps in words, as in `R&D`, `C++` and `F#`. */
export const SYMBOLS = '&+#';

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
/** Least score of a page that lacks one of the words, relative to the top score. */
const WORTH = 0.25;

/** Searches for a query, among the pages that have all the chosen facet values. */
export type Search<H extends Hit = Hit> = (typed: string, chosen?: Record<string, string[]>) => Promise<Found<H>>;

/**
 * Creates a search on top of an index that knows only whole words and their prefixes. It drops stop words, adds the
 * nearest known word for each misspelt one, sums the scores per page, boosts pages whose title or aliases match the
 * query, and keeps those that have every phrase in quotes.
 * @param isWord Tells whether a word is in the dictionary or in the index. Asked only of a word that has a correction.
 */
export function searchOf<H extends Hit>(
  index: Index<H>,
  words: SearchWords,
  facets: Facets,
  isWord: (word: string) => Promise<boolean> = async () => false,
): Search<H> {
  const common = new Set(words.common.split(' '));
  const known = words.known.split(' ');
  const isKnown = new Set(known);
  // While a reader types, the same words are searched again.
  const searchIndex = memoize(async (word) => {
    const found = await index.search(word);
    // Pagefind reports a part of the index that could not be loaded on the console only. Every known word is indexed.
    if (found.results.length === 0 && isKnown.has(word)) throw new Error(`The index does not have "${word}"`);
    return found;
  });
  const nearest = correctorOf(known);
  const correct = async (word: string): Promise<string | undefined> => {
    const near = nearest(word);
    return near === undefined || (await isWord(word)) ? undefined : near;
  };
  const findHits = async (pasted: string): Promise<{ hits: H[]; meant: string[] }> => {
    const typed = cutQuery(pasted);
    const asked = askedIn(typed, common);
    if (asked.length === 0) return { hits: (await searchIndex(typed)).results, meant: [] };
    const phrases = phrasesIn(typed);
    const quoted = new Set(phrases.flatMap(wordsOf));
    const meant = await Promise.all(asked.map((word) => (quoted.has(word) ? undefined : correct(word))));
    const looked = asked.map((word, at) => meant[at] ?? word);
    const [whole, exact, found] = await Promise.all([
      searchIndex(looked.join(' ')),
      Promise.all(phrases.map(async (phrase) => (await searchIndex(`"${phrase}"`)).results)),
      Promise.all(asked.map((word, at) => scoreWord(searchIndex, word, meant[at]))),
    ]);
    const pages = exact.map((hits) => new Set(hits.map(({ id }) => id)));
    const held = sumScores(found).filter(({ id }) => pages.every((ids) => ids.has(id)));
    const ranked = await boostByName(held, namesLike(looked, common));
    // The excerpt of a hit for all words highlights all of them, and that of a phrase in the text shows the phrase.
    const inText = exact.flat().filter(({ matchedMetaFields }) => matchedMetaFields === undefined);
    const full = new Map([...whole.results, ...inText].map((hit) => [hit.id, hit]));
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
export function memoize<T>(ask: (text: string) => Promise<T>): (text: string) => Promise<T> {
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
  words: Record<'recent' | 'kept' | 'remove' | 'removeAll' | 'suggested' | 'damaged', string>;
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

/** Longest query, in characters: longer ones were pasted, or made by a link. */
export const LONGEST_QUERY = 200;

/** Returns the start of a query, with spaces for control characters, marks of direction and halves of characters. */
export function cutQuery(typed: string): string {
  return [...typed.replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]+/gu, ' ')].slice(0, LONGEST_QUERY).join('');
}

/** Adds a successful query to the recent searches, the latest first. */
export function recentAfter(typed: string, recent: readonly string[]): string[] {
  const search = typed.trim();
  if (search === '' || search.length > LONGEST_QUERY) return [...recent];
  const others = recent.filter((other) => other.toLowerCase() !== search.toLowerCase());
  return [search, ...others].slice(0, OFFERED);
}

/** Returns the phrases in straight or curly quotes, without the quotes. */
function phrasesIn(typed: string): string[] {
  const phrases = [...typed.matchAll(/["“”„«»]([^"“”„«»]+)["“”„«»]/g)].map(([, phrase = '']) => phrase.trim());
  return phrases.filter((phrase) => wordsOf(phrase).length > 0);
}

/**
 * Splits a text into lower-case words, without surrounding punctuation: `one-to-one`, `ci/cd`, `r&d` and `c++` are
 * words. `R & D` and `U.S.` are written without the spaces and dots, which the index does not have either.
 */
export function wordsOf(written: string): string[] {
  return written
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/(?<=(?<!\p{L})\p{L}) ?& ?(?=\p{L}(?!\p{L}))/gu, '&')
    .replace(/(?<=(?<!\p{L})\p{L})\.(?=\p{L}(?!\p{L}))/gu, '')
    .split(/[^\p{L}\p{M}\p{N}'&+#:/-]+/u)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|(?<=[\p{L}\p{M}\p{N}+#])[^\p{L}\p{M}\p{N}+#]+$|'s$/gu, ''))
    .filter((word) => word !== '');
}

/** Returns the query words without stop words; all of them if there are no others, as in "how to". */
function askedIn(typed: string, common: ReadonlySet<string>): string[] {
  const all = [...new Set(wordsOf(typed))];
  const telling = all.filter((word) => !common.has(word));
  return telling.length > 0 ? telling : all;
}

/** Number of letters in which a word may differ from the known word that was meant. */
function mostErrors({ length }: string): number {
  return length < 4 ? 0 : length < 7 ? 1 : 2;
}

/**
 * Creates a lookup of the nearest known word for words that no known word starts with: edit distance 1, or up to 2 in a
 * word of at least 7 letters.
 */
export function correctorOf(known: readonly string[]): (word: string) => string | undefined {
  const byLength = Map.groupBy(
    known.map((word) => ({ word, letters: lettersOf(word) })),
    ({ word }) => word.length,
  );
  return (word) => {
    const most = mostErrors(word);
    if (most === 0) return undefined;
    const letters = lettersOf(word);
    let best: string | undefined;
    let least = most + 1;
    for (let length = word.length - most; length <= word.length + most; length++) {
      // A wrong letter changes two letters, and a missing one changes one: a quicker look than the edit distance.
      const mostChanges = 2 * most - Math.abs(length - word.length);
      for (const candidate of byLength.get(length) ?? []) {
        if (countBits(candidate.letters ^ letters) > mostChanges) continue;
        // Prefer the same first letter, which is seldom wrong.
        const distance = leven(word, candidate.word) + (candidate.word[0] === word[0] ? 0 : 0.5);
        if (distance < least) [best, least] = [candidate.word, distance];
      }
    }
    return best === undefined || known.some((other) => other.startsWith(word)) ? undefined : best;
  };
}

/** Returns a bit for each letter that a word has; other characters share bits with letters. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at++) letters |= 1 << (word.charCodeAt(at) & 31);
  return letters;
}

/** Counts the bits of 32 that are 1, [side by side](https://graphics.stanford.edu/~seander/bithacks.html). */
function countBits(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
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
      // A text that cannot be loaded is reported by the list of results.
      const { title = '', aliases = '' } = await hit.data().then(
        ({ meta }) => meta,
        () => ({}) as Record<string, string>,
      );
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
