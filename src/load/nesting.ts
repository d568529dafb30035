import { type Point, pointAt, START } from '#schema/problem.ts';
import type { MarkdownNode } from './body.ts';

/** Most open brackets. The MDX parser is native code that crashes the process at about 10,000. */
const MOST_BRACKETS = 1000;

/** Deepest nesting of nodes. Every rule walks the tree recursively. */
const MOST_NODES = 200;

/** Position of the first bracket beyond the limit. Runs on the text before it is parsed. */
export function deepBracket(text: string): Point | undefined {
  let open = 0;
  for (const { 0: bracket, index } of text.matchAll(/[([{)\]}]/g)) {
    open = '([{'.includes(bracket) ? open + 1 : Math.max(0, open - 1);
    if (open > MOST_BRACKETS) return pointAt(text, index);
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
