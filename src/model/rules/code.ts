import { type Expression, type Program, parse, parseExpressionAt, type SpreadElement } from 'acorn';
import { type AuthorComponent, componentNames, components, htmlAttributes, htmlElements } from '../components.ts';
import { didYouMean, nearest, type Point } from '../problem.ts';

/** Takes a problem of a body, with its place. */
export type Report = (point: Point, message: string, fix: string) => void;

/** An attribute of an element in MDX; a spread has no name. */
export interface Attribute {
  name?: string;
  value?: null | string | { value: string };
}

/** The line that makes a component known to a page. */
export function importLine(name: string): string {
  return `import ${name} from '#components/${name}.astro';`;
}

/** Checks the imports of a page and notes their names. A page imports components and holds no other code. */
export function checkImports(code: string, at: Point, imported: Set<string>, report: Report): void {
  let program: Program;
  try {
    program = parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
  } catch (error) {
    const { loc, message } = error as { loc?: Point; message: string };
    const place = { line: at.line + (loc?.line ?? 1) - 1, column: (loc?.column ?? 0) + 1 };
    if (message.includes('already been declared'))
      report(place, 'This is imported twice', 'Delete one of the two lines');
    else {
      report(
        place,
        'What starts with "import" or "export" is read as code up to the next empty line, and this is none',
        `Write ${importLine('Name')} with an empty line after it, or start the sentence with another word`,
      );
    }
    return;
  }
  for (const statement of program.body) {
    const place = {
      line: at.line + (statement.loc?.start.line ?? 1) - 1,
      column: (statement.loc?.start.column ?? 0) + 1,
    };
    if (statement.type !== 'ImportDeclaration') {
      report(place, 'A page holds words, not code', 'Delete the code, or move it into a component in src/components/');
      continue;
    }
    const source = String(statement.source.value);
    const { specifiers } = statement;
    const [specifier] = specifiers;
    const name = /^#components\/([^/]+)\.astro$/.exec(source)?.[1];
    if (name === undefined || !componentNames.includes(name)) {
      const near = nearest(name ?? specifier?.local.name ?? '', componentNames);
      const fix = near ? `Did you mean ${importLine(near)}` : 'Delete the line: a page imports components only';
      report(place, `"${source}" is no component for pages`, fix);
      for (const { local } of specifiers) imported.add(local.name);
      continue;
    }
    if (specifiers.length !== 1 || specifier?.type !== 'ImportDefaultSpecifier' || specifier.local.name !== name) {
      report(place, `"${source}" is imported under another name or in braces`, `Write ${importLine(name)}`);
    }
    imported.add(name);
  }
}

/**
 * Checks what stands in braces: a comment, a plain value, or a field of the front matter that holds
 * text or a number. Anything else would fail in the build, or show nothing a reader can use.
 */
export function checkExpression(
  code: string,
  at: Point,
  frontmatter: Readonly<Record<string, unknown>>,
  report: Report,
): void {
  if (code.trim() === '') report(at, 'There is nothing in these braces', 'Write \\{ and \\} to show braces');
  const expression = parseOne(code);
  if (!expression || literal(expression) !== undefined) return; // A comment or a plain value.
  const field = /^\s*frontmatter\.(\w+)\s*$/.exec(code)?.[1];
  if (field === undefined) {
    const name = /[A-Za-z_$][\w$]*/.exec(code)?.[0];
    const fix = 'Write \\{ and \\} to show braces, or name a field as {frontmatter.title}';
    if (name === undefined || name === 'frontmatter') report(at, 'Braces hold one field of the front matter', fix);
    else report(at, `Unknown name "${name}" in braces`, fix);
  } else if (!(field in frontmatter)) {
    report(at, `The front matter has no "${field}"`, didYouMean(field, Object.keys(frontmatter)));
  } else if (!['string', 'number'].includes(typeof frontmatter[field])) {
    report(at, `"${field}" holds no text`, 'Name a field with one text, such as {frontmatter.title}');
  }
}

/** What authors write in HTML out of habit, and what a page says instead. */
const inMarkdown: Record<string, string> = {
  a: '[text](address)',
  img: '![what it shows](./file.png)',
  b: '**words**',
  i: '*words*',
  h1: '## Words',
  h2: '## Words',
  h3: '### Words',
  h4: '#### Words',
};

/** Elements that HTML allows in a block of their own only; in a line of text they lose their meaning. */
const blocks = new Set(['summary', 'figcaption', 'li', 'dt', 'dd', 'tr', 'td', 'th', 'p', 'div', 'section']);

/**
 * Checks an HTML element of a page.
 * @param inParagraph Whether it stands in a line of text.
 */
export function checkHtml(
  name: string,
  attributes: readonly Attribute[],
  inParagraph: boolean,
  at: Point,
  report: Report,
): void {
  if (!htmlElements.has(name)) {
    const instead = inMarkdown[name];
    report(at, `<${name}> is no element for a page`, instead ? `Write ${instead}` : didYouMean(name, htmlElements));
    return;
  }
  if (inParagraph && blocks.has(name)) {
    report(
      at,
      `<${name}> stands in a line of text`,
      `Write <${name}> and what follows </${name}> with an empty line between them`,
    );
  }
  for (const { name: attribute, value } of attributes) {
    if (attribute === undefined || !htmlAttributes.has(attribute)) {
      report(
        at,
        `<${name}> cannot take "${attribute ?? '...'}" on a page`,
        didYouMean(attribute ?? '', htmlAttributes),
      );
    } else if (typeof value === 'object' && value !== null && literal(parseOne(value.value)) === undefined) {
      report(at, `The value of "${attribute}" is code`, `Write it in double quotes: ${attribute}="..."`);
    }
  }
}

/** The component of that name, or nothing where there is none; then it is reported. */
export function knownComponent(
  name: string,
  imported: ReadonlySet<string>,
  at: Point,
  report: Report,
): AuthorComponent | undefined {
  const component: AuthorComponent | undefined = components[name as keyof typeof components];
  if (!component) {
    const near = nearest(name, componentNames);
    const fix = near ? `Did you mean "${near}"?` : 'Use a component that src/model/components.ts names, or delete it';
    report(at, `Unknown component <${name}>`, fix);
  } else if (!imported.has(name)) {
    report(at, `<${name}> is not imported`, `Write ${importLine(name)} after the front matter`);
  }
  return component;
}

/** The value of a prop. What is no plain value comes out as an object, and so fails its schema. */
export function plainValue({ value }: Attribute): unknown {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') return value;
  return literal(parseOne(value.value)) ?? { code: value.value };
}

function parseOne(code: string): Expression | undefined {
  try {
    return parseExpressionAt(`(${code}\n)`, 0, { ecmaVersion: 'latest' });
  } catch {
    return undefined;
  }
}

function literal(code: Expression | SpreadElement | null | undefined): unknown {
  if (code?.type === 'Literal') return code.value;
  if (code?.type === 'ArrayExpression') return code.elements.map(literal);
  if (code?.type === 'UnaryExpression' && code.operator === '-') return -Number(literal(code.argument));
  if (code?.type === 'TemplateLiteral' && code.expressions.length === 0) return code.quasis[0]?.value.cooked ?? '';
  return undefined;
}
