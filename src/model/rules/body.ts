import { type Expression, type Node, type Program, parse, parseExpressionAt, type SpreadElement } from 'acorn';
import GithubSlugger from 'github-slugger';
import { type AuthorComponent, asides, componentNames, components, htmlElements } from '../components.ts';
import { didYouMean, nearest, type Point, type Problem } from '../problem.ts';
import { type Reference, referencesIn } from './references.ts';
import { schemaProblems } from './schema.ts';

/** A node of a Markdown tree, as far as the rules look at it. */
export interface MarkdownNode {
  type: string;
  position?: { start: Point; end: Point } | undefined;
  name?: string | null;
  value?: unknown;
  url?: string;
  alt?: string | null | undefined;
  depth?: number;
  identifier?: string;
  attributes?: unknown;
  children?: MarkdownNode[];
}

/** The body of a page: its tree, and the text of the whole file that the places count in. */
export interface Body {
  tree: MarkdownNode;
  text: string;
}

/** Something in a body that must exist elsewhere, with its place. */
export interface Target extends Point {
  url: string;
}

/** What a body says of itself, for the rules that look at all pages together. */
export interface BodyFacts {
  problems: Problem[];
  /** The ids that a link can jump to. Those of components are names of data collections. */
  anchors: Set<string>;
  anchorCollections: Set<string>;
  links: Target[];
  images: Target[];
  references: (Reference & Point)[];
}

type Jsx = { name: string; value?: null | string | { value: string } };

/**
 * Checks one body by itself and collects what the checks across pages need.
 * @param file The path that problems name.
 * @param frontmatterKeys The keys that `{frontmatter.key}` may name.
 */
export function readBodyFacts(file: string, { tree, text }: Body, frontmatterKeys: readonly string[]): BodyFacts {
  const facts: BodyFacts = {
    problems: [],
    anchors: new Set(),
    anchorCollections: new Set(),
    links: [],
    images: [],
    references: [],
  };
  const lines = text.split(/\r?\n/);
  const slugger = new GithubSlugger();
  const imported = new Set<string>();
  const images = new Set<string>();
  const report = (point: Point, message: string, fix: string) =>
    facts.problems.push({ file, line: point.line, column: point.column, message, fix });

  const visitors: Record<string, (node: MarkdownNode, at: Point) => void> = {
    heading(node, at) {
      facts.anchors.add(slugger.slug(textOf(node)));
      if (node.depth === 1)
        report(
          at,
          'A page has one main title, and the front matter gives it',
          'Start the heading with ## instead of #',
        );
    },
    mdxjsEsm(node, at) {
      readImports(String(node.value), at, imported, report);
    },
    link(node, at) {
      facts.links.push({ url: node.url ?? '', line: at.line, column: at.column });
    },
    definition(node, at) {
      const list = images.has(node.identifier ?? '') ? facts.images : facts.links;
      list.push({ url: node.url ?? '', line: at.line, column: at.column });
    },
    image(node, at) {
      if (!node.alt?.trim())
        report(
          at,
          'The image has no alternative text',
          'Say what it shows between the square brackets: ![what it shows](file.png)',
        );
      facts.images.push({ url: node.url ?? '', line: at.line, column: at.column });
    },
    imageReference(node, at) {
      if (!node.alt?.trim())
        report(
          at,
          'The image has no alternative text',
          'Say what it shows between the square brackets: ![what it shows][name]',
        );
    },
    paragraph(node, at) {
      for (const [index, line] of textOf(node).split('\n').entries()) {
        const place = { line: at.line + index, column: index === 0 ? at.column : 1 };
        if (/^:{3,}\s*$/.test(line))
          report(place, 'This ::: closes nothing', 'Delete it, or open an aside before it, such as :::note');
        else if (/^:{3,}/.test(line))
          report(
            place,
            'This is not the start of an aside',
            'Write it without a space and on a line of its own, such as :::note[Title]',
          );
      }
    },
    containerDirective(node, at) {
      const name = node.name ?? '';
      if (!asides.includes(name)) report(at, `Unknown aside ":::${name}"`, didYouMean(name, asides));
      if (!/:{3,}\s*$/.test(lines[(node.position?.end.line ?? 1) - 1] ?? '')) {
        report(at, `The aside :::${name} is never closed`, 'Write a line ::: after its last paragraph');
      }
    },
    leafDirective(node, at) {
      report(at, `Unknown directive "::${node.name}"`, 'Write an aside with three colons, such as :::note');
    },
    textDirective(node, at) {
      if (node.children?.length)
        report(
          at,
          `Unknown directive ":${node.name}[]"`,
          'Put a space after the colon, or write a link as [text](address)',
        );
    },
    mdxFlowExpression: (node, at) => checkExpression(String(node.value), at, imported, frontmatterKeys, report),
    mdxTextExpression: (node, at) => checkExpression(String(node.value), at, imported, frontmatterKeys, report),
    mdxJsxFlowElement: (node, at) => checkElement(node, at),
    mdxJsxTextElement: (node, at) => checkElement(node, at),
  };

  function checkElement(node: MarkdownNode, at: Point): void {
    const name = node.name ?? '';
    if (name === '') return;
    if (/^[a-z]/.test(name) && !nearest(name, componentNames)) {
      if (htmlElements.has(name)) return;
      const fix =
        name === 'a'
          ? 'Write [text](address)'
          : name === 'img'
            ? 'Write ![what it shows](file.png)'
            : didYouMean(name, [...htmlElements]);
      report(at, `<${name}> is no element for a page`, fix);
      return;
    }
    const component: AuthorComponent | undefined = components[name as keyof typeof components];
    if (!component) {
      const near = nearest(name, componentNames);
      const fix = near ? `Did you mean "${near}"?` : 'Use a component that src/model/components.ts names, or delete it';
      report(at, `Unknown component <${name}>`, fix);
      return;
    }
    if (!imported.has(name)) {
      report(at, `<${name}> is not imported`, `Write ${importLine(name)} after the front matter`);
    }
    if (component.anchors) facts.anchorCollections.add(component.anchors);
    const places = new Map<PropertyKey, Point>();
    const props: Record<string, unknown> = {};
    for (const attribute of node.attributes as Jsx[]) {
      if (attribute.name === undefined) {
        report(at, `The props of <${name}> are spread`, 'Write each prop with its name and value');
        continue;
      }
      places.set(attribute.name, placeOf(attribute.name, at));
      props[attribute.name] = plainValue(attribute);
    }
    const where = (path: readonly PropertyKey[]) => ({
      file,
      ...(places.get(path[0] as PropertyKey) ?? { line: at.line, column: at.column }),
    });
    facts.problems.push(...schemaProblems(component.props, props, where, propNotation));
    for (const reference of referencesIn(component.props, props)) {
      facts.references.push({ ...reference, ...where(reference.path) });
    }
  }

  /** Attributes carry no place in the tree; the first occurrence of the name after the tag is it. */
  function placeOf(attribute: string, at: Point): Point {
    for (let line = at.line; line <= lines.length; line++) {
      const from = line === at.line ? at.column : 0;
      const column = (lines[line - 1] ?? '').indexOf(attribute, from);
      if (column !== -1) return { line, column: column + 1 };
    }
    return { line: at.line, column: at.column };
  }

  walk(tree, (node) => {
    if (node.type === 'imageReference') images.add(node.identifier ?? '');
  });
  walk(tree, (node) => {
    if (node.position) visitors[node.type]?.(node, node.position.start);
  });
  return facts;
}

/** The line that makes a component known to a page. */
export function importLine(name: string): string {
  return `import ${name} from '#components/${name}.astro';`;
}

/** How the props of a component are called and written. */
const propNotation = { noun: 'prop', write: (key: string) => `${key}="...":` };

type Report = (point: Point, message: string, fix: string) => void;

function readImports(code: string, at: Point, imported: Set<string>, report: Report): void {
  let program: Program;
  try {
    program = parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
  } catch (error) {
    const { loc } = error as { loc?: Point };
    const place = { line: at.line + (loc?.line ?? 1) - 1, column: (loc?.column ?? 0) + 1 };
    report(
      place,
      'A line that starts with "import" or "export" is read as code, and this is none',
      `Write ${importLine('Name')} with an empty line after it, or start the sentence with another word`,
    );
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
    const name = /^#components\/([^/]+)\.astro$/.exec(source)?.[1];
    if (name === undefined || !componentNames.includes(name)) {
      const wanted = specifiers[0]?.local.name ?? '';
      const near = nearest(name ?? wanted, componentNames);
      report(
        place,
        `"${source}" is no component for pages`,
        near ? `Did you mean ${importLine(near)}` : 'Delete the line: a page imports components only',
      );
      for (const { local } of specifiers) imported.add(local.name);
      continue;
    }
    if (
      specifiers.length !== 1 ||
      specifiers[0]?.type !== 'ImportDefaultSpecifier' ||
      specifiers[0].local.name !== name
    ) {
      report(place, `"${source}" is imported under another name or in braces`, `Write ${importLine(name)}`);
    }
    imported.add(name);
  }
}

function checkExpression(
  code: string,
  at: Point,
  imported: Set<string>,
  keys: readonly string[],
  report: Report,
): void {
  const expression = parseOne(code);
  if (!expression) return; // A comment, or nothing.
  for (const name of freeNames(expression)) {
    if (name === 'frontmatter' || imported.has(name)) continue;
    report(
      at,
      `Unknown name "${name}" in braces`,
      'Write \\{ and \\} to show braces, or name a field as {frontmatter.title}',
    );
    return;
  }
  const field = /^\s*frontmatter\s*\.\s*(\w+)/.exec(code)?.[1];
  if (field !== undefined && !keys.includes(field)) {
    report(at, `The front matter has no "${field}"`, didYouMean(field, keys));
  }
}

function parseOne(code: string): Expression | undefined {
  try {
    return parseExpressionAt(`(${code}\n)`, 0, { ecmaVersion: 'latest' });
  } catch {
    return undefined;
  }
}

/** The names in an expression that it does not define itself; property names do not count. */
function freeNames(node: Node): string[] {
  const code = node as Expression;
  if (code.type === 'Identifier') return [code.name];
  if (code.type === 'MemberExpression' && !code.computed) return freeNames(code.object);
  return Object.values(code).flatMap((value) => [value].flat().filter(isCode).flatMap(freeNames));
}

function isCode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

/** The value of a prop. What is no plain value comes out as an object, and so fails its schema. */
function plainValue({ value }: Jsx): unknown {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') return value;
  return literal(parseOne(value.value)) ?? { code: value.value };
}

function literal(code: Expression | SpreadElement | null | undefined): unknown {
  if (code?.type === 'Literal') return code.value;
  if (code?.type === 'ArrayExpression') return code.elements.map(literal);
  if (code?.type === 'UnaryExpression' && code.operator === '-') return -Number(literal(code.argument));
  if (code?.type === 'TemplateLiteral' && code.expressions.length === 0) return code.quasis[0]?.value.cooked;
  return undefined;
}

function walk(node: MarkdownNode, visit: (node: MarkdownNode) => void): void {
  visit(node);
  for (const child of node.children ?? []) walk(child, visit);
}

function textOf(node: MarkdownNode): string {
  if (typeof node.value === 'string' && (node.type === 'text' || node.type === 'inlineCode')) return node.value;
  if (node.type === 'break') return '\n';
  return (node.children ?? []).map(textOf).join('');
}
