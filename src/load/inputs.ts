import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAYERS, listFiles } from './layers.ts';

/** Files outside `src/` that define Astro, its packages and their configuration. */
const SETUP = ['package.json', 'package-lock.json', 'astro.config.mjs'];

/** Digest of all code that reads and renders pages, with the components of the organisation. */
export function codeOf(root: string): string {
  return digestOf(root, [...SETUP, ...filesBelow(root, 'src'), ...filesBelow(root, 'org/components')]);
}

/**
 * Digest of every input of the pages except the pages themselves: code, data, settings, pictures, notes. If it is
 * unchanged, a page changes only with its own file or with the fields of another page.
 */
export function inputsOf(root: string): string {
  const isPage = (file: string) => file.endsWith('.mdx') && LAYERS.some((layer) => file.startsWith(`${layer}/`));
  const others = ['content', 'org', 'public']
    .flatMap((folder) => filesBelow(root, folder))
    .filter((file) => !isPage(file));
  return digestOf(root, [...SETUP, ...filesBelow(root, 'src'), ...others]);
}

function filesBelow(root: string, folder: string): string[] {
  return listFiles(root, folder).map((file) => `${folder}/${file}`);
}

/** Hashes files with their names. A missing file counts by its name. */
function digestOf(root: string, files: readonly string[]): string {
  const digest = createHash('sha256');
  for (const file of files.toSorted()) {
    const path = join(root, file);
    digest.update(`${file}\0`);
    if (existsSync(path)) digest.update(readFileSync(path));
    digest.update('\0');
  }
  return digest.digest('hex');
}
