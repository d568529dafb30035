import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

/** What Pagefind writes before its data. */
const MAGIC = 'pagefind_dcd'.length;

/** The place of the list of facets in what Pagefind knows of a language. */
const FACETS = 3;

/**
 * Puts the facets of a search index in order. Pagefind keeps them in tables that it runs through in another order each
 * time, and names their files by what they hold; without this, two builds of the same text differ.
 * @param folder The folder of the index, as Pagefind wrote it.
 */
export function orderFacets(folder: string): void {
  const entry = join(folder, 'pagefind-entry.json');
  if (!existsSync(entry)) return;
  const index = JSON.parse(readFileSync(entry, 'utf8')) as { languages: Record<string, { hash: string }> };
  for (const language of Object.values(index.languages)) {
    const meta = read(folder, metaFile(language.hash));
    const facets = items(meta, items(meta, MAGIC)[FACETS]?.[0] ?? MAGIC);
    // A facet is its name and the name of its file.
    const renamed = facets.map(([start, end]) => {
      const [, file = [start, end]] = items(meta, start);
      const old = textAt(meta, file);
      const next = moved(folder, old, facetFile, inOrder(read(folder, facetFile(old)), 1));
      return Buffer.from(meta.subarray(start, end).toString('latin1').replace(old, next), 'latin1');
    });
    facets.forEach(([start], place) => {
      renamed[place]?.copy(meta, start);
    });
    language.hash = moved(folder, language.hash, metaFile, inOrder(meta, FACETS));
  }
  writeFileSync(entry, JSON.stringify(index));
}

const metaFile = (name: string) => `pagefind.${name}.pf_meta`;
const facetFile = (name: string) => join('filter', `${name}.pf_filter`);

function read(folder: string, file: string): Buffer {
  return gunzipSync(readFileSync(join(folder, file)));
}

/** Writes a file again under a name for what it holds now, as long as the old one, and returns that name. */
function moved(folder: string, old: string, fileOf: (name: string) => string, bytes: Buffer): string {
  const [language = ''] = old.split(/(?<=_)(?=[^_]*$)/);
  const digest = createHash('sha256').update(bytes).digest('hex');
  const name = language + digest.slice(0, old.length - language.length);
  rmSync(join(folder, fileOf(old)));
  writeFileSync(join(folder, fileOf(name)), gzipSync(bytes));
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

function textAt(bytes: Buffer, [start, end]: Span): string {
  return bytes.toString('utf8', headAt(bytes, start).next, end);
}
