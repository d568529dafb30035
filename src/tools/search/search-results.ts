import type { Hit } from '#search/hit.ts';
import { make } from './elements.ts';

/** Maximum number of results in the list, which is more than readers scroll through. */
const MAX_RESULTS = 300;

/** Maximum number of headings below a result. */
const MAX_HEADINGS = 3;

/** Page, or part of it, with an excerpt in which `<mark>` is the only element. */
interface Found {
  url: string;
  excerpt: string;
}

/** Text of a hit, as Pagefind returns it. */
interface PageText extends Found {
  meta: Record<string, string>;
  sub_results: (Found & { title: string; locations?: number[] })[];
}

/** Hit with what the list shows of it. */
export interface PageHit extends Hit {
  data(): Promise<PageText>;
}

/** List of results. The text of each is loaded when it is about to be scrolled into view. */
export class SearchResults {
  readonly element: HTMLUListElement = make('ul', 'results');
  readonly #hits = new WeakMap<Element, PageHit>();
  readonly #observer: IntersectionObserver;
  readonly #fail: () => void;

  /**
   * @param scroller Element that scrolls the list.
   * @param fail Is called when a text cannot be loaded.
   */
  constructor(scroller: Element, fail: () => void) {
    this.#fail = fail;
    const options = { root: scroller, rootMargin: '200px' };
    this.#observer = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) if (isIntersecting) this.#load(target);
    }, options);
  }

  /** Replaces the results by placeholders of other hits. */
  show(hits: readonly PageHit[]): void {
    this.#observer.disconnect();
    const places = hits.slice(0, MAX_RESULTS).map((hit) => {
      const place = Object.assign(make('li', 'place'), { ariaHidden: 'true' });
      this.#hits.set(place, hit);
      return place;
    });
    this.element.replaceChildren(...places);
    for (const place of places) this.#observer.observe(place);
  }

  async #load(place: Element): Promise<void> {
    this.#observer.unobserve(place);
    try {
      const text = await this.#hits.get(place)?.data();
      if (text) place.replaceWith(...resultItem(text));
    } catch {
      if (place.isConnected) this.#fail();
    }
  }
}

/** Returns the list item of a result, or nothing if its URL is of another site. */
function resultItem({ url, meta, excerpt, sub_results: parts }: PageText): HTMLElement[] {
  const { title = '', kind = '' } = meta;
  const link = linkTo(url, title, 'hit-link');
  if (!link) return [];
  const item = make('li', '', card([link, ' ', make('span', 'hit-kind', kind)], excerpt));
  const headings = mostFound(parts.filter((part) => part.url !== url && part.title !== title)).flatMap((part) => {
    const heading = linkTo(part.url, part.title, 'heading-link');
    return heading ? [make('li', '', card([heading], part.excerpt))] : [];
  });
  if (headings.length > 0) item.append(make('ul', 'headings', ...headings));
  return [item];
}

/** Returns the parts of a page in which most words were found, in the order of the page. */
function mostFound(parts: PageText['sub_results']): PageText['sub_results'] {
  const count = ({ locations = [] }: { locations?: number[] }) => locations.length;
  const best = new Set([...parts].sort((a, b) => count(b) - count(a)).slice(0, MAX_HEADINGS));
  return parts.filter((part) => best.has(part));
}

function card(title: (Node | string)[], excerpt: string): HTMLElement {
  return make('div', 'card', make('p', 'title', ...title), make('p', 'excerpt', ...markedText(excerpt)));
}

/** Returns a link, or nothing if its URL is of another site. */
function linkTo(url: string, text: string, className: string): HTMLAnchorElement | undefined {
  if (!URL.canParse(url, location.href) || new URL(url, location.href).origin !== location.origin) return undefined;
  return Object.assign(make('a', className, text), { href: url });
}

/** Returns an excerpt as text and `<mark>` elements. Pagefind escapes the angle brackets of the page's own text. */
function markedText(excerpt: string): (Node | string)[] {
  const texts = excerpt.split(/<mark>(.*?)<\/mark>/s);
  const plain = texts.map((text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>'));
  return plain.map((text, at) => (at % 2 === 0 ? text : make('mark', '', text)));
}
