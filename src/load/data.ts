import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Loader } from 'astro/loaders';
import { type Edition, fieldsIn, nameOf } from '#editions/edition.ts';
import { type DataName, data, dataNames, isDataName } from '#schema/data/index.ts';
import { didYouMean, type Problem } from '#schema/problem.ts';
import { placesIn, schemaProblems } from '#schema/schema-problems.ts';
import { partWithPositions, type WithPositions } from '#schema/with-positions.ts';
import { LAYERS, type LayerFile, readLayers } from './layers.ts';
import { dataNote } from './notes.ts';
import { readYamlFile } from './yaml.ts';

/** Entry of a data collection, before its schema has added defaults. */
export interface DataSource {
  collection: DataName;
  id: string;
  /** Path of its file from the root. */
  file: string;
  layer: string;
  located: WithPositions;
  /** Title of the entry of an earlier layer that it replaces. */
  below?: string;
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
      problems.push(...schemaProblems(data[collection], located.value, placesIn(file, located)));
      if (twin && twin.layer === layer) {
        problems.push({
          file,
          ...located.at(['id']),
          message: `The id "${id}" is taken in ${twin.file}`,
          fix: 'Give this entry an id of its own',
        });
      } else
        entries.set(key, { collection, id, file, layer, located, ...(twin ? { below: titleOf(twin.located) } : {}) });
    }
  }
  return { entries: [...entries.values()], unread, problems };
}

function titleOf({ value }: WithPositions): string {
  return String((value as { title?: unknown } | null)?.title ?? '');
}

function entriesOf(file: string, located: WithPositions): WithPositions[] {
  const { value } = located;
  if (Array.isArray(value)) return value.map((entry, index) => partWithPositions(located, [index], entry));
  if (typeof value !== 'object' || value === null) return [located];
  return [{ value: { id: basename(file, '.yaml'), ...value }, at: located.at }];
}

/**
 * Astro loader of one data collection, from all layers. In `astro dev` it reads again when a data file or a note on an
 * entry changes. Entries with problems are left out, because the check reports them.
 */
export function dataLoader(collection: DataName, edition: Edition, layers: readonly string[] = LAYERS): Loader {
  return {
    name: `playbook-data-${collection}`,
    async load({ config, store, parseData, renderMarkdown, watcher, generateDigest }) {
      const root = fileURLToPath(config.root);
      const sync = async () => {
        const { entries, unread } = readData(root, readLayers(root, layers, `data/${collection}/`).files, layers);
        const read = entries.map((entry) => ({ ...entry, checked: data[collection].safeParse(entry.located.value) }));
        // Keeps the last valid entries while a file is invalid, so that the pages that render them go on working.
        if (!unread.has(collection) && read.every(({ checked }) => checked.success)) store.clear();
        for (const { id, file, checked } of read) {
          if (edition.excluded.has(nameOf(collection, id)) || !checked.success) continue;
          const { value } = fieldsIn<unknown>(edition, data[collection], id, checked.data);
          const parsed = await parseData({ id, data: value as Record<string, unknown> });
          const annotation = await dataNote(edition, root, nameOf(collection, id), renderMarkdown);
          const shown = annotation ? { ...parsed, annotation } : parsed;
          store.set({ id, data: shown, filePath: file, digest: generateDigest(shown) });
        }
      };
      await sync();
      const ours = new RegExp(`/data/${collection}/[^/]+\\.(yaml|mdx)$`);
      watcher?.on('all', async (_event, path) => {
        if (ours.test(path.replaceAll('\\', '/'))) await sync();
      });
    },
  };
}
