import { LineCounter } from 'yaml';
import * as z from 'zod';
import { literalElements } from '#schema/components.ts';
import { type Point, START } from '#schema/problem.ts';
import { fieldIn, partsOf, resolve } from '#schema/schema-problems.ts';
import { readBraces } from './expressions.ts';
import type { MarkdownNode } from './markdown-tree.ts';

/** Unit of prose: a paragraph, a heading, a table cell or a field. */
export interface Piece {
  /** The rendered text. Code and URLs are replaced by a placeholder. */
  text: string;
  /** Rank of a heading; absent for other pieces. */
  depth?: number;
  /** True for a heading that the next one follows at once, or with which a body ends. */
  empty?: boolean;
  /** True for quoted text, as in a block quotation. */
  quoted?: boolean;
  /** Returns the position in the file of a range of `text`. */
  at(index: number, length: number): Point;
}

/** Prose of a file. */
export interface Prose {
  file: string;
  pieces: Piece[];
}

/** Placeholder for rendered content that is not prose. */
const MARK = '\uFFFC';

/** Node types with inline content. */
const ROWS = new Set(['paragraph', 'heading', 'tableCell']);

/** Node types without prose. */
const SILENT = new Set(['yaml', 'code', 'mdxjsEsm', 'mdxFlowExpression', 'definition', 'thematicBreak']);

/** Text without markup in it, with its position in the file. */
interface Run extends Point {
  /** Range in the text of the piece. */
  from: number;
  to: number;
}

/** Piece of a body as plain data; positions are computed on demand. */
export interface WrittenPiece extends Omit<Piece, 'at'>, Point {
  /** Text runs of the piece, with their positions. */
  runs: Run[];
}

/** Extracts the prose of a body, piece by piece. */
export function piecesIn(tree: MarkdownNode): WrittenPiece[] {
  const pieces: WrittenPiece[] = [];
  const visit = (node: MarkdownNode, quoted: boolean, parent?: MarkdownNode, index = 0): void => {
    if (SILENT.has(node.type)) return;
    const children = node.children ?? [];
    if (ROWS.has(node.type) || children.some(({ type }) => type === 'text')) {
      const { text, runs, apart } = inlineText(node);
      const depth = node.type === 'heading' ? { depth: node.depth ?? 1, ...emptiness(node, index, parent) } : {};
      const { line, column } = node.position?.start ?? START;
      pieces.push({ text, ...depth, ...(quoted ? { quoted } : {}), line, column, runs });
      pieces.push(...apart);
      return;
    }
    for (const [at, child] of children.entries()) visit(child, quoted || node.type === 'blockquote', node, at);
  };
  visit(tree, false);
  return pieces;
}

/** Marks a heading that has nothing under it. What follows a container may belong to the last heading in it. */
function emptiness(heading: MarkdownNode, index: number, parent: MarkdownNode | undefined): { empty?: true } {
  const siblings = parent?.children ?? [];
  // Without a copy of the rest: a page may have thousands of headings.
  let at = index + 1;
  while (at < siblings.length && isHidden(siblings[at] as MarkdownNode)) at++;
  const next = siblings[at];
  if (next ? next.type !== 'heading' || (next.depth ?? 1) > (heading.depth ?? 1) : parent?.type !== 'root') return {};
  return { empty: true };
}

/** Checks whether a block shows nothing where it is: a comment, an import or a definition. */
function isHidden({ type, value }: MarkdownNode): boolean {
  if (type === 'mdxFlowExpression') return readBraces(String(value)).kind === 'comment';
  return type === 'mdxjsEsm' || type === 'definition' || type === 'footnoteDefinition';
}

/** Collects the text of an inline container, the position of each run, and the alternative texts of its images. */
function inlineText(row: MarkdownNode): { text: string; runs: Run[]; apart: WrittenPiece[] } {
  let text = '';
  const runs: Run[] = [];
  const apart: WrittenPiece[] = [];
  const visit = (node: MarkdownNode): void => {
    const { line, column } = node.position?.start ?? row.position?.start ?? START;
    if (node.type === 'text') {
      const from = text.length;
      text += String(node.value);
      runs.push({ from, to: text.length, line, column });
    } else if (node.type === 'break') text += '\n';
    else if (node.type === 'image') {
      const alt = node.alt ?? '';
      apart.push({ text: alt, line, column, runs: [{ from: 0, to: alt.length, line, column }] });
    } else if (node.type === 'inlineCode' || node.type === 'mdxTextExpression' || isLiteral(node)) text += MARK;
    else if (node.type === 'link' && isAddress(node)) text += MARK;
    else {
      // A colon and word, as in 1:1, parse as a text directive but are rendered as text.
      if (node.type === 'textDirective') text += `:${node.name}`;
      for (const child of node.children ?? []) visit(child);
    }
  };
  for (const child of row.children ?? []) visit(child);
  return { text, runs, apart };
}

function isLiteral({ type, name }: MarkdownNode): boolean {
  return type === 'mdxJsxTextElement' && literalElements.has(name ?? '');
}

function isAddress({ children = [] }: MarkdownNode): boolean {
  const [only] = children;
  return children.length === 1 && only?.type === 'text' && /^\S*(:\/\/|www\.|@)\S*$/.test(String(only.value));
}

/**
 * Adds positions to the pieces of a body.
 * @param source Returns the source of the file. Called only when a position is needed.
 */
export function piecesOfBody(written: readonly WrittenPiece[], source: () => string): Piece[] {
  const placeOf = placesIn(source);
  return written.map(({ line, column, runs, ...piece }) => ({
    ...piece,
    at(index, length) {
      const run = runs.findLast(({ from }) => from <= index) ?? runs[0];
      if (!run) return { line, column };
      return placeOf(run, piece.text.slice(run.from, run.to), Math.max(0, index - run.from), length);
    },
  }));
}

/** Finds the position of a range of a text in its source, which may also have escapes, line breaks and indents. */
type PlaceOf = (start: Point, text: string, index: number, length: number) => Point;

/**
 * Returns the lookup for one source, which is divided into lines once. A lookup in the text of the one before goes on from
 * there, so that thousands of hints on one paragraph take no longer than reading it.
 */
function placesIn(source: () => string): PlaceOf {
  const lines = new LineCounter();
  let whole: string | undefined;
  let last = { text: '', plain: '', first: 0, index: 0, from: 0 };
  return (start, text, index, length) => {
    whole ??= readLines(source(), lines);
    const [word = ''] = plainMarks(text.slice(index, index + length)).split(/\s/);
    if (word === '') return { line: start.line, column: start.column };
    const first = (lines.lineStarts[start.line - 1] ?? 0) + start.column - 1;
    if (text !== last.text || first !== last.first || index < last.index) {
      last = { text, plain: plainMarks(text), first, index: 0, from: first };
    }
    let [at, from] = [last.index - 1, last.from - 1];
    do {
      at = last.plain.indexOf(word, at + 1);
      from = whole.indexOf(word, from + 1);
    } while (from !== -1 && at !== -1 && at < index);
    if (from === -1) return { line: start.line, column: start.column };
    last = { ...last, index, from };
    const { line, col } = lines.linePos(from);
    return { line, column: col };
  };
}

/** Adds the starts of the lines of a source, and returns it with plain marks. */
function readLines(source: string, lines: LineCounter): string {
  lines.addNewLine(0);
  for (const { index } of source.matchAll(/\n/g)) lines.addNewLine(index + 1);
  return plainMarks(source);
}

/** Replaces typographic quotation marks and apostrophes by plain ones. */
function plainMarks(text: string): string {
  return text.replace(/[‘’]/g, "'").replace(/[“”]/g, '"');
}

/** Text field of a value. */
export interface FieldText {
  path: PropertyKey[];
  text: string;
}

/** Returns the prose fields of a value, by its schema: no ids, references, choices, URLs or names. */
export function textsIn(schema: z.core.$ZodType, value: unknown, path: PropertyKey[] = []): FieldText[] {
  if (typeof value === 'string') return isProse(schema, value) ? [{ path, text: value }] : [];
  if (typeof value !== 'object' || value === null) return [];
  const { shape, element, items } = partsOf(resolve(schema, value));
  return Object.entries(value).flatMap(([key, inner]) => {
    const field = Array.isArray(value) ? (element ?? items?.[Number(key)]) : fieldIn(shape, key);
    return field ? textsIn(field, inner, [...path, Array.isArray(value) ? Number(key) : key]) : [];
  });
}

function isProse(schema: z.core.$ZodType, value: string): boolean {
  const inner = resolve(schema, value);
  const { type, checks = [] } = inner._zod.def as { type: string; checks?: z.core.$ZodCheck[] };
  if (type !== 'string' || 'format' in inner._zod.def) return false;
  if (checks.some((check) => check._zod.def.check === 'string_format')) return false;
  return ![schema, inner].some((part) => {
    const { references, names } = z.globalRegistry.get(part) ?? {};
    return references !== undefined || names === true;
  });
}

/**
 * Converts text fields into pieces.
 * @param at Returns the position of a field.
 * @param source Returns the source of the file. Called only when a position is needed.
 */
export function piecesOfFields(
  texts: readonly FieldText[],
  at: (path: readonly PropertyKey[]) => Point,
  source: () => string,
): Piece[] {
  const placeOf = placesIn(source);
  return texts.map(({ path, text }) => ({ text, at: (index, length) => placeOf(at(path), text, index, length) }));
}

/** Counts the words of a body, including code blocks, which readers copy. */
export function wordsIn(node: MarkdownNode): number {
  if (node.type === 'yaml' || node.type === 'mdxjsEsm' || /Expression$/.test(node.type)) return 0;
  const own = typeof node.value === 'string' ? countWords(node.value) : 0;
  return (node.children ?? []).reduce((sum, child) => sum + wordsIn(child), own);
}

/** Counts words: runs between spaces, without dashes. */
export function countWords(text: string): number {
  return text.match(/[^\s–—|-]\S*/g)?.length ?? 0;
}
