import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readDocument } from '#model/document.ts';
import type { Problem } from '#model/problem.ts';
import { deadEnds } from '#model/rules/dead-ends.ts';
import { type Needle, needlesIn } from '#model/rules/leaks.ts';

/** A piece of what is withheld, in a file of the output. */
export interface Leak {
  /** The path of the file inside the output. */
  file: string;
  /** What the file holds, and of what that is a piece. */
  holds: string;
  /** What to do about it. */
  fix: string;
}

/** A picture in the layers, by its path from the root, and whether a page of the edition shows it. */
export interface Picture {
  file: string;
  shown: boolean;
}

/**
 * Looks through every file of a built edition for what it must not hold: in the names of files, in texts, in
 * the packed pieces of the search index, and whole pictures under whatever name.
 * @param root The folder that the paths of the pictures start from.
 */
export function leaksIn(
  folder: string,
  needles: readonly Needle[],
  root: string,
  pictures: readonly Picture[],
): Leak[] {
  const digest = ({ file }: Picture) => digestOf(readFileSync(join(root, file)));
  // The same picture may lie beside two pages, of which one is shown.
  const shown = new Set(pictures.filter((picture) => picture.shown).map(digest));
  const names = new Map(pictures.map((picture) => [digest(picture), picture.file]));
  return filesIn(folder).flatMap((file) => {
    const bytes = readFileSync(join(folder, file));
    const picture = shown.has(digestOf(bytes)) ? undefined : names.get(digestOf(bytes));
    return [
      ...needlesIn(`/${file}\n${textOf(bytes)}`, needles).map(({ text, what, fix }) => ({
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

/** The path of every file in a folder, from there, with forward slashes, always in the same order. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The bytes of a file as text, unpacked where they are packed; letters survive in any encoding that keeps ASCII. */
function textOf(bytes: Buffer): string {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (isPacked ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** The built pages among the files of a folder. */
export function pagesIn(folder: string): string[] {
  return filesIn(folder).filter((name) => name.endsWith('.html'));
}

/** The addresses in the pages of an edition at which nothing lies. */
export function deadEndsIn(folder: string, base: string): Problem[] {
  const files = new Set(filesIn(folder));
  return pagesIn(folder).flatMap((name) =>
    deadEnds(name, readDocument(readFileSync(join(folder, name), 'utf8')), base, files),
  );
}
