import { hash } from 'node:crypto';
import {
  type ErrorCode,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLParseError,
} from 'yaml';
import { type Advice, advice, type Point, type Problem } from '#schema/problem.ts';
import type { WithPositions } from '#schema/with-positions.ts';
import { Cache } from './cache.ts';
import { TOO_DEEP } from './nesting.ts';
import { readText } from './text.ts';
import { slipIn } from './yaml-slips.ts';
import { outsideSubset } from './yaml-subset.ts';

/** Options of the parser. Its own search for keys that stand twice takes quadratic time: `outsideSubset` finds them. */
const OPTIONS = { prettyErrors: false, uniqueKeys: false, logLevel: 'error' } as const;

/** Errors of the YAML parser in words for authors, by its codes. */
const ERRORS: Partial<Record<ErrorCode, Advice>> = {
  BLOCK_AS_IMPLICIT_KEY: advice(
    'A value with a colon in it is not in quotes',
    "Put the whole value in single quotes: 'Direction: what matters'",
  ),
  TAB_AS_INDENT: advice('A tab stands at the start of the line', 'Indent with spaces'),
  BAD_SCALAR_START: advice(
    'A value starts with a character that has a meaning in YAML',
    'Put the whole value in single quotes',
  ),
  BAD_INDENT: advice(
    'A list or mapping in brackets is not closed, or the line is not indented like its neighbours',
    'Close the bracket, or line the key up with the keys around it',
  ),
};

const IN_BRACKETS = advice(
  'What stands in these brackets is no list or mapping',
  'Write a comma between any two items, and put an item with a colon in it in single quotes',
);

/** Errors that quotation marks around the value fix. */
const NEEDS_QUOTES: ReadonlySet<ErrorCode> = new Set([
  'BLOCK_AS_IMPLICIT_KEY',
  'BAD_SCALAR_START',
  'UNEXPECTED_TOKEN',
  'MISSING_CHAR',
  'BLOCK_IN_FLOW',
]);

/** Result of parsing YAML: the value with its positions, or the problems that prevent it. */
export type YamlResult =
  | { located: WithPositions; dates: PlainDate[]; problems?: never }
  | { problems: Problem[]; located?: never; dates?: never };

/** Date without quotation marks, and its position. */
export interface PlainDate extends Point {
  path: PropertyKey[];
  /** The date as written. */
  source: string;
}

/** Cache of parsed YAML, by hash of the text and its first line: a build reads the same files for many collections. */
export const yamlCache = new Cache<{ value: unknown; dates: PlainDate[] }>();

/**
 * Parses YAML, with the position of every key and value. The same text returns the same value, so callers must not
 * change it.
 * @param file The path that problems name.
 * @param text The YAML itself.
 * @param firstLine The line of the file on which the text starts; front matter starts on line 2.
 */
export function readYaml(file: string, text: string, firstLine = 1): YamlResult {
  const key = `${firstLine} ${hash('sha1', text)}`;
  const cached = yamlCache.get(key);
  const read = cached ?? parse(text, firstLine);
  if ('message' in read) return { problems: [{ file, ...read }] };
  if (!cached) yamlCache.set(key, read);
  return { located: { value: read.value, at: placesIn(text, firstLine) }, dates: read.dates };
}

/** Parses YAML; returns the first mistake if there is one. */
function parse(text: string, firstLine: number): { value: unknown; dates: PlainDate[] } | (Point & Advice) {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...OPTIONS, lineCounter: lines });
  const contents = document.contents as Node | null;
  const pointAt = (offset: number): Point => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { line: line + firstLine - 1, column: col };
  };
  // One mistake often causes several errors; only the first has a reliable position.
  const [error] = document.errors;
  // The parser recurses, and reports where that ends.
  if (error?.message.includes('call stack')) return { ...pointAt(error.pos[0]), ...TOO_DEEP };
  const errorLine = error ? pointAt(error.pos[0]).line - firstLine : 0;
  const isCured = (changed: string) => isMended(changed, errorLine);
  if (error && !isMended(withQuotes(text, errorLine), errorLine)) {
    const slip = slipIn(text, errorLine, isCured);
    if (slip) return { ...slip, line: slip.line + firstLine - 1 };
  }
  if (error && isUnclosedQuote(error)) {
    const fix = 'Close it at the end of the value with the same mark';
    const place = pointAt(lastQuotedScalar(contents, error.pos[0]));
    return { ...place, ...advice('A quotation mark is opened and never closed', fix) };
  }
  if (error) {
    const place = pointAt(error.pos[0]);
    return { ...place, ...errorAdvice(error, text.split('\n')[place.line - firstLine] ?? '') };
  }
  const mistake = outsideSubset(text, contents);
  if (mistake) return { ...pointAt(mistake.offset), message: mistake.message, fix: mistake.fix };
  const dates = plainDates(contents).map(({ offset, ...date }) => ({ ...date, ...pointAt(offset) }));
  return { value: document.toJS(), dates };
}

/** Checks whether a text has no error up to a few lines after that of an error that it had. */
function isMended(text: string, line: number): boolean {
  const [error] = parseDocument(text, OPTIONS).errors;
  // A quotation mark that is never closed is reported at the end of the text.
  return !error || (!isUnclosedQuote(error) && text.slice(0, error.pos[0]).split('\n').length > line + 4);
}

/** Puts the value of a line in quotation marks. */
function withQuotes(text: string, line: number): string {
  const lines = text.split('\n');
  return lines
    .with(
      line,
      (lines[line] ?? '').replace(/^([\s-]*[\w-]+:\s+)([^\s[{].*)$/, (_, start, value) => start + inQuotes(value)),
    )
    .join('\n');
}

function isUnclosedQuote({ code, message }: YAMLParseError): boolean {
  return code === 'MISSING_CHAR' && / quote$|["']quote$/.test(message);
}

/** Returns what is wrong with a line, and its column where the value needs quotation marks. */
function errorAdvice({ code, message }: YAMLParseError, line: string): Advice & { column?: number } {
  const words = ERRORS[code] ?? advice(`This is not YAML: ${message}`, 'Write each line as key: value');
  const [, start = '', value = ''] = /^([\s-]*[\w-]+:\s+)(\S.*)$/.exec(line) ?? [];
  if (/^[[{].*[\]}]$/.test(value)) return { column: start.length + 1, ...IN_BRACKETS };
  if (value === '' || !NEEDS_QUOTES.has(code)) return words;
  const hasColon = code === 'BLOCK_AS_IMPLICIT_KEY' && value.includes(': ');
  const fix = `Write ${start.trim()} ${inQuotes(value)}`;
  return { column: start.length + 1, ...advice(hasColon ? words.message : 'This value needs quotation marks', fix) };
}

/**
 * Creates a lookup of positions in a valid text. It parses the text again on first use: few positions are ever
 * requested, and storing all of them would fill the memory.
 */
function placesIn(text: string, firstLine: number): WithPositions['at'] {
  const compose = () => {
    const lineCounter = new LineCounter();
    return { contents: parseDocument(text, { ...OPTIONS, lineCounter }).contents as Node | null, lineCounter };
  };
  let document: ReturnType<typeof compose> | undefined;
  return (path, side) => {
    document ??= compose();
    const { line, col } = document.lineCounter.linePos(Math.min(offsetOf(document.contents, path, side), text.length));
    return { line: line + firstLine - 1, column: col };
  };
}

/** Reads and parses a YAML file by its path from the root. A file that is not text is a problem like any other. */
export function readYamlFile(root: string, file: string): YamlResult {
  const { text, problem } = readText(root, file);
  return problem ? { problems: [problem] } : readYaml(file, text);
}

/**
 * Puts a value in quotation marks: double ones if it contains single ones alone. Marks already around it are dropped.
 */
function inQuotes(value: string): string {
  const bare = value.trim().replace(/^(["'])(.*)\1$/, '$2');
  return bare.includes("'") && !bare.includes('"') ? `"${bare}"` : `'${bare.replaceAll("'", "''")}'`;
}

/** Finds where an unclosed quote was opened, since the parser reports it at the end of the text. */
function lastQuotedScalar(root: Node | null, fallback: number): number {
  let offset = fallback;
  if (!root) return offset;
  visit(root, (_key, node) => {
    if (isScalar(node) && /^QUOTE_/.test(node.type ?? '') && node.range) offset = node.range[0];
  });
  return offset;
}

function plainDates(
  root: Node | null,
  path: PropertyKey[] = [],
): (Omit<PlainDate, keyof Point> & { offset: number })[] {
  if (isMap(root))
    return root.items.flatMap(({ key, value }) => plainDates(value as Node | null, [...path, String(key)]));
  if (isSeq(root)) return root.items.flatMap((item, index) => plainDates(item as Node | null, [...path, index]));
  if (!isScalar(root) || root.type !== 'PLAIN' || !root.range) return [];
  const source = String(root.source ?? '');
  return /^\d{4}-\d\d?-\d\d?(?:[Tt ]|$)/.test(source) ? [{ path, source, offset: root.range[0] }] : [];
}

function offsetOf(root: Node | null, path: readonly PropertyKey[], side: 'key' | 'value' = 'value'): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const [depth, part] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part));
      if (!isPair(pair)) break;
      const wanted = side === 'key' && depth === path.length - 1 ? pair.key : (pair.value ?? pair.key);
      node = pair.value;
      offset = (wanted as Node | null)?.range?.[0] ?? offset;
    } else {
      const items = (node as { items?: Node[] } | null)?.items;
      const item = items?.[Number(part)];
      if (!item) break;
      node = item;
      offset = item.range?.[0] ?? offset;
    }
  }
  return offset;
}
