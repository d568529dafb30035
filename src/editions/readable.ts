import type * as z from 'zod';
import { type Content, memoize } from '#load/content.ts';
import type { DataSource } from '#load/data.ts';
import { ORGANISATION } from '#load/layers.ts';
import type { ReadNote } from '#load/notes.ts';
import { type ReadPage, titleOf } from '#load/pages.ts';
import type { PublicFile } from '#load/public-files.ts';
import { settingsFile } from '#load/settings-files.ts';
import { namesAround, namesIn } from '#schema/address.ts';
import { data } from '#schema/data/index.ts';
import { note } from '#schema/note.ts';
import { page } from '#schema/pages/index.ts';
import { type Point, START } from '#schema/problem.ts';
import { type Reference, referencesIn } from '#schema/references.ts';
import type { Place } from '#schema/schema-problems.ts';
import { isOptionalLink, keysOf, nameOf, strictestAudience } from './edition.ts';

/**
 * File and position of an item. The position is lazy: few are needed, and finding one parses the file again. It may be
 * in another file, such as the settings.
 */
export interface InFile {
  file: string;
  at(): Point & { file?: string };
}

/** Page, heading, note or data entry, with its readers and what it mentions. */
export interface Readable extends InFile {
  /** `guides/trust`, or `data/terms/roadmap`; of a heading, `guides/trust#heading`. */
  name: string;
  title: string;
  /** Title of the entry of an earlier layer that it replaces. */
  overriddenTitle?: string | undefined;
  /** Effective audience, with the default of its layer; undefined if unknown. */
  audience: string | undefined;
  /** Audience that the entry itself names. */
  says: string | undefined;
  /** References and links in it. */
  mentions: Mention[];
}

/** Reference or link, with the audiences of the `:::only` blocks around it. */
export interface Mention extends InFile {
  /** Names that it points to: an entry or page and, if the link has an anchor, `page#heading`. */
  names: readonly string[];
  /** True if it disappears where its target is excluded. */
  optional: boolean;
  /** Audiences of the `:::only` blocks around it. */
  within: readonly string[];
}

/** Team that looks after a page here, and the position of the setting that assigns it. */
export interface Owned {
  team: string;
  place: ReturnType<Place>;
}

/** All audiences of a handbook, from the widest to the strictest. */
export function audiencesOf({ settings: { settings } }: Content): readonly string[] {
  return [...new Set(settings?.audiences ?? ['public'])];
}

/**
 * Pages whose owner the settings assign. A page of the same layer names its own owner, unless the settings name the page
 * by its id.
 */
export const ownedPages = memoize(({ settings: { settings, where }, pages }): ReadonlyMap<string, Owned> => {
  const owners = settings?.owners ?? {};
  const keys = keysOf(
    Object.keys(owners),
    pages.map(({ id }) => id),
  );
  const file = where(['owners']).file;
  return new Map(
    pages.flatMap(({ id, layer }): [string, Owned][] => {
      const key = keys.get(id);
      if (key === undefined || (settingsFile(layer) === file && key !== id)) return [];
      return [[id, { team: owners[key] as string, place: where(['owners', key]) }]];
    }),
  );
});

/** Pages, the headings that only some of their readers see, data entries and files, each with its readers and mentions. */
export const readables = memoize((content): readonly Readable[] => [
  ...content.pages.flatMap((source) => readablePage(content, source, page)),
  ...content.entries.map((entry) => readableEntry(content, entry)),
  ...content.publicFiles.own.map((file) => readableFile(content, file)),
]);

/** Notes by their own names, each with the id of the page or entry that it annotates. */
export const readableNotes = memoize((content): readonly (Readable & { id: string })[] =>
  content.notes.flatMap((source) =>
    readablePage(content, source, note).map((readable) => ({ ...readable, name: source.name, id: source.id })),
  ),
);

/** A page or note with its links and references, and the headings in its parts for fewer readers. */
function readablePage(content: Content, source: ReadPage | ReadNote, schema: z.ZodType): Readable[] {
  const { id, file, layer, frontmatter, facts } = source;
  // The settings replace the field `owner` of these pages.
  const isOwned = schema === page && ownedPages(content).has(id);
  const references = frontmatter
    ? referencesIn(schema, frontmatter.value).filter(({ path }) => !(isOwned && path[0] === 'owner'))
    : [];
  const mentions = [
    ...references.map((reference) => mentionOf(file, reference, () => frontmatter?.at(reference.path) ?? START)),
    ...mentionsInBody(source),
  ];
  const at = () => frontmatter?.at(['audience']) ?? START;
  const readers = readersOf(content, layer, frontmatter?.value);
  const headings = [...(facts?.headings ?? [])].flatMap(([anchor, point]): Readable[] => {
    const within = audiencesAround(source, point.line);
    if (within.length === 0) return [];
    const audience = strictestAudience([readers.audience, ...within], audiencesOf(content));
    return [{ name: `${id}#${anchor}`, title: '', file, at: () => point, says: undefined, audience, mentions: [] }];
  });
  const overriddenTitle = 'overriddenTitle' in source ? source.overriddenTitle : undefined;
  return [{ name: id, title: titleOf(frontmatter), file, at, ...readers, mentions, overriddenTitle }, ...headings];
}

function readableEntry(content: Content, entry: DataSource): Readable {
  const { collection, id, file, layer, located, overriddenTitle } = entry;
  return {
    name: nameOf(collection, id),
    title: titleOf(located),
    file,
    at: () => located.at(['audience']),
    ...readersOf(content, layer, located.value),
    mentions: referencesIn(data[collection], located.value).map((reference) =>
      mentionOf(file, reference, () => located.at(reference.path)),
    ),
    overriddenTitle,
  };
}

/** A file of the organisation. Its name is its address, as links mention it. */
function readableFile({ settings: { settings, audienceOf, where } }: Content, { path, file }: PublicFile): Readable {
  const key = namesAround(path).find((name) => Object.hasOwn(settings?.files ?? {}, name));
  const says = key === undefined ? undefined : settings?.files[key];
  return {
    name: path,
    title: '',
    file,
    at: () => (key === undefined ? START : where(['files', key])),
    says,
    audience: says ?? audienceOf.get(ORGANISATION),
    mentions: [],
  };
}

/** Audience that the fields of an entry name, and the effective one. */
function readersOf({ settings }: Content, layer: string, fields: unknown): Pick<Readable, 'says' | 'audience'> {
  const { audience } = (fields ?? {}) as { audience?: unknown };
  const says = typeof audience === 'string' ? audience : undefined;
  return { says, audience: says ?? settings.audienceOf.get(layer) };
}

function mentionOf(file: string, { to, id, optional }: Reference, at: () => Point, within: string[] = []): Mention {
  return { names: [nameOf(to, id)], optional, within, file, at };
}

/** References of components, and links and pictures inside the handbook. */
function mentionsInBody(source: ReadPage | ReadNote): Mention[] {
  const { id, file, facts } = source;
  const { references = [], links = [], images = [] } = facts ?? {};
  return [
    ...references.map(({ line, column, ...reference }) =>
      mentionOf(file, reference, () => ({ line, column }), audiencesAround(source, line)),
    ),
    ...[...links, ...images]
      .filter(({ url }) => /^[/#]/.test(url))
      .map(({ url, line, column }) => ({
        names: namesIn(url, id),
        optional: isOptionalLink(url),
        within: audiencesAround(source, line),
        file,
        at: () => ({ line, column }),
      })),
  ];
}

/** Audiences of the `:::only` blocks around a line. */
export function audiencesAround({ facts }: Pick<ReadPage, 'facts'>, line: number): string[] {
  const parts = facts?.only ?? [];
  return parts.filter((part) => part.line <= line && line <= part.lastLine).map(({ audience }) => audience);
}
