import type { APIContext } from 'astro';
import { isWithdrawn } from '#schema/pages/review.ts';
import { searchWords } from '#search/search.ts';
import { type Offers, suggestions } from '#search/suggestions.ts';
import { allPages, dataOf } from '#site/queries.ts';
import { groupOf, stringsFor } from '#site/strings.ts';

/** Returns the vocabulary of the search, the suggestions for an empty search box and the strings of the dialog, as JSON. */
export async function GET({ locals: { t } }: APIContext): Promise<Response> {
  const pages = (await allPages()).filter((page) => !isWithdrawn(page));
  const titles = [...pages, ...(await dataOf('terms'))];
  const vocabulary = searchWords(
    titles.flatMap(({ title, aliases }) => [title, ...aliases]),
    t('search.common'),
  );
  const offers: Offers = {
    suggested: suggestions(pages, t('search.asking'), t('search.common')),
    words: {
      ...stringsFor(t, 'search.offers', ['recent', 'kept', 'remove', 'removeAll', 'suggested']),
      damaged: t('tools.device.damaged'),
    },
  };
  const strings = { ...groupOf(t, 'search.dialog'), ...stringsFor(t, 'search', ['label', 'placeholder', 'meant']) };
  return Response.json({ ...vocabulary, offers, strings });
}
