import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAYERS, listFiles } from './layers.ts';

/** What Astro and its packages are, beside the code in `src/`. */
const SETUP = ['package.json', 'package-lock.json', 'astro.config.mjs'];

/** Stands for all code that pages are read, rendered and drawn with. */
export function codeOf(root: string): string {
  return digestOf(root, [...SETUP, ...below(root, 'src')]);
}

/**
 * Stands for everything that is read to make the pages, but the pages themselves: code, data, settings, pictures, notes.
 * Where it is the same as before, a page is as before unless it changed itself or the fields of another page did.
 */
export function inputsOf(root: string): string {
  const isPage = (file: string) => file.endsWith('.mdx') && LAYERS.some((layer) => file.startsWith(`${layer}/`));
  const others = ['content', 'org', 'public'].flatMap((folder) => below(root, folder)).filter((file) => !isPage(file));
  return digestOf(root, [...SETUP, ...below(root, 'src'), ...others]);
}

function below(root: string, folder: string): string[] {
  return listFiles(root, folder).map((file) => `${folder}/${file}`);
}

/** A digest of files with their names; one that is not there counts as such. */
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
