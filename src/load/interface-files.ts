import * as z from 'zod';
import { advice, type Problem, START } from '#schema/problem.ts';
import { placesIn, schemaProblems } from '#schema/schema-problems.ts';
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

/** Checks that a file holds keys with values. */
function stringsProblems(file: string, { value, at }: WithPositions): Problem[] {
  if (value === null) return [{ file, ...START, ...advice('The file is empty', 'Write a string, or delete the file') }];
  return schemaProblems(z.record(z.string(), z.unknown()), value, placesIn(file, { value, at }));
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
    const { located, problems: unread } = readYamlFile(root, file);
    const mistakes = unread ? unread : stringsProblems(file, located);
    problems.push(...mistakes);
    if (located && mistakes.length === 0) read.push({ file, language, located });
  }
  return { files: read, problems };
}
