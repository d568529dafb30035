import { fillIn } from '#schema/placeholders.ts';
import { cutQuery, LONGEST_QUERY } from '#search/query.ts';
import {
  CORRECT_WORDS,
  counted,
  type Facets,
  type Found,
  type Index,
  memoize,
  ranking,
  type Search,
  type SearchWords,
  searchOf,
} from '#search/search.ts';
import type { Offers } from '#search/suggestions.ts';
import { isInFilter } from '#search/word-filter.ts';
import dialog from './search-dialog.html?raw';
import { SearchFacets } from './search-facets.ts';
import { SearchOffers } from './search-offers.ts';
import { type PageHit, SearchResults } from './search-results.ts';

/** Time from the last keystroke to the search, in milliseconds. */
const DEBOUNCE = 200;

/** Vocabulary, suggestions and strings of the search. */
export type SearchData = SearchWords & { offers: Offers; strings: Record<string, string> };

/** Subset of [Pagefind's JavaScript API](https://pagefind.app/docs/api/). */
interface Pagefind extends Index<PageHit> {
  options(options: object): Promise<void>;
  init(): Promise<void>;
  destroy(): Promise<void>;
}

/** Dialog of the search: a box, facets and results, or suggestions while the box is empty. */
export class SearchDialog {
  readonly #dialog: HTMLDialogElement;
  readonly #input: HTMLInputElement;
  readonly #host: HTMLElement;
  readonly #data: SearchData;
  readonly #facetIds: Facets;
  readonly #facets: SearchFacets;
  readonly #results: SearchResults;
  readonly #offers: SearchOffers;
  #pagefind: Promise<Pagefind> | undefined;
  #search: Promise<Search<PageHit>> | undefined;
  /** True if the index, or a part of it, could not be loaded: Pagefind does not ask again for what failed. */
  #isBroken = false;
  /** Number of attempts to load Pagefind: browsers do not ask again for a module that failed, except by another URL. */
  #attempts = 0;
  #searches = 0;
  #timer = 0;

  /** Adds the dialog to the page. Its strings about failures come from the attributes of the host element. */
  constructor(host: HTMLElement, data: SearchData, facets: Facets) {
    const { content } = Object.assign(document.createElement('template'), { innerHTML: dialog });
    this.#dialog = content.querySelector('dialog') as HTMLDialogElement;
    this.#input = content.querySelector('input') as HTMLInputElement;
    [this.#host, this.#data, this.#facetIds] = [host, data, facets];
    const isPhone = matchMedia('(max-width: 50rem)').matches;
    this.#facets = new SearchFacets(facets, isPhone, () => this.#run());
    this.#results = new SearchResults(this.#part('.body'), () => this.#fail());
    this.#offers = new SearchOffers(data.offers, (typed) => this.#enter(typed));
    this.#fillIn();
    this.#listen();
    document.body.append(content);
  }

  /**
   * Opens the dialog.
   * @param typed Query to run at once.
   */
  open(typed?: string): void {
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#loadSearch().catch(() => this.#fail());
    if (!navigator.onLine) this.#showTrouble();
    if (typed === undefined) keepInAddress(this.#input.value);
    else this.#enter(typed);
  }

  #part<Part extends HTMLElement>(selector: string): Part {
    return this.#dialog.querySelector(selector) as Part;
  }

  #string(name: string, values: object = {}): string {
    return fillIn(this.#data.strings[name] ?? '', values);
  }

  /** Adds the strings, and the parts that have code of their own. */
  #fillIn(): void {
    for (const part of this.#dialog.querySelectorAll<HTMLElement>('[data-text]'))
      part.textContent = this.#string(part.dataset['text'] ?? '');
    for (const part of [this.#dialog, ...this.#dialog.querySelectorAll<HTMLElement>('[data-label]')])
      part.ariaLabel = this.#string(part.dataset['label'] ?? '');
    this.#input.maxLength = LONGEST_QUERY;
    this.#input.placeholder = this.#string('placeholder');
    this.#results.element.ariaLabel = this.#string('results');
    this.#part('.dated').textContent = this.#host.dataset['dated'] ?? '';
    this.#part('.body').prepend(this.#facets.element);
    this.#part('.summary').before(this.#offers.element);
    this.#part('.hits').append(this.#results.element);
  }

  #listen(): void {
    this.#input.addEventListener('input', () => this.#plan());
    this.#dialog.addEventListener('keydown', (event) => this.#handleKey(event));
    // A click on the backdrop has the dialog itself as its target.
    this.#dialog.addEventListener('click', ({ target }) => target === this.#dialog && this.#dialog.close());
    this.#dialog.addEventListener('close', () => keepInAddress(''));
    for (const opens of ['click', 'auxclick'] as const)
      this.#results.element.addEventListener(opens, ({ target, button }) => {
        if ((target as Element).closest('a') && button < 2) this.#offers.keep(this.#input.value);
      });
    this.#part('.clear').addEventListener('click', () => this.#enter(''));
    this.#part('.close').addEventListener('click', () => this.#dialog.close());
    this.#part('.trouble button').addEventListener('click', () => this.#retry());
    addEventListener('offline', () => this.#showTrouble());
    addEventListener('online', () => this.#part('.trouble').hidden || this.#retry());
  }

  /** Enters a query into the box and focuses it. */
  #enter(typed: string): void {
    this.#input.value = cutQuery(typed);
    this.#input.focus();
    this.#plan();
  }

  /** Results of an empty box, whose facets count all pages. */
  get #nothing(): Found<PageHit> {
    const counts = counted(this.#facetIds);
    return { results: [], filters: counts, totalFilters: counts, meant: [] };
  }

  /** Searches once nothing more is typed. */
  #plan(): void {
    this.#part('.clear').hidden = this.#input.value === '';
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#run(), DEBOUNCE);
  }

  async #run(): Promise<void> {
    const search = ++this.#searches;
    const typed = cutQuery(this.#input.value).trim();
    // The search is debounced, so the dialog may be closed by now.
    if (this.#dialog.open) keepInAddress(typed);
    this.#results.element.ariaBusy = 'true';
    if (typed !== '') this.#part('.summary').textContent = this.#string('searching', { search: typed });
    try {
      const found = typed === '' ? this.#nothing : await (await this.#loadSearch())(typed, this.#facets.chosen);
      if (search === this.#searches) this.#show(typed, found);
    } catch {
      if (search === this.#searches) this.#fail();
    }
  }

  #show(typed: string, { results, meant, ...counts }: Found<PageHit>): void {
    this.#part('.summary').textContent = typed === '' ? '' : this.#count(results.length, typed);
    this.#part('.meant').textContent = meant.length === 0 ? '' : `${this.#string('meant')} ${meant.join(', ')}`;
    this.#part('.trouble').hidden = navigator.onLine;
    this.#facets.show(counts);
    this.#results.show(results);
    this.#results.element.ariaBusy = 'false';
  }

  /** Returns the number of results in words. */
  #count(count: number, search: string): string {
    const { lang } = document.documentElement;
    const form = count === 0 && this.#data.strings['found_zero'] ? 'zero' : new Intl.PluralRules(lang).select(count);
    return this.#string(`found_${form}`, { count: count.toLocaleString(lang), search });
  }

  /** Loads the index unless it is there, again if it is broken. */
  #loadSearch(): Promise<Search<PageHit>> {
    if (this.#isBroken) {
      this.#pagefind?.then((pagefind) => pagefind.destroy()).catch(() => undefined);
      this.#search = undefined;
      this.#isBroken = false;
    }
    if (!this.#search) {
      this.#pagefind = loadPagefind(this.#host, this.#attempts++);
      this.#search = this.#pagefind.then((pagefind) =>
        searchOf(pagefind, this.#data, this.#facetIds, (word) => this.#isCorrect(word)),
      );
    }
    return this.#search;
  }

  /** Returns whether a word is in the dictionary or in the index, as far as their words can be loaded. */
  async #isCorrect(word: string): Promise<boolean> {
    try {
      return isInFilter(word, await loadFilter(`${this.#host.dataset['bundle']}${CORRECT_WORDS}`));
    } catch {
      return false;
    }
  }

  #fail(): void {
    this.#isBroken = true;
    this.#results.element.ariaBusy = 'false';
    this.#showTrouble();
  }

  #showTrouble(): void {
    const { failed = '', offline = '' } = this.#host.dataset;
    this.#part('.trouble span').textContent = navigator.onLine ? failed : offline;
    this.#part('.trouble').hidden = false;
  }

  #retry(): void {
    this.#isBroken = true;
    this.#part('.trouble').hidden = true;
    this.#input.focus();
    this.#run();
  }

  /** Moves between the box and the suggestions or results with the arrows, and types into the box from anywhere. */
  #handleKey(event: KeyboardEvent): void {
    const from = event.target as HTMLElement;
    const { key } = event;
    const isItem = from.closest('.offers, .results') !== null;
    const isLetter = key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.isComposing) return;
    // In a search box Chromium would only clear it.
    if (key === 'Escape') this.#dialog.close();
    else if (key === 'ArrowDown' && (isItem || from === this.#input)) this.#focusItem(from, 1);
    else if (!isItem) return;
    else if (key === 'ArrowUp') this.#focusItem(from, -1);
    else if (key === '/') this.#input.focus();
    else if (key === 'Backspace') this.#enter(this.#input.value.slice(0, -1));
    // A space presses a button.
    else if (isLetter && !(key === ' ' && from.matches('button'))) this.#enter(this.#input.value + key);
    else return;
    event.preventDefault();
  }

  /** Focuses the next suggestion or result in a direction, or the box before the first one. */
  #focusItem(from: HTMLElement, direction: 1 | -1): void {
    const isAt = direction === 1 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
    const isOffered = this.#offers.element.offsetHeight > 0;
    const items = [...this.#dialog.querySelectorAll<HTMLElement>(isOffered ? '.again' : '.results a')];
    const others = items.filter((item) => (from.compareDocumentPosition(item) & isAt) !== 0);
    const next = others.at(direction === 1 ? 0 : -1) ?? (direction === -1 ? this.#input : undefined);
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: 'center' });
  }
}

/** Loads Pagefind from the folder of the index. */
async function loadPagefind({ dataset: { bundle = '', base = '/' } }: HTMLElement, attempt: number): Promise<Pagefind> {
  const pagefind: Pagefind = await import(/* @vite-ignore */ `${bundle}pagefind.js${attempt > 0 ? `?${attempt}` : ''}`);
  await pagefind.options({ baseUrl: base, ranking });
  await pagefind.init();
  return pagefind;
}

const loadFilter = memoize(async (url) => {
  const found = await fetch(url);
  if (!found.ok) throw new Error(`There is no ${url}`);
  return new Uint8Array(await found.arrayBuffer());
});

/** Stores the query in the URL, so that reloading, going back or a link repeats the search. */
function keepInAddress(typed: string): void {
  const address = new URL(location.href);
  if (typed === (address.searchParams.get('q') ?? '')) return;
  if (typed === '') address.searchParams.delete('q');
  else address.searchParams.set('q', typed);
  history.replaceState(history.state, '', address);
}
