import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { type Document, readDocument } from '#model/document.ts';
import type { Problem } from '#model/problem.ts';
import { deadEnds } from '#model/rules/dead-ends.ts';
import { lookFor, type Needle } from '#model/rules/leaks.ts';
import type { Skim } from '#model/skim.ts';

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
  const wanted = withheldAmong(root, pictures);
  const needlesIn = lookFor(needles);
  return filesIn(folder).flatMap((file) => {
    const bytes = readFileSync(join(folder, file));
    const picture = wanted(bytes);
    return [
      ...needlesIn(() => `/${file}\n${textOf(bytes)}`).map(({ text, what, fix }) => ({
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
function withheldAmong(root: string, pictures: readonly Picture[]): (bytes: Buffer) => string | undefined {
  const read = pictures.map((picture) => ({ ...picture, bytes: readFileSync(join(root, picture.file)) }));
  // The same picture may lie beside two pages, of which one is shown.
  const shown = new Set(read.filter((picture) => picture.shown).map(({ bytes }) => digestOf(bytes)));
  const withheld = read.filter(({ bytes }) => !shown.has(digestOf(bytes)));
  const names = new Map(withheld.map(({ bytes, file }) => [digestOf(bytes), file]));
  const sizes = new Set(withheld.map(({ bytes }) => bytes.length));
  return (bytes) => (sizes.has(bytes.length) ? names.get(digestOf(bytes)) : undefined);
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

/** What is wrong with a built page, by its file and by what it holds. */
export type Look = (file: string, document: Document) => Problem[];

/** Pages, by their files and what they hold, in which the same looks found nothing. */
export interface Sound {
  has(file: string, page: Buffer): boolean;
  add(file: string, page: Buffer): void;
}

/**
 * What is wrong with the pages of an edition, as they lie in a folder. Each is read once for all looks, and as a whole
 * only where one of them finds something. Between two pages there is time for other work.
 * @param sound Pages that need no look.
 */
export async function problemsIn(folder: string, looks: readonly Look[], skim: Skim, sound: Sound): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const name of pagesIn(folder)) {
    await turn();
    const page = readFileSync(join(folder, name));
    if (sound.has(name, page)) continue;
    const source = page.toString();
    const found = (document: Document) => looks.flatMap((look) => look(name, document));
    const skimmed = skim(source);
    const own = skimmed && found(skimmed).length === 0 ? [] : found(readDocument(source));
    if (own.length === 0) sound.add(name, page);
    problems.push(...own);
  }
  return problems;
}

/** Looks for addresses in the pages of an edition at which nothing lies. */
export function deadEndsAmong(files: readonly string[], base: string): Look {
  const all = new Set(files);
  return (name, document) => deadEnds(name, document, base, all);
}
