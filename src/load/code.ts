import { type ImportDeclaration, type Program, parse } from 'acorn';
import {
  type AuthorComponent,
  type Components,
  componentPath,
  htmlAttributes,
  htmlElements,
  ourComponents,
} from '#schema/components.ts';
import { type Advice, advice, didYouMean, nearest, type Point, START } from '#schema/problem.ts';
import { type Literal, readBraces } from './expressions.ts';

/** Callback that receives one problem of a body, with its position. */
export type Report = (point: Point, message: string, fix: string) => void;

/** State that the checks of one body share. */
export interface BodyCheck {
  /** The front matter as written, for `{frontmatter.key}`; undefined if it cannot be read. */
  frontmatter: Readonly<Record<string, unknown>> | undefined;
  /** Names of the components that the page imports. */
  imported: Set<string>;
  /** Components that the page may use. */
  components: Components;
  report: Report;
  /** Returns the position of an attribute of the element at a position. */
  placeOf(attribute: string, at: Point): Point;
}

/** Attribute of an MDX element. A spread attribute has no name. */
export interface Attribute {
  name?: string;
  value?: null | string | { value: string };
}

/** Import statement for a component, in the one form that pages may use. */
export function importLine(name: string, components: Components = ourComponents): string {
  return `import ${name} from '${componentPath(name, components)}';`;
}

/** Checks whether a statement is the import of a component, with single or double quotes. */
function isImportLine(statement: string, line: string): boolean {
  const written = statement.replaceAll('"', "'").replace(/;?$/, ';').replaceAll(/ +/g, ' ');
  return written === line;
}

/**
 * Checks the ESM block of a page, which may only import components, and adds the imported names to `imported`.
 * @param known The components that the page may import.
 */
export function checkImports(
  code: string,
  at: Point,
  imported: Set<string>,
  report: Report,
  known: Components = ourComponents,
): void {
  const place = ({ line, column }: Point) => ({ line: at.line + line - 1, column: column + 1 });
  let program: Program;
  try {
    program = parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
  } catch (error) {
    const { loc = { line: 1, column: 0 }, message } = error as { loc?: Point; message: string };
    const words = message.includes('already been declared') ? IMPORTED_TWICE : notCode();
    report(place(loc), words.message, words.fix);
    return;
  }
  for (const statement of program.body) {
    const words = importAdvice(code, statement, known);
    if (words) report(place(statement.loc?.start ?? { line: 1, column: 0 }), words.message, words.fix);
    if (statement.type !== 'ImportDeclaration') continue;
    const name = componentIn(statement, known);
    for (const added of name ? [name] : statement.specifiers.map(({ local }) => local.name)) imported.add(added);
  }
}

const IMPORTED_TWICE = advice('This is imported twice', 'Delete one of the two lines');

function notCode(): Advice {
  return advice(
    'What starts with "import" or "export" is read as code up to the next empty line, and this is none',
    `Write ${importLine('Name')} with an empty line after it, or start the sentence with another word`,
  );
}

/** Name of the component that a statement imports, if it is one of those that a page may use. */
function componentIn({ source }: ImportDeclaration, known: Components): string | undefined {
  const name = COMPONENT_FILE.exec(String(source.value))?.[1] ?? '';
  return known.has(name) && source.value === componentPath(name, known) ? name : undefined;
}

const COMPONENT_FILE = /^#(?:org\/)?components\/([^/]+)\.astro$/;

/** Checks a statement of a page. Returns message and fix, or undefined if it is valid. */
function importAdvice(code: string, statement: Program['body'][number], known: Components): Advice | undefined {
  if (statement.type !== 'ImportDeclaration') {
    return advice('A page holds words, not code', 'Delete the code, or move it into a component in src/components/');
  }
  const { source, specifiers, start, end } = statement;
  const [specifier] = specifiers;
  const name = componentIn(statement, known);
  if (name === undefined) {
    const meant = COMPONENT_FILE.exec(String(source.value))?.[1] ?? specifier?.local.name ?? '';
    const near = nearest(meant, known.keys());
    const fix = near ? `Did you mean ${importLine(near, known)}` : 'Delete the line: a page imports components only';
    return advice(`"${source.value}" is no component for pages`, fix);
  }
  const line = importLine(name, known);
  const fix = `Write ${line}`;
  if (specifiers.length !== 1 || specifier?.type !== 'ImportDefaultSpecifier' || specifier.local.name !== name) {
    return advice(`"${source.value}" is imported under another name or in braces`, fix);
  }
  return isImportLine(code.slice(start, end), line) ? undefined : advice('This import is written in another form', fix);
}

/** Checks an MDX expression: a comment, a literal, or a front matter field that is text or a number. */
export function checkExpression(code: string, at: Point, body: BodyCheck): void {
  const { report } = body;
  const braces = readBraces(code);
  if (braces.kind === 'empty') report(at, 'There is nothing in these braces', SHOW_BRACES);
  if (braces.kind === 'element') report(at, 'Braces hold an element', 'Write the element without the braces around it');
  if (braces.kind === 'field') fieldValue(braces.field, at, body);
  if (braces.kind !== 'code') return;
  if (/^\s*\{/.test(code)) {
    report(at, PLACEHOLDER.message, PLACEHOLDER.fix);
    return;
  }
  const name = /^\s*([A-Za-z_$][\w$]*)\s*$/.exec(code)?.[1];
  if (name !== undefined && name !== 'frontmatter') {
    report(at, `Unknown name "${name}" in braces`, `${SHOW_BRACES}, or name a field as {frontmatter.title}`);
  } else {
    const fix = `Write the words themselves, or name a field as {frontmatter.title}. ${SHOW_BRACES}`;
    report(at, 'Braces hold code, and a page holds words', fix);
  }
}

/** Advice on `{{ words }}`. */
export const PLACEHOLDER = advice(
  'This is a placeholder of another system, which nothing fills in here',
  'Write the words themselves, or \\{ and \\} to show braces',
);

const SHOW_BRACES = 'Write \\{ and \\} to show braces';

/** Returns the text or number of a front matter field; reports any other field. */
function fieldValue(field: string, at: Point, { frontmatter, report }: BodyCheck): string | number | undefined {
  if (!frontmatter) return undefined;
  if (!Object.hasOwn(frontmatter, field)) {
    report(at, `The front matter has no "${field}"`, didYouMean(field, Object.keys(frontmatter)));
    return undefined;
  }
  const value = frontmatter[field];
  if (typeof value === 'string' || typeof value === 'number') return value;
  report(at, `"${field}" holds no text`, 'Name a field with one text, such as {frontmatter.title}');
  return undefined;
}

const ASIDE = ':::note, :::tip, :::caution or :::danger before the words, and ::: on a line after them';

/** Markdown for HTML elements that a page may not use, and for components of Starlight. */
const inMarkdown: ReadonlyMap<string, string> = new Map([
  ...['Aside', 'Callout', 'Admonition', 'Note', 'Tip', 'Caution', 'Warning'].map((name) => [name, ASIDE] as const),
  ...['aside', 'note', 'tip', 'caution', 'danger', 'warning'].map((name) => [name, ASIDE] as const),
  ['Card', 'a heading such as ## Words, and the words under it'],
  ['CardGrid', 'the cards one after another, each with a heading'],
  ['Tabs', 'the parts one after another, each with a heading'],
  ['TabItem', 'a heading such as ## Words, and the words under it'],
  ['Steps', 'the steps as a list: 1. Words'],
  ['LinkCard', '[text](address)'],
  ['LinkButton', '[text](address)'],
  ['Badge', '**words**'],
  ['FileTree', 'the files as a list: - words'],
  ['Code', 'the code between two lines of ```'],
  ['Image', '![what it shows](./file.png)'],
  ['Picture', '![what it shows](./file.png)'],
  ['Icon', 'words, and delete the icon'],
  ['hr', '--- on a line of its own, with an empty line before it'],
  ['pre', 'the code between two lines of ```'],
  ['blockquote', '> words'],
  ['u', '*words* or **words**: underlined words look like a link'],
  ['strike', '~~words~~'],
  ['a', '[text](address)'],
  ['img', '![what it shows](./file.png)'],
  ['b', '**words**'],
  ['i', '*words*'],
  ['h1', '## Words'],
  ['h2', '## Words'],
  ['h3', '### Words'],
  ['h4', '#### Words'],
]);

/** Returns what to write instead of an element or a component that pages may not use, if there is something like it. */
export function markdownFor(name: string): string | undefined {
  return inMarkdown.get(name);
}

/** Block elements, which lose their meaning inside a line of text. */
const blocks = new Set(['summary', 'figcaption', 'li', 'dt', 'dd', 'tr', 'td', 'th', 'p', 'div', 'section']);

/**
 * Checks an HTML element of a page and its attributes.
 * @param inParagraph True if the element is inside a line of text.
 */
export function checkHtml(
  name: string,
  attributes: readonly Attribute[],
  inParagraph: boolean,
  at: Point,
  body: BodyCheck,
): void {
  const { report } = body;
  if (!htmlElements.has(name)) {
    const instead = inMarkdown.get(name);
    report(at, `<${name}> is no element for a page`, instead ? `Write ${instead}` : didYouMean(name, htmlElements));
    return;
  }
  if (inParagraph && blocks.has(name)) {
    const fix = `Write <${name}> and what follows </${name}> with an empty line between them`;
    report(at, `<${name}> stands in a line of text`, fix);
  }
  for (const attribute of attributes) {
    const key = attribute.name;
    const place = key === undefined ? at : body.placeOf(key, at);
    if (key === undefined || !htmlAttributes.has(key)) {
      report(place, `<${name}> cannot take "${key ?? '...'}" on a page`, didYouMean(key ?? '', htmlAttributes));
    } else if (attributeValue(attribute, place, body) instanceof Object) {
      report(place, `The value of "${key}" is no text`, inQuotes(key));
    }
  }
}

/** Looks up a component by name; reports an unknown one and one that is not imported. */
export function knownComponent(name: string, at: Point, body: BodyCheck): AuthorComponent | undefined {
  const { components, imported, report } = body;
  const component = components.get(name);
  if (!component) {
    const near = nearest(name, components.keys());
    const instead = inMarkdown.get(name);
    const fix = instead
      ? `Write ${instead}`
      : near
        ? `Did you mean "${near}"?`
        : 'Use a component that src/schema/components.ts names, or delete it';
    report(at, `Unknown component <${name}>`, fix);
  } else if (!imported.has(name)) {
    report(at, `<${name}> is not imported`, `Write ${importLine(name, components)} after the front matter`);
  }
  return component;
}

/**
 * Evaluates an attribute of an element, or a prop of a component, without running code.
 * @returns The value, or undefined if it is code or names no front matter field, which is reported.
 */
export function attributeValue({ name = '', value }: Attribute, at: Point, body: BodyCheck): Literal | undefined {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') return value;
  const braces = readBraces(value.value);
  if (braces.kind === 'literal') return braces.value;
  if (braces.kind === 'field') return fieldValue(braces.field, at, body);
  body.report(at, `The value of "${name}" is ${NOT_A_VALUE[braces.kind]}`, inQuotes(name));
  return undefined;
}

/** Check that reports nothing. */
const NO_CHECK: BodyCheck = {
  frontmatter: {},
  imported: new Set(),
  components: ourComponents,
  report: () => {},
  placeOf: () => START,
};

/** Returns the literal value of an attribute; undefined for code and for a field of the front matter. */
export function literalValue(attribute: Attribute): Literal | undefined {
  return attributeValue(attribute, START, NO_CHECK);
}

/** Checks whether an attribute takes its value from a front matter field. */
export function namesField({ value }: Attribute): boolean {
  return typeof value === 'object' && value !== null && readBraces(value.value).kind === 'field';
}

const NOT_A_VALUE = { code: 'code', element: 'an element', empty: 'empty', comment: 'a comment' } as const;

function inQuotes(name: string): string {
  return `Write it in double quotes: ${name}="..."`;
}
