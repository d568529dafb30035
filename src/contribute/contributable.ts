import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Loader } from 'astro/loaders';
import * as z from 'zod';
import type { Handbook } from '#check/handbook.ts';
import { type Edition, nameOf, strictness } from '#editions/edition.ts';
import type { DataSource } from '#load/data.ts';
import { LAYERS, ORGANISATION } from '#load/layers.ts';
import { foldersAround, type ReadPage } from '#load/pages.ts';
import { complete, type DataName, dataNames } from '#schema/data/index.ts';
import { folderOf, kinds } from '#schema/pages/index.ts';
import { givable } from '#schema/pages/page-defaults.ts';
import { foldersOf } from '#schema/part.ts';
import { referencesIn } from '#schema/references.ts';
import { repositoryOf, type Settings, settingsOrNone } from '#schema/settings.ts';
import type { FormContext } from './contribution.ts';
import { fieldsGiven, foldersFor, orderedFolders } from './subject.ts';

/** Path of a collection's entries in one layer: a file, or the folder of several files. */
export interface DataPlace {
  collection: DataName;
  path: string;
  isFolder: boolean;
}

/** Contributions that an edition accepts: new pages and entries, and changes to the data that its pages render. */
export interface Contributable {
  handbook: FormContext;
  /** Data that each page renders, by page id. */
  renderedData: Record<string, DataPlace[]>;
}

/** Schema of the one entry. Our own code makes the entry, so it is not validated again. */
export const contributionEntry = z.custom<Contributable>();

/**
 * Reads what readers may contribute to an edition. The result contains nothing that the edition excludes.
 * @param environment Environment variables of the build, which may name the repository.
 */
export function readContributable(
  root: string,
  { content, pages, settings: read, redirects, edition }: Handbook,
  environment: Record<string, string | undefined> = {},
): Contributable {
  const { audienceOf } = content.settings;
  const settings = settingsOrNone(read, environment);
  const { parts, hidden } = settings;
  const repository = repositoryOf(settings);
  const entries = content.entries.filter(({ collection, id }) => !edition.excluded.has(nameOf(collection, id)));
  const layer = existsSync(join(root, dirname(ORGANISATION))) ? ORGANISATION : LAYERS[0];
  const audiences = settings.audiences.slice(0, strictness(edition.audience, settings.audiences) + 1);
  const strictnessOf = (audience: unknown, layerOf: string) => {
    const place = strictness(typeof audience === 'string' ? audience : audienceOf.get(layerOf), settings.audiences);
    return Math.min(place, audiences.length - 1);
  };
  const shown = new Set(pages.flatMap(foldersAround));
  // A part without a page for these readers may have a name that gives something away, unless it is that of a kind.
  const isOpen = (part: string) => shown.has(part) || kinds.some((kind) => folderOf[kind] === part);
  const open = parts.flatMap(foldersOf).filter((part) => isOpen(part) && !hidden.includes(part));
  const folders = orderedFolders(open, shown);
  const knownPages = pages.flatMap(({ id, file, layer: its, data }) => {
    // No link leads to the 404 page.
    if (!data || id === '404') return [];
    const audience = strictnessOf(data.audience, its);
    return [{ of: data.kind, id, title: data.title, file, audience }];
  });
  const knownData = entries.map(({ collection, id, file, layer: its, located }) => {
    const { title, audience } = located.value as { title?: unknown; audience?: unknown };
    return {
      of: collection,
      id,
      title: edition.titles[nameOf(collection, id)] ?? String(title ?? id),
      file,
      audience: strictnessOf(audience, its),
    };
  });
  return {
    handbook: {
      layer,
      ...(repository === undefined ? {} : { repository }),
      subjects: [
        ...kinds.filter((kind) => foldersFor(kind, folders).length > 0),
        ...dataNames.filter((name) => !complete.has(name)).map((name) => `data/${name}`),
      ],
      folders,
      ...(layer === ORGANISATION ? { given: givenIn(folders, settings, edition) } : {}),
      audiences,
      audience: strictnessOf(undefined, layer),
      known: [...knownPages, ...knownData],
      moved: Object.fromEntries(redirects),
    },
    renderedData: Object.fromEntries(
      pages.flatMap((page) => {
        const places = placesOf(entries.filter((entry) => isRendered(entry, page)));
        return places.length > 0 ? [[page.id, places]] : [];
      }),
    ),
  };
}

/** Returns the fields that the settings give to pages in each folder, without those that name what readers may not know. */
function givenIn(
  folders: readonly string[],
  { defaults }: Settings,
  { excluded }: Edition,
): Record<string, Record<string, unknown>> {
  const readable = (folder: string) => {
    const fields = fieldsGiven(defaults, folder);
    const hidden = referencesIn(givable, fields).filter(({ to, id }) => excluded.has(nameOf(to, id)));
    for (const { path } of hidden) delete fields[String(path[0])];
    return fields;
  };
  return Object.fromEntries(folders.map((folder) => [folder, readable(folder)]));
}

/** Checks whether a page renders an entry: it renders the whole collection, or names the entry. */
function isRendered({ collection, id }: DataSource, { facts }: ReadPage): boolean {
  return (
    facts?.collections.has(collection) === true ||
    facts?.references.some((reference) => reference.to === collection && reference.id === id) === true
  );
}

/** Groups entries by collection and layer, each with the file that holds them or the folder of their files. */
function placesOf(entries: readonly DataSource[]): DataPlace[] {
  const groups = Map.groupBy(entries, ({ collection, layer }) => `${layer}/data/${collection}`);
  return [...groups].map(([folder, group]) => {
    const [first, ...others] = new Set(group.map(({ file }) => file));
    const isFolder = others.length > 0 || first === undefined;
    return { collection: (group[0] as DataSource).collection, path: isFolder ? folder : first, isFolder };
  });
}

/** Astro loader of `Contributable`: one entry, read once. */
export function contributionLoader(handbook: Handbook): Loader {
  return {
    name: 'playbook-contribution',
    async load({ config, store }) {
      store.clear();
      const data = readContributable(fileURLToPath(config.root), handbook, process.env);
      store.set({ id: 'contribution', data: { ...data } });
    },
  };
}
