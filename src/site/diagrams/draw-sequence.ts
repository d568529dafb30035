import type { Sequence, SequenceStep } from '#load/diagrams/diagram.ts';
import { type Drawn, drawLabel, drawLine, drawWords, element, frame, OUTLINE, type Words, wrap } from './shapes.ts';

/** Least distance between two columns, and the space around words. */
const COLUMN = 120;
const PAD = 12;

/** Width of the loop of a message to oneself. */
const LOOP = 36;

/** Step with its words and its place. */
interface Row {
  step: SequenceStep;
  words: Words;
  y: number;
  depth: number;
}

/** Draws a sequence: a column for each participant, a row for each step. */
export function drawSequence({ participants, steps }: Sequence): Drawn {
  const names = [...participants.keys()];
  const heads = [...participants.values()].map(wrap);
  const headHeight = Math.max(...heads.map(({ height }) => height), 0) + 2 * PAD;
  const { rows, bottom } = rowsOf(steps, headHeight + PAD);
  const centres = centresOf(names, heads, rows);
  const at = (name: string) => centres[names.indexOf(name)] ?? 0;
  const [left, right] = extent(names, heads, rows, at);
  const drawn = [
    ...centres.flatMap((x) =>
      drawLine(
        [
          { x, y: headHeight },
          { x, y: bottom },
        ],
        'faint',
      ),
    ),
    ...framesOf(rows, left, right),
    ...heads.flatMap((words, index) => {
      const [x, width] = [centres[index] ?? 0, words.width + 2 * PAD];
      const box = element('rect', { class: 'box', x: x - width / 2, y: 0, width, height: headHeight, rx: 4 });
      return [box, drawWords(words, x, headHeight / 2)];
    }),
    ...rows.flatMap((row) => drawRow(row, at)),
  ];
  const moved = element('g', { transform: `translate(${Math.ceil(-left)} 0)` }, drawn);
  return frame(right - left, bottom, [moved]);
}

/** Places the steps one under the other. */
function rowsOf(steps: readonly SequenceStep[], start: number): { rows: Row[]; bottom: number } {
  let [y, depth] = [start, 0];
  const rows = steps.map((step): Row => {
    if (step.do === 'end') depth--;
    const words = wrap('label' in step ? step.label : '');
    const row = { step, words, y, depth };
    if (step.do === 'open') depth++;
    const isLoop = step.do === 'message' && step.from === step.to;
    y += step.do === 'end' ? PAD : words.height + (isLoop ? 2 * PAD + 8 : step.do === 'note' ? 2.5 * PAD : 1.5 * PAD);
    return row;
  });
  return { rows, bottom: y + PAD };
}

/** Places the columns so far apart that their heads, and the words between neighbours, fit. */
function centresOf(names: readonly string[], heads: readonly Words[], rows: readonly Row[]): number[] {
  const centres: number[] = [];
  for (const [index, head] of heads.entries()) {
    const least = [0];
    for (const [before, x] of centres.entries()) {
      if (before === index - 1) least.push(x + COLUMN, x + ((heads[before]?.width ?? 0) + head.width) / 2 + 4 * PAD);
      for (const { step, words } of rows) {
        const ends = endsOf(step).map((name) => names.indexOf(name));
        const isBetween = ends.length === 2 && Math.min(...ends) === before && Math.max(...ends) === index;
        const isBeside = ends.length === 1 && index === before + 1 && (ends[0] === before || ends[0] === index);
        if (isBetween) least.push(x + words.width + 3 * PAD);
        else if (isBeside)
          least.push(x + (step.do === 'note' && step.side === 'over' ? words.width / 2 : words.width) + LOOP + 2 * PAD);
      }
    }
    centres.push(Math.ceil(Math.max(...least)));
  }
  return centres;
}

/** Participants that a step joins. */
function endsOf(step: SequenceStep): string[] {
  if (step.do === 'message') return [...new Set([step.from, step.to])];
  return step.do === 'note' ? [...new Set(step.over)] : [];
}

/** Left and right edge of all that is drawn. */
function extent(
  names: readonly string[],
  heads: readonly Words[],
  rows: readonly Row[],
  at: (name: string) => number,
): [left: number, right: number] {
  const edges = [
    ...names.flatMap((name, index) => [
      at(name) - (heads[index]?.width ?? 0) / 2 - PAD,
      at(name) + (heads[index]?.width ?? 0) / 2 + PAD,
    ]),
    ...rows.flatMap(({ step, words }) => {
      if (step.do === 'note') {
        const { x, width } = noteBox(step, words, at);
        return [x, x + width];
      }
      if (step.do === 'message' && step.from === step.to) return [at(step.from) + LOOP + words.width + PAD];
      return [];
    }),
  ];
  const inset = rows.some(({ step }) => step.do === 'open') ? 2 * PAD : 0;
  const label = Math.max(
    0,
    ...rows.map(({ step, words }) => (step.do === 'open' || step.do === 'else' ? words.width + 4 * PAD : 0)),
  );
  const left = Math.min(...edges) - inset;
  return [left, Math.max(Math.max(...edges) + inset, left + label)];
}

function noteBox(
  { side, over }: Extract<SequenceStep, { do: 'note' }>,
  { width }: Words,
  at: (name: string) => number,
) {
  const columns = over.map(at);
  const [first, last] = [Math.min(...columns), Math.max(...columns)];
  const wide = Math.max(width + 2 * PAD, side === 'over' ? last - first + 4 * PAD : 0);
  if (side === 'left') return { x: first - PAD - wide, width: wide };
  return { x: side === 'right' ? last + PAD : (first + last - wide) / 2, width: wide };
}

function drawRow({ step, words, y }: Row, at: (name: string) => number): Drawn[] {
  if (step.do === 'note') {
    const { x, width } = noteBox(step, words, at);
    const height = words.height + PAD;
    return [element('rect', { class: 'box', x, y, width, height }), drawWords(words, x + width / 2, y + height / 2)];
  }
  if (step.do !== 'message') return [];
  const [from, to] = [at(step.from), at(step.to)];
  const kind = step.isDashed ? 'dotted' : 'solid';
  const below = y + words.height + 4;
  if (from === to) {
    const places = [
      { x: from, y: y + 4 },
      { x: from + LOOP - 8, y: y + 4 },
      { x: from + LOOP - 8, y: below + 4 },
      { x: from, y: below + 4 },
    ];
    return [...drawLine(places, kind, step.hasArrow), ...drawLabel(words, from + LOOP, y + words.height / 2 + 4, true)];
  }
  return [
    ...drawLabel(words, (from + to) / 2, y + words.height / 2),
    ...drawLine(
      [
        { x: from, y: below },
        { x: to, y: below },
      ],
      kind,
      step.hasArrow,
    ),
  ];
}

/** Draws the frames around steps, with their words at the top left and a line before each further part. */
function framesOf(rows: readonly Row[], left: number, right: number): Drawn[] {
  return rows.flatMap(({ step, words, y, depth }, index): Drawn[] => {
    if (step.do !== 'open' && step.do !== 'else') return [];
    const inset = (step.do === 'open' ? depth : depth - 1) * 6;
    const [x, width] = [left + inset, right - left - 2 * inset];
    const label = drawLabel(words, x + PAD, y + words.height / 2 + 2, true);
    if (step.do === 'else') {
      const line = [
        { x, y },
        { x: x + width, y },
      ];
      return [...drawLine(line, 'dotted'), ...label];
    }
    const end = rows.slice(index + 1).find((row) => row.step.do === 'end' && row.depth === depth);
    const height = (end?.y ?? y) - y + PAD / 2;
    return [element('rect', { class: 'frame', ...OUTLINE, x, y: y - 4, width, height, rx: 4 }), ...label];
  });
}
