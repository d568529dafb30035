import { nearest, type Point } from '#schema/problem.ts';
import type { Diagram, DiagramLine, DiagramProblem, ReportLine } from './diagram.ts';
import { readFlowchart, readStates, shorten } from './graph.ts';
import { readSequence } from './sequence.ts';

/** Language of code blocks that hold a diagram. */
export const MERMAID = 'mermaid';

/** Most lines of a diagram, and most nodes or steps. More than that is read on no screen. */
const MOST_LINES = 300;
const MOST_PARTS = 100;

/** First words of the kinds that are drawn. */
const KINDS = ['flowchart', 'graph', 'stateDiagram-v2', 'stateDiagram', 'sequenceDiagram'];

/** Lines of Mermaid that set a look or an action, and what to do instead. */
const REFUSED: readonly [pattern: RegExp, fix: string][] = [
  [/^(style|classDef|linkStyle|class|rect)\b/, 'Delete the line: the colours are those of the theme'],
  [/^(click|link|links|callback)\b/, 'Delete the line, and link to the page below the diagram'],
  [/^(subgraph|box)\b/, 'Delete the line and its end, or make a diagram of its own of it'],
  [/^(autonumber|activate|deactivate|create|destroy)\b/, 'Delete the line'],
];

/**
 * Reads the source of a diagram: a part of [Mermaid's language](https://mermaid.js.org/intro/syntax-reference.html) for
 * flowcharts, states and sequences. Each line that would not be drawn is a problem.
 * @returns The diagram, as far as it could be read, and the problems with positions in the source.
 */
export function readDiagram(source: string): { diagram?: Diagram; problems: DiagramProblem[] } {
  const problems: DiagramProblem[] = [];
  const report: ReportLine = ({ line, column }, message, fix) => problems.push({ line, column, message, fix });
  const { lines, title, description } = linesIn(source, report);
  const [head, ...others] = lines;
  if (!head || lines.length > MOST_LINES) {
    const message = head ? `The diagram has ${lines.length} lines` : 'The diagram is empty';
    report({ text: '', line: 1, column: 1 }, message, head ? `Make several of at most ${MOST_LINES}` : FIRST);
    return { problems };
  }
  const drawn = readKind(head, drawable(others, report), report);
  if (!drawn) return { problems };
  const parts = drawn.type === 'graph' ? drawn.nodes.size + drawn.edges.length / 2 : drawn.steps.length;
  if (parts > MOST_PARTS) report(head, `The diagram has more than ${MOST_PARTS} parts`, 'Make several of it');
  else if (parts === 0 && problems.length === 0)
    report(head, 'The diagram shows nothing', 'Write lines under this one');
  if (description === '') {
    const fix = 'Write accDescr: and what it shows, in a sentence, under this line';
    report(head, 'The diagram has no text alternative', fix);
  }
  return { diagram: { drawn, title, description }, problems };
}

/**
 * Checks a diagram in a file.
 * @param at Position of its code block.
 * @param lines Lines of the file. A block in a list or a quotation is indented in them.
 */
export function diagramProblems(source: string, at: Point, lines: readonly string[]): DiagramProblem[] {
  const written = source.split('\n');
  return readDiagram(source).problems.map(({ line, column, ...words }) => {
    const indent = (lines[at.line + line - 1] ?? '').indexOf((written[line - 1] ?? '').trimEnd());
    return { line: at.line + line, column: column + Math.max(0, indent), ...words };
  });
}

const FIRST = 'Start with flowchart TB, stateDiagram-v2 or sequenceDiagram; other kinds are not drawn';

function readKind(head: DiagramLine, lines: readonly DiagramLine[], report: ReportLine): Diagram['drawn'] | undefined {
  const [, kind = '', direction = ''] = /^(\S+)(?:\s+(TB|TD|BT|LR|RL))?;?$/.exec(head.text) ?? [];
  if (kind === 'flowchart' || kind === 'graph') return readFlowchart(direction, lines, report);
  if (direction === '' && kind.startsWith('stateDiagram') && KINDS.includes(kind)) return readStates(lines, report);
  if (direction === '' && kind === 'sequenceDiagram') return readSequence(lines, report);
  const word = head.text.split(/\s/)[0] ?? '';
  const near = KINDS.includes(word) ? undefined : nearest(word, KINDS);
  const fix = near ? `Did you mean ${near}?` : KINDS.includes(word) ? 'Write flowchart and TB, BT, LR or RL' : FIRST;
  report(head, `No diagram starts with "${shorten(head.text)}"`, fix);
  return undefined;
}

/** Returns the lines without those that set a look or an action, which are reported. */
function drawable(lines: readonly DiagramLine[], report: ReportLine): DiagramLine[] {
  return lines.filter((at) => {
    const refused = REFUSED.find(([pattern]) => pattern.test(at.text) && !/^\w+\s*(-[-.]|==|->)/.test(at.text));
    if (refused) report(at, `"${shorten(at.text)}" is not drawn`, refused[1]);
    return !refused;
  });
}

/** Splits a source into its lines, without comments, and takes its title and description out. */
function linesIn(source: string, report: ReportLine): { lines: DiagramLine[]; title: string; description: string } {
  const texts = { accTitle: '', accDescr: '' };
  const lines: DiagramLine[] = [];
  let long: string[] | undefined;
  for (const [index, whole] of source.split(/\r?\n/).entries()) {
    const at = { text: whole.trim(), line: index + 1, column: whole.search(/\S/) + 1 };
    const [, key, words = ''] = /^(accTitle|accDescr)\s*:\s*(.*)$/.exec(at.text) ?? [];
    if (long) {
      if (at.text === '}') {
        texts.accDescr = long.join(' ');
        long = undefined;
      } else long.push(at.text);
    } else if (key) texts[key as keyof typeof texts] = words;
    else if (/^accDescr\s*\{$/.test(at.text)) long = [];
    else if (at.text.startsWith('%%{'))
      report(at, 'Settings of a diagram are not read', 'Delete the line: the colours are those of the theme');
    else if (at.text !== '' && !at.text.startsWith('%%')) lines.push(at);
  }
  if (long) texts.accDescr = long.join(' ');
  return { lines, title: texts.accTitle.trim(), description: texts.accDescr.trim() };
}
