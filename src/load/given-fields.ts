import { givenFields } from '#schema/pages/page-defaults.ts';
import { isRecord } from '#schema/schema-problems.ts';
import type { WithPositions } from '#schema/with-positions.ts';

/** Setting `defaults` of a layer, with the file that holds it. */
export interface LayerDefaults {
  file: string;
  located: WithPositions;
}

/**
 * Adds the fields that the settings give to a page to its front matter. Their positions are in the settings, where a
 * problem with them is mended.
 * @param folders Folders around the page, innermost first.
 */
export function withGivenFields(
  frontmatter: WithPositions,
  { file, located }: LayerDefaults,
  folders: readonly string[],
): WithPositions {
  const written = frontmatter.value ?? {};
  if (!isRecord(written)) return frontmatter;
  const given = new Map(Object.entries(givenFields(located.value, folders)));
  for (const name of Object.keys(written)) given.delete(name);
  if (given.size === 0) return frontmatter;
  return {
    value: { ...written, ...Object.fromEntries([...given].map(([name, { value }]) => [name, value])) },
    at(path, side) {
      const folder = given.get(String(path[0]))?.folder;
      return folder === undefined ? frontmatter.at(path, side) : { file, ...located.at([folder, ...path], side) };
    },
  };
}
