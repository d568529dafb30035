import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  isSatteriProcessor,
  satteriCollectImagesPlugin,
  satteriHeadingIdsPlugin,
  satteriImageMarkerPlugin,
} from '@astrojs/markdown-satteri';
import type { AstroConfig, MarkdownHeading } from 'astro';
import {
  defineMdastPlugin,
  evaluate,
  type MdastPluginDefinition,
  type MdxJsxFlowElement,
  type MdxJsxTextElement,
} from 'satteri';
import { readBraces } from '#model/rules/expressions.ts';

/** A body that is drawn without code, as Astro keeps it with an entry. */
export interface RenderedBody {
  html: string;
  metadata: {
    headings: MarkdownHeading[];
    imagePaths: string[];
    /** The file that holds the HTML instead, by its path from the root. */
    file?: string;
  };
}

/**
 * The HTML of bodies, in files named by what they hold. Astro makes one module of all that it keeps: with the HTML in it,
 * that is most of what a build writes, bundles and loads again.
 */
export class BodyFiles {
  readonly #folder: string;
  readonly #root: string;

  /**
   * @param root The folder that paths start from.
   * @param cache The folder in which Astro keeps its store.
   */
  constructor(root: string, cache: URL) {
    this.#root = root;
    this.#folder = fileURLToPath(new URL('bodies/', cache));
  }

  /** Puts the HTML of a body into a file. One with pictures stays as it is: Astro puts their addresses into it. */
  async moved(body: RenderedBody): Promise<RenderedBody> {
    const { html, metadata } = body;
    if (metadata.imagePaths.length > 0) return body;
    const path = join(this.#folder, `${hash('sha1', html)}.html`);
    mkdirSync(this.#folder, { recursive: true });
    await writeFile(path, html);
    return { html: '', metadata: { ...metadata, file: relative(this.#root, path) } };
  }

  /** Whether a body can be drawn: what is in a cache may be gone. */
  holds({ metadata: { file } }: RenderedBody): boolean {
    return file === undefined || existsSync(join(this.#root, file));
  }

  /** Deletes the files of other bodies than these. */
  keepOnly(bodies: readonly RenderedBody[]): void {
    const kept = new Set(bodies.map(({ metadata: { file } }) => file));
    for (const name of existsSync(this.#folder) ? readdirSync(this.#folder) : []) {
      const path = join(this.#folder, name);
      if (!kept.has(relative(this.#root, path))) rmSync(path);
    }
  }
}

/** Whether a body draws components. Such a page is bundled as a module, so that it brings along the styles of what it draws. */
export function drawsComponents(text: string): boolean {
  return /^import\s+\w+\s+from\s+['"]#components\//m.test(text);
}

/**
 * Renders the body of a page that draws no components, with the plugins with which Astro compiles modules: a module for
 * each page would be most of the time and memory of a build.
 * @param text The body, as an edition shows it.
 * @param file The address of its file.
 */
export async function renderBody(
  text: string,
  file: URL,
  frontmatter: Record<string, unknown>,
  { markdown: { processor } }: Pick<AstroConfig, 'markdown'>,
): Promise<RenderedBody> {
  if (!isSatteriProcessor(processor)) throw new Error('Pages are rendered with the Markdown processor satteri only');
  const { mdastPlugins, hastPlugins, features } = processor.options;
  const astro = {
    frontmatter,
    headings: [] as MarkdownHeading[],
    localImagePaths: new Set<string>(),
    remoteImagePaths: new Set<string>(),
  };
  const { default: content } = await evaluate(text, {
    ...runtime,
    jsxImportSource: 'astro',
    elementAttributeNameCase: 'html',
    stylePropertyNameCase: 'css',
    optimizeStatic: { component: 'Fragment', prop: 'set:html' },
    features: { ...features, gfm: true, smartPunctuation: true },
    mdastPlugins: [...mdastPlugins, satteriCollectImagesPlugin(), fields(frontmatter)],
    hastPlugins: [...hastPlugins, satteriImageMarkerPlugin(), satteriHeadingIdsPlugin()],
    fileURL: file,
    data: { astro },
  });
  const html = htmlOf((content as (props: object) => unknown)({ components: { Fragment: FRAGMENT } }));
  const imagePaths = [...astro.localImagePaths, ...astro.remoteImagePaths];
  return { html, metadata: { headings: astro.headings, imagePaths } };
}

/** Puts what `{frontmatter.title}` names in its place: in text, and as the value of an attribute. */
function fields(frontmatter: Record<string, unknown>): MdastPluginDefinition {
  const fieldNamed = (code: string) => {
    const braces = readBraces(code);
    return braces.kind === 'field' ? String(frontmatter[braces.field] ?? '') : undefined;
  };
  const named = (code: string) => {
    const value = fieldNamed(code);
    return value === undefined ? undefined : { type: 'text' as const, value };
  };
  const withFields = <T extends MdxJsxFlowElement | MdxJsxTextElement>(node: Readonly<T>): T | undefined => {
    const attributes = node.attributes.map((attribute) => {
      if (attribute.type !== 'mdxJsxAttribute' || typeof attribute.value !== 'object') return attribute;
      const value = fieldNamed(attribute.value?.value ?? '');
      return value === undefined ? attribute : { ...attribute, value };
    });
    return attributes.every((attribute, index) => attribute === node.attributes[index])
      ? undefined
      : { ...node, attributes };
  };
  return defineMdastPlugin({
    name: 'playbook-fields',
    mdxTextExpression: (node) => named(node.value),
    mdxFlowExpression: (node) => {
      const value = named(node.value);
      return value && { type: 'paragraph' as const, children: [value] };
    },
    mdxJsxFlowElement: withFields,
    mdxJsxTextElement: withFields,
  });
}

const FRAGMENT = Symbol('Fragment');

/** What was written as HTML already. */
class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

interface Props {
  children?: unknown;
  'set:html'?: string;
  [attribute: string]: unknown;
}

/** Draws what a page consists of into HTML. */
function jsx(type: string | typeof FRAGMENT, { children, 'set:html': html, ...attributes }: Props): Html {
  const inner = html ?? htmlOf(children);
  if (type === FRAGMENT) return new Html(inner);
  const written = Object.entries(attributes).map(([name, value]) => attribute(name, value));
  const start = `<${String(type)}${written.join('')}>`;
  return new Html(VOID.has(String(type)) ? start : `${start}${inner}</${String(type)}>`);
}

const runtime = { Fragment: FRAGMENT, jsx: jsx as never, jsxs: jsx as never };

/** Elements without content, of those that Markdown makes or a page may hold. */
const VOID = new Set(['br', 'hr', 'img', 'input', 'wbr', 'col']);

function attribute(name: string, value: unknown): string {
  if (value === undefined || value === null || value === false) return '';
  if (value === true) return ` ${name}`;
  const text =
    typeof value === 'object'
      ? Object.entries(value)
          .map(([property, set]) => `${property}:${set}`)
          .join(';')
      : String(value);
  return ` ${name}="${escaped(text).replaceAll('"', '&quot;')}"`;
}

function htmlOf(children: unknown): string {
  if (Array.isArray(children)) return children.map(htmlOf).join('');
  if (children instanceof Html) return children.text;
  return children === undefined || children === null || typeof children === 'boolean' ? '' : escaped(String(children));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
