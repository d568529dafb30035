import { markdownToHtml } from 'satteri';
import sax from 'sax';
import { describe, expect, test } from 'vitest';
import { diagrams } from '#site/diagrams/plugin.ts';

const draw = (source: string) =>
  (markdownToHtml(`\`\`\`mermaid\n${source}\n\`\`\`\n`, { hastPlugins: [diagrams()] }) as { html: string }).html;

interface Shape {
  name: string;
  kind: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Elements of a drawing with the rectangle around each; its words with their lines. */
function shapesIn(html: string) {
  const parser = sax.parser(true);
  const shapes: Shape[] = [];
  const names: string[] = [];
  const lines: [number, number][][] = [];
  parser.onerror = (error) => {
    throw error;
  };
  parser.onopentag = ({ name, attributes }) => {
    names.push(name);
    const number = (key: string) => Number(attributes[key]);
    const kind = String(attributes['class'] ?? '');
    if (name === 'rect')
      shapes.push({ name, kind, x: number('x'), y: number('y'), width: number('width'), height: number('height') });
    if (name === 'circle') {
      const r = number('r');
      shapes.push({ name, kind, x: number('cx') - r, y: number('cy') - r, width: 2 * r, height: 2 * r });
    }
    if (name === 'polygon' && kind.startsWith('box')) {
      const points = String(attributes['points'])
        .split(' ')
        .map((pair) => pair.split(',').map(Number));
      const [xs, ys] = [0, 1].map((at) => points.map((point) => point[at] as number)) as [number[], number[]];
      const [x, y] = [Math.min(...xs), Math.min(...ys)];
      shapes.push({ name, kind, x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y });
    }
    if (name === 'path')
      lines.push(
        [...String(attributes['d']).matchAll(/[ML]([-\d.]+) ([-\d.]+)/g)].map((match) => [
          Number(match[1]),
          Number(match[2]),
        ]),
      );
  };
  parser.write(html).close();
  return { shapes: shapes.filter(({ kind }) => /^box/.test(kind)), names, lines };
}

const overlaps = (a: Shape, b: Shape) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Checks whether a line passes through the middle of a box that it does not end at. */
function crosses(line: [number, number][], box: Shape): boolean {
  const isIn = ([x, y]: [number, number], edge: number) =>
    x > box.x + edge && x < box.x + box.width - edge && y > box.y + edge && y < box.y + box.height - edge;
  const ends = [line[0], line.at(-1)] as [number, number][];
  if (ends.some((end) => isIn(end, -3))) return false;
  return line.slice(1).some((to, at) => {
    const from = line[at] as [number, number];
    return Array.from({ length: 19 }, (_, step) => (step + 1) / 20).some((share) =>
      isIn([from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])], 2),
    );
  });
}

const chain = (count: number) =>
  Array.from({ length: count }, (_, at) => `N${at}[Step number ${at}] --> N${at + 1}`).join('\n');
const grid = Array.from({ length: 6 }, (_, at) => `A --> B${at}{Is it ${at}?} --> C`).join('\n');
const CHARTS: [name: string, lines: string][] = [
  ['a chain', chain(8)],
  ['a fork', grid],
  ['a loop', 'A --> B --> C --> A'],
  ['a loop to itself', 'A --> A\nA --> B'],
  ['two lines between two', 'A --> B\nA -->|again| B\nB --> A'],
  ['a node alone', 'A((Alone))'],
  ['long words', `A[${'Donaudampfschifffahrtsgesellschaft '.repeat(3)}] --> B{${'Why is that so? '.repeat(5)}}`],
  ['wide letters', `A[${'WWWW MMMM '.repeat(4)}] --> B((${'WWW '.repeat(6)}))`],
  ['other scripts', 'A[決定を書き留める] --> B{なぜですか} --> C[كتابة القرار]'],
  ['labels on every line', 'A -->|if it is so| B\nA -->|if not| C\nB -->|then| D\nC -->|else| D'],
  ['everything to everything', 'A & B & C --> D & E & F'],
  ['several parts', 'A --> B\nC --> D\nE'],
];

describe.each(['TB', 'BT', 'LR', 'RL'])('a flowchart that runs %s', (direction) => {
  test.each(CHARTS)('%s has no boxes over each other and no line through one', (_, lines) => {
    const { shapes, lines: paths } = shapesIn(draw(`flowchart ${direction}\naccDescr: x\n${lines}`));
    expect(shapes.length).toBeGreaterThan(0);
    for (const [at, shape] of shapes.entries())
      for (const other of shapes.slice(at + 1)) expect(overlaps(shape, other)).toBe(false);
    expect(paths.flatMap((path) => shapes.filter((shape) => crosses(path, shape)))).toEqual([]);
  });
});

test('a drawing is valid XML without ids, styles, scripts and addresses', () => {
  const html = draw(
    'sequenceDiagram\naccDescr: "A" & <b>\nA->>B: "1" < 2 & 3 > 2\nNote over A: url(x)\nloop x\nA->>A: y\nend',
  );
  const { names } = shapesIn(html);
  expect(new Set(names)).toEqual(new Set(['div', 'svg', 'g', 'path', 'rect', 'text', 'tspan', 'polygon']));
  expect(html).not.toMatch(/ (id|style|href|on\w+)=/);
  expect(html).toContain('"1" &lt; 2 &amp; 3 &gt; 2');
  expect(html).toMatch(/role="img" aria-label="[^"]*A[^"]*"/);
});

test.each(['flowchart TB\nA --> B', 'pie', 'flowchart TB\naccDescr: x\nA --x B'])(
  'what is not drawn stays code: %s',
  (source) => {
    expect(draw(source)).toMatch(/^<pre><code class="language-mermaid">/);
  },
);

test('the size of a drawing is that of what is in it', () => {
  const [, width = 0] = /<svg[^>]* width="(\d+)"/.exec(draw('flowchart LR\naccDescr: x\nA --> B')) ?? [];
  expect(Number(width)).toBeGreaterThan(80);
  expect(Number(width)).toBeLessThan(220);
});
