import type { Point } from '../problem.ts';
import type { MarkdownNode } from './body.ts';

/** How many brackets may be open at once. The parser of MDX is native code that ends the process at about 10,000. */
const MOST_BRACKETS = 1000;

/** How many nodes may lie in one another. Every rule walks the tree by recursion. */
const MOST_NODES = 200;

/** The place at which too many brackets are open, before the text is parsed. */
export function deepBracket(text: string): Point | undefined {
  let open = 0;
  for (let index = 0; index < text.length; index++) {
    const letter = text[index] as string;
    if ('([{'.includes(letter)) open++;
    else if (')]}'.includes(letter)) open = Math.max(0, open - 1);
    if (open <= MOST_BRACKETS) continue;
    const before = text.slice(0, index).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }
  return undefined;
}

/** The place of a node that lies in too many others. */
export function deepNode(tree: MarkdownNode): Point | undefined {
  let level: readonly MarkdownNode[] = [tree];
  for (let depth = 0; level.length > 0; depth++) {
    const [first] = level;
    if (depth > MOST_NODES) return first?.position?.start ?? { line: 1, column: 1 };
    level = level.flatMap(({ children = [] }) => children);
  }
  return undefined;
}
