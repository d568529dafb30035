import type { Problem } from '#model/problem.ts';
import { redirects } from '#model/redirects.ts';
import type { Redirect } from '#model/rules/redirects.ts';
import { placesIn, schemaProblems } from '#model/rules/schema.ts';
import type { LayerFile } from './layers.ts';
import { readYamlFile } from './yaml.ts';

/** The name of the file in a layer that says where pages went. */
export const REDIRECTS = 'redirects.yaml';

/**
 * Reads `redirects.yaml` of every layer; a line of a later layer takes the place of the one with its key.
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
    for (const [from, to] of Object.entries(redirects.safeParse(value).data ?? {})) {
      lines.set(from, { from, to, file, where: (side) => places([from], side) });
    }
  }
  return { redirects: [...lines.values()], problems };
}
