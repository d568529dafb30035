import type { Instance } from '@pagefind/component-ui';
import { fillIn } from '#schema/placeholders.ts';
import { type Offers, recentAfter } from '#search/search.ts';
import { Device } from '../shared/device.ts';

/**
 * Suggestions for an empty search box: recent searches of this device that led to a result, and queries that find pages
 * of this edition. CSS hides them once something is typed.
 */
export class SearchOffers {
  readonly element: HTMLElement = make('div', 'offers');
  readonly #device = new Device('search');
  readonly #recent: HTMLElement;
  readonly #words: Offers['words'];
  readonly #instance: Instance;
  readonly #search: (typed: string) => void;

  /** @param search Runs the query that the reader chose. */
  constructor({ suggested, words }: Offers, instance: Instance, search: (typed: string) => void) {
    this.#words = words;
    this.#instance = instance;
    this.#search = search;
    const list = make('ul');
    list.append(...suggested.map((typed) => this.#item(typed)));
    this.#recent = section(words.recent, make('ul'), this.#foot());
    this.element.append(this.#recent);
    if (suggested.length > 0) this.element.append(section(words.suggested, list));
    this.#device.addEventListener('change', () => this.#show());
    this.#show();
  }

  /** Saves the query when a result is opened by a click or the middle mouse button. */
  keep({ target, button }: MouseEvent): void {
    const isHit = (target as Element).closest('pagefind-results a') !== null;
    if (isHit && button < 2) this.#put(recentAfter(this.#instance.searchTerm, this.#savedSearches));
  }

  /**
   * Handles keys as among the results: arrows move between the box and the suggestions, and letters are typed into the
   * box.
   */
  move(event: KeyboardEvent): void {
    const from = event.target as HTMLElement;
    const isInside = this.element.contains(from);
    if (this.element.offsetHeight === 0 || !(isInside || from.matches('input[type=search]'))) return;
    const isLetter = event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
    const isAt = (where: number) => (other: Element) => (from.compareDocumentPosition(other) & where) !== 0;
    const searches = [...this.element.querySelectorAll<HTMLElement>('.again')];
    if (event.key === 'ArrowDown') searches.find(isAt(Node.DOCUMENT_POSITION_FOLLOWING))?.focus();
    else if (!isInside) return;
    else if (event.key === 'ArrowUp') {
      const before = searches.findLast(isAt(Node.DOCUMENT_POSITION_PRECEDING));
      if (before) before.focus();
      else this.#instance.focusPreviousInput(from);
    } else if (event.key === '/') this.#instance.focusPreviousInput(from);
    else if (isLetter) this.#instance.focusInputAndType(from, event.key);
    else return;
    event.preventDefault();
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
      const item = this.#item(typed);
      const remove = button('×', 'remove', () => this.#remove(typed));
      remove.ariaLabel = fillIn(this.#words.remove, { search: typed });
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
    else this.#instance.focusPreviousInput(this.element);
  }

  #item(typed: string): HTMLElement {
    const item = make('li');
    item.append(button(typed, 'again', () => this.#search(typed)));
    return item;
  }

  #foot(): HTMLElement {
    const foot = make('p');
    const all = button(this.#words.removeAll, 'all', () => {
      this.#put([]);
      this.#instance.focusPreviousInput(this.element);
    });
    foot.append(`${this.#words.kept} `, all);
    return foot;
  }
}

function make(name: string, named = ''): HTMLElement {
  return Object.assign(document.createElement(name), { className: named });
}

function button(text: string, named: string, press: () => void): HTMLElement {
  const made = Object.assign(make('button', named), { type: 'button', textContent: text });
  made.addEventListener('click', press);
  return made;
}

function section(title: string, ...parts: HTMLElement[]): HTMLElement {
  const made = make('section');
  const heading = make('h2');
  heading.textContent = title;
  made.append(heading, ...parts);
  return made;
}
