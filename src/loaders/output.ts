import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Needle, needlesIn } from '#model/rules/leaks.ts';

/** A piece of what is withheld, in a file of the output. */
export interface Leak {
  /** The path of the file inside the output. */
  file: string;
  needle: Needle;
}

/**
 * Looks through every file of a built edition for what it must not hold: names of files, texts, and
 * the packed pieces of the search index.
 */
export function leaksIn(folder: string, needles: readonly Needle[]): Leak[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((path) => {
      const file = relative(folder, path).split(sep).join('/');
      return needlesIn(`/${file}\n${textOf(readFileSync(path))}`, needles).map((needle) => ({ file, needle }));
    });
}

/** The bytes of a file as text, unpacked where they are packed; letters survive in any encoding that keeps ASCII. */
function textOf(bytes: Buffer): string {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (isPacked ? gunzipSync(bytes) : bytes).toString('utf8');
}
