/** Measured values of one quantity, one per round. */
export type Series = readonly number[];

/** A row of a table: one quantity of both sites, with its unit. */
export interface Row {
  name: string;
  unit: keyof typeof units;
  own: Series;
  stock: Series;
}

/** Costs of a handbook of one size. */
export interface Size {
  pages: number;
  rows: readonly Pick<Row, 'name' | 'unit' | 'own'>[];
}

const MEBIBYTE = 1024 ** 2;

/** Formatters of values, by unit. */
const units = {
  seconds: (value: number) => `${value.toFixed(1)} s`,
  milliseconds: (value: number) => `${value.toFixed(0)} ms`,
  mebibytes: (value: number) => `${(value / MEBIBYTE).toFixed(0)} MiB`,
  bytes: (value: number) => Math.round(value).toLocaleString('en'),
} as const;

/** Median of a series: the mean of the middle two for an even count, NaN for an empty series. */
export function median(values: Series): number {
  const sorted = values.toSorted((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? Number.NaN) + (sorted[sorted.length >> 1] ?? Number.NaN)) / 2;
}

/** Median of the ratios of two series within a round. */
export function medianRatio(one: Series, other: Series): number {
  return median(one.map((value, round) => value / (other[round] ?? Number.NaN)));
}

/**
 * Renders a Markdown table with the medians of both sites and the median of their ratios within a round.
 * @param title Heading of the first column.
 */
export function tableOf(title: string, rows: readonly Row[]): string {
  const lines = rows.map(({ name, unit, own, stock }) => {
    const cells = [units[unit](median(own)), units[unit](median(stock)), medianRatio(own, stock).toFixed(2)];
    return `| ${name} | ${cells.join(' | ')} |`;
  });
  return [`| ${title} | Handbook | Stock Starlight | Ratio |`, '|---|---|---|---|', ...lines].join('\n');
}

/**
 * Renders a Markdown table for handbooks of several sizes: the medians of each, and the cost per page of the last
 * relative to the first.
 * @param title Heading of the first column.
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
 * Returns the document with a section inserted in place of the one with the same heading, or at the end.
 * @param heading Text of the second-level heading.
 */
export function withSection(document: string, heading: string, body: string): string {
  const [intro = '', ...sections] = document.trimEnd().split(/^(?=## )/m);
  const text = `## ${heading}\n\n${body}\n`;
  const at = sections.findIndex((section) => section.startsWith(`## ${heading}\n`));
  const next = at < 0 ? [...sections, text] : sections.with(at, text);
  return `${[intro, ...next].map((part) => part.trimEnd()).join('\n\n')}\n`;
}
