import { type Expression, Parser, type Property, type SpreadElement, type Token, tokTypes } from 'acorn';
import jsx from 'acorn-jsx';

/** A value that is written out: it needs no code to run. */
export type Literal = string | number | boolean | readonly Literal[] | { readonly [key: string]: Literal };

/** What a page may hold in braces, or what it holds instead. */
export type Braces =
  /** Nothing but white space. */
  | { kind: 'empty' }
  /** A comment, which readers do not see. */
  | { kind: 'comment' }
  | { kind: 'literal'; value: Literal }
  /** `frontmatter.<field>` */
  | { kind: 'field'; field: string }
  /** An element, such as `<p>words</p>`. */
  | { kind: 'element' }
  /** Everything else: code, whether it parses or not. */
  | { kind: 'code' };

/** JavaScript modules with JSX, as MDX compiles them. `#!` starts no comment in the middle of a module. */
const parser = Parser.extend(jsx());
const options = {
  ecmaVersion: 'latest',
  sourceType: 'module',
  allowHashBang: false,
  // Without it, the end of `(1)` would be that of `1`.
  preserveParens: true,
} as const;

/**
 * Reads an expression of a page without running it. A page is data: what is neither a literal nor a field of the front
 * matter is code, and so is all that cannot be parsed.
 * @param source What stands between the braces.
 */
export function readBraces(source: string): Braces {
  if (source.trim() === '') return { kind: 'empty' };
  if (endsAt(source, 0)) return { kind: 'comment' };
  let expression: Expression;
  try {
    expression = parser.parseExpressionAt(source, 0, options) as Expression;
  } catch {
    // Also a RangeError, for thousands of nested brackets.
    return { kind: 'code' };
  }
  // What follows the first expression would run as well: "1, evil()" is one expression, "1; evil()" is two.
  if (!endsAt(source, expression.end)) return { kind: 'code' };
  if (/^JSX/.test(expression.type)) return { kind: 'element' };
  const field = fieldIn(expression);
  if (field !== undefined) return { kind: 'field', field };
  try {
    return { kind: 'literal', value: literalIn(expression) };
  } catch (error) {
    if (error instanceof NotLiteral || error instanceof RangeError) return { kind: 'code' };
    throw error;
  }
}

/** Whether only white space and comments follow. */
function endsAt(source: string, start: number): boolean {
  try {
    const token: Token = parser.tokenizer(source.slice(start), options).getToken();
    return token.type === tokTypes.eof;
  } catch {
    return false;
  }
}

function fieldIn(expression: Expression): string | undefined {
  if (expression.type !== 'MemberExpression' || expression.computed || expression.optional) return undefined;
  const { object, property } = expression;
  if (object.type !== 'Identifier' || object.name !== 'frontmatter') return undefined;
  return property.type === 'Identifier' ? property.name : undefined;
}

class NotLiteral extends Error {}

/** @throws NotLiteral if anything in it is not written out. */
function literalIn(node: Expression | SpreadElement | null): Literal {
  switch (node?.type) {
    case 'Literal':
      // A regular expression, a bigint and null are none of the values that a prop or a sentence can show.
      if (isPlain(node.value) && node.regex === undefined) return node.value;
      break;
    case 'TemplateLiteral': {
      const [text] = node.quasis;
      if (node.expressions.length === 0 && typeof text?.value.cooked === 'string') return text.value.cooked;
      break;
    }
    case 'UnaryExpression': {
      const { operator, argument } = node;
      if (operator === '-' && argument.type === 'Literal' && typeof argument.value === 'number') return -argument.value;
      break;
    }
    case 'ParenthesizedExpression':
      return literalIn(node.expression);
    case 'ArrayExpression':
      return node.elements.map(literalIn);
    case 'ObjectExpression':
      return Object.fromEntries(node.properties.map(entryIn));
  }
  throw new NotLiteral();
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function entryIn(property: Property | SpreadElement): [key: string, value: Literal] {
  if (property.type !== 'Property' || property.computed || property.shorthand || property.kind !== 'init')
    throw new NotLiteral();
  const { key, value } = property;
  const name = key.type === 'Identifier' ? key.name : String(literalIn(key));
  // In JavaScript, this key sets the prototype of the object.
  if (name === '__proto__') throw new NotLiteral();
  return [name, literalIn(value)];
}
