import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { close, createIndex, type PagefindIndex } from 'pagefind';
import { dictionaryWords } from '#check/dictionary.ts';
import { SEARCH_WORDS } from '#schema/generated-pages.ts';
import { correctorOf } from '#search/correction.ts';
import { SYMBOLS, wordsOf } from '#search/query.ts';
import { CORRECT_WORDS, FACETS, type Facets, type SearchWords } from '#search/search.ts';
import { filterOf } from '#search/word-filter.ts';
import { pagesIn } from './built-files.ts';

/** Files of a search index, by their paths inside its folder. */
export type IndexFiles = Map<string, Uint8Array>;

/**
 * Indexes the pages of an edition with Pagefind, in the order of their paths, and adds files of the pages by facet and of
 * the words that are no misspellings.
 * @returns The number of pages.
 * @throws Error with Pagefind's message if it fails.
 */
export async function writeSearchIndex(folder: string): Promise<number> {
  const pages = pagesIn(folder);
  for (const [name, content] of await indexPages(folder, pages)) {
    const file = join(folder, 'pagefind', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return pages.length;
}

/**
 * Creates the index of some pages of a folder.
 * @throws Error with Pagefind's message if it fails.
 */
export async function indexPages(folder: string, pages: readonly string[]): Promise<IndexFiles> {
  try {
    return await rejectOnExit(filesOf(folder, pages));
  } catch (error) {
    throw new Error(`The search index could not be made: ${error instanceof Error ? error.message : error}`);
  } finally {
    await close();
  }
}

async function filesOf(folder: string, pages: readonly string[]): Promise<IndexFiles> {
  const index = unwrap(await createIndex({ includeCharacters: SYMBOLS })).index as PagefindIndex;
  await Promise.all(
    pages.map(async (name) => {
      const content = searchedPart(readFileSync(join(folder, name), 'utf8'));
      unwrap(await index.addHTMLFile({ sourcePath: name, content }));
    }),
  );
  // Pagefind may answer before its own writes are finished, so its files are fetched here and written by
  // `writeSearchIndex`.
  const { files } = unwrap(await index.getFiles());
  const made: IndexFiles = new Map(files.map(({ path, content }) => [path, content]));
  const texts = textsOf(made);
  made.set(FACETS, Buffer.from(JSON.stringify(facetsOf(texts))));
  return made.set(CORRECT_WORDS, filterOf(correctWords(folder, texts)));
}

/** Returns the words of the dictionary and of the pages that the search would take for misspellings of known words. */
function correctWords(folder: string, texts: readonly PageText[]): string[] {
  const file = join(folder, SEARCH_WORDS);
  if (!existsSync(file)) return [];
  const { known }: SearchWords = JSON.parse(readFileSync(file, 'utf8'));
  const nearest = correctorOf(known.split(' '));
  const words = dictionaryWords();
  for (const { content, meta } of texts)
    for (const word of wordsOf([content, ...Object.values(meta)].join(' '))) words.add(word);
  return [...words].filter((word) => nearest(word) !== undefined);
}

/** Returns the part of a page that Pagefind indexes. Reading the rest would take it as long again. */
function searchedPart(source: string): string {
  const [head, start, end] = [source.indexOf('<body'), source.indexOf('<main'), source.lastIndexOf('</main>')];
  if (head === -1 || start < head || end < start) return source;
  return `${source.slice(0, head)}<body>${source.slice(start, end)}</main></body></html>`;
}

/**
 * Returns an answer of Pagefind, which reports a failure in its answer.
 * @throws Error with the reported failures.
 */
function unwrap<T extends { errors: string[] }>(answer: T): T {
  if (answer.errors.length > 0) throw new Error(answer.errors.join('\n'));
  return answer;
}

/**
 * Rejects if the process of Pagefind ends before it answers: Pagefind waits for it, and Node would exit with nothing
 * left to do.
 */
async function rejectOnExit<T>(answer: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const ended = () => reject(new Error('Pagefind ended before it was done.'));
  process.once('beforeExit', ended);
  try {
    return await Promise.race([answer, promise]);
  } finally {
    process.off('beforeExit', ended);
  }
}

/**
 * Format of a fragment, which holds one page: this prefix and JSON, compressed. Its name is the id of the page in the
 * index.
 */
const FRAGMENT = { folder: 'fragment/', ending: '.pf_fragment', start: 'pagefind_dcd' };

/** Entry of a page in the index. */
interface PageText {
  id: string;
  url: string;
  filters: Record<string, string[]>;
  content: string;
  meta: Record<string, string>;
}

/** Returns what the fragments of the index have of the pages, in the order of their URLs. */
function textsOf(files: IndexFiles): PageText[] {
  const fragments = [...files].filter(([name]) => name.startsWith(FRAGMENT.folder));
  const texts = fragments.map(([name, content]): PageText => {
    const text = gunzipSync(content).toString().slice(FRAGMENT.start.length);
    return { ...JSON.parse(text), id: name.slice(FRAGMENT.folder.length, -FRAGMENT.ending.length) };
  });
  return texts.sort((a, b) => (a.url < b.url ? -1 : 1));
}

/** Groups the ids of pages by facet and value. */
function facetsOf(texts: readonly PageText[]): Facets {
  const facets: Facets = {};
  for (const { id, filters } of texts) {
    for (const [facet, values] of Object.entries(filters)) {
      facets[facet] ??= {};
      for (const value of values) facets[facet][value] = [...(facets[facet][value] ?? []), id];
    }
  }
  return sortByName(Object.entries(facets).map(([facet, values]) => [facet, sortByName(Object.entries(values))]));
}

function sortByName<T>(entries: [name: string, value: T][]): Record<string, T> {
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
