import type { Problem } from '#schema/problem.ts';
import { isRecord } from '#schema/schema-problems.ts';
import type { WithPositions } from '#schema/with-positions.ts';

/**
 * Reads a mapping whose keys have old names as if they had the new ones.
 * @param names New names by old ones. A key whose new name is there too stays as it is, which its schema reports.
 * @returns The mapping, and a hint for each old name.
 */
export function withNewNames(
  file: string,
  located: WithPositions,
  names: Readonly<Record<string, string>>,
): { located: WithPositions; hints: Problem[] } {
  const { value, at } = located;
  if (!isRecord(value)) return { located, hints: [] };
  const isOld = (key: string) => Object.hasOwn(names, key) && !Object.hasOwn(value, names[key] as string);
  const old = new Map(Object.keys(value).flatMap((key) => (isOld(key) ? [[names[key] as string, key]] : [])));
  if (old.size === 0) return { located, hints: [] };
  const hints = [...old].map(([name, key]) => {
    const message = `"${key}" is called "${name}" now`;
    return { file, ...at([key], 'key'), message, fix: `Write ${name}: in its place`, isHint: true };
  });
  const renamed = Object.entries(value).map(([key, inner]) => [isOld(key) ? names[key] : key, inner]);
  return {
    located: {
      value: Object.fromEntries(renamed),
      at: ([key, ...inner], side) => at(key === undefined ? [] : [old.get(String(key)) ?? key, ...inner], side),
    },
    hints,
  };
}
