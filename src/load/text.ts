import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, pointAt, signAdvice } from '#schema/problem.ts';
import { textWords } from './file-problems.ts';
import { fileTypeAt } from './file-type.ts';

/** Signs that nobody sees and that parsers take in different ways, some for the end of a line. XML has rules of its own. */
const UNSEEN = /(?![\t\n\r])\p{Cc}|\r(?!\n)|[\ufeff\ufffe\uffff]/u;

/**
 * Reads a text file without its byte order mark, with the line ends of Unix, and with each accent in one character with
 * its letter, so that the same words are equal whatever wrote them. It is a problem if the file is not UTF-8, since the
 * build would misread or lose letters, if it holds control characters, or if git has left both sides of a conflict in
 * it. A file that is not a regular one of a few
 * pages is not opened, which is a problem too.
 */
export function readText(
  root: string,
  file: string,
): { text: string; problem?: never } | { problem: Problem; text?: never } {
  const problemAt = (line: number, message: string, fix: string) => ({
    problem: { file, line, column: 1, message, fix },
  });
  const words = textWords(file, fileTypeAt(root, file));
  if (words) return problemAt(1, words.message, words.fix);
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(root, file));
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'EACCES' ? 'you have no right to' : 'the system says no';
    return problemAt(1, `The file cannot be read: ${why}`, `Give yourself that right: chmod u+r ${file}`);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n').normalize('NFC');
  } catch {
    return problemAt(1, 'The file is not saved as UTF-8', 'Save it again with the encoding UTF-8');
  }
  const nul = text.indexOf('\0');
  if (nul !== -1) {
    const message = 'The file holds a NUL byte, so it is no text';
    return problemAt(pointAt(text, nul).line, message, 'Save it again with the encoding UTF-8');
  }
  const unseen = file.endsWith('.svg') ? -1 : text.search(UNSEEN);
  if (unseen !== -1) return { problem: { file, ...pointAt(text, unseen), ...signAdvice(text.charAt(unseen)) } };
  const conflict = text.search(/^(<{7}|>{7}) /m);
  if (conflict === -1) return { text };
  const message = 'Two versions of this place were merged and one must go';
  const fix = 'Keep the right one, and delete the lines that start with <<<<<<<, ======= and >>>>>>>';
  return problemAt(pointAt(text, conflict).line, message, fix);
}
