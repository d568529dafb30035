import leven from 'leven';
import { plainLine } from './escaping.ts';

/** Position in a text file. Line and column both count from 1. */
export interface Point {
  line: number;
  column: number;
}

/** Rules of the check, each with a description. The names are stable: tools count and silence problems by them. */
export const RULES = {
  files: 'Files are what their place and ending say',
  syntax: 'Front matter and body can be read',
  fields: 'Fields and entries of data hold what their schema says',
  settings: 'Settings hold what their schema says',
  colours: 'Colours that meet can be told apart',
  pages: 'Pages stand in the folder of their kind, with a title of their own',
  body: 'The text of a page uses headings and components that exist',
  style: 'Words, sentences and headings are as the house writes them',
  spelling: 'Words are spelt as the dictionary or the list of words has them',
  notes: 'Notes stand on what is there',
  references: 'What a page or an entry names is there',
  links: 'Links lead to pages, headings and files that are there',
  reviews: 'The log of the reviews of a page is only added to',
  images: 'Images are there and are images',
  redirects: 'Pages that have moved can be found',
  editions: 'Nobody is led to what they may not read',
} as const;

/** Name of a rule. */
export type Rule = keyof typeof RULES;

/** Problem for an author. All checks report this type. */
export interface Problem extends Point {
  /** Path from the root of the repository, with forward slashes. */
  file: string;
  /** The problem, as a sentence without a full stop. */
  message: string;
  /** The fix, as a sentence without a full stop. */
  fix: string;
  /** Rule that reports it; absent for problems that only people read. */
  rule?: Rule;
}

/** Adds a rule to problems that have none. */
export function about(rule: Rule, problems: readonly Problem[]): Problem[] {
  return problems.map((problem) => ({ rule, ...problem }));
}

/** Formats a problem as one line: `file:line:col  what is wrong  what to write instead`. */
export function formatProblem({ file, line, column, message, fix }: Problem): string {
  return plainLine(`${file}:${line}:${column}  ${message}  ${fix}`);
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

/**
 * Returns the known name nearest to the one written, or undefined if none is near. Near means an edit distance of at
 * most a third of the letters after the last slash (at least 2), or that one name is the end of the other after a
 * slash, as when a folder is missing from an id.
 */
export function nearest(written: string, known: Iterable<string>): string | undefined {
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
