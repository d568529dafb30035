import leven from 'leven';
import type { words } from './words.ts';

/** A hit of the index, as Pagefind gives it. Its text is fetched when it is asked for. */
export interface Hit {
  id: string;
  score: number;
  /** What the page says of itself beside its text that holds what was looked for, such as its title. */
  matchedMetaFields?: string[];
  data(): Promise<{ url: string; meta: Record<string, string> }>;
}

/** For each facet, how many hits each of its values has. */
type Counts = Record<string, Record<string, number>>;

/** What a search finds, in the shape that Pagefind's own components read. */
export interface Found<H extends Hit = Hit> {
  results: H[];
  /** Of the hits that have the chosen values. */
  filters: Counts;
  /** Of all hits. */
  totalFilters: Counts;
  /** The words that were looked for beside those that were typed, since they look like what was meant. */
  meant: string[];
}

/** As much of Pagefind as a search needs. */
export interface Index<H extends Hit = Hit> {
  search(typed: string): Promise<{ results: H[] }>;
}

/** For each facet and each of its values, the ids that hits of the pages with it have. */
export type Facets = Record<string, Record<string, string[]>>;

/** The file of the facets in the folder of the index: Pagefind says how many pages have a value, but not which. */
export const FACETS = 'facets.json';

/**
 * How Pagefind ranks the pages for a word. Aliases are what people call a page, so they count nearly as much as
 * its title, against 1 for its text. Counts of a word say more than its share of the page: pages are about as long.
 */
export const ranking = { metaWeights: { title: 8, aliases: 6 }, termFrequency: 0 };

/** The address of the words that a search needs, under the base of the site. */
export const SEARCH_WORDS = '/search-words.json';

/** What a search knows of words. Each list is one text with a blank between two words. */
export interface SearchWords {
  /** Words that say nothing of what somebody looks for, such as "how". */
  common: string;
  /** Words that are spelt right: those of titles, aliases and terms. */
  known: string;
}

/** How many of the best pages have their names compared with what was typed; their texts are shown anyway. */
const COMPARED = 15;
/** How much a name that is just what was typed counts, against 1 for the best page by its words. */
const BY_NAME = 2;
/** What an alias counts against a title. */
const ALIAS = 0.8;
/** What all names of a page together count against the one that is most like what was typed. */
const TOGETHER = 0.75;
/** What a word that was perhaps meant counts against the one that was typed. */
const MEANT = 0.8;
/** A page that lacks one of the words is shown if it scores this much of the best. */
const WORTH = 0.25;

/** Gives what people mean by what they type, among the pages that have all the values of facets they chose. */
export type Search<H extends Hit = Hit> = (typed: string, chosen?: Record<string, string[]>) => Promise<Found<H>>;

/**
 * A search by what people type, with an index that knows whole words and their starts only: it looks for each
 * word that says something, and for the known word nearest to one that nobody knows, adds up what the pages
 * score, and prefers those whose title or aliases are what was typed. Quotes ask the index as it is.
 */
export function searchOf<H extends Hit>(index: Index<H>, words: SearchWords, facets: Facets): Search<H> {
  const common = new Set(words.common.split(' '));
  const known = words.known.split(' ');
  // Who goes on typing asks for the same words again.
  const having = remembered((word) => index.search(word));
  const foundBy = async (typed: string): Promise<{ hits: H[]; meant: string[] }> => {
    const asked = askedIn(typed, common);
    if (typed.includes('"') || asked.length === 0) return { hits: (await having(typed)).results, meant: [] };
    const meant = asked.map((word) => nearest(word, known));
    const looked = asked.map((word, at) => meant[at] ?? word);
    const [whole, ...found] = await Promise.all([
      having(looked.join(' ')),
      ...asked.map((word, at) => scored(having, word, meant[at])),
    ]);
    const ranked = await byName(inAll(found), namesLike(looked, common));
    // A hit of all words shows them all in its excerpt.
    const full = new Map(whole.results.map((hit) => [hit.id, hit]));
    return {
      hits: ranked.map((hit) => full.get(hit.id) ?? hit),
      meant: [...new Set(meant.filter((word) => word !== undefined))],
    };
  };
  return async (typed, chosen = {}) => {
    const { hits, meant } = await foundBy(typed);
    const values = Object.entries(chosen).flatMap(([facet, some]) => some.map((value) => facets[facet]?.[value]));
    const allowed = values.map((ids) => new Set(ids));
    const results = hits.filter(({ id }) => allowed.every((ids) => ids.has(id)));
    return { results, filters: counted(facets, results), totalFilters: counted(facets, hits), meant };
  };
}

/** Asks once for each text, and again if that failed. */
function remembered<T>(ask: (text: string) => Promise<T>): (text: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (text) => {
    const answer = answers.get(text) ?? ask(text);
    answers.set(text, answer);
    answer.catch(() => answers.delete(text));
    return answer;
  };
}

/** The words of an edition that a search needs, from the names that it shows. */
export function searchWords(names: readonly string[], common: string): SearchWords {
  const known = [...new Set(names.flatMap(wordsOf))].filter((word) => word.length > 3).sort();
  return { common: wordsOf(common).join(' '), known: known.join(' ') };
}

/** What a search offers while nothing is typed, and in what words. */
export interface Offers {
  /** Searches that lead to pages of the edition. */
  suggested: readonly string[];
  words: typeof words.search.offers;
}

/** How many searches of each sort are offered. */
const OFFERED = 5;

/** A page by what people call it. */
interface Named {
  id: string;
  kind: string;
  title: string;
  aliases: readonly string[];
}

/**
 * Searches to begin with, from what pages say that people search for: the longest questions, which say most of what
 * can be asked here, and other names of several words where there are too few. One of each kind of page comes before
 * a second, one page comes once, and what would as well find another page does not come at all.
 * @param asking The words that a question begins with, with blanks between them.
 * @param common The words that say nothing of what somebody looks for, in the same way.
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

/** What is longer than this, in characters, was pasted rather than typed, and is not kept. */
const LONGEST = 200;

/** Recent searches, the last first, after one more that led to something. */
export function recentAfter(typed: string, recent: readonly string[]): string[] {
  const search = typed.trim();
  if (search === '' || search.length > LONGEST) return [...recent];
  const others = recent.filter((other) => other.toLowerCase() !== search.toLowerCase());
  return [search, ...others].slice(0, OFFERED);
}

/** The words of a text, in small letters, without the marks around them: `one-to-one` and `ci/cd` are words. */
export function wordsOf(written: string): string[] {
  return written
    .toLowerCase()
    .replaceAll('’', "'")
    .split(/[^\p{L}\p{N}':/-]+/u)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$|'s$/gu, ''))
    .filter((word) => word !== '');
}

/** The words that say what is looked for; all of them where there is no other, such as "how to". */
function askedIn(typed: string, common: ReadonlySet<string>): string[] {
  const all = [...new Set(wordsOf(typed))];
  const telling = all.filter((word) => !common.has(word));
  return telling.length > 0 ? telling : all;
}

/** The known word that was perhaps meant, if no known word begins like this: one letter off, or two in a long word. */
function nearest(word: string, known: readonly string[]): string | undefined {
  const most = word.length < 4 ? 0 : word.length < 7 ? 1 : 2;
  if (most === 0 || known.some((candidate) => candidate.startsWith(word))) return undefined;
  let best: string | undefined;
  let least = most + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) > most) continue;
    // The first letter is seldom wrong.
    const distance = leven(word, candidate) + (candidate[0] === word[0] ? 0 : 0.5);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** The pages that hold a word, or the one that was perhaps meant, each with the better of its scores. */
async function scored<H extends Hit>(
  having: (word: string) => Promise<{ results: H[] }>,
  word: string,
  meant: string | undefined,
): Promise<Map<string, H>> {
  const [typed, near] = await Promise.all([having(word), meant === undefined ? undefined : having(meant)]);
  const hits = new Map(typed.results.map((hit) => [hit.id, hit]));
  for (const hit of near?.results ?? []) {
    const score = hit.score * MEANT;
    if (score > (hits.get(hit.id)?.score ?? 0)) hits.set(hit.id, { ...hit, score });
  }
  return hits;
}

/** The pages that hold any of the words, by the sum of what they score, without those that hold too little. */
function inAll<H extends Hit>(found: readonly Map<string, H>[]): H[] {
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

/** Puts those of the best pages first whose names are like what was typed. */
async function byName<H extends Hit>(hits: readonly H[], like: (names: readonly string[]) => number): Promise<H[]> {
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

/** How much names are like what was typed, the title first: the one that is most like it, and all of them together. */
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

/** 1 for the same word, less for another form of it (delegate, delegation) or its start, otherwise 0. */
function likeness(one: string, other: string): number {
  if (one === other) return 1;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  let shared = 0;
  while (shared < short.length && short[shared] === long[shared]) shared++;
  if (shared >= 4 && shared >= short.length - 2 && long.length - shared <= 5) return 0.9;
  return shared === short.length && shared >= 2 ? 0.7 : 0;
}

/** How many pages have each value of each facet: of some hits, or of all. */
export function counted(facets: Facets, hits?: readonly Hit[]): Counts {
  const among = hits && new Set(hits.map(({ id }) => id));
  const count = (ids: string[]) => (among ? ids.filter((id) => among.has(id)).length : ids.length);
  const counts = Object.entries(facets).map(([facet, values]) => [
    facet,
    Object.fromEntries(Object.entries(values).map(([value, ids]) => [value, count(ids)])),
  ]);
  return Object.fromEntries(counts);
}
