import { type Dirent, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileTypeAt } from './file-type.ts';

/** Layers of content; a later layer overrides an earlier one. Upstream never contains the second. */
export const LAYERS = ['content', 'org/content'] as const;

/** Layer of an organisation. All files of the organisation are in the folder around it. */
export const ORGANISATION = LAYERS[1];

/** Path of a file inside its layer; unchanged if it is in no layer. */
export function insideLayer(file: string, layers: readonly string[] = LAYERS): string {
  const layer = layers.find((name) => file.startsWith(`${name}/`));
  return layer === undefined ? file : file.slice(layer.length + 1);
}

/** Folder of the notes that belong to a layer. */
export function notesFolder(layer: string): string {
  return `${dirname(layer)}/notes`;
}

/** File of a layer. */
export interface LayerFile {
  /** Path of the layer from the root. */
  layer: string;
  /** Path inside the layer. The same path in a later layer overrides it. */
  path: string;
  /** Path from the root. */
  file: string;
}

/** Result of merging the layers. */
export interface Layered {
  /** Effective files, one for each path, sorted by path. */
  files: LayerFile[];
  /** Files that a later layer overrides. */
  overridden: LayerFile[];
}

/**
 * Merges layers: for each path, the last layer that has it wins.
 * @param listings The paths of each layer, the earliest layer first.
 */
export function layOver(listings: readonly { layer: string; paths: readonly string[] }[]): Layered {
  const winners = new Map<string, LayerFile>();
  const overridden: LayerFile[] = [];
  for (const { layer, paths } of listings) {
    for (const path of paths) {
      const below = winners.get(path);
      if (below) overridden.push(below);
      winners.set(path, { layer, path, file: `${layer}/${path}` });
    }
  }
  const files = [...winners.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, overridden };
}

/**
 * Lists and merges the layers below a root. A missing layer is empty, and hidden files are skipped.
 * @param below Folder of each layer to list, with a slash at the end; the whole layer if left out.
 */
export function readLayers(root: string, layers: readonly string[] = LAYERS, below = ''): Layered {
  const pathsIn = (layer: string) => listFiles(root, `${layer}/${below}`).map((path) => below + path);
  return layOver(layers.map((layer) => ({ layer, paths: pathsIn(layer) })));
}

/**
 * Lists the files below a folder, as paths from there. Skips hidden files, links, folders behind links, and special
 * files: `findUnexpectedFiles` reports them.
 * @param folder Path from the root.
 */
export function listFiles(root: string, folder: string): string[] {
  if (fileTypeAt(root, folder).type !== 'folder') return [];
  const files: string[] = [];
  const list = (below: string) => {
    for (const entry of entriesIn(join(root, folder, below))) {
      const path = below + entry.name;
      if (entry.isDirectory()) list(`${path}/`);
      else if (entry.isFile() && !entry.name.startsWith('.')) files.push(path);
    }
  };
  list('');
  return files;
}

/** Reads the entries of a folder; none if it may not be read, which `findUnexpectedFiles` reports. */
export function entriesIn(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
