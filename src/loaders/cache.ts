import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { codeOf } from './inputs.ts';

/** What was made of a text before, by that text or a word that stands for it. Nobody changes what it holds. */
export class Cache<T> {
  #before: ReadonlyMap<string, T> = new Map();
  readonly #asked = new Map<string, T>();
  #hasNew = false;

  get(key: string): T | undefined {
    const found = this.#asked.get(key) ?? this.#before.get(key);
    if (found !== undefined) this.#asked.set(key, found);
    return found;
  }

  set(key: string, value: T): void {
    this.#asked.set(key, value);
    this.#hasNew = true;
  }

  /** Takes in what an earlier run made. */
  fill(before: ReadonlyMap<string, T>): void {
    this.#before = before;
  }

  /** Whether something was made that no earlier run made. */
  get hasNew(): boolean {
    return this.#hasNew;
  }

  /** What is worth keeping: all that was asked for, or what was there where nothing was asked. */
  get worth(): ReadonlyMap<string, T> {
    return this.#asked.size > 0 ? this.#asked : this.#before;
  }
}

/**
 * Keeps between runs what was made, so that a command makes only what is new. A file that cannot be read, or that
 * other code or another version of Node made, counts for nothing; one that cannot be written is done without.
 * @param stores What is kept, by name: each in a file, so that nobody reads what they do not ask for.
 * @returns Writes the files, where there is something new.
 */
export function openCaches(root: string, stores: Readonly<Record<string, Cache<unknown>>>): () => void {
  const folder = join(root, 'node_modules/.cache/playbook/made');
  const maker = `${process.version} ${codeOf(root)}`;
  for (const [name, store] of Object.entries(stores)) {
    const before = readCacheFile(join(folder, name));
    if (before?.maker === maker && before.values instanceof Map) store.fill(before.values);
  }
  return () => {
    for (const [name, store] of Object.entries(stores)) {
      if (store.hasNew) writeCacheFile(join(folder, name), { maker, values: store.worth });
    }
  };
}

/** What one file holds. */
interface CacheFile {
  /** What made the values: the same code would make them again. */
  maker: string;
  values: ReadonlyMap<string, unknown>;
}

function readCacheFile(file: string): Partial<CacheFile> | undefined {
  try {
    return deserialize(readFileSync(file)) ?? undefined;
  } catch {
    return undefined;
  }
}

function writeCacheFile(file: string, kept: CacheFile): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Another run may be reading it.
    writeFileSync(`${file}.${process.pid}`, serialize(kept));
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    // What cannot be kept is made again.
  }
}
