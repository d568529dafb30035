import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { UserError } from '#load/git.ts';
import { idOf } from '#schema/address.ts';
import { plainLine, printableJson } from '#schema/escaping.ts';
import { SEARCH_WORDS } from '#schema/generated-pages.ts';
import { CORRECT_WORDS, type Index, ranking, searchOf } from '#search/search.ts';
import { isInFilter } from '#search/word-filter.ts';
import { runCommand, runMain } from './terminal.ts';

const HELP = `npm run search                    asks the built site every query of tests/search/queries.yaml, and says how well it answers
npm run search -- trust a new boss   asks what you write, and lists what it finds
--json                               prints the figures, the misses or what it finds as JSON
--dist dist.public                   asks another edition`;

/** Labelled queries by class: each query with the ids of the pages that answer it. */
export type Queries = Record<string, Record<string, string[]>>;

/** Quality of the search for a class of queries: shares from 0 to 1. */
export interface Score {
  queries: number;
  /** Shares of queries with an answer in first place (`first`) and within the first three (`firstThree`). */
  first: number;
  firstThree: number;
  /** Mean reciprocal rank of the first answer; 0 for a query with none in the first ten. */
  reciprocalRank: number;
}

/** A query whose first result does not answer it. */
export interface Miss {
  class: string;
  query: string;
  /** Rank of the first answer, from 1; undefined if none of the first ten answers. */
  place: number | undefined;
  /** Ids of the first three results. */
  found: string[];
}

/** Reads the labelled queries. */
export function readQueries(root: string): Queries {
  return parse(readFileSync(join(root, 'tests/search/queries.yaml'), 'utf8'));
}

/**
 * Opens the search of a built edition without a browser, configured as on the site.
 * @returns A function that returns the ids of the first ten pages for a query.
 * @throws UserError if the edition has no index.
 */
export async function openIndex(dist: string): Promise<(typed: string) => Promise<string[]>> {
  const bundle = join(dist, 'pagefind', 'pagefind.js');
  const words = join(dist, SEARCH_WORDS);
  if (!existsSync(bundle) || !existsSync(words))
    throw new UserError(`There is no index in ${dist}: run npm run build.`);
  // Pagefind fetches the index from its host; this serves it from the folder, and leaves whole addresses to the web.
  const web = globalThis.fetch;
  globalThis.fetch = async (address, options) => {
    if (/^https?:/.test(String(address))) return web(address, options);
    const file = join(dist, new URL(String(address), 'http://localhost').pathname);
    return existsSync(file) ? new Response(readFileSync(file)) : new Response(null, { status: 404 });
  };
  const { createInstance } = await import(pathToFileURL(bundle).href);
  const index: Index = createInstance({ basePath: '/pagefind/', baseUrl: '/', ranking });
  const correct = readFileSync(join(dist, 'pagefind', CORRECT_WORDS));
  const search = searchOf(index, JSON.parse(readFileSync(words, 'utf8')), {}, async (word) =>
    isInFilter(word, correct),
  );
  return async (typed) => {
    const { results } = await search(typed);
    const pages = await Promise.all(results.slice(0, 10).map((hit) => hit.data()));
    return pages.map(({ url }) => idOf(url));
  };
}

/** Runs all queries and scores the answers by class, with the misses. The class `all` is the sum. */
export async function measure(
  queries: Queries,
  ask: (typed: string) => Promise<string[]>,
): Promise<{ scores: Record<string, Score>; misses: Miss[] }> {
  const places: Record<string, number[]> = {};
  const misses: Miss[] = [];
  for (const [name, answers] of Object.entries(queries)) {
    places[name] = [];
    for (const [query, pages] of Object.entries(answers)) {
      const found = await ask(query);
      const place = found.findIndex((id) => pages.includes(id)) + 1 || undefined;
      places[name].push(place ?? Number.POSITIVE_INFINITY);
      if (place !== 1) misses.push({ class: name, query, place, found: found.slice(0, 3) });
    }
  }
  const all = Object.values(places).flat();
  const scores = Object.entries({ ...places, all }).map(([name, some]) => [name, scoreOf(some)] as const);
  return { scores: Object.fromEntries(scores), misses };
}

function scoreOf(places: readonly number[]): Score {
  const mean = (value: (place: number) => number) =>
    places.reduce((sum, place) => sum + value(place), 0) / places.length;
  return {
    queries: places.length,
    first: mean((place) => Number(place === 1)),
    firstThree: mean((place) => Number(place <= 3)),
    reciprocalRank: mean((place) => 1 / place),
  };
}

/** Formats the scores as a table, with the misses below it. */
function scoreTable({ scores, misses }: Awaited<ReturnType<typeof measure>>): string {
  const rows = Object.entries(scores).map(([name, { queries, first, firstThree, reciprocalRank }]) => [
    name,
    String(queries),
    ...[first, firstThree, reciprocalRank].map((share) => share.toFixed(2)),
  ]);
  const line = ([name = '', ...figures]: string[]) => name.padEnd(18) + figures.map((one) => one.padStart(9)).join('');
  const missLines = misses.map(({ class: name, query, place, found }) => {
    const answer = place ? `in place ${place}` : 'nowhere';
    return `${name}: "${query}" is answered ${answer}, behind ${found.join(', ') || 'nothing'}`;
  });
  return [line(['class', 'queries', 'first', 'in three', 'rank']), ...rows.map(line), '', ...missLines].join('\n');
}

if (import.meta.main) {
  const options = { json: { type: 'boolean' }, dist: { type: 'string', default: 'dist' } } as const;
  const command = { name: 'search', help: HELP, options, allowPositionals: true };
  await runMain((args, root, terminal) =>
    runCommand(command, args, terminal, async ({ values: { json, dist }, positionals }) => {
      const ask = await openIndex(resolve(dist));
      if (positionals.length > 0) {
        const ids = await ask(positionals.join(' '));
        terminal.log(json ? printableJson(ids) : ids.map(plainLine).join('\n'));
      } else {
        const measured = await measure(readQueries(root), ask);
        terminal.log(json ? printableJson(measured) : scoreTable(measured));
      }
      return 0;
    }),
  );
}
