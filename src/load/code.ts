import { type Program, parse } from 'acorn';
import { type AuthorComponent, componentNames, components, htmlAttributes, htmlElements } from '#schema/components.ts';
import { didYouMean, nearest, type Point } from '#schema/problem.ts';
import { type Literal, readBraces } from './expressions.ts';

/** Callback that receives one problem of a body, with its position. */
export type Report = (point: Point, message: string, fix: string) => void;

/** Attribute of an MDX element. A spread attribute has no name. */
export interface Attribute {
  name?: string;
  value?: null | string | { value: string };
}

/** Import statement for a component, in the one form that pages may use. */
export function importLine(name: string): string {
  return `import ${name} from '#components/${name}.astro';`;
}

/** Checks whether a statement is the import of a component, with single or double quotes. */
function isImportLine(statement: string, name: string): boolean {
  const written = statement.replaceAll('"', "'").replace(/;?$/, ';').replaceAll(/ +/g, ' ');
  return written === importLine(name);
}

/**
 * Checks the ESM block of a page, which may only import components, and adds the imported names to `imported`.
 * @param known Names of the components that the page may import.
 */
export function checkImports(
  code: string,
  at: Point,
  imported: Set<string>,
  report: Report,
  known: readonly string[] = componentNames,
): void {
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
    if (name === undefined || !known.includes(name)) {
      const near = nearest(name ?? specifier?.local.name ?? '', known);
      const fix = near ? `Did you mean ${importLine(near)}` : 'Delete the line: a page imports components only';
      report(place, `"${source}" is no component for pages`, fix);
      for (const { local } of specifiers) imported.add(local.name);
      continue;
    }
    if (specifiers.length !== 1 || specifier?.type !== 'ImportDefaultSpecifier' || specifier.local.name !== name) {
      report(place, `"${source}" is imported under another name or in braces`, `Write ${importLine(name)}`);
    } else if (!isImportLine(code.slice(statement.start, statement.end), name)) {
      report(place, 'This import is written in another form', `Write ${importLine(name)}`);
    }
    imported.add(name);
  }
}

/** Checks an MDX expression: a comment, a literal, or a front matter field that is text or a number. */
export function checkExpression(
  code: string,
  at: Point,
  frontmatter: Readonly<Record<string, unknown>>,
  report: Report,
): void {
  const braces = readBraces(code);
  if (braces.kind === 'empty') report(at, 'There is nothing in these braces', SHOW_BRACES);
  if (braces.kind === 'element') report(at, 'Braces hold an element', 'Write the element without the braces around it');
  if (braces.kind === 'field') fieldValue(braces.field, frontmatter, at, report);
  if (braces.kind !== 'code') return;
  const name = /^\s*([A-Za-z_$][\w$]*)\s*$/.exec(code)?.[1];
  if (name !== undefined && name !== 'frontmatter') {
    report(at, `Unknown name "${name}" in braces`, `${SHOW_BRACES}, or name a field as {frontmatter.title}`);
  } else {
    const fix = `Write the words themselves, or name a field as {frontmatter.title}. ${SHOW_BRACES}`;
    report(at, 'Braces hold code, and a page holds words', fix);
  }
}

const SHOW_BRACES = 'Write \\{ and \\} to show braces';

/** Returns the text or number of a front matter field; reports any other field. */
function fieldValue(
  field: string,
  frontmatter: Readonly<Record<string, unknown>>,
  at: Point,
  report: Report,
): string | number | undefined {
  if (!Object.hasOwn(frontmatter, field)) {
    report(at, `The front matter has no "${field}"`, didYouMean(field, Object.keys(frontmatter)));
    return undefined;
  }
  const value = frontmatter[field];
  if (typeof value === 'string' || typeof value === 'number') return value;
  report(at, `"${field}" holds no text`, 'Name a field with one text, such as {frontmatter.title}');
  return undefined;
}

/** Markdown to suggest for HTML elements that a page may not use. */
const inMarkdown: ReadonlyMap<string, string> = new Map([
  ['a', '[text](address)'],
  ['img', '![what it shows](./file.png)'],
  ['b', '**words**'],
  ['i', '*words*'],
  ['h1', '## Words'],
  ['h2', '## Words'],
  ['h3', '### Words'],
  ['h4', '#### Words'],
]);

/** Block elements, which lose their meaning inside a line of text. */
const blocks = new Set(['summary', 'figcaption', 'li', 'dt', 'dd', 'tr', 'td', 'th', 'p', 'div', 'section']);

/**
 * Checks an HTML element of a page and its attributes.
 * @param inParagraph True if the element is inside a line of text.
 * @param frontmatter The front matter, for `title={frontmatter.title}`.
 * @param place Returns the position of an attribute.
 */
export function checkHtml(
  name: string,
  attributes: readonly Attribute[],
  inParagraph: boolean,
  frontmatter: Readonly<Record<string, unknown>>,
  at: Point,
  place: (attribute: string) => Point,
  report: Report,
): void {
  if (!htmlElements.has(name)) {
    const instead = inMarkdown.get(name);
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
  for (const attribute of attributes) {
    const key = attribute.name;
    if (key === undefined || !htmlAttributes.has(key)) {
      const fix = didYouMean(key ?? '', htmlAttributes);
      report(key === undefined ? at : place(key), `<${name}> cannot take "${key ?? '...'}" on a page`, fix);
    } else if (attributeValue(attribute, frontmatter, place(key), report) instanceof Object) {
      report(place(key), `The value of "${key}" is no text`, inQuotes(key));
    }
  }
}

/** Looks up a component by name; reports an unknown one and one that is not imported. */
export function knownComponent(
  name: string,
  imported: ReadonlySet<string>,
  at: Point,
  report: Report,
): AuthorComponent | undefined {
  const component: AuthorComponent | undefined = Object.hasOwn(components, name)
    ? components[name as keyof typeof components]
    : undefined;
  if (!component) {
    const near = nearest(name, componentNames);
    const fix = near ? `Did you mean "${near}"?` : 'Use a component that src/schema/components.ts names, or delete it';
    report(at, `Unknown component <${name}>`, fix);
  } else if (!imported.has(name)) {
    report(at, `<${name}> is not imported`, `Write ${importLine(name)} after the front matter`);
  }
  return component;
}

/**
 * Evaluates an attribute of an element, or a prop of a component, without running code.
 * @returns The value, or undefined if it is code or names no front matter field, which is reported.
 */
export function attributeValue(
  { name = '', value }: Attribute,
  frontmatter: Readonly<Record<string, unknown>>,
  at: Point,
  report: Report,
): Literal | undefined {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') return value;
  const braces = readBraces(value.value);
  if (braces.kind === 'literal') return braces.value;
  if (braces.kind === 'field') return fieldValue(braces.field, frontmatter, at, report);
  report(at, `The value of "${name}" is ${NOT_A_VALUE[braces.kind]}`, inQuotes(name));
  return undefined;
}

/** Returns the literal value of an attribute; undefined for code and for a field of the front matter. */
export function literalValue(attribute: Attribute): Literal | undefined {
  return attributeValue(attribute, {}, { line: 1, column: 1 }, () => {});
}

/** Checks whether an attribute takes its value from a front matter field. */
export function namesField({ value }: Attribute): boolean {
  return typeof value === 'object' && value !== null && readBraces(value.value).kind === 'field';
}

const NOT_A_VALUE = { code: 'code', element: 'an element', empty: 'empty', comment: 'a comment' } as const;

function inQuotes(name: string): string {
  return `Write it in double quotes: ${name}="..."`;
}
