import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** The path of every file in a folder, from there, with forward slashes, always in the same order. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** The built pages among the files of a folder. */
export function pagesIn(folder: string): string[] {
  return filesIn(folder).filter((name) => name.endsWith('.html'));
}
