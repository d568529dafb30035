import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Picture } from '#editions/edition-of.ts';
import { findRestricted, type RestrictedString } from '#editions/restricted-strings.ts';
import { filesIn } from './built-files.ts';

/** Part of an excluded entry, in a file of the output. */
export interface Leak {
  /** Path of the file inside the output. */
  file: string;
  /** Restricted string or picture in the file, and the entry that it belongs to. */
  holds: string;
  /** Advice on how to remove it. */
  fix: string;
}

/**
 * Scans every file of a built edition for restricted strings, in file names, texts and the compressed search index, and
 * for hidden pictures under any name.
 * @param root The folder that the paths of the pictures start from.
 */
export function leaksIn(
  folder: string,
  strings: readonly RestrictedString[],
  root: string,
  pictures: readonly Picture[],
): Leak[] {
  const findHiddenPicture = hiddenPictures(root, pictures);
  const restrictedIn = findRestricted(strings);
  return filesIn(folder).flatMap((file) => {
    const bytes = readFileSync(join(folder, file));
    const picture = findHiddenPicture(bytes);
    return [
      ...restrictedIn(() => `/${file}\n${textOf(bytes)}`).map(({ text, what, fix }) => ({
        file,
        holds: `"${text}", ${what}`,
        fix,
      })),
      ...(picture
        ? [{ file, holds: `the picture ${picture}`, fix: 'Take it away, or show it on a page of this edition' }]
        : []),
    ];
  });
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

/** Decodes a file as text, decompressed if it is gzip. ASCII letters survive in any encoding that extends ASCII. */
function textOf(bytes: Buffer): string {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (isPacked ? gunzipSync(bytes) : bytes).toString('utf8');
}
