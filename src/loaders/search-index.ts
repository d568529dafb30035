import { createHash, hash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { close, createIndex, type PagefindIndex } from 'pagefind';
import { FACETS, type Facets } from '#model/search.ts';
import { pagesIn } from './output.ts';

/** The files of a search index, by their paths inside its folder. */
export type IndexFiles = Map<string, Uint8Array>;

/** An index that Pagefind makes, in a process of its own, while pages are still being drawn. */
export interface Indexing {
  /** Takes in a page that was drawn, by its path in the folder. The order is that of the pages in the index. */
  add(name: string): void;
  /**
   * Takes in the pages that it has not yet, and gives the files of the index: the same for the same pages in the same
   * order. The pages are read at once, and may be written again from then on. Fails with what Pagefind says of a failure.
   */
  finish(): Promise<IndexFiles>;
  /** Ends it, whatever stands then. */
  abandon(): Promise<void>;
}

/** Has Pagefind index the pages of an edition. */
export function indexOf(folder: string): Indexing {
  const digests = new Map<string, string>();
  const made = createIndex();
  const taken: Promise<unknown>[] = [];
  // What fails is told of in the end, and by nobody where the end is not waited for.
  const later = (work: Promise<unknown>) => void work.catch(() => {});
  later(made);
  const take = (name: string, page: Buffer) => {
    digests.set(name, hash('sha1', page));
    const file = { sourcePath: name, content: searchedPart(page.toString()) };
    const taking = made.then(async ({ index }) => answered(await index?.addHTMLFile(file)));
    later(taking);
    taken.push(taking);
  };
  const read = (name: string) => readFileSync(join(folder, name));
  return {
    add: (name) => take(name, read(name)),
    async finish() {
      for (const name of pagesIn(folder)) {
        const page = read(name);
        const before = digests.get(name);
        if (before === undefined) take(name, page);
        else if (before !== hash('sha1', page)) return indexOf(folder).finish();
      }
      try {
        const files = await whileAlive(Promise.all(taken).then(async () => filesOf(answered(await made).index)));
        orderFacets(files);
        return files;
      } catch (error) {
        throw new Error(`The search index could not be made: ${error instanceof Error ? error.message : error}`);
      } finally {
        await close();
      }
    },
    async abandon() {
      await close();
    },
  };
}

/** The part of a page that Pagefind looks at. To read the others would take it as long. */
function searchedPart(source: string): string {
  const [head, start, end] = [source.indexOf('<body'), source.indexOf('<main'), source.lastIndexOf('</main>')];
  if (head === -1 || start < head || end < start) return source;
  return `${source.slice(0, head)}<body>${source.slice(start, end)}</main></body></html>`;
}

/** Writes the files of a search index into a folder. */
export function writeIndex(folder: string, files: IndexFiles): void {
  for (const [name, content] of files) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

async function filesOf(index: PagefindIndex | undefined): Promise<IndexFiles> {
  const { files } = answered(await index?.getFiles());
  return new Map(files.map(({ path, content }) => [path, content]));
}

/** Pagefind tells of a failure in its answer. */
function answered<T extends { errors: string[] }>(answer: T | undefined): T {
  if (!answer) throw new Error('Pagefind made none.');
  if (answer.errors.length > 0) throw new Error(answer.errors.join('\n'));
  return answer;
}

/** Fails with a process that ended before it answered: Pagefind waits for it, and Node would end with nothing left to do. */
async function whileAlive<T>(answer: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const ended = () => reject(new Error('Pagefind ended before it was done.'));
  process.once('beforeExit', ended);
  try {
    return await Promise.race([answer, promise]);
  } finally {
    process.off('beforeExit', ended);
  }
}

/** What Pagefind writes before its data. */
const MAGIC = 'pagefind_dcd'.length;

/** The place of the list of facets in what Pagefind knows of a language. */
const LIST = 3;

/**
 * Puts the facets of a search index in order, and adds a file of the pages that have them. Pagefind keeps them in tables
 * that it runs through in another order each time, and names their files by what they hold; without this, two builds of
 * the same text differ.
 */
export function orderFacets(files: IndexFiles): void {
  const entry = JSON.parse(Buffer.from(files.get(ENTRY) ?? []).toString()) as {
    languages: Record<string, { hash: string }>;
  };
  const members: Members[] = [];
  for (const language of Object.values(entry.languages)) {
    const meta = read(files, metaFile(language.hash));
    const [, pages] = valueAt(meta, MAGIC) as [version: string, pages: [id: string][]];
    const facets = items(meta, items(meta, MAGIC)[LIST]?.[0] ?? MAGIC);
    const renamed = facets.map(([start, end]) => {
      const [facet, old] = valueAt(meta, start) as [facet: string, file: string];
      const bytes = read(files, facetFile(old));
      const [, values] = valueAt(bytes, MAGIC) as [facet: string, values: [value: string, pages: number[]][]];
      for (const [value, places] of values) {
        members.push([facet, value, places.map((page) => pages[page]?.[0] ?? '')]);
      }
      const next = moved(files, old, facetFile, inOrder(bytes, 1));
      return Buffer.from(meta.subarray(start, end).toString('latin1').replace(old, next), 'latin1');
    });
    facets.forEach(([start], place) => {
      renamed[place]?.copy(meta, start);
    });
    language.hash = moved(files, language.hash, metaFile, inOrder(meta, LIST));
  }
  files.set(FACETS, Buffer.from(JSON.stringify(facetsOf(members))));
  files.set(ENTRY, Buffer.from(JSON.stringify(entry)));
}

/** The pages of a language that have a value of a facet. */
type Members = [facet: string, value: string, ids: string[]];

/** The pages of all languages, with facets and values in order. */
function facetsOf(members: Members[]): Facets {
  const facets: Facets = {};
  for (const [facet, value, ids] of members.sort()) {
    facets[facet] ??= {};
    facets[facet][value] = [...(facets[facet][value] ?? []), ...ids];
  }
  return facets;
}

const ENTRY = 'pagefind-entry.json';
const metaFile = (name: string) => `pagefind.${name}.pf_meta`;
const facetFile = (name: string) => `filter/${name}.pf_filter`;

function read(files: IndexFiles, file: string): Buffer {
  const content = files.get(file);
  if (!content) throw new Error(`The search index has no file ${file}.`);
  return gunzipSync(content);
}

/** Puts a file under a name for what it holds now, as long as the old one, and returns that name. */
function moved(files: IndexFiles, old: string, fileOf: (name: string) => string, bytes: Buffer): string {
  const [language = ''] = old.split(/(?<=_)(?=[^_]*$)/);
  const digest = createHash('sha256').update(bytes).digest('hex');
  const name = language + digest.slice(0, old.length - language.length);
  files.delete(fileOf(old));
  files.set(fileOf(name), gzipSync(bytes));
  return name;
}

/** The same data with one list of its outermost list in order. */
function inOrder(bytes: Buffer, place: number): Buffer {
  const list = items(bytes, items(bytes, MAGIC)[place]?.[0] ?? MAGIC);
  const [first, last] = [list[0], list.at(-1)];
  if (!first || !last) return bytes;
  const sorted = list.map(([start, end]) => bytes.subarray(start, end)).sort(Buffer.compare);
  return Buffer.concat([bytes.subarray(0, first[0]), ...sorted, bytes.subarray(last[1])]);
}

/** From where to where a value of CBOR (RFC 8949) stands. */
type Span = [start: number, end: number];

/** The items of a list. */
function items(bytes: Buffer, at: number): Span[] {
  const { major, value, next } = headAt(bytes, at);
  if (major !== 4) throw new Error('The search index is not as Pagefind 1.5 writes it.');
  const spans: Span[] = [];
  for (let start = next; spans.length < value; ) {
    const end = endOf(bytes, start);
    spans.push([start, end]);
    start = end;
  }
  return spans;
}

function endOf(bytes: Buffer, at: number): number {
  const { major, value, next } = headAt(bytes, at);
  if (major === 4) return items(bytes, at).at(-1)?.[1] ?? next;
  // Texts and bytes say how long they are; numbers end with their head.
  return major === 2 || major === 3 ? next + value : next;
}

/** What a value is, its number or length, and where what follows the head starts. */
function headAt(bytes: Buffer, at: number): { major: number; value: number; next: number } {
  const head = bytes.readUInt8(at);
  const [major, value] = [head >> 5, head & 31];
  if (value < 24) return { major, value, next: at + 1 };
  const size = 2 ** (value - 24);
  if (size > 4 || (major > 4 && major < 7)) throw new Error('The search index is not as Pagefind 1.5 writes it.');
  return { major, value: bytes.readUIntBE(at + 1, size), next: at + 1 + size };
}

/** A number, a text or a list. */
function valueAt(bytes: Buffer, at: number): unknown {
  const { major, value, next } = headAt(bytes, at);
  if (major === 4) return items(bytes, at).map(([start]) => valueAt(bytes, start));
  return major === 3 ? bytes.toString('utf8', next, next + value) : value;
}
