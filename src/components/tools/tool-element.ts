import {
  type Entries,
  type Entry,
  fileOf,
  type LoadFailure,
  type Parts,
  partsOf,
} from '#model/formulas/saved-state.ts';
import { Device } from './device.ts';

/** The words of the controls below every tool, from `#model/words.ts` by way of the page. */
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

/** No export of a handbook comes near this size, in bytes. */
const LARGEST = 2_000_000;

/**
 * What makes the form of a tool live: it keeps entries on the device, shows them again, and lets the
 * reader take them along as a file. `Tool.astro` draws what stands around each tool.
 * @typeParam T The fields of an entry.
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

  /** Whether the fields of an entry are ones that this tool has written. */
  protected abstract reads(id: string, entry: Entry): boolean;

  /** Prepares the form, once. */
  protected abstract start(): void;

  /** Shows what is kept: once at the start, and whenever it has changed here or in another tab. */
  protected abstract show(): void;

  /** The entries that are kept, without any that this version does not understand. */
  protected get kept(): [id: string, entry: Entry & T][] {
    return Object.entries(this.device.entries).filter(([id, entry]) => this.reads(id, entry)) as [string, Entry & T][];
  }

  /** What the page hands to the script: words and entries of data, as JSON. */
  protected given<G>(name: string): G {
    return JSON.parse(this.#one(`script[data-given="${name}"]`).textContent ?? '') as G;
  }

  /** The first element that a selector finds in the tool, which is always there. */
  protected one<E extends HTMLElement = HTMLElement>(selector: string): E {
    return this.#one(selector) as E;
  }

  /** Calls back when an event happens on an element that a selector finds, now or later. */
  protected on(event: string, selector: string, then: (element: HTMLElement, event: Event) => void): void {
    this.addEventListener(event, (happened) => {
      const element = (happened.target as Element).closest<HTMLElement>(selector);
      if (element) then(element, happened);
    });
  }

  /** A copy of a template of the page, with texts put where `data-fill` names them. */
  protected filled(template: string, texts: Record<string, string>): HTMLElement {
    const source = this.#one(`template[data-template="${template}"]`) as HTMLTemplateElement;
    const copy = (source.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
    this.fill(copy, texts);
    return copy;
  }

  /** Puts texts where `data-fill` names them, in an element or on it. */
  protected fill(element: HTMLElement, texts: Record<string, string>): void {
    for (const [name, text] of Object.entries(texts)) {
      for (const place of [element, ...element.querySelectorAll(`[data-fill="${name}"]`)]) {
        if (place.getAttribute('data-fill') === name) place.textContent = text;
      }
    }
  }

  /** Says something that a screen reader reads out, with an optional button to take it back. */
  protected say(text: string, undo?: () => void): void {
    const said = this.one('[data-said]');
    said.textContent = text;
    const button = this.one<HTMLButtonElement>('[data-device=undo]');
    // A button that is pressed and hidden would take the focus with it.
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
    const name = filledIn(this.#deviceWords.file, { date: now.toISOString().slice(0, 10) });
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
    // So that choosing the same file again is a change again.
    input.value = '';
    this.say(this.taken(parts));
  }

  /** Takes the parts of a copy, and says in words what came of it. */
  protected taken(parts: Parts | LoadFailure): string {
    const words = this.#deviceWords;
    if (typeof parts === 'string') return words[`${parts}File`];
    const mine = Object.entries(this.device.of(parts) ?? {});
    if (mine.some(([id, entry]) => !entry.gone && !this.reads(id, entry))) return words.damagedFile;
    const count = this.device.take(parts);
    if (count === undefined) return words.noRoom;
    return count > 0 ? filledIn(words.loaded, { count }) : words.loadedNothing;
  }
}

/** A sentence of the page with values in the places of their names: `{count} people`. */
export function filledIn(sentence: string, values: object): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => String((values as Record<string, unknown>)[name] ?? ''));
}

/** Hands a text to the reader as a file. Nothing leaves the device. */
export function download(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
}
