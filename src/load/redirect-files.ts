import * as z from 'zod';
import { idOf, isPageId } from '#schema/address.ts';
import { CHANGES, CONTRIBUTE, DRIFT, HEALTH } from '#schema/generated-pages.ts';
import { type Advice, advice, type Problem } from '#schema/problem.ts';
import { idIn, redirects } from '#schema/redirects.ts';
import { type Place, placesIn, schemaProblems } from '#schema/schema-problems.ts';
import type { LayerFile } from './layers.ts';
import { readYamlFile } from './yaml.ts';

/** Name of the redirects file of a layer. */
export const REDIRECTS = 'redirects.yaml';

/** Line of `redirects.yaml`, with the positions of its two ids. */
export interface Redirect {
  from: string;
  to: string;
  /** Path of its file from the root. */
  file: string;
  where(side: 'key' | 'value'): ReturnType<Place>;
}

/**
 * Reads `redirects.yaml` of every layer. A line of a later layer overrides the line with the same key.
 * @param files All files of all layers, the earlier layer first.
 */
export function readRedirects(
  root: string,
  files: readonly LayerFile[],
): { redirects: Redirect[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const lines = new Map<string, Redirect>();
  for (const { file } of files.filter(({ path }) => path === REDIRECTS)) {
    const read = readYamlFile(root, file);
    if (read.problems) {
      problems.push(...read.problems);
      continue;
    }
    const places = placesIn(file, read.located);
    const value = read.located.value ?? {};
    problems.push(...schemaProblems(redirects, value, places));
    for (const line of linesOf(file, value, places)) {
      const problem = redirectIdProblem(line);
      if (problem) problems.push(problem);
      else lines.set(line.from, line);
    }
  }
  return { redirects: [...lines.values()], problems };
}

/** Parses the lines of one file. Zod silently drops a key `__proto__`, so its result is not used. */
function linesOf(file: string, value: unknown, places: Place): Redirect[] {
  if (!z.record(z.string(), z.unknown()).safeParse(value).success) return [];
  return Object.entries(value as Record<string, unknown>).flatMap(([from, to]) =>
    typeof to === 'string' && to.trim() !== ''
      ? [{ from, to: to.trim(), file, where: (side) => places([from], side) }]
      : [],
  );
}

/**
 * Checks that a line of `redirects.yaml` has an id on both sides, and does not redirect from a page that the build
 * generates. Astro treats both sides as routes, so `../x` or `[...slug]` must not reach it.
 */
function redirectIdProblem({ from, to, where }: Redirect): Problem | undefined {
  const words = idWords(from) ?? generatedWords(from);
  if (words) return { ...where('key'), ...words };
  const target = idWords(to);
  return target && { ...where('value'), ...target };
}

function idWords(written: string): Advice | undefined {
  if (isPageId(written)) return undefined;
  const meant = idIn(written);
  const fix =
    isPageId(meant) && !isGenerated(meant)
      ? `Write ${meant}, without the address around it`
      : 'Write the id of a page, such as guides/trust: a-z, 0-9 and hyphens, with one slash between folders';
  return advice(`"${written}" is no id`, fix);
}

function generatedWords(id: string): Advice | undefined {
  if (!isGenerated(id)) return undefined;
  return advice(`The build writes "${id}" itself, so it cannot lead elsewhere`, 'Delete this line');
}

/** Checks whether the build generates a page at an id. Other generated paths, such as `_astro`, are no valid ids. */
function isGenerated(id: string): boolean {
  const generated = ['404', 'index', ...[CHANGES, CONTRIBUTE, DRIFT, HEALTH].map(idOf)];
  return generated.includes(id) || id.split('/')[0] === 'pagefind';
}
