import { defineHastPlugin, type HastPluginDefinition } from 'satteri';
import { MERMAID, readDiagram } from '#load/diagrams/read-diagram.ts';
import { drawGraph } from './draw-graph.ts';
import { drawSequence } from './draw-sequence.ts';
import { element } from './shapes.ts';

/**
 * Markdown plugin that draws code blocks of the language `mermaid`. It goes before the plugin that highlights code. A
 * block that cannot be read stays code; the check reports it.
 */
export function diagrams(): HastPluginDefinition {
  return defineHastPlugin({
    name: 'playbook-diagrams',
    element: {
      filter: ['pre'],
      visit(node, context) {
        const [code] = node.children;
        if (code?.type !== 'element' || code.tagName !== 'code') return;
        if (![code.properties['className'] ?? code.properties['class']].flat().includes(`language-${MERMAID}`)) return;
        const source = code.children.map((child) => (child.type === 'text' ? child.value : '')).join('');
        const { diagram, problems } = readDiagram(source);
        if (!diagram || problems.length > 0) return;
        const { drawn, title, description } = diagram;
        const label = title === '' ? description : `${title}: ${description}`;
        const svg = drawn.type === 'graph' ? drawGraph(drawn) : drawSequence(drawn);
        // The search reads no drawings, but this attribute.
        const attributes = {
          role: 'img',
          'aria-label': label,
          tabindex: '0',
          'data-pagefind-index-attrs': 'aria-label',
        };
        context.replaceNode(node, element('div', { class: 'mermaid not-content', ...attributes }, [svg]));
      },
    },
  });
}
