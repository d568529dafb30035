import { hash } from 'node:crypto';
import { type ErrorCode, isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { Point, Problem } from '#schema/problem.ts';
import type { WithPositions } from '#schema/with-positions.ts';
import { Cache } from './cache.ts';
import { readText } from './text.ts';

type Words = Pick<Problem, 'message' | 'fix'>;

const errorWords: Partial<Record<ErrorCode, Words>> = {
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'A value with a colon in it is not in quotes',
    fix: "Put the whole value in single quotes: 'Direction: what matters'",
  },
  TAB_AS_INDENT: {
    message: 'A tab stands at the start of the line',
    fix: 'Indent with spaces',
  },
  DUPLICATE_KEY: {
    message: 'The same key stands here twice',
    fix: 'Keep one of the two and delete the other',
  },
  BAD_SCALAR_START: {
    message: 'A value starts with a character that has a meaning in YAML',
    fix: 'Put the whole value in single quotes',
  },
  BAD_INDENT: {
    message: 'A list or mapping in brackets is not closed, or the line is not indented like its neighbours',
    fix: 'Close the bracket, or line the key up with the keys around it',
  },
};

/** Errors that quotation marks around the value fix. */
const NEEDS_QUOTES: ReadonlySet<ErrorCode> = new Set([
  'BLOCK_AS_IMPLICIT_KEY',
  'BAD_SCALAR_START',
  'UNEXPECTED_TOKEN',
  'MISSING_CHAR',
  'BLOCK_IN_FLOW',
]);

const unclosedQuote: Words = {
  message: 'A quotation mark is opened and never closed',
  fix: 'Close it at the end of the value with the same mark',
};

/** Result of parsing YAML: the value with its positions, or the problems that prevent it. */
export type YamlResult =
  | { located: WithPositions; dates: PlainDate[]; problems?: never }
  | { problems: Problem[]; located?: never; dates?: never };

/** Date without quotation marks, and its position. */
export interface PlainDate extends Point {
  path: PropertyKey[];
  written: string;
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
  const before = yamlCache.get(key);
  const read = before ?? parse(file, text, firstLine);
  if ('problems' in read) return read;
  if (!before) yamlCache.set(key, read);
  return { located: { value: read.value, at: placesIn(text, firstLine) }, dates: read.dates };
}

function parse(
  file: string,
  text: string,
  firstLine: number,
): { value: unknown; dates: PlainDate[] } | { problems: Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const pointAt = (offset: number): Point => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { line: line + firstLine - 1, column: col };
  };
  if (document.errors.length > 0) {
    // One mistake often causes several errors; only the first has a reliable position.
    const [error] = document.errors;
    if (!error) return { problems: [] };
    const quote = error.code === 'MISSING_CHAR' && / quote$|["']quote$/.test(error.message);
    const offset = quote ? lastQuotedScalar(document.contents as Node | null, error.pos[0]) : error.pos[0];
    const words = quote
      ? unclosedQuote
      : (errorWords[error.code] ?? {
          message: `This is not YAML: ${error.message}`,
          fix: 'Write each line as key: value',
        });
    const place = pointAt(offset);
    const line = text.split('\n')[place.line - firstLine] ?? '';
    const [, start = '', value = ''] = /^([\s-]*[\w-]+:\s+)(\S.*)$/.exec(line) ?? [];
    if (value !== '' && !quote && NEEDS_QUOTES.has(error.code)) {
      const message =
        error.code === 'BLOCK_AS_IMPLICIT_KEY' && value.includes(': ')
          ? words.message
          : 'This value needs quotation marks';
      const fix = `Write ${start.trim()} ${inQuotes(value)}`;
      return { problems: [{ file, line: place.line, column: start.length + 1, message, fix }] };
    }
    return { problems: [{ file, ...place, ...words }] };
  }
  let value: unknown;
  try {
    value = document.toJS();
  } catch {
    const alias = text.search(/(?<=^[\s-]*(?:[\w-]+:\s+)?)\*\w/m);
    return {
      problems: [
        {
          file,
          ...pointAt(Math.max(0, alias)),
          message: 'A value starts with an asterisk',
          fix: 'Put the whole value in single quotes',
        },
      ],
    };
  }
  const dates = plainDates(document.contents as Node | null).map(({ offset, ...date }) => ({
    ...date,
    ...pointAt(offset),
  }));
  return { value, dates };
}

/**
 * Creates a lookup of positions in a valid text. It parses the text again on first use: few positions are ever
 * requested, and storing all of them would fill the memory.
 */
function placesIn(text: string, firstLine: number): WithPositions['at'] {
  const compose = () => {
    const lineCounter = new LineCounter();
    return { contents: parseDocument(text, { lineCounter }).contents as Node | null, lineCounter };
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
  let found = fallback;
  if (!root) return found;
  visit(root, (_key, node) => {
    if (isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') && node.range) {
      found = node.range[0];
    }
  });
  return found;
}

function plainDates(
  root: Node | null,
  path: PropertyKey[] = [],
): { path: PropertyKey[]; written: string; offset: number }[] {
  if (isMap(root))
    return root.items.flatMap(({ key, value }) => plainDates(value as Node | null, [...path, String(key)]));
  if (isSeq(root)) return root.items.flatMap((item, index) => plainDates(item as Node | null, [...path, index]));
  const plain = isScalar(root) && root.type === 'PLAIN' && root.range ? String(root.source ?? '') : '';
  return /^\d{4}-\d\d?-\d\d?(?:[Tt ]|$)/.test(plain) && isScalar(root)
    ? [{ path, written: plain, offset: root.range?.[0] ?? 0 }]
    : [];
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
