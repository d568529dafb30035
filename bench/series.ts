/** What was measured, round by round; a round has one value of each series. */
export type Series = readonly number[];

/** A line of a table: something that two sites cost, with its unit. */
export interface Row {
  name: string;
  unit: keyof typeof units;
  own: Series;
  stock: Series;
}

/** What a handbook of one size costs. */
export interface Size {
  pages: number;
  rows: readonly Pick<Row, 'name' | 'unit' | 'own'>[];
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
    const cells = [units[unit](median(own)), units[unit](median(stock)), medianRatio(own, stock).toFixed(2)];
    return `| ${name} | ${cells.join(' | ')} |`;
  });
  return [`| ${title} | Handbook | Stock Starlight | Ratio |`, '|---|---|---|---|', ...lines].join('\n');
}

/**
 * A table in Markdown of handbooks of several sizes: the medians of each, and what the last costs for each of its pages, of
 * what the first does.
 * @param title What stands over the names.
 */
export function growthOf(title: string, sizes: readonly Size[]): string {
  const [first, last] = [sizes[0], sizes.at(-1)];
  if (!first || !last) return '';
  const costs = (size: Size) => size.rows.map(({ own }) => median(own));
  const lines = first.rows.map(({ name, unit }, row) => {
    const cells = sizes.map((size) => units[unit](costs(size)[row] ?? Number.NaN));
    const [least, most] = [first, last].map((size) => (costs(size)[row] ?? Number.NaN) / size.pages);
    return `| ${name} | ${cells.join(' | ')} | ${((most ?? 0) / (least ?? 0)).toFixed(2)} |`;
  });
  const heads = sizes.map(({ pages }) => `${pages.toLocaleString('en')} pages`);
  return [
    `| ${title} | ${heads.join(' | ')} | For each page, last to first |`,
    `|---|${'---|'.repeat(sizes.length + 1)}`,
    ...lines,
  ].join('\n');
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
