import { slug } from 'github-slugger';
import { type Advice, advice, type Point } from '#schema/problem.ts';
import type { MarkdownNode } from './markdown-tree.ts';

/** Returns what is wrong with a heading whose words make an id that another heading was given, or undefined. */
export function takenAdvice(anchor: string, headings: ReadonlyMap<string, Point>): Advice | undefined {
  if (!headings.has(anchor)) return undefined;
  return advice(
    `The id of this heading, "${anchor}", is given to another one`,
    `Give it one of its own: {#${anchor}-2}`,
  );
}

/** Returns the attributes that a heading is given in braces after its words. */
export function attributesOf({ data }: MarkdownNode): Readonly<Record<string, unknown>> {
  return (data as { hProperties?: Record<string, unknown> } | undefined)?.hProperties ?? {};
}

/** Returns what is wrong with the id that a heading is given, or undefined. */
export function idAdvice(id: string, taken: ReadonlySet<string>): Advice | undefined {
  if (!/^[\p{L}\p{N}]+([_-]+[\p{L}\p{N}]+)*$/u.test(id)) {
    return advice(`"${id}" makes no good id`, `Write words joined by hyphens: {#${slug(id) || 'first-week'}}`);
  }
  return taken.has(id) ? advice(`The id "${id}" is on this page already`, 'Give this heading another one') : undefined;
}
