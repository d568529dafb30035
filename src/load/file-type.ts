import { lstatSync, type Stats } from 'node:fs';
import { join, normalize, sep } from 'node:path';
import type { FileEntry } from './file-problems.ts';

/**
 * Type and size of the file at a path. If a folder on the way from the root is a link, the type is `link`.
 * @param path The path from the root.
 */
export function fileTypeAt(root: string, path: string): FileEntry {
  const names = normalize(path).split(sep);
  let at = root;
  for (const [index, name] of names.entries()) {
    at = join(at, name);
    const entry = typeOf(statusOf(at));
    if (entry.type === 'link' || index === names.length - 1) return entry;
    if (entry.type !== 'folder') break;
  }
  return { type: 'missing', size: 0 };
}

/** File status of a path, of a link itself; undefined if there is no file or its folder may not be read. */
export function statusOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Converts a file status to a type and size. */
export function typeOf(status: Stats | undefined): FileEntry {
  if (!status) return { type: 'missing', size: 0 };
  if (status.isFile()) return { type: 'file', size: status.size };
  if (status.isDirectory()) return { type: 'folder', size: 0 };
  return { type: status.isSymbolicLink() ? 'link' : 'special', size: 0 };
}
