import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn } from '#publish/built-files.ts';

/**
 * The files that are not the same in two folders, and why. Pagefind writes its tables in another order each time: of the
 * index, the texts and the facets count, and the names of all files by which they are found.
 */
export function differences(one: string, other: string): string[] {
  const [files, others] = [new Set(comparedIn(one)), new Set(comparedIn(other))];
  const differ = (file: string) => !readFileSync(join(one, file)).equals(readFileSync(join(other, file)));
  return [
    ...[...files.difference(others)].map((file) => `${file} should not be there any more`),
    ...[...others.difference(files)].map((file) => `${file} is missing`),
    ...[...files.intersection(others)].filter(differ).map((file) => `${file} differs`),
  ];
}

function comparedIn(folder: string): string[] {
  return filesIn(folder).filter(
    (file) => !file.startsWith('pagefind/') || /^pagefind\/(fragment|index)\/|facets\.json$/.test(file),
  );
}
