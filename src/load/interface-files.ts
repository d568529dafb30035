import { type Problem, START } from '#schema/problem.ts';
import type { WithPositions } from '#schema/with-positions.ts';
import type { LayerFile } from './layers.ts';
import { readYamlFile } from './yaml.ts';

/** File with strings of the interface in one language. */
export interface InterfaceFile {
  file: string;
  language: string;
  located: WithPositions;
}

/** Checks whether a path inside a layer is in the folder of interface strings. */
export function isInterface(path: string): boolean {
  return path.startsWith('interface/');
}

/**
 * Reads the strings of the interface of every layer: a file for each language, such as `interface/en.yaml`.
 * @param files All files of all layers, the earlier layer first.
 */
export function readInterfaceFiles(
  root: string,
  files: readonly LayerFile[],
): { files: InterfaceFile[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const read: InterfaceFile[] = [];
  for (const { file, path } of files.filter((one) => isInterface(one.path))) {
    const [, language] = /^interface\/([a-z]{2,3}(?:-[A-Z]{2})?)\.yaml$/.exec(path) ?? [];
    if (language === undefined) {
      const fix = 'Name it after a language, such as en.yaml or en-GB.yaml, or delete it';
      problems.push({ file, ...START, message: 'No language has this name', fix });
      continue;
    }
    const result = readYamlFile(root, file);
    if (result.problems) problems.push(...result.problems);
    else read.push({ file, language, located: result.located });
  }
  return { files: read, problems };
}
