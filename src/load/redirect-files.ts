import * as z from 'zod';
import { type Redirect, redirectIdProblem } from '#check/rules/redirect-targets.ts';
import type { Problem } from '#schema/problem.ts';
import { redirects } from '#schema/redirects.ts';
import { type Place, placesIn, schemaProblems } from '#schema/schema-problems.ts';
import type { LayerFile } from './layers.ts';
import { readYamlFile } from './yaml.ts';

/** Name of the redirects file of a layer. */
export const REDIRECTS = 'redirects.yaml';

/**
 * Reads `redirects.yaml` of every layer. A line of a later layer overrides the line with the same key.
 * @param files All files of all layers, the earlier layer first.
 */
export function readRedirects(
  root: string,
  files: readonly LayerFile[],
): { redirects: (Redirect & { file: string })[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const lines = new Map<string, Redirect & { file: string }>();
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
function linesOf(file: string, value: unknown, places: Place): (Redirect & { file: string })[] {
  if (!z.record(z.string(), z.unknown()).safeParse(value).success) return [];
  return Object.entries(value as Record<string, unknown>).flatMap(([from, to]) =>
    typeof to === 'string' && to.trim() !== ''
      ? [{ from, to: to.trim(), file, where: (side) => places([from], side) }]
      : [],
  );
}
