import GithubSlugger, { slug } from 'github-slugger';
import { type AuthorComponent, asides, type Components, htmlElements, ourComponents } from '#schema/components.ts';
import { escapeRegExp } from '#schema/escaping.ts';
import { isBlank, sameName } from '#schema/fields.ts';
import type { Kind } from '#schema/pages/index.ts';
import { type Advice, advice, didYouMean, nearest, type Point, type Problem, START } from '#schema/problem.ts';
import { type Reference, referencesIn } from '#schema/references.ts';
import { type Place, schemaProblems } from '#schema/schema-problems.ts';
import {
  type Attribute,
  attributeValue,
  type BodyCheck,
  checkExpression,
  checkHtml,
  checkImports,
  knownComponent,
  markdownFor,
  namesField,
} from './code.ts';
import { checkDefinitions } from './definitions.ts';
import { diagramProblems, MERMAID } from './diagrams/read-diagram.ts';
import { attributesOf, idAdvice, takenAdvice } from './heading-ids.ts';
import { checkNesting } from './html-nesting.ts';
import { markdownMistakes } from './markdown-mistakes.ts';
import { hasNode, headingText, type MarkdownNode, textOf, walk } from './markdown-tree.ts';
import { piecesIn, type WrittenPiece, wordsIn } from './prose.ts';

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
  /** Addresses of other hosts that components show after a click. */
  embeds: Target[];
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

/** Wording for problems with the props of a component. */
const propNotation = { noun: 'prop', write: (key: string) => `${key}="...":` };

/**
 * Checks one body on its own and collects the facts that the checks across pages need.
 * @param file Path to name in problems.
 * @param frontmatter The front matter as written, for `{frontmatter.key}`; undefined if it cannot be read.
 * @param kind The kind of the page; undefined if it is unknown.
 * @param components The components that it may use.
 */
export function readBodyFacts(
  file: string,
  { tree, text }: Body,
  frontmatter: Readonly<Record<string, unknown>> | undefined,
  kind?: Kind,
  components: Components = ourComponents,
): BodyFacts {
  const facts: BodyFacts = {
    problems: [],
    anchors: new Set(),
    anchorCollections: new Set(),
    collections: new Set(),
    headings: new Map(),
    links: [],
    images: [],
    embeds: [],
    references: [],
    only: [],
    pieces: piecesIn(tree),
    words: wordsIn(tree),
    hasGeneratedPart: false,
  };
  const lines = text.split(/\r?\n/);
  const body: BodyWalk = {
    file,
    facts,
    lines,
    slugger: new GithubSlugger(),
    frontmatter,
    kind,
    misspeltAsides: 0,
    reportedFootnotes: new Set(),
    imported: new Set(),
    components,
    placed: new Set(),
    report: ({ line, column }, message, fix) => facts.problems.push({ file, line, column, message, fix }),
    placeOf: (attribute, at) => attributePlace(lines, attribute, at),
  };
  walk(tree, undefined, (node, parent) => {
    const { line, column } = (node.position ?? parent?.position)?.start ?? START;
    visitors[node.type]?.(node, { line, column }, body, parent);
  });
  checkDefinitions(tree, body);
  return facts;
}

/** State of the walk over one body. */
interface BodyWalk extends BodyCheck {
  file: string;
  facts: BodyFacts;
  lines: readonly string[];
  slugger: GithubSlugger;
  /** HTML elements that stand where they belong, and those that are reported already. */
  placed: Set<MarkdownNode>;
  kind: Kind | undefined;
  /** Number of lines so far that are meant to open an aside and do not, and are not closed yet. */
  misspeltAsides: number;
  /** Footnotes without a text that are reported already, such as `[^1]`. */
  reportedFootnotes: Set<string>;
}

type Visitor = (node: MarkdownNode, at: Point, body: BodyWalk, parent: MarkdownNode | undefined) => void;

const visitExpression: Visitor = (node, at, body) => checkExpression(String(node.value), at, body);

const visitElement: Visitor = (node, at, body, parent) => {
  const name = node.name ?? '';
  if (name === '') return;
  if (
    !/^[a-z]/.test(name) ||
    (!htmlElements.has(name) && !markdownFor(name) && nearest(name, body.components.keys()))
  ) {
    visitComponent(name, node, at, body);
    return;
  }
  const attributes = (node.attributes ?? []) as Attribute[];
  for (const attribute of attributes) {
    if (attribute.name === 'id' && typeof attribute.value === 'string') body.facts.anchors.add(attribute.value);
  }
  checkHtml(name, attributes, parent?.type === 'paragraph', at, body);
  checkNesting(node, at, body);
};

function visitComponent(name: string, node: MarkdownNode, at: Point, body: BodyWalk): void {
  const { facts, file, kind, report } = body;
  const component = knownComponent(name, at, body);
  if (!component) return;
  facts.hasGeneratedPart = true;
  if (component.anchors) facts.anchorCollections.add(component.anchors);
  for (const collection of component.data ?? []) facts.collections.add(collection);
  if (kind && component.kinds && !component.kinds.includes(kind)) {
    report(at, `<${name}> works on a page of the kind ${component.kinds.join(' or ')}`, 'Delete it here');
  }
  if (node.children?.length) report(at, `<${name}> takes no content`, `Write <${name} /> and its content after it`);
  const attributes = (node.attributes ?? []) as Attribute[];
  const values = attributes.map((attribute) => [attribute.name, propValue(name, component, attribute, at, body)]);
  // Skip the schema: values that are code are already reported.
  if (values.some(([, value]) => value === undefined)) return;
  const props = Object.fromEntries(values);
  const where: Place = ([key]) => ({
    file,
    ...(Object.hasOwn(props, key ?? '') ? body.placeOf(String(key), at) : at),
  });
  const problems = schemaProblems(component.props, props, where, propNotation);
  facts.problems.push(...problems);
  const { embeds } = component;
  // An address that is none is reported already.
  if (embeds && problems.length === 0) facts.embeds.push({ url: String(props[embeds]), ...where([embeds]) });
  for (const reference of referencesIn(component.props, props)) {
    if (reference.id !== '') facts.references.push({ ...reference, ...where(reference.path) });
  }
}

/** Returns the value of a prop, or undefined if it has none that can be read, which is reported. */
function propValue(tag: string, { props }: AuthorComponent, attribute: Attribute, at: Point, body: BodyWalk): unknown {
  const { name } = attribute;
  if (name === undefined) {
    body.report(at, `The props of <${tag}> are spread`, 'Write each prop with its name and value');
    return undefined;
  }
  const place = body.placeOf(name, at);
  if (!namesField(attribute) || referencesIn(props, { [name]: 'id' }).length === 0) {
    return attributeValue(attribute, place, body);
  }
  const message = `"${name}" names an entry, and takes it from the front matter`;
  body.report(place, message, `Write the id itself: ${name}="..."`);
  return undefined;
}

const visitors: Record<string, Visitor> = {
  heading(node, at, { facts, frontmatter, slugger, report }) {
    const text = headingText(node);
    if (!isBlank(text) && slug(text) === '' && !attributesOf(node)['id']) {
      report(at, 'No link can lead to this heading', 'Write a word in it, with letters or digits');
    }
    const { id, ...others } = attributesOf(node);
    // Astro counts no id that is written when it makes the others.
    const anchor = typeof id === 'string' ? id : slugger.slug(text);
    const words = typeof id === 'string' ? idAdvice(id, facts.anchors) : takenAdvice(anchor, facts.headings);
    if (words) report(at, words.message, words.fix);
    if (Object.keys(others).length > 0) {
      report(at, 'A heading takes an id and nothing else', 'Write one {#id} after its words, without a class');
    }
    facts.anchors.add(anchor);
    facts.headings.set(anchor, at);
    if (node.depth === 1) {
      const message = 'A page has one main title, and the front matter gives it';
      const isTitle = sameName(text) === sameName(String(frontmatter?.['title'] ?? ''));
      report(at, message, isTitle ? 'Delete this line' : 'Start the heading with ## instead of #');
    }
    if (hasNode(node, ({ type }) => /Expression$|^footnoteReference$/.test(type))) {
      const fix = 'Write the heading in plain words, so that links to it last';
      report(at, 'A heading holds braces or a footnote', fix);
    }
  },
  mdxjsEsm: (node, at, { components, imported, report }) =>
    checkImports(String(node.value), at, imported, report, components),
  link(node, at, { facts, report }) {
    if (isBlank(textOf(node)) && !hasNode(node, ({ type }) => type === 'image')) {
      report(at, 'The link has no words', 'Write them between the square brackets: [words](address)');
    }
    facts.links.push({ url: node.url ?? '', ...at });
  },
  definition: (node, at, { facts }) => facts.links.push({ url: node.url ?? '', ...at }),
  image(node, at, { facts, report }) {
    const fix = 'Say what it shows between the square brackets: ![what it shows](./file.png)';
    if (isBlank(node.alt ?? '')) report(at, 'The image has no alternative text', fix);
    facts.images.push({ url: node.url ?? '', ...at });
  },
  imageReference: (_node, at, { report }) =>
    report(at, 'An image is named by a reference', 'Write it in one piece: ![what it shows](./file.png)'),
  text(node, at, { lines, report, reportedFootnotes }) {
    // Text escaped with a backslash is meant literally.
    const raw = lines.slice(at.line - 1, node.position?.end.line).join('\n');
    for (const { mistake, message, fix } of markdownMistakes(String(node.value))) {
      if (!raw.includes(mistake) || reportedFootnotes.has(mistake)) continue;
      if (mistake.startsWith('[^')) reportedFootnotes.add(mistake);
      report(at, message, fix);
    }
  },
  code(node, at, { lines, report }) {
    const end = node.position?.end.line ?? at.line;
    const [fence = ''] = /^(`{3,}|~{3,})/.exec((lines[at.line - 1] ?? '').slice(at.column - 1)) ?? [];
    const last = /^[\s>]*(`{3,}|~{3,})\s*$/.exec(lines[end - 1] ?? '')?.[1] ?? '';
    if (fence !== '' && !(end > at.line && last.startsWith(fence)))
      report(at, 'This block of code is never closed', `Write a line ${fence} after its last line`);
    else if (node.lang === MERMAID)
      for (const { message, fix, ...place } of diagramProblems(String(node.value), at, lines))
        report(place, message, fix);
  },
  paragraph(node, at, body) {
    const { lines, report } = body;
    for (const [index, line] of textOf(node).split('\n').entries()) {
      if (!/^:{3,}/.test(line)) continue;
      const place = { line: at.line + index, column: Math.max(1, (lines[at.line + index - 1] ?? '').search(/\S/) + 1) };
      if (/^:+\s*$/.test(line)) {
        // It closes an aside whose first line is reported.
        if (body.misspeltAsides-- > 0) continue;
        body.misspeltAsides = 0;
        report(place, 'This ::: closes nothing', 'Delete it, or open an aside before it, such as :::note');
      } else {
        const fix = 'Write it without a space and on a line of its own, such as :::note[Title]';
        report(place, 'This is not the start of an aside', fix);
        body.misspeltAsides++;
      }
    }
  },
  containerDirective(node, at, { facts, lines, report }, parent) {
    const name = node.name ?? '';
    const lastLine = node.position?.end.line ?? at.line;
    const opening = (lines[at.line - 1] ?? '').slice(at.column - 1);
    const audience = name === 'only' ? ONLY.exec(opening)?.[1] : undefined;
    const mistake = audience === undefined ? openingAdvice(name, opening) : undefined;
    if (audience !== undefined) facts.only.push({ audience, lastLine, ...at });
    if (mistake) report(at, mistake.message, mistake.fix);
    if (!/:{3,}\s*$/.test(lines[lastLine - 1] ?? '')) {
      report(at, `The aside :::${name} is never closed`, 'Write a line ::: after its last paragraph');
    }
    if (parent?.type === 'listItem' && !parent.spread) {
      report(at, 'The aside would be lost in this list', 'Write an empty line before it, and between the items');
    }
  },
  leafDirective: (node, at, { report }) =>
    report(at, `Unknown directive "::${node.name}"`, 'Write an aside with three colons, such as :::note'),
  textDirective(node, at, { report }) {
    const fix = 'Put a space after the colon, or write a link as [text](address)';
    if (node.children?.length) report(at, `Unknown directive ":${node.name}[]"`, fix);
  },
  table({ children = [] }, _at, { report }) {
    const width = children[0]?.children?.length ?? 0;
    for (const { children: cells = [], position } of children) {
      if (cells.length <= width || !position) continue;
      const message = `This row has ${cells.length} cells, and the head has ${width}`;
      report(position.start, message, 'Delete a cell, or write | inside one as \\|');
    }
  },
  mdxFlowExpression: visitExpression,
  mdxTextExpression: visitExpression,
  mdxJsxFlowElement: visitElement,
  mdxJsxTextElement: visitElement,
};

/** Checks the line that opens an aside. Returns message and fix, or undefined if it is valid. */
function openingAdvice(name: string, opening: string): Advice | undefined {
  if (name === 'only') {
    const fix = 'Write the audience in square brackets: :::only[internal]';
    return advice('This part does not say who may read it', fix);
  }
  if (!asides.includes(name)) return advice(`Unknown aside ":::${name}"`, didYouMean(name, [...asides, 'only']));
  if (/^:{3,}[a-z]+(\[.*\])?(\{[^}]*\})?\s*$/.test(opening) && !/\btitle=/.test(opening)) return undefined;
  const fix = `Write it in square brackets without a space: :::${name}[Title]`;
  return advice('The title of this aside would be lost', fix);
}

/** Finds an attribute by its name after the tag, because the tree has no positions of attributes. */
function attributePlace(lines: readonly string[], attribute: string, at: Point): Point {
  const name = new RegExp(`(?<![\\w-])${escapeRegExp(attribute)}(?=[\\s=/>])`);
  for (let line = at.line; line <= lines.length; line++) {
    const start = line === at.line ? at.column : 0;
    const index = (lines[line - 1] ?? '').slice(start).search(name);
    if (index >= 0) return { line, column: start + index + 1 };
  }
  return at;
}
