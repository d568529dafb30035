import { type Advice, advice, type Point, pointAt, START } from '#schema/problem.ts';
import type { MarkdownNode } from './markdown-tree.ts';

/** Most open brackets and tags. The MDX parser is native code that crashes the process at about 10,000. */
const MOST_OPEN = 1000;

/** Deepest nesting of nodes. Every rule walks the tree recursively. */
const MOST_NODES = 200;

/** Most marks in one paragraph: the parser takes quadratic time and memory for them. */
const MOST_MARKS = 2000;

/** Letters that open and close brackets and tags. */
const BRACKETS = /(?<open>[([{]|<(?=[A-Za-z]))|[)\]}]|<\/|\/>/g;

/** Marks that the parser makes nodes or other letters of: quotation marks, dashes, entities, directives, braces, tags. */
const MARKS = /["'&:{<]|--|\.{3}/g;

/** Start of a line that opens more quotations and lists than nodes may be nested. */
const DEEP_LINE = new RegExp(`^(?:[ \\t]*(?:>|[-+*][ \\t]|\\d{1,9}[.)][ \\t])){${MOST_NODES}}`);

/** Message and fix for text that is nested beyond a limit. */
export const TOO_DEEP = advice(
  'This is nested too deeply to be read',
  'Write it with fewer brackets, quotations or lists inside one another',
);

/** Finds the first place in a text that goes beyond a limit of the parser. To be called before the text is parsed. */
export function beyondLimit(text: string): (Point & Advice) | undefined {
  const bracket = deepBracket(text);
  if (bracket) return { ...bracket, ...TOO_DEEP };
  let [marks, start, isCode] = [0, 1, false];
  for (const [index, line] of text.split('\n').entries()) {
    if (DEEP_LINE.test(line)) return { line: index + 1, column: 1, ...TOO_DEEP };
    if (/^\s*(```|~~~)/.test(line)) isCode = !isCode;
    // Items of a list are parsed one by one, like paragraphs.
    if (isCode || /^\s*((---)?\s*$|[-+*]\s|\d+[.)]\s)/.test(line)) marks = 0;
    if (marks === 0) start = index + 1;
    if (!isCode && !/^---\s*$/.test(line)) marks += line.match(MARKS)?.length ?? 0;
    if (marks > MOST_MARKS) return { line: start, column: 1, ...TOO_LONG };
  }
  return undefined;
}

const TOO_LONG = advice(
  `This paragraph has more than ${MOST_MARKS} quotation marks, colons, tags and the like`,
  'Divide it by empty lines',
);

/** Position of the first bracket or tag beyond the limit. */
function deepBracket(text: string): Point | undefined {
  let open = 0;
  for (const { index, groups } of text.matchAll(BRACKETS)) {
    open = groups?.['open'] ? open + 1 : Math.max(0, open - 1);
    if (open > MOST_OPEN) return pointAt(text, index);
  }
  return undefined;
}

/** Position of the first node beyond the limit. */
export function deepNode(tree: MarkdownNode): Point | undefined {
  let level: readonly MarkdownNode[] = [tree];
  for (let depth = 0; level.length > 0; depth++) {
    const [first] = level;
    if (depth > MOST_NODES) return first?.position?.start ?? START;
    level = level.flatMap(({ children = [] }) => children);
  }
  return undefined;
}
