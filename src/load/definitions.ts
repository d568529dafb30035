import { START } from '#schema/problem.ts';
import type { BodyCheck } from './code.ts';
import { type MarkdownNode, walk } from './markdown-tree.ts';

/** Reports footnotes and addresses of links that nothing names, and those that are written twice. */
export function checkDefinitions(tree: MarkdownNode, { report }: BodyCheck): void {
  const definitions: MarkdownNode[] = [];
  const named = new Set<string>();
  walk(tree, undefined, (node) => {
    if (/[dD]efinition$/.test(node.type)) definitions.push(node);
  });
  // A reference inside a footnote to itself does not count.
  const visit = (node: MarkdownNode, within: string): void => {
    const key = keyOf(node);
    if (/Reference$/.test(node.type) && key !== within) named.add(key);
    for (const child of node.children ?? []) visit(child, node.type === 'footnoteDefinition' ? key : within);
  };
  visit(tree, '');
  const seen = new Set<string>();
  for (const node of definitions) {
    const key = keyOf(node);
    const place = node.position?.start ?? START;
    const [what, mark] =
      node.type === 'definition' ? ['The address', `[${node.identifier}]`] : ['The footnote', `[^${node.identifier}]`];
    if (seen.has(key)) report(place, `${what} "${mark}" stands here twice`, 'Delete one of the two, or rename it');
    else if (!named.has(key))
      report(place, `${what} "${mark}" is named nowhere`, `Write ${mark} where it belongs, or delete it`);
    seen.add(key);
  }
}

/** Name of a definition or a reference, which its type is part of: a footnote and a link may have the same. */
function keyOf({ type, identifier }: MarkdownNode): string {
  return `${type.startsWith('footnote') ? '^' : ''}${identifier}`;
}
