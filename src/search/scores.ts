import type { Hit } from './hit.ts';
import { wordsOf } from './query.ts';

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

/** Searches for a word and its correction; each page gets the better of both scores. */
export async function scoreWord<H extends Hit>(
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
export function sumScores<H extends Hit>(found: readonly Map<string, H>[]): H[] {
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
export async function boostByName<H extends Hit>(
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
export function namesLike(asked: readonly string[], common: ReadonlySet<string>): (names: readonly string[]) => number {
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
