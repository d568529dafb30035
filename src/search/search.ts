import { correctorOf } from './correction.ts';
import type { Hit } from './hit.ts';
import { askedIn, cutQuery, phrasesIn, wordsOf } from './query.ts';
import { boostByName, namesLike, scoreWord, sumScores } from './scores.ts';

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

/** Word lists for the search. Each list is one string, separated by spaces. */
export interface SearchWords {
  /** Stop words, such as "how". */
  common: string;
  /** Known words: those of titles, aliases and terms. */
  known: string;
}

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
