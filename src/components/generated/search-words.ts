import { isWithdrawn } from '#schema/pages/review.ts';
import { words } from '#schema/words.ts';
import { type Offers, searchWords, suggestions } from '#search/search.ts';
import { allPages, dataOf } from '#site/queries.ts';

/** Returns the vocabulary of the search, and the suggestions for an empty search box, as JSON. */
export async function GET(): Promise<Response> {
  const pages = (await allPages()).filter((page) => !isWithdrawn(page));
  const named = [...pages, ...(await dataOf('terms'))];
  const known = searchWords(
    named.flatMap(({ title, aliases }) => [title, ...aliases]),
    words.search.common,
  );
  const { asking, common, offers: labels } = words.search;
  const offers: Offers = { suggested: suggestions(pages, asking, common), words: labels };
  return Response.json({ ...known, offers });
}
