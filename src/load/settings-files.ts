import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Problem } from '#schema/problem.ts';
import { placesIn, schemaProblems } from '#schema/schema-problems.ts';
import { mergeParts, mergeSettings, RENAMED, type Settings, settings } from '#schema/settings.ts';
import type { WithPositions } from '#schema/with-positions.ts';
import { LAYERS, notesFolder } from './layers.ts';
import { readYamlFile } from './yaml.ts';

/** Name of the settings file of a layer. */
export const SETTINGS = 'playbook.yaml';

/** Merged settings, with the file that each key comes from. */
export interface SettingsResult {
  settings?: Settings;
  /** Audience of content that names none, by the folder of its layer or of the layer's notes. */
  audienceOf: ReadonlyMap<string, string>;
  /** Position of a key, in the file where a problem with it is reported. */
  where(path: readonly PropertyKey[], side?: 'key' | 'value'): { file: string; line: number; column: number };
  /** Checks whether a layer after the first sets this key. */
  isOurs(path: readonly PropertyKey[]): boolean;
  problems: Problem[];
}

/**
 * Reads `playbook.yaml` of every layer and merges them key by key; a later layer overrides an earlier one. `settings`
 * is absent if there is a problem with them.
 */
export function readSettings(root: string, layers: readonly string[] = LAYERS): SettingsResult {
  const problems: Problem[] = [];
  const hints: Problem[] = [];
  const read: { layer: string; file: string; located: WithPositions }[] = [];
  for (const layer of layers) {
    const file = settingsFile(layer);
    if (!existsSync(join(root, file))) continue;
    const result = readYamlFile(root, file);
    if (result.problems) problems.push(...result.problems);
    else read.push({ layer, file, located: withNewNames(file, result.located, hints) });
  }
  const main = settingsFile(layers[0] as string);
  if (read.length === 0) {
    if (problems.length === 0) {
      problems.push({
        file: main,
        line: 1,
        column: 1,
        message: 'There is no such file',
        fix: 'Write title, description and parts into it',
      });
    }
    return { problems, audienceOf: new Map(), where: () => ({ file: main, line: 1, column: 1 }), isOurs: () => false };
  }
  const keys = read.filter(({ file, located }) => {
    const places = placesIn(file, located);
    const wrong = schemaProblems(z.record(z.string(), z.unknown()), located.value ?? {}, places);
    problems.push(...wrong);
    return wrong.length === 0;
  });
  const values = keys.map(({ located }) => (located.value ?? {}) as Record<string, unknown>);
  const merged = mergeSettings(values);
  const parts = mergeParts(values);
  /**
   * Finds the last layer that sets a key; of nested keys that are merged one by one, the innermost that is set counts.
   */
  const ownerOf = (path: readonly PropertyKey[]): number => {
    const depth = path[0] === 'colours' ? 3 : 1;
    for (let length = Math.min(depth, path.length); length > 0; length--) {
      const owner = values.findLastIndex((value) => hasKey(value, path.slice(0, length)));
      if (owner !== -1) return owner;
    }
    return 0;
  };
  const where: SettingsResult['where'] = (path, side) => {
    const part = path[0] === 'parts' && typeof path[1] === 'number' ? parts?.[path[1]] : undefined;
    const owner = keys[part?.layer ?? ownerOf(path)];
    const own = part ? ['parts', part.index, ...path.slice(2)] : path;
    return { file: owner?.file ?? main, ...(owner?.located.at(own, side) ?? { line: 1, column: 1 }) };
  };
  problems.push(...schemaProblems(settings, merged, where));
  const parsed = settings.safeParse(merged);
  const audiences = keys.flatMap(({ layer, located }): [string, string][] => {
    const { audience } = (located.value ?? {}) as { audience?: unknown };
    // The notes of a layer are in a folder beside it.
    return typeof audience === 'string' ? [layer, notesFolder(layer)].map((folder) => [folder, audience]) : [];
  });
  return {
    audienceOf: new Map(audiences),
    ...(parsed.success && problems.length === 0 ? { settings: parsed.data } : {}),
    where,
    isOurs: (path) => hasKey(values[ownerOf(path)], path) && ownerOf(path) > 0,
    problems: [...problems, ...hints],
  };
}

/** Reads settings with old names as if they had the new ones, and adds a hint for each. */
function withNewNames(file: string, located: WithPositions, hints: Problem[]): WithPositions {
  const { value, at } = located;
  if (typeof value !== 'object' || value === null) return located;
  const isOld = (key: string) => Object.hasOwn(RENAMED, key) && !Object.hasOwn(value, RENAMED[key] as string);
  const old = new Map(Object.keys(value).flatMap((key) => (isOld(key) ? [[RENAMED[key] as string, key]] : [])));
  if (old.size === 0) return located;
  for (const [name, key] of old) {
    const message = `"${key}" is called "${name}" now`;
    hints.push({ file, ...at([key], 'key'), message, fix: `Write ${name}: in its place`, isHint: true });
  }
  return {
    value: Object.fromEntries(Object.entries(value).map(([key, inner]) => [isOld(key) ? RENAMED[key] : key, inner])),
    at: ([key, ...inner], side) => at(key === undefined ? [] : [old.get(String(key)) ?? key, ...inner], side),
  };
}

/**
 * Audience of the edition that a command of Astro builds: the one in EDITION if it is set. The default is the widest,
 * so that a host that runs `astro build` publishes nothing by mistake; for `astro dev` it is the one that shows
 * everything.
 * @param isDev True for `astro dev`.
 */
export function requestedEdition(
  root: string,
  { EDITION: named }: Readonly<Record<string, string | undefined>>,
  isDev: boolean,
): string | undefined {
  const { audiences = [] } = readSettings(root).settings ?? {};
  return named || (isDev ? audiences.at(-1) : audiences[0]);
}

/** Checks whether a value has a nested key. */
function hasKey(value: unknown, [key, ...inner]: readonly PropertyKey[]): boolean {
  if (key === undefined) return true;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
  return hasKey((value as Record<PropertyKey, unknown>)[key], inner);
}

/** Path of the settings file of a layer. The first layer has it inside its content, an organisation beside it. */
export function settingsFile(layer: string): string {
  return layer === 'org/content' ? `org/${SETTINGS}` : `${layer}/${SETTINGS}`;
}
