import { fillIn } from '#schema/placeholders.ts';
import { type Offers, recentAfter } from '#search/suggestions.ts';
import { Device } from '../shared/device.ts';
import { make, makeButton } from './elements.ts';

/**
 * Suggestions for an empty search box: recent searches of this device that led to a result, and queries that find pages
 * of this edition. CSS hides them once something is typed.
 */
export class SearchOffers {
  readonly element: HTMLElement = make('div', 'offers');
  readonly #device = new Device('search');
  readonly #recent: HTMLElement;
  readonly #words: Offers['words'];
  readonly #search: (typed: string) => void;

  /** @param search Enters a query, which may be empty, into the search box and focuses it. */
  constructor({ suggested, words }: Offers, search: (typed: string) => void) {
    this.#words = words;
    this.#search = search;
    const removeAll = makeButton(words.removeAll, 'all', () => {
      this.#put([]);
      search('');
    });
    this.#recent = section(words.recent, make('ul'), make('p', '', `${words.kept} `, removeAll));
    if (this.#device.trouble === 'damaged') this.element.append(make('p', '', words.damaged));
    this.element.append(this.#recent);
    if (suggested.length > 0) {
      const items = suggested.map((typed) => this.#item(typed));
      this.element.append(section(words.suggested, make('ul', '', ...items)));
    }
    this.#device.addEventListener('change', () => this.#show());
    this.#show();
  }

  /** Saves a query that led to a result. */
  keep(typed: string): void {
    this.#put(recentAfter(typed, this.#savedSearches));
  }

  get #savedSearches(): string[] {
    const kept = this.#device.entries['recent']?.['searches'];
    return Array.isArray(kept) ? kept.filter((typed) => typeof typed === 'string') : [];
  }

  /** Saves the recent searches. An empty list clears the storage, which leaves no trace that there were any. */
  #put(searches: readonly string[]): void {
    if (searches.length > 0) this.#device.put('recent', { searches });
    else this.#device.clear();
  }

  #show(): void {
    const items = this.#savedSearches.map((typed) => {
      const remove = makeButton('×', 'remove', () => this.#remove(typed));
      remove.ariaLabel = fillIn(this.#words.remove, { search: typed });
      const item = this.#item(typed);
      item.append(remove);
      return item;
    });
    this.#recent.hidden = items.length === 0;
    this.#recent.querySelector('ul')?.replaceChildren(...items);
  }

  /** Removes a search and focuses the next one, or the box if none is left. */
  #remove(removed: string): void {
    const searches = this.#savedSearches;
    this.#put(searches.filter((typed) => typed !== removed));
    const left = this.#recent.querySelectorAll<HTMLElement>('.remove');
    const next = left[Math.min(searches.indexOf(removed), left.length - 1)];
    if (next) next.focus();
    else this.#search('');
  }

  #item(typed: string): HTMLElement {
    return make(
      'li',
      '',
      makeButton(typed, 'again', () => this.#search(typed)),
    );
  }
}

function section(title: string, ...parts: HTMLElement[]): HTMLElement {
  return make('section', '', make('h2', '', title), ...parts);
}
