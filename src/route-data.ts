import { defineRouteMiddleware, type StarlightRouteData } from '@astrojs/starlight/route-data';
import { pillarsOf } from '#model/coverage.ts';
import { ownPart } from '#model/navigation.ts';
import type { Page } from '#model/pages/index.ts';
import { isWithdrawn } from '#model/pages/review.ts';
import { words } from '#model/words.ts';
import { dataOf, editAddress, lastChange, type PageEntry, pageOf } from '#queries.ts';

type Head = StarlightRouteData['head'];
type Link = Extract<StarlightRouteData['sidebar'][number], { type: 'link' }>;
type Heading = Extract<StarlightRouteData['sidebar'][number], { type: 'group' }>;

/** Adds to each page what Starlight does not know: its last change, its own part, its search facts. */
export const onRequest = defineRouteMiddleware(async ({ locals: { starlightRoute: route } }) => {
  const page = route.entry.data as unknown as Page;
  const changed = await lastChange(route.entry.filePath);
  if (changed) route.lastUpdated = changed;
  const file = route.entry.filePath;
  if (file) route.editUrl = await editAddress(file, route.editUrl);
  // Starlight has made previous and next from the whole sidebar by now, so cutting it is safe.
  route.sidebar = ownPart<Link, Heading>(route.sidebar);
  route.head.push(...(await searchFacts({ ...page, id: route.id })));
  if (isWithdrawn(page)) {
    // Old links still lead there; no search does.
    route.entry = { ...route.entry, data: { ...route.entry.data, pagefind: false } };
    route.head.push({ tag: 'meta', attrs: { name: 'robots', content: 'noindex' }, content: '' });
  }
});

/** What Pagefind keeps of a page beside its text. It must not stand in the body: it would leak into excerpts. */
async function searchFacts(page: PageEntry): Promise<Head> {
  const facts: Head = [meta('data-pagefind-meta', 'kind', words.kinds[page.kind])];
  if (page.kind !== 'landing') facts.push(meta('data-pagefind-filter', 'Kind', words.kinds[page.kind]));
  const aliases = [...new Set([...page.aliases, ...(await termsOn(page.id))])];
  if (aliases.length > 0) facts.push(meta('data-pagefind-meta', 'aliases', aliases.join(', ')));
  for (const pillar of pillarsOf(page)) {
    facts.push(meta('data-pagefind-filter', 'Pillar', (await pageOf(pillar)).title));
  }
  return facts;
}

/** What the glossary calls that which a page is about, abbreviations included. */
async function termsOn(id: string): Promise<string[]> {
  const terms = await dataOf('terms');
  return terms.flatMap(({ page, title, aliases }) => (page === id ? [title, ...aliases] : []));
}

function meta(attribute: 'data-pagefind-meta' | 'data-pagefind-filter', name: string, content: string): Head[number] {
  return { tag: 'meta', attrs: { [attribute]: `${name}[content]`, content }, content: '' };
}
