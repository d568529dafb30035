import { Graph as Layout, layout } from '@dagrejs/dagre';
import type { Graph, GraphNode } from '#load/diagrams/diagram.ts';
import {
  type Drawn,
  drawLabel,
  drawLine,
  drawWords,
  element,
  frame,
  OUTLINE,
  type Place,
  type Words,
  wrap,
} from './shapes.ts';

/** Node with its words, its size and, after the layout, its centre. */
interface Box extends Place {
  node: GraphNode;
  words: Words;
  width: number;
  height: number;
}

/** Draws a flowchart or a state diagram. */
export function drawGraph({ direction, nodes, edges }: Graph): Drawn {
  const graph = new Layout({ multigraph: true });
  graph.setGraph({ rankdir: direction, nodesep: 36, ranksep: 44, edgesep: 18 });
  const boxes = new Map([...nodes.values()].map((node) => [node.id, boxOf(node)]));
  for (const [id, box] of boxes) graph.setNode(id, box);
  const links = edges.map((edge, index) => ({ ...edge, name: String(index), words: wrap(edge.label) }));
  for (const { from, to, name, words } of links) {
    const space = words.lines.length > 0 ? { width: words.width + 12, height: words.height + 4, labelpos: 'c' } : {};
    graph.setEdge(from, to, { ...space }, name);
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const all = [...boxes.values()];
  const lines = links.map(({ from, to, name, words, line, hasArrow }) => {
    const { points = [], x = 0, y = 0 } = graph.edge(from, to, name) as { points?: Place[]; x?: number; y?: number };
    const ends = [boxes.get(from) as Box, boxes.get(to) as Box] as const;
    const path = pathBetween(...ends, points, all, direction === 'LR' || direction === 'RL');
    return { drawn: drawLine(path, line, hasArrow), label: drawLabel(words, x, y) };
  });
  return frame(width, height, [
    ...lines.flatMap(({ drawn }) => drawn),
    ...all.flatMap(drawBox),
    ...lines.flatMap(({ label }) => label),
  ]);
}

function boxOf(node: GraphNode): Box {
  const words = wrap(node.label);
  return { node, words, x: 0, y: 0, ...sizeOf(node.shape, words) };
}

/** Size of a shape that holds words. */
function sizeOf(shape: GraphNode['shape'], { width, height }: Words): { width: number; height: number } {
  if (shape === 'start' || shape === 'end') return { width: 18, height: 18 };
  if (shape === 'circle') {
    const side = Math.hypot(width, height) + 16;
    return { width: side, height: side };
  }
  // The words fit where the sum of their shares of the two sides is at most one.
  if (shape === 'diamond') return { width: width + height / 0.6 + 24, height: 0.6 * width + height + 16 };
  return { width: width + (shape === 'stadium' ? 40 : 28), height: height + 20 };
}

function drawBox({ node: { shape }, words, x, y, width, height }: Box): Drawn[] {
  const label = words.lines.length > 0 ? [drawWords(words, x, y)] : [];
  const name = 'box';
  if (shape === 'circle') return [element('circle', { class: name, cx: x, cy: y, r: width / 2 }), ...label];
  if (shape === 'start' || shape === 'end') {
    const ring = shape === 'end' ? [element('circle', { ...OUTLINE, cx: x, cy: y, r: width / 2 })] : [];
    const radius = width / 2 - 4 * ring.length;
    return [...ring, element('circle', { fill: 'currentColor', cx: x, cy: y, r: radius })];
  }
  if (shape === 'diamond') {
    const corners = [
      [x, y - height / 2],
      [x + width / 2, y],
      [x, y + height / 2],
      [x - width / 2, y],
    ];
    const points = corners.map((corner) => corner.map((part) => part.toFixed(1)).join(',')).join(' ');
    return [element('polygon', { class: name, points }), ...label];
  }
  const radius = { rect: 2, round: 8, stadium: height / 2 }[shape];
  const corner = { x: x - width / 2, y: y - height / 2 };
  return [element('rect', { class: name, ...corner, width, height, rx: radius }), ...label];
}

/** Gap between the boxes of a rank and the lines that turn beside them. */
const TURN = 8;

/**
 * Path of a line between two boxes. It leaves and enters them straight, and turns where there are no boxes of their
 * ranks: the layout ends it at any angle, at the rectangles around the shapes.
 */
function pathBetween(
  from: Box,
  to: Box,
  points: readonly Place[],
  boxes: readonly Box[],
  isSideways: boolean,
): Place[] {
  if (from === to) return [...points];
  const start = endAt(from, points[0] ?? from, points[1] ?? to, boxes, isSideways);
  const end = endAt(to, points.at(-1) ?? to, points.at(-2) ?? from, boxes, isSideways);
  return [...start, ...points.slice(1, -1), ...end.reverse()];
}

/** Place where a line meets a box, and that where it turns. */
function endAt(box: Box, end: Place, next: Place, boxes: readonly Box[], isSideways: boolean): [Place, Place] {
  // A rank is a row, or a column where the diagram runs sideways.
  const [along, across] = isSideways ? (['x', 'y'] as const) : (['y', 'x'] as const);
  const [length, breadth] = isSideways ? (['width', 'height'] as const) : (['height', 'width'] as const);
  const rank = boxes.filter((other) => Math.abs(other[along] - box[along]) < 1);
  const side = Math.sign(next[along] - box[along]) || 1;
  const most = box[breadth] * 0.3;
  const aside = Math.max(-most, Math.min(most, end[across] - box[across]));
  const place = (distance: number) =>
    ({ [along]: box[along] + side * distance, [across]: box[across] + aside }) as unknown as Place;
  const outside = Math.max(...rank.map((other) => other[length])) / 2 + TURN;
  return [place(depthAt(box.node.shape, box[length] / 2, aside / (box[breadth] / 2))), place(outside)];
}

/**
 * Distance from the middle of a shape to its border.
 * @param half Half of its length.
 * @param aside How far beside the middle, as a share of half of its breadth.
 */
function depthAt(shape: GraphNode['shape'], half: number, aside: number): number {
  if (shape === 'diamond') return half * (1 - Math.abs(aside));
  return ['circle', 'start', 'end'].includes(shape) ? half * Math.sqrt(1 - aside * aside) : half;
}
