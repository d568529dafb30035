import { type Advice, advice, type Point } from '#schema/problem.ts';

/** Change of one line, and of those that go with it, and what it says was wrong. */
interface Cure extends Point, Advice {
  lines: string[];
}

/** Lines around an error, as indexes, the likeliest first. */
interface Around {
  lines: readonly string[];
  near: readonly number[];
}

/** Longest text, in characters, that is parsed again for each cure. */
const MOST = 100_000;

/**
 * Finds the slip that makes a text no YAML, by trying what would mend it: the parser names the place where it cannot go
 * on, which is often the line before or long after.
 * @param at The index of the line that the parser names.
 * @param isCured Parses a text, and says whether the error is gone.
 */
export function slipIn(text: string, at: number, isCured: (text: string) => boolean): (Point & Advice) | undefined {
  if (text.length > MOST) return undefined;
  const lines = text.split('\n');
  const opening = lines.findLastIndex((line, index) => index < at && /[[{][^\]}]*$/.test(line));
  const quote = lines.findIndex((line) => /^[^'"]*(?:[:,[{]|-) ?(["'])(?:(?!\1).)*$/.test(line));
  const near = [at, at + 1, at - 1, opening, quote].filter((index) => lines[index] !== undefined);
  for (const curesOf of KINDS) {
    const cures = curesOf({ lines, near }).filter((cure) => isCured(cure.lines.join('\n')));
    const [cure] = cures;
    if (cure) return { line: cure.line, column: cure.column, message: cure.message, fix: fixOf(cures) };
  }
  return undefined;
}

/** Fixes of the cures that say the same of the same line. */
function fixOf([first, ...others]: Cure[]): string {
  const same = others.filter(({ line, message }) => line === first?.line && message === first.message);
  const fixes = new Set([first?.fix ?? '', ...same.map(({ fix }) => fix)]);
  return [...fixes].join(' or ').replaceAll(' or Start it with', ' or');
}

/** Message and fix for a quotation mark that is not closed. */
const UNCLOSED = advice(
  'A quotation mark is opened and never closed',
  'Close it at the end of the value with the same mark',
);

/** Ways to mend a text, the surest first. */
const KINDS: ((around: Around) => Cure[])[] = [
  (around) => withIndents(around, /^ *[\t\u00a0][\s\u00a0]*/),
  byLine(/^(?:\.{3}|---)\s*$/, () => undefined, advice('Here the fields end, and more follow', 'Delete this line')),
  byLine(/^([\s-]*[\w-]+):(?=[^ \t:/])\u00a0*(.+)$/, '$1: $2', 'There is no space after the colon'),
  byLine(/^(\s*)-(\w.*)$/, '$1- $2', 'There is no space after the hyphen'),
  byLine(/^(.*?)(?:,\s*(?=,)|(?<=[[{])\s*,\s*)(.*)$/, '$1$2', 'There is nothing between two commas'),
  byLine(/^(\s*(?:- )*"?[\w-]+"?: .*),$/, '$1', 'A comma stands at the end of the line'),
  ...[']', '}', '}]', ']}'].map((end) => byLine(/^(.*[[{].*)$/, `$1${end}`, 'A bracket is opened and never closed')),
  byLine(/^(.*[\]}])[\]}]$/, '$1', 'A bracket is closed that is not open'),
  byLine(/^(.*)\}(\}\]*)$/, '$1$2', 'A bracket is closed that is not open'),
  byLine(/^(.*[[{].*)(\]+)$/, '$1}$2', 'A bracket is opened and never closed'),
  byLine(/^(.*)\]\}$/, '$1}]', 'Brackets are closed in the wrong order'),
  ...['"', "'"].map((mark) => byLine(new RegExp(`^(.*${mark}[^${mark}]*)$`), `$1${mark}`, UNCLOSED)),
  indentedBlocks,
  byLine(
    /^([\s-]*[\w-]+)(?:\s*(?:[=\uff1a]| :)\s*|\u00a0+)([^\s:].*)$/,
    '$1: $2',
    'There is no colon and space after the key',
  ),
  byLine(/^([\s-]*[\w-]+) +([\w-]+)$/, '$1: $2', 'There is no colon after the key'),
  (around) => withIndents(around, /^ */),
];

/** Makes cures that replace a line by another, or delete it. */
function byLine(pattern: RegExp, by: string | (() => undefined), words: string | Advice): (around: Around) => Cure[] {
  return ({ lines, near }) =>
    near.flatMap((index): Cure[] => {
      const before = lines[index] as string;
      if (!pattern.test(before)) return [];
      const after = typeof by === 'string' ? before.replace(pattern, by) : undefined;
      const fix = `Write ${after?.trim()}`;
      const told = typeof words === 'string' ? advice(words, fix) : words;
      // A value that is not closed is shown from its mark on.
      const column = (told === UNCLOSED ? before.search(/["']/) : before.search(/\S/)) + 1;
      return [
        { line: index + 1, column, ...told, lines: lines.toSpliced(index, 1, ...(after === undefined ? [] : [after])) },
      ];
    });
}

/** Cures that indent a line like one near it, with the lines under it or alone; the smallest change first. */
function withIndents({ lines, near }: Around, leading: RegExp): Cure[] {
  const around = lines.slice(Math.max(0, Math.min(...near) - 6), Math.max(...near) + 7);
  const indents = new Set([
    0,
    ...around.flatMap((line) => [/^ */, /^ *(?:- +)+/].map((part) => part.exec(line)?.[0].length ?? 0)),
  ]);
  const cures = near.flatMap((index) => {
    const line = lines[index] as string;
    const [written] = leading.exec(line) ?? [];
    if (written === undefined || line.trim() === '') return [];
    const hasTab = written.includes('\t');
    return [...indents]
      .filter((indent) => written !== ' '.repeat(indent))
      .flatMap((indent) => {
        const message = /[^ ]/.test(written)
          ? `A ${hasTab ? 'tab' : 'non-breaking space'} stands at the start of the line`
          : `This line is ${written === '' ? 'not indented' : `indented by ${count(written.length, '')}`}; the others by ${count(indent, 'none')}`;
        const cure = { line: index + 1, column: 1, ...advice(message, `Start it with ${count(indent, 'no space')}`) };
        const distance = Math.abs(written.length - indent);
        return shifted(lines, index, written.length, indent).map((text) => ({
          ...cure,
          lines: text,
          indent,
          distance,
        }));
      });
  });
  const isTab = leading.source.includes('\\t');
  const sorted = isTab ? cures : cures.sort((a, b) => a.distance - b.distance || (a.indent % 2) - (b.indent % 2));
  return sorted.map(({ indent: _indent, distance: _distance, ...cure }) => cure);
}

/** Gives a line another indent: alone, and with the lines after it that are indented more. */
function shifted(lines: readonly string[], index: number, from: number, to: number): string[][] {
  const moved = (line: string) => ' '.repeat(to) + line.slice(from);
  const alone = lines.with(index, moved(lines[index] as string));
  const isUnder = (line: string) => line.trim() === '' || line.search(/\S/) > from;
  const end = lines.findIndex((line, at) => at > index && !isUnder(line));
  const last = end === -1 ? lines.length : end;
  if (last === index + 1) return [alone];
  const together = alone.map((line, at) =>
    at > index && at < last && line.trim() !== ''
      ? ' '.repeat(Math.max(0, line.search(/\S/) - from + to)) + line.trimStart()
      : line,
  );
  return [alone, together];
}

function count(spaces: number, none: string): string {
  return spaces === 0 ? none : spaces === 1 ? 'one space' : `${spaces} spaces`;
}

/** Cures that indent the lines of a text after `>` or `|`. */
function indentedBlocks({ lines, near }: Around): Cure[] {
  return near.flatMap((index) => {
    const head = lines.findLastIndex((line, at) => at < index && /: [>|][-+]?\s*$/.test(line));
    if (head === -1 || index - head > 10) return [];
    const indent = (lines[head]?.search(/\S/) ?? 0) + 2;
    const end = lines.findIndex((line, at) => at > head + 1 && /^[\s-]*[\w-]+:(?:\s|$)/.test(line));
    const text = lines.map((line, at) =>
      at > head && (end === -1 || at < end) ? ' '.repeat(indent) + line.trim() : line,
    );
    const words = advice(
      'This text is not indented as a part of the field above it',
      `Start each line of it with ${count(indent, '')}`,
    );
    return [{ line: index + 1, column: 1, ...words, lines: text }];
  });
}
