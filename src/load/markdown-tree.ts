import type { Point } from '#schema/problem.ts';

/** Node of a Markdown syntax tree, with the fields that the rules read. */
export interface MarkdownNode {
  type: string;
  position?: { start: Point; end: Point } | undefined;
  name?: string | null;
  value?: unknown;
  url?: string;
  /** Language of a code block. */
  lang?: string | null | undefined;
  alt?: string | null | undefined;
  /** Name of a footnote or a definition, and of what refers to it. */
  identifier?: string;
  depth?: number;
  spread?: boolean | null | undefined;
  attributes?: unknown;
  /** Attributes of a heading, which stand in braces after its words: `## Heading {#id}`. */
  data?: unknown;
  children?: MarkdownNode[];
}

/** Calls `visit` with each node of a tree and its parent, parents first. */
export function walk(
  node: MarkdownNode,
  parent: MarkdownNode | undefined,
  visit: (node: MarkdownNode, parent: MarkdownNode | undefined) => void,
): void {
  visit(node, parent);
  for (const child of node.children ?? []) walk(child, node, visit);
}

/** Checks whether a node or one inside it passes a test. */
export function hasNode(node: MarkdownNode, test: (node: MarkdownNode) => boolean): boolean {
  return test(node) || (node.children ?? []).some((child) => hasNode(child, test));
}

/** Returns the text of a node as readers see it, with the line breaks of `<br>` and its like. */
export function textOf(node: MarkdownNode): string {
  if (typeof node.value === 'string' && (node.type === 'text' || node.type === 'inlineCode')) return node.value;
  if (node.type === 'break') return '\n';
  return (node.children ?? []).map(textOf).join('');
}

/** Text from which the site generates the anchor of a heading. `1:1` parses as a directive and is rendered as text. */
export function headingText(node: MarkdownNode): string {
  if (node.type === 'text' || node.type === 'inlineCode') return String(node.value);
  const inner = (node.children ?? []).map(headingText).join('');
  if (node.type !== 'textDirective') return inner;
  return `:${node.name}${node.children?.length ? `[${inner}]` : ''}`;
}
