import { changedAt, type Entries, isEntries, merged, type Parts, VERSION } from '#formulas/saved-state.ts';

/** Reasons why state is not saved: storage is forbidden or full, or its content cannot be read. */
export type Trouble = 'forbidden' | 'full' | 'damaged' | 'newer';

// Includes the base path, since two handbooks may share a host.
const PREFIX = `playbook:${import.meta.env.BASE_URL}:`;

/**
 * Saved state of one page in localStorage. Before every change it merges what other tabs have saved; the newer version
 * of each entry wins. Without storage, entries last as long as the page. Dispatches `change` when entries change, here
 * or in another tab.
 */
export class Device extends EventTarget {
  /** Reason why entries are not saved, if there is one. */
  trouble: Trouble | undefined;
  #entries: Entries = {};

  readonly part: string;
  readonly #ids: readonly string[];

  /**
   * @param part Id of the page.
   * @param former Ids of the page before it moved, whose saved state still belongs to it.
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

  /** Entries without those marked as deleted (`gone`). */
  get entries(): Entries {
    return Object.fromEntries(Object.entries(this.#entries).filter(([, { gone }]) => !gone));
  }

  /** Sets the fields of an entry, or deletes it if there are none. */
  put(id: string, fields: Record<string, unknown> | undefined): void {
    this.#read();
    const at = changedAt(this.#entries[id], new Date());
    this.#entries[id] = fields ? { ...fields, at } : { gone: true, at };
    this.#write();
    this.dispatchEvent(new Event('change'));
  }

  /** Deletes the saved state of this page and returns it. */
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

  /** Saved state of all pages of this handbook, with the current entries of this page. */
  all(): Parts {
    const parts: Parts = {};
    try {
      for (const key of Object.keys(localStorage)) {
        const part = key.slice(PREFIX.length);
        const stored = key.startsWith(PREFIX) ? readStored(part) : undefined;
        if (typeof stored === 'object') parts[part] = stored;
      }
    } catch {
      // Storage is forbidden, so there are only the entries of this page.
    }
    return { ...this.#withCurrentId(parts), [this.part]: this.#entries };
  }

  /** Entries of this page in `parts`, under its current and former ids. */
  of(parts: Parts): Entries | undefined {
    const own = this.#ids.map((id) => parts[id]).filter((entries) => entries !== undefined);
    return own.length > 0 ? own.reduce(merged) : undefined;
  }

  /**
   * Merges other parts; the newer version of each entry wins. Saves either all of them or none.
   * @returns Number of entries that were new or newer; undefined if not all could be saved.
   */
  take(given: Parts): number | undefined {
    const [mine, parts] = [this.all(), this.#withCurrentId(given)];
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

  /** Returns the parts with all entries of this page under its current id. */
  #withCurrentId(parts: Parts): Parts {
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

/** Saved entries of a page, for a page that only reads them. */
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

/** Moves unreadable state to another key, so that the next change does not overwrite it. */
function setAside(part: string): void {
  localStorage.setItem(`${PREFIX}${part}:damaged`, localStorage.getItem(PREFIX + part) ?? '');
  localStorage.removeItem(PREFIX + part);
}
