/** What was measured, round by round; a round has one value of each series. */
export type Series = readonly number[];

/** A line of a table: something that two sites cost, with its unit. */
export interface Row {
  name: string;
  unit: keyof typeof units;
  own: Series;
  /** Absent where only our own was measured. */
  stock?: Series | undefined;
}

const MEBIBYTE = 1024 ** 2;

/** How values are written, by their unit. */
const units = {
  seconds: (value: number) => `${value.toFixed(1)} s`,
  milliseconds: (value: number) => `${value.toFixed(0)} ms`,
  mebibytes: (value: number) => `${(value / MEBIBYTE).toFixed(0)} MiB`,
  bytes: (value: number) => Math.round(value).toLocaleString('en'),
} as const;

/** The value in the middle; of an even number, the mean of the two. Not a number, if there is none. */
export function median(values: Series): number {
  const sorted = values.toSorted((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? Number.NaN) + (sorted[sorted.length >> 1] ?? Number.NaN)) / 2;
}

/** The median of what one series takes of another in the same round. */
export function medianRatio(one: Series, other: Series): number {
  return median(one.map((value, round) => value / (other[round] ?? Number.NaN)));
}

/**
 * A table in Markdown: the medians of each site, and the medians of the ratios within a round.
 * @param title What stands over the names.
 */
export function tableOf(title: string, rows: readonly Row[]): string {
  const lines = rows.map(({ name, unit, own, stock }) => {
    const cells = stock
      ? [units[unit](median(own)), units[unit](median(stock)), medianRatio(own, stock).toFixed(2)]
      : [units[unit](median(own)), '', ''];
    return `| ${name} | ${cells.join(' | ')} |`;
  });
  return [`| ${title} | Handbook | Stock Starlight | Ratio |`, '|---|---|---|---|', ...lines].join('\n');
}

/**
 * A document with a section put in place of the one with the same heading, or at its end.
 * @param heading Its words; it is of the second level.
 */
export function withSection(document: string, heading: string, body: string): string {
  const [intro = '', ...sections] = document.trimEnd().split(/^(?=## )/m);
  const text = `## ${heading}\n\n${body}\n`;
  const at = sections.findIndex((section) => section.startsWith(`## ${heading}\n`));
  const next = at < 0 ? [...sections, text] : sections.with(at, text);
  return `${[intro, ...next].map((part) => part.trimEnd()).join('\n\n')}\n`;
}
