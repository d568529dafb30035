import { type Attribute, checkImports, type Report } from '#load/code.ts';
import { readBraces } from '#load/expressions.ts';
import type { MarkdownNode } from '#load/markdown-tree.ts';
import { type Components, htmlAttributes, htmlElements } from '#schema/components.ts';

/**
 * Finds code in a node: an expression that is neither a literal nor a front matter field, an import of anything but a
 * component, or an element or attribute that is not allowed.
 * @param components The components that a compiled page may hold.
 * @returns A sentence without a full stop about the first code found, or undefined.
 */
export function codeIn({ type, name, value, attributes }: MarkdownNode, components: Components): string | undefined {
  if (type === 'mdxFlowExpression' || type === 'mdxTextExpression') {
    return isCode(String(value)) ? `{${value}} is code` : undefined;
  }
  if (type === 'mdxjsEsm') return foreignImport(String(value), components);
  if (type !== 'mdxJsxFlowElement' && type !== 'mdxJsxTextElement') return undefined;
  return foreignPart(name ?? '', (attributes ?? []) as Attribute[], components);
}

function isCode(source: string): boolean {
  return ['code', 'element'].includes(readBraces(source).kind);
}

function foreignImport(code: string, components: Components): string | undefined {
  const messages: string[] = [];
  const report: Report = (_, message) => messages.push(message);
  checkImports(code, { line: 1, column: 1 }, new Set(), report, components);
  return messages[0];
}

function foreignPart(name: string, attributes: readonly Attribute[], components: Components): string | undefined {
  const isComponent = components.has(name);
  // A fragment, <>...</>, has no name.
  if (name !== '' && !isComponent && !htmlElements.has(name)) return `<${name}> is no element for a page`;
  for (const { name: key, value } of attributes) {
    if (key === undefined || !(isComponent || htmlAttributes.has(key)))
      return `<${name}> cannot take "${key ?? '...'}" on a page`;
    if (typeof value === 'object' && value !== null && isCode(value.value)) return `The value of "${key}" is code`;
  }
  return undefined;
}
