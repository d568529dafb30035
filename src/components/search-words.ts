import { isWithdrawn } from '#model/pages/review.ts';
import { searchWords } from '#model/search.ts';
import { words } from '#model/words.ts';
import { allPages, dataOf } from '#queries.ts';

/** The words that the search needs, as JSON. */
export async function GET(): Promise<Response> {
  const pages = (await allPages()).filter((page) => !isWithdrawn(page));
  const named = [...pages, ...(await dataOf('terms'))];
  return Response.json(
    searchWords(
      named.flatMap(({ title, aliases }) => [title, ...aliases]),
      words.search.common,
      words.search.everywhere,
    ),
  );
}
