import { changedAt, type Entries, isNewerVersion, mergeEntries, readEntries, VERSION } from '#formulas/saved-state.ts';

/** Reasons why state is not saved: storage is forbidden or full, or its content cannot be read. */
export type Trouble = 'forbidden' | 'full' | 'damaged' | 'newer';

/** Start of the keys in localStorage. Includes the base path, since two handbooks may share a host. */
export const PREFIX = `playbook:${import.meta.env.BASE_URL}:`;

/**
 * Saved state of one page in localStorage. Before every change it merges what other tabs have saved; the newer version
 * of each entry wins. Without storage, entries last as long as the page. Dispatches `change` when entries change, here
 * or in another tab.
 */
export class Device extends EventTarget {
  /** Reason why entries are not saved, if there is one. */
  trouble: Trouble | undefined;
  #entries = mergeEntries({}, {});
  /** True while saving would overwrite what could not be read. */
  #isLocked = false;

  /** Id of the page, and those from before it moved. */
  readonly ids: readonly [string, ...string[]];

  /**
   * @param part Id of the page.
   * @param former Ids of the page before it moved, whose saved state still belongs to it.
   */
  constructor(part: string, former: readonly string[] = []) {
    super();
    this.ids = [part, ...former];
    this.#read();
    addEventListener('storage', ({ key, oldValue }) => {
      if (key !== null && !this.ids.some((id) => key === PREFIX + id)) return;
      // An undo in another tab takes entries back, which merging alone would keep.
      const before = key === null ? this.#entries : parseStored(oldValue).entries;
      for (const [id, { at }] of Object.entries(before)) if (this.#entries[id]?.at === at) delete this.#entries[id];
      this.#read();
      this.dispatchEvent(new Event('change'));
    });
  }

  /** Entries without those marked as deleted (`gone`). */
  get entries(): Entries {
    const present = Object.entries(this.#entries).filter(([, { gone }]) => !gone);
    return mergeEntries({}, Object.fromEntries(present));
  }

  /** Entries with those marked as deleted. */
  get allEntries(): Entries {
    return this.#entries;
  }

  /** Sets the fields of an entry, or deletes it if there are none. */
  put(id: string, fields: Record<string, unknown> | undefined): void {
    this.#read();
    const at = changedAt(this.#entries[id], new Date());
    this.#entries[id] = fields ? { ...fields, at } : { gone: true, at };
    this.#save();
  }

  /** Deletes the saved state of this page and returns it. */
  clear(): Entries {
    const before = this.entries;
    this.#entries = mergeEntries({}, {});
    try {
      for (const id of this.ids) store(id, undefined);
      this.trouble = undefined;
    } catch {
      this.trouble = 'forbidden';
    }
    this.dispatchEvent(new Event('change'));
    return before;
  }

  /**
   * Merges other entries of this page; the newer version of each wins.
   * @returns Function that takes them back, without those that have changed since.
   */
  take(theirs: Entries): () => void {
    this.#read();
    const before = this.#entries;
    const taken = mergeEntries(before, theirs);
    this.#entries = mergeEntries(taken, {});
    this.#save();
    return () => {
      this.#read();
      for (const id of Object.keys(theirs)) {
        if (this.#entries[id]?.at !== taken[id]?.at) continue;
        if (before[id]) this.#entries[id] = before[id];
        else delete this.#entries[id];
      }
      this.#save();
    };
  }

  #read(): void {
    this.#isLocked = false;
    try {
      for (const id of this.ids) {
        const { entries, trouble } = readStored(id);
        this.#entries = mergeEntries(this.#entries, entries);
        this.trouble = trouble ?? this.trouble;
        this.#isLocked ||= trouble !== undefined && trouble !== 'damaged';
      }
    } catch {
      this.trouble = 'forbidden';
    }
  }

  #save(): void {
    try {
      if (!this.#isLocked) {
        store(this.ids[0], this.#entries);
        this.trouble = undefined;
      }
    } catch (error) {
      this.trouble = (error as Error).name === 'QuotaExceededError' ? 'full' : 'forbidden';
    }
    this.dispatchEvent(new Event('change'));
  }
}

/** Parses the saved entries of a page, without those that are damaged. */
function parseStored(text: string | null): { entries: Entries; trouble?: Trouble } {
  if (text === null) return { entries: {} };
  try {
    const { version, entries: saved } = JSON.parse(text);
    if (isNewerVersion(version)) return { entries: {}, trouble: 'newer' };
    const { entries, isSound } = readEntries(saved);
    return isSound && version === VERSION ? { entries } : { entries, trouble: 'damaged' };
  } catch {
    return { entries: {}, trouble: 'damaged' };
  }
}

/**
 * Reads the saved entries of a page. Damaged text is put aside, and its sound entries take its place.
 * @returns The trouble `full` if there is no room to put it aside, so that it must not be overwritten.
 * @throws DOMException if storage is forbidden.
 */
export function readStored(part: string): ReturnType<typeof parseStored> {
  const text = localStorage.getItem(PREFIX + part);
  const stored = parseStored(text);
  if (text === null || stored.trouble !== 'damaged') return stored;
  // Texts that were put aside before stay.
  let key = `${PREFIX}${part}:damaged`;
  while (localStorage.getItem(key) !== null) key += '+';
  try {
    localStorage.setItem(key, text);
    store(part, stored.entries);
    return stored;
  } catch {
    return { ...stored, trouble: 'full' };
  }
}

/** Saves the entries of a page, or removes them from storage. */
function store(part: string, entries: Entries | undefined): void {
  if (entries) localStorage.setItem(PREFIX + part, JSON.stringify({ version: VERSION, entries }));
  else localStorage.removeItem(PREFIX + part);
}
