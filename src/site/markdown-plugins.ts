import { isSatteriProcessor } from '@astrojs/markdown-satteri';
import type { AstroIntegration } from 'astro';
import {
  defineHastPlugin,
  defineMdastPlugin,
  type HastPluginDefinition,
  type MdastNode,
  type MdastPluginDefinition,
} from 'satteri';
import * as z from 'zod';
import type { MarkdownNode } from '#load/markdown-tree.ts';
import { type Components, literalElements, ourComponents } from '#schema/components.ts';
import { codeIn } from './page-code.ts';

/**
 * Markdown plugin that refuses to compile a page with code in it. The check finds such code first and reports its
 * position; this plugin is for pages that reach the compiler in another way: a page with problems in `astro dev`, a
 * file that the check does not read, a text that an edition has changed. It goes before all other plugins, which may
 * add code of their own.
 * @param components The components that pages may use.
 */
export function withoutCode(components: Components = ourComponents): MdastPluginDefinition {
  // `Note` wraps the notes of the organisation, which `withNote` puts into the text of a page.
  const known: Components = new Map([...components, ['Note', { props: z.object() }]]);
  const refuse = (node: unknown, { fileURL }: { fileURL?: URL | undefined }) => {
    const found = codeIn(node as MarkdownNode, known);
    if (found !== undefined) throw new Error(`${fileURL?.pathname ?? 'A page'}: ${found}`);
  };
  return defineMdastPlugin({
    name: 'playbook-without-code',
    before(_root, context) {
      const { frontmatter = {} } = (context.data as { astro?: { frontmatter?: object } }).astro ?? {};
      // Astro imports the file that this field names, whatever its path.
      if ('layout' in frontmatter) throw new Error(`${context.fileURL?.pathname ?? 'A page'}: It names a layout`);
    },
    // Only a body of plain Markdown has HTML nodes; in MDX they are JSX elements.
    html: ({ value }, { fileURL }) => {
      throw new Error(`${fileURL?.pathname ?? 'A page'}: It holds HTML: ${value}`);
    },
    mdxjsEsm: refuse,
    mdxFlowExpression: refuse,
    mdxTextExpression: refuse,
    mdxJsxFlowElement: refuse,
    mdxJsxTextElement: refuse,
  });
}

/**
 * Markdown plugin that adds the base path of the site to links and images. Authors write `/guides/trust/`, whatever
 * folder of a host the handbook is published in.
 * @param base The base path, such as `/handbook/`.
 */
export function baseLinks(base: string): MdastPluginDefinition {
  const prefix = base.replace(/\/$/, '');
  const isOurs = (url: string) => prefix !== '' && url.startsWith('/') && !url.startsWith('//');
  return defineMdastPlugin({
    name: 'playbook-base-links',
    link(node, context) {
      if (isOurs(node.url)) context.setProperty(node, 'url', prefix + node.url);
    },
    image(node, context) {
      if (isOurs(node.url)) context.setProperty(node, 'url', prefix + node.url);
    },
    definition(node, context) {
      if (isOurs(node.url)) context.setProperty(node, 'url', prefix + node.url);
    },
  });
}

/** Typed form of each character that smart punctuation writes. */
const TYPED: Readonly<Record<string, string>> = {
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '–': '--',
  '—': '---',
  '…': '...',
};

/** Markdown plugin that undoes smart punctuation in `<kbd>`, `<code>` and `<samp>`, whose characters are meant as typed. */
export function literalText(): MdastPluginDefinition {
  const undo: NonNullable<MdastPluginDefinition['mdxJsxTextElement'] & MdastPluginDefinition['mdxJsxFlowElement']> = (
    element,
    context,
  ) => {
    if (!literalElements.has(element.name ?? '')) return;
    const visit = (node: Readonly<MdastNode>): void => {
      if (node.type === 'text')
        context.setProperty(
          node,
          'value',
          node.value.replace(/[“”‘’–—…]/g, (written) => TYPED[written] ?? written),
        );
      else if ('children' in node) for (const child of node.children) visit(child);
    };
    visit(element);
  };
  return defineMdastPlugin({ name: 'playbook-literal-text', mdxJsxTextElement: undo, mdxJsxFlowElement: undo });
}

/** Markdown plugin that makes tables focusable by keyboard, because a wide table scrolls by itself on a phone. */
export function reachableTables(): HastPluginDefinition {
  return defineHastPlugin({
    name: 'playbook-reachable-tables',
    element: {
      filter: ['table'],
      visit(node, context) {
        context.setProperty(node, 'tabIndex', 0);
      },
    },
  });
}

/**
 * Astro integration that removes the icon from the link of each heading: the styles render it once, while in the HTML it
 * would be an eighth of a page. To be listed after Starlight, whose Markdown plugin creates the links.
 */
export function namedAnchors(): AstroIntegration {
  return {
    name: 'playbook-named-anchors',
    hooks: {
      'astro:config:setup'({ config: { markdown } }) {
        if (isSatteriProcessor(markdown.processor)) markdown.processor.options.hastPlugins.push(withoutIcons());
      },
    },
  };
}

function withoutIcons(): HastPluginDefinition {
  return defineHastPlugin({
    name: 'playbook-named-anchors',
    element: {
      filter: ['a'],
      visit(node, context) {
        if (node.properties['class'] === 'sl-anchor-link') context.removeChildAt(node, 0);
      },
    },
  });
}
