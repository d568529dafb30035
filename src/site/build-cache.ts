import { hash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { UserError } from '#load/git.ts';
import { takeLock } from '#load/lock.ts';
import { plainText } from '#schema/escaping.ts';

/** Lock of what all builds in a folder share: the caches, and the files that Astro generates in `.astro`. */
export const CACHE_LOCK = 'node_modules/.cache/playbook/cache.lock';

/** File in the cache of an edition with the digest of each other file in it, by path. */
const DIGESTS = 'digests.json';

/**
 * Astro integration that lets one build at a time use the caches of a folder, and deletes from the cache of an edition
 * what is not as the last whole build left it. Astro would publish a damaged page, or one of a build that was killed;
 * what is missing it makes anew.
 */
export function buildCache(): AstroIntegration {
  let cache = '';
  return {
    name: 'playbook-build-cache',
    hooks: {
      'astro:config:setup'({ command, config }) {
        const generated = fileURLToPath(new URL('.astro', config.root));
        // With a slash at its end, a file in its place could not be deleted.
        cache = fileURLToPath(config.cacheDir).replace(/[\\/]$/, '');
        // The dev server reads the content again if it has no store, and fast.
        if (command === 'dev') rmSync(join(generated, 'data-store.json'), { recursive: true, force: true });
        if (command === 'build') beginBuild(fileURLToPath(config.root), generated, cache);
      },
      'astro:build:done': () => writeDigests(cache),
    },
  };
}

/**
 * Takes the lock until the process ends, and deletes what is damaged. If it cannot, it ends the process with a message:
 * for an error, Astro would print a stack trace.
 */
function beginBuild(root: string, generated: string, cache: string): void {
  try {
    process.once('exit', takeLock(join(root, CACHE_LOCK), 'astro build'));
    removeMisplaced(generated);
    removeDamaged(cache);
  } catch (error) {
    const { message } = error as Error;
    const problem = `The cache of an earlier build is damaged, and cannot be deleted: ${message}`;
    const fix = 'Give yourself the right to write it, then run npm run build -- --clean';
    console.error(plainText(error instanceof UserError ? message : `${problem}  ${fix}`));
    process.exit(1);
  }
}

/** Deletes folders in the place of files that Astro generates, or a file in the place of their folder. */
function removeMisplaced(generated: string): void {
  for (const entry of entriesIn(generated)) {
    const isMisplaced = entry.isDirectory() && extname(entry.name) !== '';
    if (isMisplaced) rmSync(join(entry.parentPath, entry.name), { recursive: true, force: true });
  }
}

/** Records the digests of the files in a cache. */
export function writeDigests(cache: string): void {
  const files = entriesIn(cache).filter((entry) => entry.isFile());
  const digests = files.map((entry) => [pathOf(entry, cache), digestOf(entry)] as const);
  writeFileSync(join(cache, DIGESTS), JSON.stringify(Object.fromEntries(digests)));
}

/** Deletes files and folders of a cache that are not as `writeDigests` has recorded them. */
export function removeDamaged(cache: string): void {
  const digests = readDigests(cache);
  const folders = new Set(Object.keys(digests).flatMap(foldersAround));
  for (const entry of entriesIn(cache)) {
    const path = pathOf(entry, cache);
    const isRight = entry.isDirectory() ? folders.has(path) : path in digests && digests[path] === digestOf(entry);
    if (!isRight) rmSync(join(cache, path), { recursive: true, force: true });
  }
}

function readDigests(cache: string): Record<string, string> {
  try {
    return (JSON.parse(readFileSync(join(cache, DIGESTS), 'utf8')) ?? {}) as Record<string, string>;
  } catch {
    return {};
  }
}

/** Lists what is in a folder and below it; nothing, and deletes it, if it is a file. */
function entriesIn(folder: string): Dirent[] {
  const status = statSync(folder, { throwIfNoEntry: false });
  if (status?.isDirectory()) return readdirSync(folder, { recursive: true, withFileTypes: true });
  rmSync(folder, { force: true });
  return [];
}

function pathOf({ parentPath, name }: Dirent, cache: string): string {
  return relative(cache, join(parentPath, name)).replaceAll('\\', '/');
}

/** Digest of a file; undefined if it is none, or cannot be read. */
function digestOf(entry: Dirent): string | undefined {
  try {
    return entry.isFile() ? hash('sha1', readFileSync(join(entry.parentPath, entry.name))) : undefined;
  } catch {
    return undefined;
  }
}

function foldersAround(path: string): string[] {
  return path.includes('/') ? [dirname(path), ...foldersAround(dirname(path))] : [];
}
