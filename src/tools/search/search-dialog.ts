import { configureInstance, type PagefindModal } from '@pagefind/component-ui';
import {
  counted,
  type Facets,
  type Found,
  type Index,
  type Offers,
  ranking,
  type SearchWords,
  searchOf,
} from '#search/search.ts';
import dialog from './search-dialog.html?raw';
import { SearchOffers } from './search-offers.ts';

/**
 * Maximum number of results in the list: more than readers scroll through, because rendering thousands of placeholders
 * takes longer than the search.
 */
const MAX_RESULTS = '300';

/** Dialog of the search, in the page. */
export interface SearchDialog {
  /**
   * Opens the dialog.
   * @param typed Query to run at once.
   */
  open(typed?: string): void;
}

/** Enters a query into the search box and focuses it. */
function type(typed: string): void {
  const input = document.querySelector<HTMLInputElement>('pagefind-modal input');
  if (!input) return;
  input.value = typed;
  input.focus();
  input.dispatchEvent(new Event('input'));
}

/** Adds the search dialog of a host element to the page. */
export function createSearchDialog(
  host: HTMLElement,
  words: SearchWords & { offers: Offers },
  facets: Facets,
): SearchDialog {
  const { bundle = '/pagefind/', base = '/', placeholder = '', dated = '', meant: label } = host.dataset;
  const instance = configureInstance('default', { bundlePath: bundle, baseUrl: base, ranking });
  let adapter: object | null = null;
  // Pagefind's components search through this property, and assign Pagefind's own API to it once that is loaded.
  Object.defineProperty(instance, '__pagefind__', {
    get: () => adapter,
    set: (index: Index) => {
      const search = searchOf(index, words, facets);
      adapter = {
        search: (typed: string, { filters = {} }) => search(typed, filters),
        filters: async () => counted(facets),
      };
    },
  });
  const { content } = Object.assign(document.createElement('template'), { innerHTML: dialog });
  content.querySelector('pagefind-input')?.setAttribute('placeholder', placeholder);
  content.querySelector('pagefind-results')?.setAttribute('max-results', MAX_RESULTS);
  // The facets start collapsed on a phone, where they would fill the screen above the first result.
  if (matchMedia('(max-width: 50rem)').matches)
    content.querySelector('pagefind-filter-pane')?.removeAttribute('expanded');
  content.querySelector('.dated')?.append(dated);
  const meant = content.querySelector('.meant');
  instance.on('results', (found) => {
    const { meant: also = [] } = found as Partial<Found>;
    if (meant) meant.textContent = also.length > 0 ? `${label} ${also.join(', ')}` : '';
  });
  const offers = new SearchOffers(words.offers, instance, type);
  content.querySelector('pagefind-summary')?.before(offers.element);
  document.body.append(content);
  const modal = document.querySelector<PagefindModal>('pagefind-modal');
  if (!modal) throw new Error('no dialog');
  modal.addEventListener('keydown', (event) => offers.move(event));
  for (const opens of ['click', 'auxclick'] as const) {
    modal.addEventListener(opens, (event) => offers.keep(event));
  }
  // The event is debounced, so the dialog may be closed by the time it fires.
  instance.on('search', (typed) => modal.isOpen && keepInAddress(typed as string));
  // Listens in the capture phase, since the event does not bubble and the dialog may be rendered anew.
  modal.addEventListener('close', () => keepInAddress(''), { capture: true });
  return {
    open(typed) {
      modal.open();
      if (typed === undefined) keepInAddress(modal.querySelector('input')?.value ?? '');
      else type(typed);
    },
  };
}

/** Stores the query in the URL, so that reloading, going back or a link repeats the search. */
function keepInAddress(typed: string): void {
  const address = new URL(location.href);
  if (typed === (address.searchParams.get('q') ?? '')) return;
  if (typed === '') address.searchParams.delete('q');
  else address.searchParams.set('q', typed);
  history.replaceState(history.state, '', address);
}
