import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '#model/problem.ts';

/**
 * Reads a text file without the mark that some editors put before its first letter. A file in another
 * encoding than UTF-8 is a problem: the build would take other letters for it, or none. So is a file
 * in which git has left both sides of a conflict.
 */
export function readText(
  root: string,
  file: string,
): { text: string; problem?: never } | { problem: Problem; text?: never } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(join(root, file)));
  } catch {
    const message = 'The file is not saved as UTF-8';
    return { problem: { file, line: 1, column: 1, message, fix: 'Save it again with the encoding UTF-8' } };
  }
  const conflict = /^(<{7}|>{7}) /m.exec(text);
  if (!conflict) return { text };
  const message = 'Two versions of this place were merged and one must go';
  const fix = 'Keep the right one, and delete the lines that start with <<<<<<<, ======= and >>>>>>>';
  return { problem: { file, line: text.slice(0, conflict.index).split('\n').length, column: 1, message, fix } };
}
