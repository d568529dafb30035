import { askedIn, LONGEST_QUERY, wordsOf } from './query.ts';

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

/** Adds a successful query to the recent searches, the latest first. */
export function recentAfter(typed: string, recent: readonly string[]): string[] {
  const search = typed.trim();
  if (search === '' || search.length > LONGEST_QUERY) return [...recent];
  const others = recent.filter((other) => other.toLowerCase() !== search.toLowerCase());
  return [search, ...others].slice(0, OFFERED);
}
