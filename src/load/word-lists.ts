import type { Problem } from '#schema/problem.ts';
import { placesIn, schemaProblems } from '#schema/schema-problems.ts';
import { wordList } from '#schema/word-list.ts';
import type { LayerFile } from './layers.ts';
import { readYamlFile } from './yaml.ts';

/** Name of the file in a layer that lists words that are right but in no dictionary. */
export const WORDS = 'words.yaml';

/**
 * Reads `words.yaml` of every layer and joins the lists.
 * @param files All files of all layers.
 */
export function readWordLists(
  root: string,
  files: readonly LayerFile[],
): { words: ReadonlySet<string>; problems: Problem[] } {
  const problems: Problem[] = [];
  const words = new Set<string>();
  for (const { file } of files.filter(({ path }) => path === WORDS)) {
    const read = readYamlFile(root, file);
    if (read.problems) {
      problems.push(...read.problems);
      continue;
    }
    const value = read.located.value ?? [];
    problems.push(...schemaProblems(wordList, value, placesIn(file, read.located)));
    for (const word of wordList.safeParse(value).data ?? []) words.add(String(word));
  }
  return { words, problems };
}
