import { basename } from 'node:path';
import { common } from '#schema/data/entry-fields.ts';
import { type DataName, data, dataNames, isDataName } from '#schema/data/index.ts';
import { type Advice, advice, didYouMean, type Problem, START } from '#schema/problem.ts';
import { isRecord, placesIn, schemaProblems } from '#schema/schema-problems.ts';
import { partWithPositions, type WithPositions } from '#schema/with-positions.ts';
import { LAYERS, type LayerFile } from './layers.ts';
import { titleOf } from './pages.ts';
import { withNewNames } from './renamed-keys.ts';
import { readYamlFile } from './yaml.ts';

/** Entry of a data collection that was read. */
export interface DataSource {
  collection: DataName;
  id: string;
  /** Path of its file from the root. */
  file: string;
  layer: string;
  located: WithPositions;
  /** Validated entry, with the defaults of its schema. */
  data?: unknown;
  /** Title of the entry of an earlier layer that it replaces. */
  overriddenTitle?: string;
}

/** Result of reading all data files. */
export interface DataResult {
  entries: DataSource[];
  /** Collections with a file or an entry that could not be read, which may hold any id. */
  unread: Set<string>;
  problems: Problem[];
}

/** New names of fields that once had others. Entries with an old name stay valid. */
const RENAMED_FIELDS: { readonly [name in DataName]?: Readonly<Record<string, string>> } = {
  teams: { github: 'handle' },
};

const FOLDER = /^data\/(?:([^/]+)\/)?[^/]+$/;

/** Checks whether a path inside a layer is that of a data file. */
export function isData(path: string): boolean {
  return path.startsWith('data/');
}

/**
 * Reads the data files. A mapping is one entry whose id is the name of the file; a list holds several entries with
 * their ids. An entry of a later layer replaces the one with the same id.
 */
export function readData(root: string, files: readonly LayerFile[], layers: readonly string[] = LAYERS): DataResult {
  const unread = new Set<string>();
  const problems: Problem[] = [];
  const entries = new Map<string, DataSource>();
  // Sorted by layer and not by path: an entry replaces that of an earlier layer whatever its file is called.
  const byLayer = layers.flatMap((layer) => files.filter((file) => file.layer === layer && isData(file.path)));
  for (const { file, path, layer } of byLayer) {
    const collection = FOLDER.exec(path)?.[1] ?? '';
    const misplaced = placeAdvice({ file, path, layer }, collection, files);
    if (misplaced) problems.push({ file, ...START, ...misplaced });
    if (misplaced || !isDataName(collection)) {
      for (const name of isDataName(collection) ? [collection] : dataNames) unread.add(name);
      continue;
    }
    const read = readEntries(root, file);
    if ('problems' in read) {
      problems.push(...read.problems);
      unread.add(collection);
      continue;
    }
    for (const written of read) {
      const { located, hints } = withNewNames(file, written, RENAMED_FIELDS[collection] ?? {});
      problems.push(...hints);
      const entry = readEntry(collection, { file, layer, located });
      const key = `${collection}/${entry.id}`;
      const twin = entries.get(key);
      if (!entry.data) problems.push(...schemaProblems(data[collection], located.value, placesIn(file, located)));
      // References to the id that it should have are right.
      if (twin?.layer === layer || !common.id.safeParse(entry.id).success) unread.add(collection);
      if (entry.id === '') continue;
      if (twin?.layer === layer) {
        const words = advice(
          `The id "${entry.id}" is taken in ${twin.file}`,
          'Give one of the two an id of its own, or delete it',
        );
        problems.push({ file, ...located.at(['id']), ...words });
      } else entries.set(key, twin ? { ...entry, overriddenTitle: titleOf(twin.located) } : entry);
    }
  }
  return { entries: [...entries.values()], unread, problems };
}

/** Returns message and fix for a data file in a wrong folder or with a wrong ending, or undefined. */
function placeAdvice(
  { file, path, layer }: LayerFile,
  collection: string,
  files: readonly LayerFile[],
): Advice | undefined {
  if (collection === '') {
    // data/terms.yaml, or data/terms/more/ours.yaml
    const [, folder = '', name = `${folder}.yaml`] = /^data\/([^/.]+)(?:\/.*\/([^/]+)|\.ya?ml)$/.exec(path) ?? [];
    if (isDataName(folder)) {
      const to = `${layer}/data/${folder}/${name.replace(/\.yml$/, '.yaml')}`;
      const isTaken = files.some((other) => other.file === to);
      const fix = isTaken ? `Move its entries into ${to}` : `Move it to ${to}`;
      return advice('A data file stands outside the folder of its collection', fix);
    }
    const fix = `Move it into the folder of its collection: ${dataNames.join(', ')}`;
    return advice('A data file stands outside the collections', fix);
  }
  if (!isDataName(collection)) {
    return advice(`Unknown data collection "${collection}"`, didYouMean(collection, dataNames));
  }
  if (file.endsWith('.yaml')) return undefined;
  return advice('A data file ends in .yaml', `Rename it to ${file.replace(/\.[^./]*$/, '')}.yaml`);
}

function readEntry(collection: DataName, source: Pick<DataSource, 'file' | 'layer' | 'located'>): DataSource {
  const { value } = source.located;
  const id = String((value as { id?: unknown } | null)?.id ?? '');
  const parsed = data[collection].safeParse(value);
  return { collection, id, ...source, ...(parsed.success ? { data: parsed.data } : {}) };
}

/** Reads the entries of a data file, or the problems that prevent it. */
function readEntries(root: string, file: string): WithPositions[] | { problems: Problem[] } {
  const { located, problems } = readYamlFile(root, file);
  if (problems) return { problems };
  const { value } = located;
  if (value === null) {
    const words = advice('The file is empty', 'Write an entry, or delete the file');
    return { problems: [{ file, ...START, ...words }] };
  }
  if (holdsEntriesByKey(value)) {
    const [key = ''] = Object.keys(value);
    const fix = `Write each as an item of a list: - id: ${key}, with its fields below, without the key before`;
    return { problems: [{ file, ...START, ...advice('The entries stand under keys', fix) }] };
  }
  if (Array.isArray(value)) return value.map((entry, index) => partWithPositions(located, [index], entry));
  if (typeof value !== 'object') return [located];
  return [{ value: { id: basename(file, '.yaml'), ...value }, at: located.at }];
}

/** Checks whether a value has nothing but entries under keys, where a file holds one entry or a list. */
function holdsEntriesByKey(value: unknown): value is Record<string, unknown> {
  const inner = isRecord(value) ? Object.values(value) : [];
  return inner.length > 0 && inner.every((entry) => isRecord(entry) && 'title' in entry);
}
