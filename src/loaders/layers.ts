import { type Dirent, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileTypeAt } from './file-type.ts';

/** The layers of content, the later over the earlier. Upstream never contains the second. */
export const LAYERS = ['content', 'org/content'] as const;

/** The layer of an organisation. Everything that it writes lies in the folder around it. */
export const ORGANISATION = LAYERS[1];

/** The path of a file inside its layer. */
export function insideLayer(file: string, layers: readonly string[] = LAYERS): string {
  const layer = layers.find((name) => file.startsWith(`${name}/`));
  return layer === undefined ? file : file.slice(layer.length + 1);
}

/** The folder of the notes that belong to a layer. */
export function notesFolder(layer: string): string {
  return `${dirname(layer)}/notes`;
}

/** A file of a layer. */
export interface LayerFile {
  /** The layer, as its path from the root. */
  layer: string;
  /** The path inside the layer; the same path in a later layer takes its place. */
  path: string;
  /** The path from the root. */
  file: string;
}

/** What the layers come to. */
export interface Layered {
  /** The files that count, one for each path, by path. */
  files: LayerFile[];
  /** The files whose place a later layer takes. */
  shadowed: LayerFile[];
}

/**
 * Lays the layers over each other: for each path the last layer that has it wins.
 * @param listings The paths of each layer, the earliest layer first.
 */
export function layOver(listings: readonly { layer: string; paths: readonly string[] }[]): Layered {
  const winners = new Map<string, LayerFile>();
  const shadowed: LayerFile[] = [];
  for (const { layer, paths } of listings) {
    for (const path of paths) {
      const below = winners.get(path);
      if (below) shadowed.push(below);
      winners.set(path, { layer, path, file: `${layer}/${path}` });
    }
  }
  const files = [...winners.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, shadowed };
}

/**
 * Lists the layers below a root and lays them over each other. A layer that is absent is empty.
 * Hidden files and `node_modules` are passed over.
 * @param below Ends with a slash, and is the folder of each layer that counts: the whole layer, if left out.
 */
export function readLayers(root: string, layers: readonly string[] = LAYERS, below = ''): Layered {
  const pathsIn = (layer: string) => listFiles(root, `${layer}/${below}`).map((path) => below + path);
  return layOver(layers.map((layer) => ({ layer, paths: pathsIn(layer) })));
}

/**
 * The files below a folder, as their paths from there. Hidden files are passed over, and so are links, folders behind
 * links, and what is no file: `findUnexpectedFiles` reports them.
 * @param folder Its path from the root.
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

/** What lies in a folder; nothing where it may not be read, which is a problem of its own. */
export function entriesIn(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
