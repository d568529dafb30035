import { type Entries, type Entry, mergeEntries, type Parts } from '#formulas/saved-state.ts';
import { fillIn } from '#schema/placeholders.ts';
import { type Device, PREFIX, readStored } from './device.ts';
import { compress, decompress } from './link.ts';
import { type Changes, changesOf, fileOf, LARGEST, type LoadFailure, parseFile } from './saved-file.ts';

/** Content of a file or a link for a page. */
export interface Copy {
  /** Reason why it cannot be loaded. */
  failure?: LoadFailure;
  /** Time at which it was written: an ISO date and time in UTC. */
  written?: string;
  /** Entries for the page; missing if it holds nothing for it. */
  entries?: Entries | undefined;
  /** True if taking it over would change something. */
  isNews: boolean;
  /** Sentences on what taking it over would change, or on why it cannot be loaded. */
  summary: string;
}

/** Interface strings about copies. */
export type CopyText = keyof Changes | `${LoadFailure}File` | Sentence;

type Sentence = 'preview' | 'more' | 'elsewhere' | 'nothingNew' | 'taken' | 'undone' | 'notWhole';

/** The page that saves or loads a copy. */
export interface CopyPage {
  device: Device;
  words: Record<CopyText, string>;
  fileName: string;
  download: (name: string, type: string, text: string) => void;
  formatList: (items: string[]) => string;
  /** Name of an entry for people; undefined if the page does not write such entries. */
  nameOf: (id: string, entry: Entry) => string | undefined;
  /** Sentence on why entries must not be taken over; undefined if they may. */
  refusalOf?: (entries: Entries) => string | undefined;
  say: (text: string, undo?: () => void, take?: () => void) => void;
}

/** Maximum number of names in a list, and of characters in each. */
const NAMES = 5;
const CHARACTERS = 60;

/** Downloads what all pages of this handbook have saved, and says if some of it cannot be read. */
export function saveCopy({ device: { ids, allEntries }, words, fileName, download, say }: CopyPage): void {
  const parts: Parts = {};
  let isWhole = true;
  try {
    for (const key of Object.keys(localStorage)) {
      const part = key.slice(PREFIX.length);
      // A colon is in the keys of texts that were put aside.
      if (!key.startsWith(PREFIX) || part.includes(':') || ids.includes(part)) continue;
      const { entries, trouble } = readStored(part);
      parts[part] = entries;
      isWhole &&= !trouble;
    }
  } catch {
    // Storage is forbidden, so there are only the entries of this page.
  }
  download(fileName, 'application/json', fileOf({ ...parts, [ids[0]]: allEntries }, new Date()));
  if (!isWhole) say(words.notWhole);
}

/** Reads the chosen file, and says what it would change before the reader takes it over. */
export async function loadCopy(input: HTMLInputElement, page: CopyPage): Promise<void> {
  const file = input.files?.[0];
  if (!file) return;
  const { entries, isNews, summary } = await readCopy(file, page);
  // Reset, so that choosing the same file again fires `change`.
  input.value = '';
  page.say(summary, undefined, entries && isNews ? () => takeOver(entries, page) : undefined);
}

/** Takes over the entries of a copy and says so, with an undo. */
export function takeOver(entries: Entries, { device, words, say }: CopyPage): void {
  const undo = device.take(entries);
  say(words.taken, () => {
    undo();
    say(words.undone);
  });
}

/** Packs parts for a link. */
export function packCopy(parts: Parts): Promise<string> {
  return compress(fileOf(parts, new Date()));
}

/** Reads a file, or the packed text of a link. Anybody may have made it. */
export async function readCopy(source: File | string, page: CopyPage): Promise<Copy> {
  const { device, words, nameOf } = page;
  const failed = (failure: LoadFailure) => ({ failure, isNews: false, summary: words[`${failure}File`] });
  const text = await textOf(source);
  const file = text === undefined ? 'damaged' : parseFile(text);
  if (typeof file === 'string') return failed(file);
  const own = device.ids.map((id) => file.parts[id]).filter((entries) => entries !== undefined);
  const entries = own.length > 0 ? own.reduce(mergeEntries) : undefined;
  const all = Object.entries(entries ?? {});
  if (!all.every(([id, entry]) => entry.gone || nameOf(id, entry) !== undefined)) return failed('damaged');
  const refusal = entries && page.refusalOf?.(entries);
  if (refusal) return { isNews: false, summary: refusal };
  const others = Object.keys(file.parts).filter((id) => !device.ids.includes(id) && id.includes('/'));
  return { written: file.written, entries, ...summaryOf(entries ?? {}, others, page) };
}

/** Text of a file or a link; undefined if it is too large, or damaged in a way that only the link shows. */
async function textOf(source: File | string): Promise<string | undefined> {
  if (typeof source === 'string') return decompress(source, LARGEST);
  return source.size > LARGEST ? undefined : source.text();
}

function summaryOf(theirs: Entries, others: string[], page: CopyPage): Pick<Copy, 'isNews' | 'summary'> {
  const { device, words, nameOf } = page;
  const mine = device.allEntries;
  const nameOfMine = (id: string) => {
    const { name, ...fields } = mine[id] ?? { at: '' };
    return typeof name === 'string' ? name : (nameOf(id, fields)?.trim() ?? id);
  };
  const lines = Object.entries(changesOf(mine, theirs))
    .filter(([, ids]) => ids.length > 0)
    .map(([kind, ids]) => {
      const names = kind === 'added' ? '' : shortList(ids.map(nameOfMine), page);
      return fillIn(words[kind as keyof Changes], { count: ids.length, names });
    });
  const isNews = lines.length > 0;
  const elsewhere = others.length > 0 ? [fillIn(words.elsewhere, { pages: shortList(others, page) })] : [];
  return { isNews, summary: [isNews ? words.preview : words.nothingNew, ...lines, ...elsewhere].join(' ') };
}

/** Lists names, shortened so that the list fits on a phone. */
function shortList(names: string[], { words, formatList }: CopyPage): string {
  const shown = names.slice(0, NAMES).map((name) => [...name].slice(0, CHARACTERS).join(''));
  const left = names.length - shown.length;
  return formatList(left > 0 ? [...shown, fillIn(words.more, { count: left })] : shown);
}
