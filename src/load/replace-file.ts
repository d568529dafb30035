import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Replaces a file atomically. */
export function replaceFile(file: string, text: string): void {
  // A file whose name starts with a dot is not read as a page.
  const next = join(dirname(file), `.${basename(file)}.next`);
  try {
    writeFileSync(next, text);
    renameSync(next, file);
  } finally {
    rmSync(next, { force: true });
  }
}
