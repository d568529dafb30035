import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Picture } from '#editions/edition-of.ts';
import type { RestrictedString } from '#editions/restricted-strings.ts';
import { START } from '#schema/problem.ts';
import { filesIn } from './built-files.ts';
import { type SearchableText, searchableText } from './searchable-text.ts';

/** Part of an excluded entry, in a file of the output. */
export interface Leak {
  /** Place in the output: the path, line and column of a file, or the address of a page whose search entry this is. */
  place: string;
  /** Restricted string or picture in the file, and the entry that it belongs to. */
  holds: string;
  /** Advice on how to remove it. */
  fix: string;
}

/** Restricted string in a file. */
interface Hit {
  string: RestrictedString;
  place: string;
  isInIndex: boolean;
}

/**
 * Scans every file of a built edition for restricted strings, in paths, words, addresses and the compressed search
 * index, and for hidden pictures under any name.
 * @param root The folder that the paths of the pictures start from.
 */
export function leaksIn(
  folder: string,
  strings: readonly RestrictedString[],
  root: string,
  pictures: readonly Picture[],
): Leak[] {
  const findHiddenPicture = hiddenPictures(root, pictures);
  const hits: Hit[] = [];
  const shown: Leak[] = [];
  const headings = new Map<string, string>();
  for (const file of filesIn(folder)) {
    const bytes = readFileSync(join(folder, file));
    const picture = findHiddenPicture(bytes);
    const fix = 'Take it away, or show it on a page of this edition';
    if (picture) shown.push({ place: file, holds: `the picture ${picture}`, fix });
    // Pagefind's own programs hold no content.
    if (strings.length === 0 || /^pagefind\/.*\.(js|css|pagefind)$/.test(file)) continue;
    const text = searchableText(file, bytes);
    for (const heading of text.headings) headings.set(heading.id, heading.text);
    hits.push(...hitsIn(file, text, strings));
  }
  return [...shown, ...leaksOf(hits, headings)];
}

function hitsIn(file: string, text: SearchableText, strings: readonly RestrictedString[]): Hit[] {
  return strings.flatMap((string) => {
    const view = text[string.view];
    const match = string.pattern.exec(view.text);
    if (!match) return [];
    const { line, column } = view.pieces.findLast(({ start }) => start <= match.index)?.point ?? START;
    const place = text.entryOf ? `${text.entryOf} in the search (${file})` : `${file}:${line}:${column}`;
    return [{ string, place, isInIndex: file.startsWith('pagefind/') }];
  });
}

/**
 * Leaks of all files. The search index repeats the words of pages, so it counts only where no page has them. The id of an
 * entry that is also the anchor of a heading with another text is an ordinary word.
 */
function leaksOf(hits: readonly Hit[], headings: ReadonlyMap<string, string>): Leak[] {
  const onPages = new Set(hits.filter(({ isInIndex }) => !isInIndex).map(({ string }) => string));
  return hits
    .filter(({ string, isInIndex }) => !(isInIndex && onPages.has(string)))
    .filter(({ string: { text, entryTitle } }) => {
      const heading = entryTitle === undefined ? undefined : headings.get(text);
      return heading === undefined || heading === entryTitle;
    })
    .map(({ string: { text, what, fix }, place }) => ({ place, holds: `"${text}", ${what}`, fix }));
}

/** Creates a lookup of pictures that no page of the edition shows, by the content of a file. */
function hiddenPictures(root: string, pictures: readonly Picture[]): (bytes: Buffer) => string | undefined {
  const read = pictures.map((picture) => ({ ...picture, bytes: readFileSync(join(root, picture.file)) }));
  // The same picture may be beside two pages, one of which the edition shows.
  const shown = new Set(read.filter((picture) => picture.shown).map(({ bytes }) => digestOf(bytes)));
  const hidden = read.filter(({ bytes }) => !shown.has(digestOf(bytes)));
  const names = new Map(hidden.map(({ bytes, file }) => [digestOf(bytes), file]));
  const sizes = new Set(hidden.map(({ bytes }) => bytes.length));
  return (bytes) => (sizes.has(bytes.length) ? names.get(digestOf(bytes)) : undefined);
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
