import { type Entries, type Entry, fileOf, type LoadFailure, type Parts, partsOf } from '#formulas/saved-state.ts';
import { fillIn } from '#schema/placeholders.ts';
import { Device } from './device.ts';

/** Interface strings of the controls below every tool, passed by the page. */
type DeviceWords = Record<
  | 'forbidden'
  | 'full'
  | 'damaged'
  | 'newer'
  | 'loaded'
  | 'loadedNothing'
  | 'foreignFile'
  | 'damagedFile'
  | 'newerFile'
  | 'noRoom'
  | 'deleted'
  | 'nothingKept'
  | 'restored'
  | 'file',
  string
>;

/** Maximum size of a file to load, in bytes, far above that of any export. */
const LARGEST = 2_000_000;

/**
 * Base class of the tools: saves entries on the device, shows them again, and exports and imports them as a file.
 * `Tool.astro` renders the markup around each tool.
 * @typeParam T Fields of an entry.
 */
export abstract class ToolElement<T> extends HTMLElement {
  protected device!: Device;
  #deviceWords!: DeviceWords;

  connectedCallback(): void {
    this.#deviceWords = this.given<DeviceWords>('device');
    const { part = '', former = '' } = this.dataset;
    this.device = new Device(part, former.split(' ').filter(Boolean));
    for (const element of this.querySelectorAll<HTMLElement>('[data-live]')) element.hidden = false;
    for (const element of this.querySelectorAll<HTMLElement>('[data-worksheet]')) element.hidden = true;
    this.on('click', '[data-device=save]', () => this.#save());
    this.on('click', '[data-device=delete]', () => this.#delete());
    this.on('change', '[data-device=load]', (input) => this.#load(input as HTMLInputElement));
    this.start();
    this.device.addEventListener('change', () => this.#refresh());
    this.#refresh();
  }

  /** Checks whether the fields of an entry are ones that this tool writes. */
  protected abstract reads(id: string, entry: Entry): boolean;

  /** Sets up the form; called once. */
  protected abstract start(): void;

  /** Renders the saved state; called at the start and on every change, here or in another tab. */
  protected abstract show(): void;

  /** Saved entries, without those that this version does not understand. */
  protected get kept(): [id: string, entry: Entry & T][] {
    return Object.entries(this.device.entries).filter(([id, entry]) => this.reads(id, entry)) as [string, Entry & T][];
  }

  /** Data that the page passes to the script as JSON: interface strings and data entries. */
  protected given<G>(name: string): G {
    return JSON.parse(this.#one(`script[data-given="${name}"]`).textContent ?? '') as G;
  }

  /** Returns the first element in the tool that matches a selector, which must exist. */
  protected one<E extends HTMLElement = HTMLElement>(selector: string): E {
    return this.#one(selector) as E;
  }

  /** Adds a delegated event listener for elements that match a selector, now or later. */
  protected on(event: string, selector: string, then: (element: HTMLElement, event: Event) => void): void {
    this.addEventListener(event, (happened) => {
      const element = (happened.target as Element).closest<HTMLElement>(selector);
      if (element) then(element, happened);
    });
  }

  /** Clones a template of the page and fills its `data-fill` elements. */
  protected filled(template: string, texts: Record<string, string>): HTMLElement {
    const source = this.#one(`template[data-template="${template}"]`) as HTMLTemplateElement;
    const copy = (source.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
    this.fill(copy, texts);
    return copy;
  }

  /** Sets the text of `data-fill` elements by name, in an element or on it. */
  protected fill(element: HTMLElement, texts: Record<string, string>): void {
    for (const [name, text] of Object.entries(texts)) {
      for (const place of [element, ...element.querySelectorAll(`[data-fill="${name}"]`)]) {
        if (place.getAttribute('data-fill') === name) place.textContent = text;
      }
    }
  }

  /** Announces a message to screen readers, with an optional button to undo. */
  protected say(text: string, undo?: () => void): void {
    const said = this.one('[data-said]');
    said.textContent = text;
    const button = this.one<HTMLButtonElement>('[data-device=undo]');
    // Hiding the focused button would lose the focus.
    if (!undo && document.activeElement === button) said.focus();
    button.hidden = undo === undefined;
    button.onclick = () => undo?.();
  }

  #one(selector: string): Element {
    const found = this.querySelector(selector);
    if (!found) throw new Error(`The tool ${this.localName} has no ${selector}`);
    return found;
  }

  #refresh(): void {
    const trouble = this.one('[data-trouble]');
    trouble.textContent = this.device.trouble ? this.#deviceWords[this.device.trouble] : '';
    this.show();
  }

  #save(): void {
    const now = new Date();
    const name = fillIn(this.#deviceWords.file, { date: now.toISOString().slice(0, 10) });
    download(name, 'application/json', fileOf(this.device.all(), now));
  }

  #delete(): void {
    const before: Entries = this.device.clear();
    const words = this.#deviceWords;
    if (Object.keys(before).length === 0) {
      this.say(words.nothingKept);
      return;
    }
    this.say(words.deleted, () => {
      this.device.take({ [this.device.part]: before });
      this.say(words.restored);
    });
  }

  async #load(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    if (!file) return;
    const parts = file.size > LARGEST ? 'foreign' : partsOf(await file.text());
    // Reset, so that choosing the same file again fires `change`.
    input.value = '';
    this.say(this.taken(parts));
  }

  /** Imports the parts of a copy and returns a message with the result. */
  protected taken(parts: Parts | LoadFailure): string {
    const words = this.#deviceWords;
    if (typeof parts === 'string') return words[`${parts}File`];
    const mine = Object.entries(this.device.of(parts) ?? {});
    if (mine.some(([id, entry]) => !entry.gone && !this.reads(id, entry))) return words.damagedFile;
    const count = this.device.take(parts);
    if (count === undefined) return words.noRoom;
    return count > 0 ? fillIn(words.loaded, { count }) : words.loadedNothing;
  }
}

/** Downloads a text as a file. Nothing leaves the device. */
export function download(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}
