import type { Point } from './problem.ts';

/** One written form that is to give way to another, at its place or after it. */
export interface Rewrite extends Point {
  /** The address of a link or picture, or an id or what else stands in a field. */
  as: 'address' | 'id';
  /** The form without what people put around it: an address may lack its last slash, an id may have one. */
  from: string;
  to: string;
}

/**
 * Puts new addresses and ids where old ones stand, and leaves every other character as it is.
 * @param rewrites Their places as problems name them: that of a link or a picture is where it starts, that of an id may
 *   be the name of the field that holds it.
 */
export function rewritten(text: string, rewrites: readonly Rewrite[]): string {
  // Places do not count the mark that some editors put before the first letter.
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const starts = startsOfLines(text.slice(mark.length));
  // From the end, so that the places before stay right.
  const inOrder = rewrites
    .map((rewrite) => ({ ...rewrite, offset: (starts[rewrite.line - 1] ?? 0) + rewrite.column - 1 }))
    .sort((a, b) => b.offset - a.offset);
  return mark + inOrder.reduce(replacedOnce, text.slice(mark.length));
}

function replacedOnce(text: string, { offset, as, from, to }: Rewrite & { offset: number }): string {
  const before = text.slice(0, offset);
  const written = escaped(from.replace(/(?<=.)\/$/, ''));
  const pattern =
    as === 'address'
      ? new RegExp(`(?<lead>\\]\\(\\s*<?|\\]:\\s*<?)${written}/?(?=[\\s)>#?"'])`)
      : new RegExp(`(?<lead>)(?<![\\w/-])/?${written}(\\.mdx|/)?(#[^\\s"'?,\\]}]*)?(?![\\w/-])`);
  return before + text.slice(offset).replace(pattern, (_whole, lead: string) => lead + to);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function startsOfLines(text: string): number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}
