import { hash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { codeOf } from './inputs.ts';

/**
 * Cache of values computed in this run or an earlier one, by a text or its hash. Callers must not change the values.
 */
export class Cache<T> {
  #earlier: ReadonlyMap<string, T> = new Map();
  readonly #used = new Map<string, T>();
  #hasNew = false;

  get(key: string): T | undefined {
    const value = this.#used.get(key) ?? this.#earlier.get(key);
    if (value !== undefined) this.#used.set(key, value);
    return value;
  }

  set(key: string, value: T): void {
    this.#used.set(key, value);
    this.#hasNew = true;
  }

  /** Takes over the entries of an earlier run. */
  fill(before: ReadonlyMap<string, T>): void {
    this.#earlier = before;
  }

  /** True if this run has set an entry. */
  get hasNew(): boolean {
    return this.#hasNew;
  }

  /** Entries to write: those read or set in this run, or all earlier entries if there are none. */
  get entries(): ReadonlyMap<string, T> {
    return this.#used.size > 0 ? this.#used : this.#earlier;
  }
}

/**
 * Fills caches with the values of earlier runs, so that a command computes only what is new. A file that cannot be
 * read, that is damaged, or that other code or another version of Node wrote, is ignored, and so is a failure to write.
 * @param stores Caches by name. Each has its own file, so that a command reads only those that it uses.
 * @returns Writes the files of the caches with new entries.
 */
export function openCaches(root: string, stores: Readonly<Record<string, Cache<unknown>>>): () => void {
  const folder = join(root, 'node_modules/.cache/playbook/made');
  const code = codeOf(root);
  const makerOf = (name: string) => `${name} ${process.version} ${code}`;
  for (const [name, store] of Object.entries(stores)) {
    const before = readCacheFile(join(folder, name));
    if (before?.maker === makerOf(name) && before.values instanceof Map) store.fill(before.values);
  }
  return () => {
    for (const [name, store] of Object.entries(stores)) {
      if (store.hasNew) writeCacheFile(join(folder, name), { maker: makerOf(name), values: store.entries });
    }
  };
}

/** Content of one cache file, after its digest. */
interface CacheFile {
  /** Name of the cache, version of Node and digest of the code that computed the values. Another maker's file is stale. */
  maker: string;
  values: ReadonlyMap<string, unknown>;
}

/** Length of a SHA-1 digest in bytes. */
const DIGEST = 20;

function readCacheFile(file: string): Partial<CacheFile> | undefined {
  try {
    const bytes = readFileSync(file);
    const content = bytes.subarray(DIGEST);
    // Damaged bytes can be values too, other ones.
    return bytes.subarray(0, DIGEST).equals(hash('sha1', content, 'buffer')) ? deserialize(content) : undefined;
  } catch {
    return undefined;
  }
}

function writeCacheFile(file: string, value: CacheFile): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const content = serialize(value);
    // Renamed into place, since another run may be reading the file.
    writeFileSync(`${file}.${process.pid}`, Buffer.concat([hash('sha1', content, 'buffer'), content]));
    try {
      renameSync(`${file}.${process.pid}`, file);
    } catch {
      // A folder is in its place.
      rmSync(file, { recursive: true });
      renameSync(`${file}.${process.pid}`, file);
    }
    // Files that killed runs left. A run that writes one now does without.
    for (const other of globSync(`${basename(file)}.*`, { cwd: dirname(file) })) rmSync(join(file, '..', other));
  } catch {
    // Without the file, the next run computes the values again.
  }
}
