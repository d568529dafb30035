import { hiddenNames } from '#editions/edition-of.ts';
import { type Content, memoize } from '#load/content.ts';
import type { ReadPage } from '#load/pages.ts';

/** Sorts what has a layer, upstream's first: of two that clash, the later is reported, which the organisation can change. */
export function inLayerOrder<T extends { layer: string }>({ layers }: Pick<Content, 'layers'>, all: readonly T[]): T[] {
  return layers.flatMap((layer) => all.filter((one) => one.layer === layer));
}

/** Checks whether a file is upstream's in a handbook that an organisation has adopted, which does not edit it. */
export function isUpstreamFile(
  { layers, organisationFiles }: Pick<Content, 'layers' | 'organisationFiles'>,
  file: string,
): boolean {
  return organisationFiles.length > 0 && file.startsWith(`${layers[0]}/`);
}

/** Pages that take the place of one of an earlier layer, by id. */
export const replacements = memoize((content): ReadonlyMap<string, ReadPage> => {
  const replaced = new Set(content.overridden.map(({ path }) => path));
  return new Map(content.pages.flatMap((page) => (replaced.has(page.path) ? [[page.id, page]] : [])));
});

/** Pages and entries that no edition shows, so that they clash with nothing. Names are as in the settings. */
export const hidden = memoize(hiddenNames);

/** Lists files for a message, the first two by name: `a, b and 3 more`. */
export function shortList(files: readonly string[]): string {
  const [all, more] = [[...new Set(files)].sort(), new Set(files).size - 2];
  return more > 0 ? `${all.slice(0, 2).join(', ')} and ${more} more` : all.join(' and ');
}
