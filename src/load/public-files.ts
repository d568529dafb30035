import { statSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, ORGANISATION } from './layers.ts';

/** Folder of upstream whose files are copied to the site unchanged. */
export const PUBLIC = 'public';

/** The same of an organisation. Its files may have an audience, and one takes the place of upstream's of that name. */
export const OWN_PUBLIC = 'org/public';

/** File that is copied to the site unchanged. */
export interface PublicFile {
  /** Path from the root. */
  file: string;
  /** Path inside its folder, which is its address without the first slash. */
  path: string;
  /** Size in bytes. */
  size: number;
}

/** Files that are copied to the site: upstream's, and those of an organisation, if its layer is read. */
export interface PublicFiles {
  upstream: readonly PublicFile[];
  own: readonly PublicFile[];
  /** Addresses of all of them. */
  addresses: ReadonlySet<string>;
}

/** Lists the files that are copied to the site unchanged. */
export function readPublicFiles(root: string, layers: readonly string[]): PublicFiles {
  const upstream = filesIn(root, PUBLIC);
  const own = layers.includes(ORGANISATION) ? filesIn(root, OWN_PUBLIC) : [];
  return { upstream, own, addresses: new Set([...upstream, ...own].map(({ path }) => `/${path}`)) };
}

function filesIn(root: string, folder: string): PublicFile[] {
  return listFiles(root, folder).map((path) => {
    const file = `${folder}/${path}`;
    return { file, path, size: statSync(join(root, file), { throwIfNoEntry: false })?.size ?? 0 };
  });
}
