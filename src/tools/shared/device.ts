import { changedAt, type Entries, isEntries, mergeEntries, type Parts, VERSION } from '#formulas/saved-state.ts';

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
      this.#dispatchChange();
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
    this.#dispatchChange();
  }

  /** Deletes the saved state of this page and returns it. */
  clear(): Entries {
    const before = this.entries;
    this.#entries = {};
    try {
      for (const id of this.#ids) store(id, undefined);
      this.trouble = undefined;
    } catch {
      this.trouble = 'forbidden';
    }
    this.#dispatchChange();
    return before;
  }

  /** Saved state of all pages of this handbook, with the current entries of this page. */
  all(): Parts {
    const parts: Parts = {};
    try {
      for (const key of Object.keys(localStorage)) {
        const part = key.slice(PREFIX.length);
        const stored = key.startsWith(PREFIX) && readStored(part);
        if (typeof stored === 'object') parts[part] = stored;
      }
    } catch {
      // Storage is forbidden, so there are only the entries of this page.
    }
    return { ...this.#withCurrentId(parts), [this.part]: this.#entries };
  }

  /** Entries of this page in `parts`, under its current and former ids. */
  ownEntries(parts: Parts): Entries | undefined {
    const own = this.#ids.map((id) => parts[id]).filter((entries) => entries !== undefined);
    return own.length > 0 ? own.reduce(mergeEntries) : undefined;
  }

  /**
   * Merges other parts; the newer version of each entry wins. Saves either all of them or none.
   * @returns Number of entries that were new or newer; undefined if not all could be saved.
   */
  merge(given: Parts): number | undefined {
    const [before, parts] = [this.all(), this.#withCurrentId(given)];
    const others = Object.keys(parts).filter((part) => part !== this.part);
    try {
      for (const part of others) store(part, mergeEntries(before[part] ?? {}, parts[part] ?? {}));
    } catch {
      for (const part of others) store(part, before[part]);
      return undefined;
    }
    this.#entries = mergeEntries(this.#entries, parts[this.part] ?? {});
    this.#write();
    this.#dispatchChange();
    const newer = Object.entries(parts).flatMap(([part, entries]) =>
      Object.entries(entries).filter(([id, { at }]) => at > (before[part]?.[id]?.at ?? '')),
    );
    return newer.length;
  }

  /** Returns the parts with all entries of this page under its current id. */
  #withCurrentId(parts: Parts): Parts {
    const others = Object.entries(parts).filter(([id]) => !this.#ids.includes(id));
    const own = this.ownEntries(parts);
    return { ...Object.fromEntries(others), ...(own && { [this.part]: own }) };
  }

  #dispatchChange(): void {
    this.dispatchEvent(new Event('change'));
  }

  #read(): void {
    try {
      for (const id of this.#ids) {
        const stored = readStored(id);
        if (typeof stored === 'object') this.#entries = mergeEntries(this.#entries, stored);
        else this.trouble = stored;
        if (stored === 'damaged') moveAside(id);
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

/** Saves the entries of a page, or removes them from storage. */
function store(part: string, entries: Entries | undefined): void {
  if (entries) localStorage.setItem(PREFIX + part, JSON.stringify({ version: VERSION, entries }));
  else localStorage.removeItem(PREFIX + part);
}

/** Moves unreadable state to another key, so that the next change does not overwrite it. */
function moveAside(part: string): void {
  localStorage.setItem(`${PREFIX}${part}:damaged`, localStorage.getItem(PREFIX + part) ?? '');
  store(part, undefined);
}
