import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Suffix of the folder that `npm run build` builds into, before it replaces the last output. */
export const NEXT = '.next';

/** Lists all files in a folder as sorted paths from there, with forward slashes. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** Lists the built pages in a folder. */
export function pagesIn(folder: string): string[] {
  return filesIn(folder).filter((name) => name.endsWith('.html'));
}
