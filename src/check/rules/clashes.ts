import { hiddenNames } from '#editions/edition-of.ts';
import { type Content, memoize } from '#load/content.ts';
import type { ReadPage } from '#load/pages.ts';
import type { Point, Problem } from '#schema/problem.ts';

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

/** What a file of the organisation takes away from one of upstream. */
export interface Caused extends Point {
  /** File of the organisation, in which the place and the fix are. */
  file: string;
  /** What is taken away, as the start of a sentence: `the entry "roadmap" is missing`. */
  what: string;
  fix: string;
  /** File of upstream that needs it. */
  from: string;
}

/** Reports each cause once, however many files of upstream need what it takes away. */
export function causeProblems(all: readonly Caused[]): Problem[] {
  const groups = Map.groupBy(all, ({ file, line, column, what }) => `${file}:${line}:${column} ${what}`);
  return [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map(({ file, line, column, what, fix }) => {
      const needing = [...new Set(group.map(({ from }) => from))].sort();
      const more = needing.length > 2 ? ` and ${needing.length - 2} more` : '';
      const shown = needing.slice(0, 2).join(more === '' ? ' and ' : ', ');
      const message = `${what.charAt(0).toUpperCase()}${what.slice(1)}, and ${shown}${more} of upstream ${needing.length > 1 ? 'need' : 'needs'} it`;
      return { file, line, column, message, fix };
    }),
  );
}
