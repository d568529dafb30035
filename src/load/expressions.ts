import { type Expression, Parser, type Property, type SpreadElement, type Token, tokTypes } from 'acorn';
import jsx from 'acorn-jsx';

/** Literal value, which needs no code to run. */
export type Literal = string | number | boolean | readonly Literal[] | { readonly [key: string]: Literal };

/** Content of an MDX expression. */
export type Braces =
  /** White space only. */
  | { kind: 'empty' }
  /** A comment, which readers do not see. */
  | { kind: 'comment' }
  | { kind: 'literal'; value: Literal }
  /** `frontmatter.<field>` */
  | { kind: 'field'; field: string }
  /** An element, such as `<p>words</p>`. */
  | { kind: 'element' }
  /** Anything else: code, valid or not. */
  | { kind: 'code' };

/**
 * Parses JavaScript modules with JSX, as MDX compiles them. `allowHashBang` is off because an expression is in the
 * middle of a module.
 */
const parser = Parser.extend(jsx());
const options = {
  ecmaVersion: 'latest',
  sourceType: 'module',
  allowHashBang: false,
  // Without it, the end of `(1)` would be the end of `1`.
  preserveParens: true,
} as const;

/**
 * Parses an MDX expression without running it. Content is untrusted: anything but a literal or a front matter field is
 * code, and so is whatever does not parse.
 * @param source Source between the braces.
 */
export function readBraces(source: string): Braces {
  if (source.trim() === '') return { kind: 'empty' };
  if (endsAt(source, 0)) return { kind: 'comment' };
  let expression: Expression;
  try {
    expression = parser.parseExpressionAt(source, 0, options) as Expression;
  } catch {
    // Catches RangeError too, which thousands of nested brackets cause.
    return { kind: 'code' };
  }
  // Text after the first expression would run too: "1, evil()" is one expression, "1; evil()" is two.
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

/** Checks whether only white space and comments follow an offset. */
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

/** @throws NotLiteral if any part is not a literal. */
function literalIn(node: Expression | SpreadElement | null): Literal {
  switch (node?.type) {
    case 'Literal':
      // Regular expressions, bigints and null are not values that a prop or text can show.
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
  // In an object literal, this key sets the prototype.
  if (name === '__proto__') throw new NotLiteral();
  return [name, literalIn(value)];
}
