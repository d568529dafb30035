import type { HastNode } from 'satteri';

/** Element of a drawing. */
export type Drawn = Extract<HastNode, { type: 'element' }>;

/** Attributes of an element; numbers are rounded to a tenth of a unit. */
type Attributes = Readonly<Record<string, string | number>>;

/** Font size of all words, in units of the drawing, which are CSS pixels. */
const SIZE = 14;

/** Height of a line of words. */
export const LINE = 19;

/** Most characters of a line before it wraps. */
const WRAP = 24;

/** Makes an element. Its texts are escaped where Markdown becomes HTML. */
export function element(tagName: string, attributes: Attributes, children: (Drawn | string)[] = []): Drawn {
  const properties = Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, typeof value === 'number' ? String(round(value)) : value]),
  );
  const nodes = children.map((child) => (typeof child === 'string' ? { type: 'text' as const, value: child } : child));
  return { type: 'element', tagName, properties, children: nodes } as Drawn;
}

/** Rounds to a tenth, so that a drawing has no digits that nobody sees. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Words in lines, with their size. */
export interface Words {
  lines: string[];
  width: number;
  height: number;
}

/** Wraps words into lines. A word longer than a line stays whole. */
export function wrap(text: string): Words {
  const lines = text.split('\n').flatMap((part) => {
    const wrapped: string[] = [''];
    for (const word of part.split(/\s+/)) {
      const last = wrapped.at(-1) as string;
      if (last !== '' && last.length + word.length + 1 > WRAP) wrapped.push(word);
      else wrapped[wrapped.length - 1] = last === '' ? word : `${last} ${word}`;
    }
    return wrapped;
  });
  const shown = text.trim() === '' ? [] : lines;
  return { lines: shown, width: Math.max(0, ...shown.map(widthOf)), height: shown.length * LINE };
}

/** Estimates the width of a line in the widest usual font, so that no word leaves its box in another. */
function widthOf(line: string): number {
  const widths = [...line].map((sign) => {
    if (/[ijl.,:;'|!()[\]]/.test(sign)) return 0.42;
    if (/[mwMW@%—…]/.test(sign)) return 1.02;
    if (/[\p{Lu}\p{N}&]/u.test(sign)) return 0.78;
    return (sign.codePointAt(0) as number) > 0x2e80 ? 1.05 : 0.65;
  });
  return SIZE * widths.reduce((sum, width) => sum + width, 0);
}

/**
 * Draws lines of words around a centre.
 * @param anchor Where the place is in each line.
 */
export function drawWords(
  { lines, height }: Words,
  x: number,
  y: number,
  anchor: 'middle' | 'start' = 'middle',
): Drawn {
  const first = y - height / 2 + LINE * 0.72;
  return element(
    'text',
    { x, y: first, 'text-anchor': anchor },
    lines.map((line, index) => element('tspan', { x, y: first + index * LINE }, [line])),
  );
}

/**
 * Draws the words of a line on a ground that hides what is behind them.
 * @param isFirst True if the place is where the words begin, and not their centre.
 */
export function drawLabel(words: Words, x: number, y: number, isFirst = false): Drawn[] {
  if (words.lines.length === 0) return [];
  const [width, height] = [words.width + 8, words.height + 2];
  const ground = { x: isFirst ? x - 4 : x - width / 2, y: y - height / 2, width, height };
  return [element('rect', { class: 'ground', ...ground }), drawWords(words, x, y, isFirst ? 'start' : 'middle')];
}

/** Position in a drawing. */
export interface Place {
  x: number;
  y: number;
}

/** Attributes of what is a line alone. */
export const OUTLINE = { fill: 'none', stroke: 'currentColor' };

/** Kinds of lines, with their attributes. */
const LINES = {
  solid: {},
  dotted: { 'stroke-dasharray': '4 4' },
  thick: { 'stroke-width': 3 },
  faint: { 'stroke-width': 0.5 },
} as const;

/** Draws a line through some places, with the head of an arrow at its end. */
export function drawLine(places: readonly Place[], kind: keyof typeof LINES, hasArrow = false): Drawn[] {
  const [before, end] = [places.at(-2), places.at(-1)] as [Place, Place];
  const path = places.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
  const attributes = { ...OUTLINE, 'stroke-linejoin': 'round', 'stroke-width': 1.5, ...LINES[kind] };
  return [element('path', { d: path, ...attributes }), ...(hasArrow ? [arrowHead(before, end)] : [])];
}

function arrowHead(from: Place, { x, y }: Place): Drawn {
  const angle = Math.atan2(y - from.y, x - from.x);
  const corner = (turn: number) => `${round(x - 9 * Math.cos(angle + turn))},${round(y - 9 * Math.sin(angle + turn))}`;
  return element('polygon', { fill: 'currentColor', points: `${round(x)},${round(y)} ${corner(0.4)} ${corner(-0.4)}` });
}

/** Puts a drawing of a size into an SVG element, with a margin around it. */
export function frame(width: number, height: number, children: Drawn[]): Drawn {
  const margin = 8;
  const [wide, high] = [Math.ceil(width) + 2 * margin, Math.ceil(height) + 2 * margin];
  return element('svg', { viewBox: `${-margin} ${-margin} ${wide} ${high}`, width: wide, height: high }, children);
}
