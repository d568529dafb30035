import type { Point } from '#schema/problem.ts';
import type { BodyCheck } from './code.ts';
import { readBraces } from './expressions.ts';
import type { MarkdownNode } from './markdown-tree.ts';

/** Elements that hold only certain others. */
const HOLDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['ul', ['li']],
  ['ol', ['li']],
  ['dl', ['dt', 'dd', 'div']],
  ['table', ['thead', 'tbody', 'tr']],
  ['thead', ['tr']],
  ['tbody', ['tr']],
  ['tr', ['td', 'th']],
]);

/** Elements that stand only in certain others. */
const STANDS_IN: ReadonlyMap<string, readonly string[]> = new Map([
  ['li', ['ul', 'ol']],
  ['dt', ['dl', 'div']],
  ['dd', ['dl', 'div']],
  ['thead', ['table']],
  ['tbody', ['table']],
  ['tr', ['table', 'thead', 'tbody']],
  ['td', ['tr']],
  ['th', ['tr']],
  ['summary', ['details']],
  ['figcaption', ['figure']],
]);

/** Elements that hold text and no blocks. */
const TEXT = new Set('abbr cite dfn em kbd mark p q s small span strong sub summary sup time var'.split(' '));

/** Elements and nodes of Markdown that are blocks. A browser closes the element around them. */
const BLOCKS = new Set(
  'details div dl figure ol p section table ul blockquote code heading list thematicBreak'.split(' '),
);

/**
 * Checks where an HTML element stands and what it holds, since a browser moves what does not belong.
 * @param body The state of the walk. An element that is in its place, or reported, is added to `placed`.
 */
export function checkNesting(
  node: MarkdownNode,
  at: Point,
  { placed, report }: Pick<BodyCheck, 'report'> & { placed: Set<MarkdownNode> },
): void {
  const name = node.name ?? '';
  const parents = STANDS_IN.get(name);
  if (parents && !placed.has(node)) {
    const around = parents.map((parent) => `<${parent}>`).join(' or ');
    report(at, `<${name}> stands outside of ${around}`, `Write <${parents[0]}> around it`);
  }
  const allowed = HOLDS.get(name);
  const children = contentOf(node, allowed !== undefined);
  for (const [index, child] of children.entries()) {
    const place = child.position?.start ?? at;
    const what = /^mdxJsx/.test(child.type) ? `<${child.name}>` : (IN_WORDS[child.type] ?? 'text');
    const inner = /^mdxJsx/.test(child.type) ? (child.name ?? '') : child.type;
    if (allowed && !allowed.includes(inner)) {
      const only = `<${allowed.join('>, <')}>`;
      report(place, `<${name}> holds ${what}, and only ${only} can stand in it`, placeFor(inner, name, allowed));
      placed.add(child);
    } else if (TEXT.has(name) && BLOCKS.has(inner)) {
      report(place, `<${name}> holds ${what}, and only text can stand in it`, `Write </${name}> before it`);
      placed.add(child);
    } else if (inner === 'summary' && name === 'details' && index > 0) {
      report(place, '<summary> does not come first', 'Move it up, right after <details>');
    }
    if (STANDS_IN.get(inner)?.includes(name)) placed.add(child);
  }
}

/** Returns the fix for a child that its element may not hold. */
function placeFor(inner: string, name: string, allowed: readonly string[]): string {
  const around = STANDS_IN.get(inner)?.find((parent) => allowed.includes(parent));
  if (around) return `Put it into <${around}>`;
  if (STANDS_IN.has(inner)) return `Write <${allowed[0]}> instead of <${inner}>`;
  const cell = /^t(able|head|body)$/.test(name) ? 'tr><td' : allowed[0];
  return `Put it into <${cell}>, or outside of <${name}>`;
}

const IN_WORDS: Readonly<Record<string, string>> = {
  list: 'a list of Markdown',
  table: 'a table of Markdown',
  heading: 'a heading',
  code: 'a block of code',
  blockquote: 'a quotation',
};

/**
 * Returns the children of an element, without comments and white space.
 * @param inText True to look into paragraphs, in which MDX wraps elements that stand in one line.
 */
function contentOf({ children = [] }: MarkdownNode, inText: boolean): MarkdownNode[] {
  return children
    .flatMap((child) => {
      const inner = child.children ?? [];
      const isWrapped = child.type === 'paragraph' && (inText || inner.some(({ type }) => type.startsWith('mdxJsx')));
      return isWrapped ? inner : [child];
    })
    .filter(({ type, value }) => {
      if (/Expression$/.test(type)) return readBraces(String(value)).kind !== 'comment';
      return type !== 'text' || String(value).trim() !== '';
    });
}
