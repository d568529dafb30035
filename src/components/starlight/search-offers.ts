import type { Instance } from '@pagefind/component-ui';
import { Device } from '#components/tools/device.ts';
import { type Offers, recentAfter } from '#model/search.ts';

// With what else the search needs, so that it is one file to ask for.
export { counted, ranking, searchOf } from '#model/search.ts';
export { default as dialog } from './search-dialog.html?raw';

/**
 * What the search offers while nothing is typed: the searches of this device that last led to something, and some
 * that lead to pages of this edition. The styles hide it as soon as something is typed.
 */
export class SearchOffers {
  readonly element: HTMLElement = make('div', 'offers');
  readonly #device = new Device('search');
  readonly #recent: HTMLElement;
  readonly #words: Offers['words'];
  readonly #instance: Instance;
  readonly #search: (typed: string) => void;

  /** @param search Searches for what the reader chose. */
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

  /** Keeps what was searched for, once a hit is opened by a click or by the wheel. */
  keep({ target, button }: MouseEvent): void {
    const isHit = (target as Element).closest('pagefind-results a') !== null;
    if (isHit && button < 2) this.#put(recentAfter(this.#instance.searchTerm, this.#kept));
  }

  /** Moves with the arrows from the box through what is offered and back, and types where the reader goes on typing, as among hits. */
  move(event: KeyboardEvent): void {
    const from = event.target as HTMLElement;
    const isInside = this.element.contains(from);
    if (this.element.offsetHeight === 0 || !(isInside || from.matches('input[type=search]'))) return;
    const isLetter = event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
    const stands = (where: number) => (other: Element) => (from.compareDocumentPosition(other) & where) !== 0;
    const searches = [...this.element.querySelectorAll<HTMLElement>('.again')];
    if (event.key === 'ArrowDown') searches.find(stands(Node.DOCUMENT_POSITION_FOLLOWING))?.focus();
    else if (!isInside) return;
    else if (event.key === 'ArrowUp') {
      const before = searches.findLast(stands(Node.DOCUMENT_POSITION_PRECEDING));
      if (before) before.focus();
      else this.#instance.focusPreviousInput(from);
    } else if (event.key === '/') this.#instance.focusPreviousInput(from);
    else if (isLetter) this.#instance.focusInputAndType(from, event.key);
    else return;
    event.preventDefault();
  }

  get #kept(): string[] {
    const kept = this.#device.entries['recent']?.['searches'];
    return Array.isArray(kept) ? kept.filter((typed) => typeof typed === 'string') : [];
  }

  /** Without any search nothing stays on the device, not even that there was one. */
  #put(searches: readonly string[]): void {
    if (searches.length > 0) this.#device.put('recent', { searches });
    else this.#device.clear();
  }

  #show(): void {
    const items = this.#kept.map((typed) => {
      const item = this.#item(typed);
      const remove = button('×', 'remove', () => this.#remove(typed));
      remove.ariaLabel = this.#words.remove.replace('{search}', () => typed);
      item.append(remove);
      return item;
    });
    this.#recent.hidden = items.length === 0;
    this.#recent.querySelector('ul')?.replaceChildren(...items);
  }

  /** Removes one, and goes on to the next, or to the box after the last. */
  #remove(removed: string): void {
    const searches = this.#kept;
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
