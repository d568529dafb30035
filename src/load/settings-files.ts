import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { advice, type Problem, START } from '#schema/problem.ts';
import { isRecord, type Place, placesIn, schemaProblems } from '#schema/schema-problems.ts';
import { mergeParts, mergeSettings, RENAMED, renamedParts, type Settings, settings } from '#schema/settings.ts';
import { partWithPositions, type WithPositions } from '#schema/with-positions.ts';
import type { LayerDefaults } from './given-fields.ts';
import { LAYERS, notesFolder } from './layers.ts';
import { withNewNames } from './renamed-keys.ts';
import { readYamlFile } from './yaml.ts';

/** Name of the settings file of a layer. */
export const SETTINGS = 'playbook.yaml';

/** Merged settings, with the file that each key comes from. */
export interface SettingsResult {
  settings?: Settings;
  /** Audience of content that names none, by the folder of its layer or of the layer's notes. */
  audienceOf: ReadonlyMap<string, string>;
  /** Setting `defaults` of each layer with settings; undefined if they cannot be read. */
  defaultsOf: ReadonlyMap<string, LayerDefaults | undefined>;
  /** Position of a key, in the file where a problem with it is reported. */
  where: Place;
  /** Checks whether a layer after the first sets this key. */
  isOurs(path: readonly PropertyKey[]): boolean;
  /** New labels of the parts of the first layer that a later layer renames, by folder. */
  renamed: Readonly<Record<string, string>>;
  problems: Problem[];
}

/**
 * Reads `playbook.yaml` of every layer and merges them key by key; a later layer overrides an earlier one. `settings`
 * is absent if there is a problem with them.
 */
export function readSettings(root: string, layers: readonly string[] = LAYERS): SettingsResult {
  const problems: Problem[] = [];
  const hints: Problem[] = [];
  const files = layers.flatMap((layer) => readLayer(root, layer, problems, hints));
  const withSettings = layers.filter((layer) => existsSync(join(root, settingsFile(layer))));
  const defaultsOf = new Map(
    withSettings.map((layer) => [layer, defaultsIn(files.find((settings) => settings.layer === layer))]),
  );
  const main = settingsFile(layers[0] as string);
  const first = files.find(({ file }) => file === main);
  if (problems.length === 0 && !first?.located.value) {
    const words = advice(
      first ? 'The file is empty' : 'There is no such file',
      'Write title, description and parts into it',
    );
    problems.push({ file: main, ...START, ...words });
  }
  const valid = files.filter(({ file, located }) => {
    const mistakes = schemaProblems(z.record(z.string(), z.unknown()), located.value ?? {}, placesIn(file, located));
    problems.push(...mistakes);
    return mistakes.length === 0;
  });
  // A key that one file lacks may be in another that cannot be read.
  if (problems.length > 0) {
    return {
      problems,
      audienceOf: new Map(),
      defaultsOf,
      where: () => ({ file: main, ...START }),
      isOurs: () => false,
      renamed: {},
    };
  }
  const values = valid.map(({ located }) => (located.value ?? {}) as Record<string, unknown>);
  const merged = mergeSettings(values);
  const where = placesOfKeys(valid, values, main);
  problems.push(...schemaProblems(settings, merged, where));
  const parsed = settings.safeParse(merged);
  const audiences = valid.flatMap(({ layer }, index): [string, unknown][] => {
    // The notes of a layer are in a folder beside it.
    return [layer, notesFolder(layer)].map((folder) => [folder, values[index]?.['audience']]);
  });
  return {
    defaultsOf,
    audienceOf: new Map(audiences.filter((pair): pair is [string, string] => typeof pair[1] === 'string')),
    ...(parsed.success && problems.length === 0 ? { settings: parsed.data } : {}),
    where,
    renamed: renamedParts(values),
    isOurs: (path) => hasKey(values[ownerOf(values, path)], path) && ownerOf(values, path) > 0,
    problems: [...problems, ...hints],
  };
}

/** Settings file of one layer. */
interface LayerSettings {
  layer: string;
  file: string;
  located: WithPositions;
}

/** Reads the settings file of a layer, if it has one, and adds what is wrong with it. */
function readLayer(root: string, layer: string, problems: Problem[], hints: Problem[]): LayerSettings[] {
  const file = settingsFile(layer);
  if (!existsSync(join(root, file))) return [];
  const { located, problems: mistakes } = readYamlFile(root, file);
  if (mistakes) problems.push(...mistakes);
  if (!located) return [];
  const renamed = withNewNames(file, located, RENAMED);
  hints.push(...renamed.hints);
  return [{ layer, file, located: renamed.located }];
}

function defaultsIn(settings: LayerSettings | undefined): LayerDefaults | undefined {
  if (!settings || !isRecord(settings.located.value ?? {})) return undefined;
  const { file, located } = settings;
  const value = (located.value as Record<string, unknown> | null)?.['defaults'];
  return { file, located: partWithPositions(located, ['defaults'], value) };
}

/**
 * Index of the last layer that sets a key; of nested keys that are merged one by one, the innermost that is set counts.
 */
function ownerOf(values: readonly Record<string, unknown>[], path: readonly PropertyKey[]): number {
  const depth = path[0] === 'colours' ? 3 : 1;
  for (let length = Math.min(depth, path.length); length > 0; length--) {
    const owner = values.findLastIndex((value) => hasKey(value, path.slice(0, length)));
    if (owner !== -1) return owner;
  }
  return 0;
}

/** Positions of merged keys in the files of their layers. */
function placesOfKeys(
  files: readonly LayerSettings[],
  values: readonly Record<string, unknown>[],
  main: string,
): SettingsResult['where'] {
  const parts = mergeParts(values);
  return (path, side) => {
    const part = path[0] === 'parts' && typeof path[1] === 'number' ? parts?.[path[1]] : undefined;
    const { file = main, located } = files[part?.layer ?? ownerOf(values, path)] ?? {};
    const own = part ? ['parts', part.index, ...path.slice(2)] : path;
    return { file, ...(located?.at(own, side) ?? START) };
  };
}

/**
 * Audience of the edition that a command of Astro builds: the one in EDITION if it is set. The default is the widest,
 * so that a host that runs `astro build` publishes nothing by mistake; for `astro dev` it is the one that shows
 * everything.
 * @param isDev True for `astro dev`.
 */
export function requestedEdition(
  { settings }: SettingsResult,
  { EDITION: audience }: Readonly<Record<string, string | undefined>>,
  isDev: boolean,
): string | undefined {
  return audience || settings?.audiences.at(isDev ? -1 : 0);
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
