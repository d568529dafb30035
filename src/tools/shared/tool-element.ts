import type { Entries, Entry } from '#formulas/saved-state.ts';
import { fillIn } from '#schema/placeholders.ts';
import type { CopyPage, CopyText } from './copy.ts';
import { Device, type Trouble } from './device.ts';

/** Interface strings of the controls below every tool. */
type DeviceWords = Record<Trouble | CopyText | DeviceText, string>;

type DeviceText = 'failed' | 'left' | 'deleted' | 'nothingKept' | 'restored' | 'file';

/**
 * Base class of the tools: saves entries on the device, shows them again, and exports and imports them as a file.
 * `Tool.astro` renders the markup around each tool.
 * @typeParam Fields Fields of an entry.
 * @typeParam Given Data that the page passes to the script as JSON: interface strings and data entries.
 */
export abstract class ToolElement<Fields, Given extends { words: unknown; data?: unknown }> extends HTMLElement {
  protected device!: Device;
  protected given!: Given & { device: DeviceWords };

  connectedCallback(): void {
    const scripts = this.all('script[data-given]').map(({ dataset, textContent }) => [
      dataset['given'],
      JSON.parse(textContent ?? ''),
    ]);
    this.given = Object.fromEntries(scripts);
    const { part = '', former = '' } = this.dataset;
    this.device = new Device(part, former.split(' ').filter(Boolean));
    for (const element of this.all('[data-live], [data-worksheet]')) element.hidden = 'worksheet' in element.dataset;
    this.on('click', '[data-device=save]', () => this.withCopies((copies, page) => copies.saveCopy(page)));
    this.on('click', '[data-device=delete]', () => this.#delete());
    this.on('change', '[data-device=load]', (input: HTMLInputElement) =>
      this.withCopies((copies, page) => copies.loadCopy(input, page)),
    );
    this.start();
    this.device.addEventListener('change', () => this.#refresh());
    this.#refresh();
  }

  /** Checks whether the fields of an entry are ones that this tool writes. */
  protected abstract isValid(id: string, entry: Entry): boolean;

  /** Name for people of an entry that has no `name`; by default its id. */
  protected nameOf(id: string, _entry: Entry & Fields): string {
    return id;
  }

  /** Sentence on why the entries of a copy must not be taken over; by default all may. */
  protected refusalOf(_entries: Entries): string | undefined {
    return undefined;
  }

  /** Sets up the form; called once. */
  protected abstract start(): void;

  /** Renders the saved state; called at the start and on every change, here or in another tab. */
  protected abstract show(): void;

  protected get words(): Given['words'] {
    return this.given.words;
  }

  protected get data(): Given['data'] {
    return this.given.data;
  }

  /** Saved entries, without those that this version does not understand. */
  protected get entries(): [id: string, entry: Entry & Fields][] {
    return Object.entries(this.device.entries).filter(([id, entry]) => this.isValid(id, entry)) as [
      string,
      Entry & Fields,
    ][];
  }

  /** Saved fields of an entry; none if it is not saved. */
  protected fieldsOf(id: string): Partial<Fields> {
    const { at: _, ...fields } = this.entries.find(([other]) => other === id)?.[1] ?? { at: '' };
    return fields as Partial<Fields>;
  }

  /** Returns the first element that matches a selector, which must exist. */
  protected one<E extends Element = HTMLElement>(selector: string, root: Element = this): E {
    return root.querySelector<E>(selector) as E;
  }

  /** Returns all elements that match a selector. */
  protected all<E extends Element = HTMLElement>(selector: string, root: Element = this): E[] {
    return [...root.querySelectorAll<E>(selector)];
  }

  /** Adds a delegated event listener for elements that match a selector, now or later. */
  protected on<E extends HTMLElement, N extends keyof HTMLElementEventMap>(
    name: N,
    selector: string,
    listener: (element: E, event: HTMLElementEventMap[N]) => void,
  ): void {
    this.addEventListener(name, (event) => {
      const element = (event.target as Element).closest<E>(selector);
      if (element) listener(element, event);
    });
  }

  /** Clones a template of the page. */
  protected cloneTemplate(name: string): HTMLElement {
    const { content } = this.one<HTMLTemplateElement>(`template[data-template="${name}"]`);
    return content.firstElementChild?.cloneNode(true) as HTMLElement;
  }

  /** Sets the text of `data-fill` elements by name, in an element or on it. */
  protected fill(element: HTMLElement, texts: Record<string, string>): void {
    for (const place of [element, ...this.all('[data-fill]', element)]) {
      const text = texts[place.dataset['fill'] ?? ''];
      if (text !== undefined) place.textContent = text;
    }
  }

  /**
   * Renders each item of a list into a copy of a template, between other children of the list. Rows are reused by id,
   * so that none loses the focus or a click. Items that stay must stay in their order.
   */
  protected renderRows<Item extends { id: string }>(
    selector: string,
    template: string,
    items: readonly Item[],
    render: (row: HTMLElement, item: Item, index: number) => void,
  ): void {
    const list = this.one(selector);
    const ids = new Set(items.map(({ id }) => id));
    for (const row of this.all(':scope > [data-id]', list)) if (!ids.has(rowId(row))) row.remove();
    let next = list.querySelector<HTMLElement>(':scope > [data-id]');
    for (const [index, item] of items.entries()) {
      let row = next;
      if (row && rowId(row) === item.id) next = row.nextElementSibling as HTMLElement | null;
      else {
        row = this.cloneTemplate(template);
        row.dataset['id'] = item.id;
        list.insertBefore(row, next);
      }
      render(row, item, index);
    }
  }

  /** Sets the text of all elements that match, only if it differs: so it is neither rendered nor announced again. */
  protected write(selector: string, text: string, root: Element = this): void {
    for (const element of this.all(selector, root)) if (element.textContent !== text) element.textContent = text;
  }

  /** Shows the elements with `data-<kind>` whose value is among the given ones, and hides the others. */
  protected showOnly(kind: string, values: readonly unknown[], root: Element = this): void {
    for (const element of this.all(`[data-${kind}]`, root)) element.hidden = !values.includes(element.dataset[kind]);
  }

  /** Announces a message to screen readers, with optional buttons to undo, or to take over and to leave. */
  protected say(text: string, undo?: () => void, take?: () => void): void {
    const said = this.one('[data-said]');
    said.textContent = text;
    const leave = take && (() => this.say(this.given.device.left));
    for (const [name, action] of Object.entries({ undo, take, leave })) {
      const button = this.one<HTMLButtonElement>(`[data-device=${name}]`);
      // Hiding the focused button would lose the focus.
      if (!action && document.activeElement === button) said.focus();
      button.hidden = !action;
      button.onclick = action ?? null;
    }
    // The buttons come next on a keyboard.
    if (take) said.focus();
  }

  /** Sets or deletes an entry and says so, with an undo. */
  protected changeWithUndo(id: string, fields: Partial<Fields> | undefined, said: string, restored?: string): void {
    const before = this.device.entries[id];
    this.device.put(id, fields);
    this.say(said, () => {
      this.device.put(id, before);
      this.say(restored ?? this.given.device.restored);
    });
  }

  /** Uses the code for copies, which most visits do not need and which is loaded on demand; not without a connection. */
  protected async withCopies<Result>(
    use: (copies: typeof import('./copy.ts'), page: CopyPage) => Result,
  ): Promise<Result | undefined> {
    const copies = await import('./copy.ts').catch(() => void this.say(this.given.device.failed));
    const words = this.given.device;
    return (
      copies &&
      use(copies, {
        device: this.device,
        words,
        fileName: fillIn(words.file, { date: new Date().toJSON().slice(0, 10) }),
        download,
        formatList,
        nameOf: (id, entry) => (this.isValid(id, entry) ? this.nameOf(id, entry as Entry & Fields) : undefined),
        refusalOf: (entries) => this.refusalOf(entries),
        say: (...message) => this.say(...message),
      })
    );
  }

  #refresh(): void {
    const { trouble } = this.device;
    this.write('[data-trouble]', trouble ? this.given.device[trouble] : '');
    // Loaded early, so that saving a copy needs no connection when it is needed most.
    if (trouble) this.withCopies(() => {});
    this.show();
  }

  #delete(): void {
    const { nothingKept, deleted, restored } = this.given.device;
    const before = this.device.clear();
    if (Object.keys(before).length === 0) this.say(nothingKept);
    else
      this.say(deleted, () => {
        this.device.take(before);
        this.say(restored);
      });
  }
}

/** Id of the item whose row an element is in; empty if it is in none. */
export function rowId(element: HTMLElement): string {
  return element.closest<HTMLElement>('[data-id]')?.dataset['id'] ?? '';
}

/** Downloads a text as a file. Nothing leaves the device. */
export function download(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}

// The functions below are here and not in files of their own, because each file that only some of the tools import is one
// more request.

/** Copies a text; false if the browser refuses, or has no clipboard because the page is not served over HTTPS. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** Language of the page. */
const LANGUAGE = document.documentElement.lang;

/** Formats a date (YYYY-MM-DD) in the language of the page. */
export function formatDate(day: string, dateStyle: 'full' | 'long' | 'medium'): string {
  return new Date(`${day}T12:00`).toLocaleDateString(LANGUAGE, { dateStyle });
}

/** Formats a number in the language of the page, with at most one decimal. */
export function formatNumber(value: number): string {
  return value.toLocaleString(LANGUAGE, { maximumFractionDigits: 1 });
}

/** Joins the items of a list in the language of the page, such as "a, b and c". */
export function formatList(items: readonly string[]): string {
  return new Intl.ListFormat(LANGUAGE).format(items);
}
