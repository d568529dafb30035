import GithubSlugger from 'github-slugger';
import { asides, componentNames, htmlElements } from '#schema/components.ts';
import { escapeRegExp } from '#schema/escaping.ts';
import type { Kind } from '#schema/pages/index.ts';
import { didYouMean, nearest, type Point, type Problem } from '#schema/problem.ts';
import { type Reference, referencesIn } from '#schema/references.ts';
import { schemaProblems } from '#schema/schema-problems.ts';
import {
  type Attribute,
  attributeValue,
  checkExpression,
  checkHtml,
  checkImports,
  knownComponent,
  namesField,
} from './code.ts';
import { piecesIn, type WrittenPiece, wordsIn } from './prose.ts';

/** Node of a Markdown syntax tree, with the fields that the rules read. */
export interface MarkdownNode {
  type: string;
  position?: { start: Point; end: Point } | undefined;
  name?: string | null;
  value?: unknown;
  url?: string;
  alt?: string | null | undefined;
  depth?: number;
  spread?: boolean | null | undefined;
  attributes?: unknown;
  children?: MarkdownNode[];
}

/** Parsed body of a page. `text` is the whole file, because positions count from its start. */
export interface Body {
  tree: MarkdownNode;
  text: string;
}

/** URL in a body that must resolve, with its position. */
export interface Target extends Point {
  url: string;
}

/** `:::only[audience]` block of a page, with its position and last line. */
export interface OnlyPart extends Point {
  audience: string;
  lastLine: number;
}

/** Opening line of an `:::only[audience]` block. */
export const ONLY = /^:{3,}only\[([^\]]*)\]\s*$/;

/** Facts about one body, for the rules that check all pages together. Plain data, because the check caches it. */
export interface BodyFacts {
  problems: Problem[];
  /** Anchors that links can target. Those of components are given by the names of their data collections. */
  anchors: Set<string>;
  anchorCollections: Set<string>;
  /** Data collections that its components render as a whole. */
  collections: Set<string>;
  /** Positions of the headings, by their anchors. */
  headings: Map<string, Point>;
  links: Target[];
  images: Target[];
  references: (Reference & Point)[];
  /** `:::only` blocks. */
  only: OnlyPart[];
  /** Prose of the body. */
  pieces: WrittenPiece[];
  /** Word count, including code blocks, which readers copy. */
  words: number;
  /** True if components render a part of it from data. */
  hasGeneratedPart: boolean;
}

type Visitor = (node: MarkdownNode, at: Point, parent: MarkdownNode | undefined) => void;

/** Wording for problems with the props of a component. */
const propNotation = { noun: 'prop', write: (key: string) => `${key}="...":` };

/**
 * Checks one body on its own and collects the facts that the checks across pages need.
 * @param file Path to name in problems.
 * @param frontmatter The front matter as written, for `{frontmatter.key}` and the kind of the page.
 */
export function readBodyFacts(
  file: string,
  { tree, text }: Body,
  frontmatter: Readonly<Record<string, unknown>>,
): BodyFacts {
  const facts: BodyFacts = {
    problems: [],
    anchors: new Set(),
    anchorCollections: new Set(),
    collections: new Set(),
    headings: new Map(),
    links: [],
    images: [],
    references: [],
    only: [],
    pieces: piecesIn(tree),
    words: wordsIn(tree),
    hasGeneratedPart: false,
  };
  const lines = text.split(/\r?\n/);
  const slugger = new GithubSlugger();
  const imported = new Set<string>();
  const report = (point: Point, message: string, fix: string) =>
    facts.problems.push({ file, line: point.line, column: point.column, message, fix });

  const expression: Visitor = (node, at) => checkExpression(String(node.value), at, frontmatter, report);

  const element: Visitor = (node, at, parent) => {
    const name = node.name ?? '';
    const attributes = (node.attributes ?? []) as Attribute[];
    if (name === '') return;
    if (/^[a-z]/.test(name) && (htmlElements.has(name) || !nearest(name, componentNames))) {
      for (const attribute of attributes) {
        if (attribute.name === 'id' && typeof attribute.value === 'string') facts.anchors.add(attribute.value);
      }
      const place = (attribute: string) => placeOf(attribute, at);
      checkHtml(name, attributes, parent?.type === 'paragraph', frontmatter, at, place, report);
      return;
    }
    const component = knownComponent(name, imported, at, report);
    if (!component) return;
    facts.hasGeneratedPart = true;
    if (component.anchors) facts.anchorCollections.add(component.anchors);
    for (const collection of component.data ?? []) facts.collections.add(collection);
    if (component.kinds && !component.kinds.includes(frontmatter['kind'] as Kind)) {
      report(at, `<${name}> works on a page of the kind ${component.kinds.join(' or ')}`, 'Delete it here');
    }
    if (node.children?.length) report(at, `<${name}> takes no content`, `Write <${name} /> and its content after it`);
    const places = new Map<PropertyKey, Point>();
    const props: Record<string, unknown> = {};
    let isWritten = true;
    for (const attribute of attributes) {
      if (attribute.name === undefined) {
        report(at, `The props of <${name}> are spread`, 'Write each prop with its name and value');
        isWritten = false;
        continue;
      }
      const place = placeOf(attribute.name, at);
      if (namesField(attribute) && referencesIn(component.props, { [attribute.name]: 'id' }).length > 0) {
        const fix = `Write the id itself: ${attribute.name}="..."`;
        report(place, `"${attribute.name}" names an entry, and takes it from the front matter`, fix);
        isWritten = false;
        continue;
      }
      const value = attributeValue(attribute, frontmatter, place, report);
      isWritten &&= value !== undefined;
      places.set(attribute.name, place);
      props[attribute.name] = value;
    }
    // Skip the schema: values that are code are already reported.
    if (!isWritten) return;
    const where = (path: readonly PropertyKey[]) => ({ file, ...(places.get(path[0] as PropertyKey) ?? at) });
    facts.problems.push(...schemaProblems(component.props, props, where, propNotation));
    for (const reference of referencesIn(component.props, props)) {
      if (reference.id !== '') facts.references.push({ ...reference, ...where(reference.path) });
    }
  };

  const visitors: Record<string, Visitor> = {
    heading(node, at) {
      const anchor = slugger.slug(headingText(node));
      facts.anchors.add(anchor);
      facts.headings.set(anchor, at);
      if (node.depth === 1) {
        report(
          at,
          'A page has one main title, and the front matter gives it',
          'Start the heading with ## instead of #',
        );
      }
      if (some(node, ({ type }) => /Expression$|^footnoteReference$/.test(type))) {
        report(
          at,
          'A heading holds braces or a footnote',
          'Write the heading in plain words, so that links to it last',
        );
      }
    },
    mdxjsEsm: (node, at) => checkImports(String(node.value), at, imported, report),
    link(node, at) {
      if (textOf(node).trim() === '' && !some(node, ({ type }) => type === 'image')) {
        report(at, 'The link has no words', 'Write them between the square brackets: [words](address)');
      }
      facts.links.push({ url: node.url ?? '', ...at });
    },
    definition: (node, at) => facts.links.push({ url: node.url ?? '', ...at }),
    image(node, at) {
      if (!node.alt?.trim()) {
        report(
          at,
          'The image has no alternative text',
          'Say what it shows between the square brackets: ![what it shows](./file.png)',
        );
      }
      facts.images.push({ url: node.url ?? '', ...at });
    },
    imageReference: (_node, at) =>
      report(at, 'An image is named by a reference', 'Write it in one piece: ![what it shows](./file.png)'),
    text(node, at) {
      const raw = lines.slice(at.line - 1, node.position?.end.line).join('\n');
      for (const [pattern, message, fix] of MARKDOWN_MISTAKES) {
        const found = pattern.exec(String(node.value))?.[0];
        // Text escaped with a backslash is meant literally.
        if (found !== undefined && raw.includes(found)) report(at, `"${found}" ${message}`, fix);
      }
    },
    paragraph(node, at) {
      for (const [index, line] of textOf(node).split('\n').entries()) {
        const source = lines[at.line + index - 1] ?? '';
        const place = { line: at.line + index, column: Math.max(1, source.search(/\S/) + 1) };
        if (/^:{3,}\s*$/.test(line)) {
          report(place, 'This ::: closes nothing', 'Delete it, or open an aside before it, such as :::note');
        } else if (/^:{3,}/.test(line)) {
          const fix = 'Write it without a space and on a line of its own, such as :::note[Title]';
          report(place, 'This is not the start of an aside', fix);
        }
      }
    },
    containerDirective(node, at, parent) {
      const name = node.name ?? '';
      const opening = (lines[at.line - 1] ?? '').slice(at.column - 1);
      if (name === 'only') {
        const audience = ONLY.exec(opening)?.[1];
        const lastLine = node.position?.end.line ?? at.line;
        if (audience === undefined)
          report(
            at,
            'This part does not say who may read it',
            'Write the audience in square brackets: :::only[internal]',
          );
        else facts.only.push({ audience, lastLine, ...at });
      } else if (!asides.includes(name))
        report(at, `Unknown aside ":::${name}"`, didYouMean(name, [...asides, 'only']));
      else if (!/^:{3,}[a-z]+(\[.*\])?(\{[^}]*\})?\s*$/.test(opening) || /\btitle=/.test(opening)) {
        report(
          at,
          'The title of this aside would be lost',
          `Write it in square brackets without a space: :::${name}[Title]`,
        );
      }
      if (!/:{3,}\s*$/.test(lines[(node.position?.end.line ?? 1) - 1] ?? '')) {
        report(at, `The aside :::${name} is never closed`, 'Write a line ::: after its last paragraph');
      }
      if (parent?.type === 'listItem' && !parent.spread) {
        report(at, 'The aside would be lost in this list', 'Write an empty line before it, and between the items');
      }
    },
    leafDirective: (node, at) =>
      report(at, `Unknown directive "::${node.name}"`, 'Write an aside with three colons, such as :::note'),
    textDirective(node, at) {
      if (!node.children?.length) return;
      const fix = 'Put a space after the colon, or write a link as [text](address)';
      report(at, `Unknown directive ":${node.name}[]"`, fix);
    },
    table(node) {
      const width = node.children?.[0]?.children?.length ?? 0;
      for (const row of node.children ?? []) {
        const count = row.children?.length ?? 0;
        if (count <= width || !row.position) continue;
        report(
          row.position.start,
          `This row has ${count} cells, and the head has ${width}`,
          'Delete a cell, or write | inside one as \\|',
        );
      }
    },
    mdxFlowExpression: expression,
    mdxTextExpression: expression,
    mdxJsxFlowElement: element,
    mdxJsxTextElement: element,
  };

  /** Finds an attribute by its name after the tag, because the tree has no positions of attributes. */
  function placeOf(attribute: string, at: Point): Point {
    const name = new RegExp(`(?<![\\w-])${escapeRegExp(attribute)}(?=[\\s=/>])`, 'g');
    for (let line = at.line; line <= lines.length; line++) {
      name.lastIndex = line === at.line ? at.column : 0;
      const found = name.exec(lines[line - 1] ?? '');
      if (found) return { line, column: found.index + 1 };
    }
    return at;
  }

  walk(tree, undefined, (node, parent) => {
    const { line, column } = (node.position ?? parent?.position)?.start ?? { line: 1, column: 1 };
    visitors[node.type]?.(node, { line, column }, parent);
  });
  return facts;
}

/** Markdown mistakes that the parser leaves in the text, each with its message and fix. */
const MARKDOWN_MISTAKES: [pattern: RegExp, message: string, fix: string][] = [
  [/\[\^[^\]\s]+\]/, 'is a footnote that is written nowhere', 'Write a line [^1]: with its text, or delete the mark'],
  [/\[[^\]^]+\]\[[^\]]*\]/, 'names a link that is defined nowhere', 'Write [text](address)'],
  [/\[[^\]]+\] \((?:\/|#|\.|https?:)[^)]*\)/, 'is no link', 'Write [text](address) without the space'],
  [/\[[^\]]+\]\((?:\/|#|\.|https?:)[^)]*\)/, 'is no link', 'Write an address without spaces and quotation marks'],
  [/^#{1,6}[^\s#\d]/, 'starts like a heading', 'Write a space after the #'],
  [/^\|.*\|$/m, 'looks like a table', 'Write a line |---|---| under its head, with as many cells as the head'],
  [/^\[![A-Z]+\]/, 'is an aside of another system', 'Write :::note and close it with :::'],
];

function walk(
  node: MarkdownNode,
  parent: MarkdownNode | undefined,
  visit: (node: MarkdownNode, parent: MarkdownNode | undefined) => void,
): void {
  visit(node, parent);
  for (const child of node.children ?? []) walk(child, node, visit);
}

function some(node: MarkdownNode, test: (node: MarkdownNode) => boolean): boolean {
  return test(node) || (node.children ?? []).some((child) => some(child, test));
}

function textOf(node: MarkdownNode): string {
  if (typeof node.value === 'string' && (node.type === 'text' || node.type === 'inlineCode')) return node.value;
  if (node.type === 'break') return '\n';
  return (node.children ?? []).map(textOf).join('');
}

/** Text from which the site generates the anchor of a heading. `1:1` parses as a directive and is rendered as text. */
function headingText(node: MarkdownNode): string {
  if (node.type === 'text' || node.type === 'inlineCode') return String(node.value);
  const inner = (node.children ?? []).map(headingText).join('');
  if (node.type !== 'textDirective') return inner;
  return `:${node.name}${node.children?.length ? `[${inner}]` : ''}`;
}
