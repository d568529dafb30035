import { changedAt, type Entries, isEntries, merged, type Parts, VERSION } from '#model/formulas/saved-state.ts';

/** Why something is not kept: storage is forbidden or full, or what is there cannot be read. */
export type Trouble = 'forbidden' | 'full' | 'damaged' | 'newer';

// Two handbooks may share a host, each under its own path.
const PREFIX = `playbook:${import.meta.env.BASE_URL}:`;

/**
 * What one page keeps on the device of the reader. Before every change it reads what other tabs have
 * written and keeps the newer of each entry. Where the browser keeps nothing, entries last as long as the page.
 * Sends `change` whenever the entries have changed, here or in another tab.
 */
export class Device extends EventTarget {
  /** What keeps the entries from being kept, if anything does. */
  trouble: Trouble | undefined;
  #entries: Entries = {};

  readonly part: string;
  readonly #ids: readonly string[];

  /**
   * @param part The id of the page.
   * @param former The ids that it had before it moved: what was kept under them is still its own.
   */
  constructor(part: string, former: readonly string[] = []) {
    super();
    this.part = part;
    this.#ids = [part, ...former];
    this.#read();
    addEventListener('storage', ({ key, newValue }) => {
      if (key !== null && !this.#ids.some((id) => key === PREFIX + id)) return;
      if (newValue === null) this.#entries = {};
      this.#read();
      this.dispatchEvent(new Event('change'));
    });
  }

  /** The entries that are not deleted. */
  get entries(): Entries {
    return Object.fromEntries(Object.entries(this.#entries).filter(([, { gone }]) => !gone));
  }

  /** Sets the fields of an entry, or deletes it where there are none. */
  put(id: string, fields: Record<string, unknown> | undefined): void {
    this.#read();
    const at = changedAt(this.#entries[id], new Date());
    this.#entries[id] = fields ? { ...fields, at } : { gone: true, at };
    this.#write();
    this.dispatchEvent(new Event('change'));
  }

  /** Deletes everything that this page keeps, and returns it. */
  clear(): Entries {
    const before = this.entries;
    this.#entries = {};
    try {
      for (const id of this.#ids) localStorage.removeItem(PREFIX + id);
      this.trouble = undefined;
    } catch {
      this.trouble = 'forbidden';
    }
    this.dispatchEvent(new Event('change'));
    return before;
  }

  /** Everything that this handbook keeps on the device, this page's entries as they are now. */
  all(): Parts {
    const parts: Parts = {};
    try {
      for (const key of Object.keys(localStorage)) {
        const part = key.slice(PREFIX.length);
        const stored = key.startsWith(PREFIX) ? readStored(part) : undefined;
        if (typeof stored === 'object') parts[part] = stored;
      }
    } catch {
      // Storage is forbidden; the entries of this page are all there is.
    }
    return { ...this.#folded(parts), [this.part]: this.#entries };
  }

  /** What parts hold of this page, under the id that it has or had. */
  of(parts: Parts): Entries | undefined {
    const own = this.#ids.map((id) => parts[id]).filter((entries) => entries !== undefined);
    return own.length > 0 ? own.reduce(merged) : undefined;
  }

  /**
   * Takes the newer of each entry from other parts, all or nothing.
   * @returns How many entries were new or newer, or nothing where they could not all be kept.
   */
  take(given: Parts): number | undefined {
    const [mine, parts] = [this.all(), this.#folded(given)];
    const after = Object.entries(parts).map(([part, entries]) => [part, merged(mine[part] ?? {}, entries)] as const);
    const news = after.flatMap(([part, entries]) =>
      Object.entries(entries).filter(([id, { at }]) => mine[part]?.[id]?.at !== at),
    );
    const others = after.filter(([part]) => part !== this.part);
    try {
      for (const [part, entries] of others) store(part, entries);
    } catch {
      for (const [part] of others) putBack(part, mine[part]);
      return undefined;
    }
    this.#entries = merged(this.#entries, parts[this.part] ?? {});
    this.#write();
    this.dispatchEvent(new Event('change'));
    return news.length;
  }

  /** Parts in which all that is of this page stands under the id that it has. */
  #folded(parts: Parts): Parts {
    const others = Object.entries(parts).filter(([id]) => !this.#ids.includes(id));
    const own = this.of(parts);
    return { ...Object.fromEntries(others), ...(own ? { [this.part]: own } : {}) };
  }

  #read(): void {
    try {
      for (const id of this.#ids) {
        const stored = readStored(id);
        if (typeof stored === 'object') this.#entries = merged(this.#entries, stored);
        else this.trouble = stored;
        if (stored === 'damaged') setAside(id);
      }
    } catch {
      this.trouble = 'forbidden';
    }
  }

  #write(): void {
    if (this.trouble === 'newer') return;
    try {
      store(this.part, this.#entries);
      this.trouble = undefined;
    } catch (error) {
      this.trouble = error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'forbidden';
    }
  }
}

/** What a page keeps, read once, for pages that only look at it. */
export function kept(part: string, former: readonly string[]): Entries {
  return new Device(part, former).entries;
}

function readStored(part: string): Entries | 'damaged' | 'newer' {
  const text = localStorage.getItem(PREFIX + part);
  if (text === null) return {};
  try {
    const { version, entries } = JSON.parse(text);
    if (version > VERSION) return 'newer';
    return isEntries(entries) ? entries : 'damaged';
  } catch {
    return 'damaged';
  }
}

function store(part: string, entries: Entries): void {
  localStorage.setItem(PREFIX + part, JSON.stringify({ version: VERSION, entries }));
}

function putBack(part: string, entries: Entries | undefined): void {
  if (entries) store(part, entries);
  else localStorage.removeItem(PREFIX + part);
}

/** Keeps what cannot be read under another name, so that the next change does not destroy it. */
function setAside(part: string): void {
  localStorage.setItem(`${PREFIX}${part}:damaged`, localStorage.getItem(PREFIX + part) ?? '');
  localStorage.removeItem(PREFIX + part);
}
