import type { PagefindModal } from '@pagefind/component-ui';
import type { Facets, Found, Index, Offers, SearchWords } from '#model/search.ts';
// As an address: what is imported as styles loads with every page, even by a part of the code that loads late.
import styles from './search.css?url';

/** How many hits have a place in the list. More than anybody scrolls to, and thousands of places take longer than the search. */
const MOST = '300';

let opening: Promise<PagefindModal> | undefined;

/**
 * Opens the search of a host element, and fetches its code and styles at the first time.
 * @param typed What to search for at once.
 */
export async function openSearch(host: HTMLElement, typed?: string): Promise<void> {
  opening ??= load(host);
  try {
    const modal = await opening;
    modal.open();
    if (typed === undefined) keepInAddress(modal.querySelector('input')?.value ?? '');
    else type(typed);
  } catch {
    opening = undefined; // The next try starts afresh.
    announce(host, host.dataset['failed'] ?? '');
  }
}

/** Types for the reader, who goes on from there. */
function type(typed: string): void {
  const input = document.querySelector<HTMLInputElement>('pagefind-modal input');
  if (!input) return;
  input.value = typed;
  input.focus();
  input.dispatchEvent(new Event('input'));
}

async function load(host: HTMLElement): Promise<PagefindModal> {
  const { bundle = '/pagefind/', base = '/', placeholder = '', dated = '', meant: label } = host.dataset;
  const [words, facets, { counted, dialog, ranking, searchOf, SearchOffers }, { configureInstance }] =
    await Promise.all([
      fetched<SearchWords & { offers: Offers }>(host.dataset['words'] ?? ''),
      fetched<Facets>(host.dataset['facets'] ?? ''),
      import('./search-offers.ts'),
      import('@pagefind/component-ui'),
      dressed(),
    ]);
  const instance = configureInstance('default', { bundlePath: bundle, baseUrl: base, ranking });
  let asked: object | null = null;
  // The components ask whatever stands here, and they put Pagefind's own search here once it is loaded.
  Object.defineProperty(instance, '__pagefind__', {
    get: () => asked,
    set: (index: Index) => {
      const search = searchOf(index, words, facets);
      asked = {
        search: (typed: string, { filters = {} }) => search(typed, filters),
        filters: async () => counted(facets),
      };
    },
  });
  const { content } = Object.assign(document.createElement('template'), { innerHTML: dialog });
  content.querySelector('pagefind-input')?.setAttribute('placeholder', placeholder);
  content.querySelector('pagefind-results')?.setAttribute('max-results', MOST);
  // On a phone the facets would fill the screen before the first hit, so they start folded.
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
  // Told of when nobody has typed for a moment, by when the dialog may be closed.
  instance.on('search', (typed) => modal.isOpen && keepInAddress(typed as string));
  // Caught on its way, since it does not bubble and the dialog may be drawn afresh.
  modal.addEventListener('close', () => keepInAddress(''), { capture: true });
  return modal;
}

/** Puts what is searched for into the address, from which a reload, a way back or a link searches again. */
function keepInAddress(typed: string): void {
  const address = new URL(location.href);
  if (typed === (address.searchParams.get('q') ?? '')) return;
  if (typed === '') address.searchParams.delete('q');
  else address.searchParams.set('q', typed);
  history.replaceState(history.state, '', address);
}

async function fetched<T>(address: string): Promise<T> {
  const found = await fetch(address);
  if (!found.ok) throw new Error(`There is no ${address}`);
  return found.json();
}

/** Loads the styles of the dialog, once. */
function dressed(): Promise<unknown> {
  const link = document.createElement('link');
  Object.assign(link, { rel: 'stylesheet', href: styles });
  return new Promise((loaded, failed) => {
    link.addEventListener('load', loaded, { once: true });
    link.addEventListener('error', failed, { once: true });
    document.head.append(link);
  });
}

function announce(host: HTMLElement, message: string): void {
  let status = host.querySelector<HTMLElement>('[role=status]');
  if (!status) {
    status = document.createElement('p');
    status.setAttribute('role', 'status');
    host.append(status);
  }
  status.textContent = message;
}
