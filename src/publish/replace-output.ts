import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesIn } from './built-files.ts';

/** Errors of renaming a folder that something is mounted on, such as a volume of a container. */
const MOUNTED = ['EBUSY', 'EXDEV', 'EPERM'];

/**
 * Replaces an output by a finished one, by renaming the folders.
 * @param next The finished output, which is moved.
 * @param last Name of the old output in between.
 */
export function replaceOutput(next: string, output: string, last: string): void {
  try {
    if (existsSync(output)) renameSync(output, last);
    renameSync(next, output);
  } catch (error) {
    if (!MOUNTED.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    fillOutput(next, output);
  }
  for (const folder of [next, last]) rmSync(folder, { recursive: true, force: true });
}

/**
 * Copies a finished output into a folder that cannot be renamed: first what pages need, then the pages, and then deletes
 * what is left of the old output. Readers meet no page whose files are missing.
 */
export function fillOutput(next: string, output: string): void {
  const files = filesIn(next);
  for (const file of copyOrder(files)) {
    const place = join(output, file);
    // A file or a folder of the old output may be in its way.
    for (const path of pathsTo(file)) if (isFile(join(output, path))) rmSync(join(output, path));
    if (existsSync(place) && !isFile(place)) rmSync(place, { recursive: true });
    mkdirSync(dirname(place), { recursive: true });
    cpSync(join(next, file), place);
  }
  const current = new Set(files);
  for (const file of filesIn(output)) if (!current.has(file)) rmSync(join(output, file));
  removeEmptyFolders(output);
}

/** Sorts files so that pages come after what they need. */
export function copyOrder(files: readonly string[]): string[] {
  const isPage = (file: string) => file.endsWith('.html');
  return [...files.filter((file) => !isPage(file)), ...files.filter(isPage)];
}

/** Paths of the folders around a file. */
function pathsTo(file: string): string[] {
  const folders = file.split('/').slice(0, -1);
  return folders.map((_name, depth) => folders.slice(0, depth + 1).join('/'));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function removeEmptyFolders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    removeEmptyFolders(join(folder, entry.name));
    if (readdirSync(join(folder, entry.name)).length === 0) rmdirSync(join(folder, entry.name));
  }
}
