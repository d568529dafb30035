import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Picture } from '#loaders/pictures.ts';
import { findRestricted, type RestrictedString } from '#model/rules/leaks.ts';
import { filesIn } from './built-files.ts';

/** Part of an excluded entry, in a file of the output. */
export interface Leak {
  /** The path of the file inside the output. */
  file: string;
  /** What the file holds, and of what that is a piece. */
  holds: string;
  /** What to do about it. */
  fix: string;
}

/**
 * Looks through every file of a built edition for what it must not hold: in the names of files, in texts, in
 * the packed pieces of the search index, and whole pictures under whatever name.
 * @param root The folder that the paths of the pictures start from.
 */
export function leaksIn(
  folder: string,
  strings: readonly RestrictedString[],
  root: string,
  pictures: readonly Picture[],
): Leak[] {
  const wanted = hiddenPictures(root, pictures);
  const restrictedIn = findRestricted(strings);
  return filesIn(folder).flatMap((file) => {
    const bytes = readFileSync(join(folder, file));
    const picture = wanted(bytes);
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

/** Finds the path of a picture that is shown nowhere by what a file holds. */
function hiddenPictures(root: string, pictures: readonly Picture[]): (bytes: Buffer) => string | undefined {
  const read = pictures.map((picture) => ({ ...picture, bytes: readFileSync(join(root, picture.file)) }));
  // The same picture may lie beside two pages, of which one is shown.
  const shown = new Set(read.filter((picture) => picture.shown).map(({ bytes }) => digestOf(bytes)));
  const hidden = read.filter(({ bytes }) => !shown.has(digestOf(bytes)));
  const names = new Map(hidden.map(({ bytes, file }) => [digestOf(bytes), file]));
  const sizes = new Set(hidden.map(({ bytes }) => bytes.length));
  return (bytes) => (sizes.has(bytes.length) ? names.get(digestOf(bytes)) : undefined);
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The bytes of a file as text, unpacked where they are packed; letters survive in any encoding that keeps ASCII. */
function textOf(bytes: Buffer): string {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (isPacked ? gunzipSync(bytes) : bytes).toString('utf8');
}
