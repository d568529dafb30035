import {
  type DiagramLine,
  type Graph,
  type GraphEdge,
  type GraphNode,
  NAME,
  type ReportLine,
  readLabel,
} from './diagram.ts';

const QUOTED = '"[^"]*"';

/** Shapes of nodes, each with the brackets around its words. */
const SHAPES: readonly { shape: GraphNode['shape']; pattern: RegExp }[] = [
  { shape: 'circle', pattern: new RegExp(`^\\(\\((${QUOTED}|[^()"]+)\\)\\)`) },
  { shape: 'stadium', pattern: new RegExp(`^\\(\\[(${QUOTED}|[^[\\]"]+)\\]\\)`) },
  { shape: 'round', pattern: new RegExp(`^\\((${QUOTED}|[^()[\\]"]+)\\)`) },
  { shape: 'rect', pattern: new RegExp(`^\\[(?![/\\\\])(${QUOTED}|[^[\\](){}"]+)(?<![/\\\\])\\]`) },
  { shape: 'diamond', pattern: new RegExp(`^\\{(${QUOTED}|[^{}"]+)\\}`) },
];

const LABEL = '(?:\\s*\\|([^|]*)\\|)?';

/** Links, with a label between bars after them or inside. */
const LINKS: readonly { line: GraphEdge['line']; hasArrow: boolean; pattern: RegExp }[] = [
  { line: 'solid', hasArrow: true, pattern: new RegExp(`^--+>${LABEL}`) },
  { line: 'dotted', hasArrow: true, pattern: new RegExp(`^-\\.+->${LABEL}`) },
  { line: 'thick', hasArrow: true, pattern: new RegExp(`^==+>${LABEL}`) },
  { line: 'solid', hasArrow: false, pattern: new RegExp(`^---+(?!>)${LABEL}`) },
  { line: 'dotted', hasArrow: false, pattern: new RegExp(`^-\\.+-(?!>)${LABEL}`) },
  { line: 'thick', hasArrow: false, pattern: new RegExp(`^===+(?!>)${LABEL}`) },
  { line: 'solid', hasArrow: true, pattern: /^--\s+([^|]+?)\s+--+>/ },
  { line: 'solid', hasArrow: false, pattern: /^--\s+([^|]+?)\s+---+(?!>)/ },
  { line: 'dotted', hasArrow: true, pattern: /^-\.\s+([^|]+?)\s+\.+->/ },
  { line: 'dotted', hasArrow: false, pattern: /^-\.\s+([^|]+?)\s+\.+-(?!>)/ },
  { line: 'thick', hasArrow: true, pattern: /^==\s+([^|]+?)\s+==+>/ },
  { line: 'thick', hasArrow: false, pattern: /^==\s+([^|]+?)\s+===+(?!>)/ },
];

const SHAPE_FIX = 'Write [words], (words), ([words]), ((words)) or {words}, with "" around words with brackets in them';
const FLOW_FIX = 'Write a line such as A[words] --> B[words], or A -->|words| B';
const STATE_FIX = 'Write a line such as Draft --> Published: reviewed, or Draft: words';

/** Reads the lines of a flowchart after its first. */
export function readFlowchart(direction: string, lines: readonly DiagramLine[], report: ReportLine): Graph {
  const nodes = new Map<string, GraphNode>();
  const edges: GraphEdge[] = [];
  for (const at of lines.filter(isNoEnd)) readChain(at, nodes, edges, report);
  return { type: 'graph', direction: directionOf(direction), nodes, edges };
}

/** Checks that a line is not the end of a group, which is reported at its start. */
function isNoEnd({ text }: DiagramLine): boolean {
  return text !== 'end' && text !== '}';
}

function directionOf(written: string): Graph['direction'] {
  return written === 'BT' || written === 'LR' || written === 'RL' ? written : 'TB';
}

/** Rest of a line while it is read from its start. */
class LineReader {
  rest: string;
  readonly #at: DiagramLine;

  constructor(at: DiagramLine) {
    this.#at = at;
    this.rest = at.text.replace(/;$/, '').trim();
  }

  /** Position of the rest. */
  get place(): DiagramLine {
    return {
      ...this.#at,
      column: this.#at.column + this.#at.text.replace(/;$/, '').trimEnd().length - this.rest.length,
    };
  }

  /** Takes what the first of some patterns matches, with the space after it. */
  take<T extends { pattern: RegExp }>(patterns: readonly T[]): (T & { words: string }) | undefined {
    for (const one of patterns) {
      const match = one.pattern.exec(this.rest);
      if (!match) continue;
      this.rest = this.rest.slice(match[0].length).trimStart();
      return { ...one, words: match[1] ?? '' };
    }
    return undefined;
  }
}

const NODE_NAME = [{ pattern: new RegExp(`^(${NAME})`, 'u') }];
const AND = [{ pattern: /^&/ }];

/** Reads one line of a flowchart: nodes joined by links, as in `A --> B & C --> D`. */
function readChain(at: DiagramLine, nodes: Map<string, GraphNode>, edges: GraphEdge[], report: ReportLine): void {
  const reader = new LineReader(at);
  let from = readNodes(reader, nodes, report);
  while (from && reader.rest !== '') {
    const { place } = reader;
    const link = reader.take(LINKS);
    if (!link) report(place, `This is not drawn: ${shorten(reader.rest)}`, FLOW_FIX);
    const to = link && readNodes(reader, nodes, report);
    if (!link || !to) return;
    const { line, hasArrow } = link;
    const label = readLabel(link.words, place, report);
    edges.push(
      ...from.flatMap((one) => (to as string[]).map((other) => ({ from: one, to: other, label, line, hasArrow }))),
    );
    from = to;
  }
}

/** Reads nodes with `&` between them, and returns their names; undefined for what is no node, which is reported. */
function readNodes(reader: LineReader, nodes: Map<string, GraphNode>, report: ReportLine): string[] | undefined {
  const ids: string[] = [];
  do {
    const { place } = reader;
    const id = reader.take(NODE_NAME)?.words;
    if (id === undefined) {
      report(place, `This is not drawn: ${shorten(reader.rest || place.text)}`, FLOW_FIX);
      return undefined;
    }
    const shape = reader.take(SHAPES);
    if (!shape && /^[[({>]/.test(reader.rest)) {
      report(reader.place, `This shape is not drawn: ${shorten(reader.rest)}`, SHAPE_FIX);
      return undefined;
    }
    const label = shape ? readLabel(shape.words, place, report) : id;
    if (shape || !nodes.has(id)) nodes.set(id, { id, label, shape: shape?.shape ?? 'rect' });
    ids.push(id);
  } while (reader.take(AND));
  return ids;
}

/** Reads the lines of a state diagram after its first. */
export function readStates(lines: readonly DiagramLine[], report: ReportLine): Graph {
  const nodes = new Map<string, GraphNode>();
  const edges: GraphEdge[] = [];
  let direction = 'TB';
  const stateAt = (written: string, end: 'start' | 'end') => {
    const id = written === '[*]' ? `[*] ${end}` : written;
    const shape = written === '[*]' ? end : 'round';
    if (!nodes.has(id)) nodes.set(id, { id, label: shape === 'round' ? id : '', shape });
    return id;
  };
  const rename = (id: string, words: string, at: DiagramLine) =>
    nodes.set(id, { id, label: readLabel(words, at, report), shape: 'round' });
  for (const at of lines.filter(isNoEnd)) {
    const state = `(\\[\\*\\]|${NAME})`;
    const [, from, to, label = ''] =
      new RegExp(`^${state}\\s*-->\\s*${state}(?:\\s*:\\s*(.+))?$`, 'u').exec(at.text) ?? [];
    const [, words, name] = new RegExp(`^state\\s+"([^"]*)"\\s+as\\s+(${NAME})$`, 'u').exec(at.text) ?? [];
    const [, id, text] = new RegExp(`^(${NAME})(?:\\s*:\\s*(.+))?$`, 'u').exec(at.text) ?? [];
    const [, turned] = /^direction\s+(TB|BT|LR|RL)$/.exec(at.text) ?? [];
    if (from && to) {
      const edge = { from: stateAt(from, 'start'), to: stateAt(to, 'end'), label: readLabel(label, at, report) };
      edges.push({ ...edge, line: 'solid', hasArrow: true });
    } else if (turned) direction = turned;
    else if (name) rename(name, words ?? '', at);
    else if (id && text) rename(id, text, at);
    else if (id && !/^(state|note|direction)$/.test(id)) stateAt(id, 'start');
    else report(at, `This is not drawn: ${shorten(at.text)}`, STATE_FIX);
  }
  return { type: 'graph', direction: directionOf(direction), nodes, edges };
}

/** Shortens a text for a message. */
export function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
