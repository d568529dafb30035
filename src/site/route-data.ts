import { preloads, social } from 'virtual:playbook/look';
import { defineRouteMiddleware, type StarlightRouteData } from '@astrojs/starlight/route-data';
import { escapeHtml } from '#schema/escaping.ts';
import type { Page } from '#schema/pages/index.ts';
import { isWithdrawn } from '#schema/pages/review.ts';
import { pillarsOf } from '#upkeep/coverage.ts';
import { ownPart, type SidebarGroup, type SidebarItem } from './navigation.ts';
import { dataOf, editAddress, hrefOf, lastChange, memoize, type PageEntry, pageOf, wholeSidebar } from './queries.ts';
import type { Translate } from './strings.ts';

type Head = StarlightRouteData['head'];
type Link = Extract<StarlightRouteData['sidebar'][number], { type: 'link' }>;
type Heading = Extract<StarlightRouteData['sidebar'][number], { type: 'group' }>;

/**
 * Route middleware that adds to each page what Starlight does not know: its last change, its part of the sidebar, its
 * search metadata.
 */
export const onRequest = defineRouteMiddleware(async ({ locals: { starlightRoute: route, t }, site }) => {
  const page = route.entry.data as unknown as Page;
  const file = route.entry.filePath;
  const day = await lastChange(file);
  if (day) route.lastUpdated = day;
  route.editUrl = file ? await editAddress(file) : undefined;
  const { headings, links, places } = await memoize('sidebar', () => linkedSidebar(t));
  const place = places.get(route.id);
  route.sidebar = ownPart<Link, Heading>(
    headings.map((heading) => (hasLink(heading, place) ? markCurrent(heading, place) : heading)),
    (where, count) => t(`sidebar.${where}`, { count }),
  );
  if (place) {
    const at = links.indexOf(place);
    route.pagination = { prev: links[at - 1], next: links[at + 1] };
  }
  // Starlight writes the content of head elements as HTML, and puts unescaped titles into <title>.
  route.head = route.head.map((element) =>
    element.tag === 'title' ? { ...element, content: escapeHtml(element.content ?? '') } : element,
  );
  route.head.push(...(await searchFacts({ ...page, id: route.id }, t)), ...lookHead(site, page.title));
  if (isWithdrawn(page)) {
    // Old links still lead to a withdrawn page, but no search does.
    route.entry = { ...route.entry, data: { ...route.entry.data, pagefind: false } };
    route.head.push({ tag: 'meta', attrs: { name: 'robots', content: 'noindex' }, content: '' });
  }
});

/** Head elements of the look of an organisation: its fonts that every page needs, and the picture beside links to it. */
function lookHead(site: URL | undefined, title: string): Head {
  const fonts = preloads.map(({ href, type }) => ({
    tag: 'link' as const,
    attrs: { rel: 'preload', as: 'font', type, href, crossorigin: '' },
    content: '',
  }));
  if (!social || !site) return fonts;
  const properties = { 'og:image': new URL(social, site).href, 'og:image:alt': title };
  const pictures = Object.entries(properties).map(([property, content]) => ({
    tag: 'meta' as const,
    attrs: { property, content },
    content: '',
  }));
  return [...fonts, ...pictures];
}

/** Builds the whole sidebar in Starlight's format, with its links in order, and the link of each page by its id. */
async function linkedSidebar(t: Translate): Promise<{ headings: Heading[]; links: Link[]; places: Map<string, Link> }> {
  const places = new Map<string, Link>();
  const linkTo = ({ id, title }: SidebarItem): Link => {
    const link: Link = { type: 'link', label: title, href: hrefOf(id), isCurrent: false, badge: undefined, attrs: {} };
    places.set(id, link);
    return link;
  };
  const headingOf = ({ label, items }: SidebarGroup, collapsed: boolean): Heading => ({
    type: 'group',
    label,
    entries: items.map((item) => ('items' in item ? headingOf(item, true) : linkTo(item))),
    collapsed,
    badge: undefined,
  });
  const headings = (await wholeSidebar(t)).map((group) => headingOf(group, false));
  return { headings, links: [...places.values()], places };
}

function hasLink({ entries }: Heading, link: Link | undefined): boolean {
  return entries.some((entry) => (entry.type === 'link' ? entry === link : hasLink(entry, link)));
}

/** Returns a copy in which one link is marked as the current page. */
function markCurrent(heading: Heading, link: Link | undefined): Heading {
  const entries = heading.entries.map((entry) => {
    if (entry.type !== 'link') return markCurrent(entry, link);
    return entry === link ? { ...entry, isCurrent: true } : entry;
  });
  return { ...heading, entries };
}

/** Returns the metadata that Pagefind stores for a page. In the body, it would leak into excerpts. */
async function searchFacts(page: PageEntry, t: Translate): Promise<Head> {
  const facts: Head = [meta('data-pagefind-meta', 'kind', t(`kinds.${page.kind}`))];
  if (page.kind !== 'landing')
    facts.push(meta('data-pagefind-filter', t('search.facets.kind'), t(`kinds.${page.kind}`)));
  const aliases = [...new Set([...page.aliases, ...(await termsOn(page.id))])];
  if (aliases.length > 0) facts.push(meta('data-pagefind-meta', 'aliases', aliases.join(', ')));
  for (const pillar of pillarsOf(page)) {
    facts.push(meta('data-pagefind-filter', t('search.facets.pillar'), (await pageOf(pillar)).title));
  }
  return facts;
}

/** Returns the glossary terms about a page, with their abbreviations. */
async function termsOn(id: string): Promise<string[]> {
  const terms = await dataOf('terms');
  return terms.flatMap(({ page, title, aliases }) => (page === id ? [title, ...aliases] : []));
}

/** Pagefind reads a list of names in these attributes, so a name has no characters that end it. */
function meta(attribute: 'data-pagefind-meta' | 'data-pagefind-filter', name: string, content: string): Head[number] {
  return { tag: 'meta', attrs: { [attribute]: `${name.replace(/[[\]:,]/g, ' ')}[content]`, content }, content: '' };
}
