import { escapeRegExp } from '#schema/escaping.ts';
import type { Edit, Point } from '#schema/problem.ts';

/** Replacement of an address or id at a position, or at its first occurrence after it. */
export type Rewrite = Point & Edit;

/**
 * Replaces addresses and ids, and leaves every other character unchanged.
 * @param rewrites Positions as problems give them: the start of a link or image; for an id possibly the field that
 *   holds it.
 */
export function rewriteText(text: string, rewrites: readonly Rewrite[]): string {
  // Positions do not count a byte order mark.
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const starts = startsOfLines(text.slice(mark.length));
  // Apply from the end, so that earlier offsets stay valid.
  const inOrder = rewrites
    .map((rewrite) => ({ ...rewrite, offset: (starts[rewrite.line - 1] ?? 0) + rewrite.column - 1 }))
    .sort((a, b) => b.offset - a.offset);
  return mark + inOrder.reduce(replaceOnce, text.slice(mark.length));
}

function replaceOnce(text: string, { offset, as, from, to }: Rewrite & { offset: number }): string {
  const before = text.slice(0, offset);
  const written = escapeRegExp(from.replace(/(?<=.)\/$/, ''));
  const pattern =
    as === 'address'
      ? new RegExp(`(?<lead>\\]\\(\\s*<?|\\]:\\s*<?)${written}/?(?=[\\s)>#?"'])`)
      : new RegExp(`(?<lead>)(?<![\\w/-])/?${written}(\\.mdx|/)?(#[^\\s"'?,\\]}]*)?(?![\\w/-])`);
  return before + text.slice(offset).replace(pattern, (_whole, lead: string) => lead + to);
}

function startsOfLines(text: string): number[] {
  return [0, ...[...text.matchAll(/\r\n?|\n/g)].map(({ 0: end, index }) => index + end.length)];
}
