import { basename } from 'node:path';
import { type DataName, data, dataNames, isDataName } from '#schema/data/index.ts';
import { didYouMean, type Problem } from '#schema/problem.ts';
import { placesIn, schemaProblems } from '#schema/schema-problems.ts';
import { partWithPositions, type WithPositions } from '#schema/with-positions.ts';
import { LAYERS, type LayerFile } from './layers.ts';
import { titleOf } from './pages.ts';
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
  /** Collections with a file that could not be read. */
  unread: Set<string>;
  problems: Problem[];
}

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
  for (const layerFile of byLayer) {
    const { file, path, layer } = layerFile;
    const start = { file, line: 1, column: 1 };
    const collection = FOLDER.exec(path)?.[1];
    if (collection === undefined || !isDataName(collection)) {
      const fix =
        collection === undefined
          ? `Move it into the folder of its collection: ${dataNames.join(', ')}`
          : didYouMean(collection, dataNames);
      problems.push({
        ...start,
        message:
          collection === undefined
            ? 'A data file stands outside the collections'
            : `Unknown data collection "${collection}"`,
        fix,
      });
      continue;
    }
    if (!/\.yaml$/.test(path)) {
      problems.push({
        ...start,
        message: 'A data file ends in .yaml',
        fix: `Rename it to ${file.replace(/\.[^./]*$/, '')}.yaml`,
      });
      continue;
    }
    const read = readYamlFile(root, file);
    if (read.problems) {
      problems.push(...read.problems);
      unread.add(collection);
      continue;
    }
    if (read.located.value === null) {
      problems.push({ ...start, message: 'The file is empty', fix: 'Write an entry, or delete the file' });
      unread.add(collection);
      continue;
    }
    for (const located of entriesOf(file, read.located)) {
      const id = String((located.value as { id?: unknown } | null)?.id ?? '');
      const key = `${collection}/${id}`;
      const twin = entries.get(key);
      const parsed = data[collection].safeParse(located.value);
      if (!parsed.success) problems.push(...schemaProblems(data[collection], located.value, placesIn(file, located)));
      if (twin && twin.layer === layer) {
        problems.push({
          file,
          ...located.at(['id']),
          message: `The id "${id}" is taken in ${twin.file}`,
          fix: 'Give this entry an id of its own',
        });
      } else {
        const replaced = twin ? { overriddenTitle: titleOf(twin.located) } : {};
        const checked = parsed.success ? { data: parsed.data } : {};
        entries.set(key, { collection, id, file, layer, located, ...checked, ...replaced });
      }
    }
  }
  return { entries: [...entries.values()], unread, problems };
}

function entriesOf(file: string, located: WithPositions): WithPositions[] {
  const { value } = located;
  if (Array.isArray(value)) return value.map((entry, index) => partWithPositions(located, [index], entry));
  if (typeof value !== 'object' || value === null) return [located];
  return [{ value: { id: basename(file, '.yaml'), ...value }, at: located.at }];
}
