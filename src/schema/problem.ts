import leven from 'leven';
import { plainLine } from './escaping.ts';

/** Position in a text file. Line and column both count from 1. */
export interface Point {
  line: number;
  column: number;
}

/** Start of a file, where problems with the whole file are reported. */
export const START: Point = { line: 1, column: 1 };

/** Position of an offset in a text. */
export function pointAt(text: string, offset: number): Point {
  const lines = text.slice(0, Math.max(0, offset)).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

/** Message and fix: a sentence each, without full stops. */
export interface Advice {
  message: string;
  fix: string;
}

/** Creates an advice from its two sentences. */
export function advice(message: string, fix: string): Advice {
  return { message, fix };
}

/** Message and fix for a text with an invisible character. */
export function signAdvice(sign: string): Advice {
  if (sign === '\r')
    return advice('A line ends in a carriage return alone', 'Save the file with line ends as on Linux');
  const code = (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return advice(`The text holds U+${code}, a character that nobody sees`, 'Delete it');
}

/** Problem for an author. All checks report this type. */
export interface Problem extends Point, Advice {
  /** Path from the root of the repository, with forward slashes. */
  file: string;
  /** Code of the rule that reports it. It is stable: tools count and silence problems by it. */
  code?: string;
  /** True if it may be right as it is. Hints do not fail a build. */
  isHint?: boolean;
  /** Replacement that mends it, where there is only one: the text at or after its place, and what to write instead. */
  edit?: Edit;
}

/** Advice with the edit that mends it, where there is only one. */
export type EditAdvice = Advice & Pick<Problem, 'edit'>;

/** Replacement of an address or an id. */
export interface Edit {
  /** `address` for the address of a link or image, `id` for an id or another value in a field. */
  as: 'address' | 'id';
  from: string;
  to: string;
}

/** Problem at a place, if there is an advice for it. */
export function problemsAt(place: Point & { file: string }, words: EditAdvice | undefined): Problem[] {
  return words ? [{ ...place, ...words }] : [];
}

/** Adds the code of a rule to problems that have none. */
export function about(code: string, problems: readonly Problem[]): Problem[] {
  return problems.map((problem) => ({ code, ...problem }));
}

/** Formats a problem as one line: `file:line:col  what is wrong  what to write instead`. */
export function formatProblem({ file, line, column, message, fix }: Problem): string {
  return plainLine(`${file}:${line}:${column}  ${message}  ${fix}`);
}

/** Formats a problem without its position: `what is wrong  what to write instead`. */
export function formatAdvice({ message, fix }: Advice): string {
  return `${message}  ${fix}`;
}

/** Formats problems or hints in reading order, one per line, then the count. */
export function formatReport(problems: readonly Problem[], noun = 'problem'): string {
  const lines = sortProblems(problems).map(formatProblem);
  const files = new Set(problems.map((problem) => problem.file)).size;
  const count = `${plural(problems.length, noun)} in ${plural(files, 'file')}`;
  return [...lines, '', count].join('\n');
}

/** Sorts problems by file, line, column and message, so that reports are deterministic. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(
    (a, b) =>
      a.file.localeCompare(b.file, 'en') ||
      a.line - b.line ||
      a.column - b.column ||
      a.message.localeCompare(b.message, 'en'),
  );
}

/** Formats a count with its noun: `1 page`, `2 pages`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}

/** Longest text for which a name is searched, in characters; no name is longer. */
const LONGEST_NAME = 200;

/**
 * Returns the known name nearest to the one written, or undefined if none is near. Near means an edit distance of at
 * most a third of the letters after the last slash (at least 2), or that one name is the end of the other after a
 * slash, as when a folder is missing from an id.
 */
export function nearest(written: string, known: Iterable<string>): string | undefined {
  if (written.length > LONGEST_NAME) return undefined;
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const name of known) {
    if (name.endsWith(`/${written}`) || written.endsWith(`/${name}`)) return name;
    const distance = leven(written.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  const lastPart = written.replace(/^.*\//, '');
  return bestDistance <= Math.max(2, Math.floor(lastPart.length / 3)) ? best : undefined;
}

/** Suggests the nearest known name, or lists the known names if none is near. */
export function didYouMean(written: string, known: Iterable<string>): string {
  const names = [...known];
  const near = nearest(written, names);
  if (near !== undefined) return `Did you mean "${near}"?`;
  if (names.length === 0) return 'There is none yet: add it first, or leave this out';
  if (names.length === 1) return `Write "${names[0]}"`;
  const shown = names.slice(0, 12).map((name) => `"${name}"`);
  return `Use one of ${shown.join(', ')}${names.length > 12 ? ` or ${names.length - 12} others` : ''}`;
}
