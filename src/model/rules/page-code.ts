import { componentNames, htmlAttributes, htmlElements } from '../components.ts';
import type { MarkdownNode } from './body.ts';
import { type Attribute, checkImports, type Report } from './code.ts';
import { readBraces } from './expressions.ts';

/** Components that a compiled page may hold: those of authors, and the one that a note is put into a page with. */
const COMPONENTS = [...componentNames, 'Note'];

/**
 * Finds code in a node of a page: an expression that is neither a literal nor a field of the front matter, an import of
 * anything but a component, an element or attribute that is not on the lists.
 * @returns A sentence without a full stop about the first thing found, or nothing.
 */
export function codeIn({ type, name, value, attributes }: MarkdownNode): string | undefined {
  if (type === 'mdxFlowExpression' || type === 'mdxTextExpression') {
    return isCode(String(value)) ? `{${value}} is code` : undefined;
  }
  if (type === 'mdxjsEsm') return foreignImport(String(value));
  if (type !== 'mdxJsxFlowElement' && type !== 'mdxJsxTextElement') return undefined;
  return foreignPart(name ?? '', (attributes ?? []) as Attribute[]);
}

function isCode(source: string): boolean {
  return ['code', 'element'].includes(readBraces(source).kind);
}

function foreignImport(code: string): string | undefined {
  const messages: string[] = [];
  const report: Report = (_, message) => messages.push(message);
  checkImports(code, { line: 1, column: 1 }, new Set(), report, COMPONENTS);
  return messages[0];
}

function foreignPart(name: string, attributes: readonly Attribute[]): string | undefined {
  const isComponent = COMPONENTS.includes(name);
  // A fragment, <>...</>, has no name.
  if (name !== '' && !isComponent && !htmlElements.has(name)) return `<${name}> is no element for a page`;
  for (const { name: key, value } of attributes) {
    if (key === undefined || !(isComponent || htmlAttributes.has(key)))
      return `<${name}> cannot take "${key ?? '...'}" on a page`;
    if (typeof value === 'object' && value !== null && isCode(value.value)) return `The value of "${key}" is code`;
  }
  return undefined;
}
