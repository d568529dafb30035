import type { Advice, Point } from '#schema/problem.ts';

/** Node of a flowchart, or state. */
export interface GraphNode {
  id: string;
  label: string;
  shape: 'rect' | 'round' | 'stadium' | 'circle' | 'diamond' | 'start' | 'end';
}

/** Link between two nodes. */
export interface GraphEdge {
  from: string;
  to: string;
  label: string;
  line: 'solid' | 'dotted' | 'thick';
  hasArrow: boolean;
}

/** Flowchart or state diagram. */
export interface Graph {
  type: 'graph';
  direction: 'TB' | 'BT' | 'LR' | 'RL';
  nodes: ReadonlyMap<string, GraphNode>;
  edges: readonly GraphEdge[];
}

/** Step of a sequence: a message, a note, or the start, the next part or the end of a frame around other steps. */
export type SequenceStep =
  | { do: 'message'; from: string; to: string; label: string; isDashed: boolean; hasArrow: boolean }
  | { do: 'note'; over: readonly string[]; side: 'left' | 'right' | 'over'; label: string }
  | { do: 'open' | 'else'; label: string }
  | { do: 'end' };

/** Sequence of messages. */
export interface Sequence {
  type: 'sequence';
  /** Labels of the participants by their names, in the order of their columns. */
  participants: ReadonlyMap<string, string>;
  steps: readonly SequenceStep[];
}

/** Diagram with its text alternative. */
export interface Diagram {
  drawn: Graph | Sequence;
  title: string;
  description: string;
}

/** What is wrong with a line, at a position in the source of the diagram. */
export type DiagramProblem = Point & Advice;

/** Line of a diagram without the spaces around it. */
export interface DiagramLine {
  text: string;
  line: number;
  column: number;
}

/** Reports a problem of a line. */
export type ReportLine = (at: DiagramLine, message: string, fix: string) => void;

/** Most characters of a label. */
const LONGEST_LABEL = 200;

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', amp: '&', lt: '<', gt: '>', nbsp: ' ' };

/** Reads a label: without its quotation marks, with line breaks for `<br>` and characters for `#quot;` and `#35;`. */
export function readLabel(written: string, at: DiagramLine, report: ReportLine): string {
  const bare = written.trim().replace(/^"(.*)"$/s, '$1');
  const [tag] = /<(?!br\s*\/?>)\/?[a-z][^>]*>?/i.exec(bare) ?? [];
  if (tag) report(at, `The label holds ${tag}`, 'Write words alone; <br> starts a new line');
  if (bare.length > LONGEST_LABEL)
    report(at, `The label has ${bare.length} characters`, `Cut it to ${LONGEST_LABEL}, and say the rest in the text`);
  return bare.replace(/\s*<br\s*\/?>\s*/gi, '\n').replace(/#(\d{1,6}|[a-z]+);/gi, (entity, name: string) => {
    const code = Number(name);
    if (Number.isNaN(code)) return (Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined) ?? entity;
    return code >= 32 && code < 0x11_00_00 && (code < 0xd8_00 || code > 0xdf_ff) ? String.fromCodePoint(code) : entity;
  });
}

/** Pattern of a name: letters, digits and underscores, with single hyphens between them. */
export const NAME = '[\\p{L}\\p{N}_]+(?:-[\\p{L}\\p{N}_]+)*';
