import { stringify } from 'yaml';
import { namesAround } from '#schema/address.ts';
import { type DataName, data, isDataName } from '#schema/data/index.ts';
import { belongsIn, folderOf, type Kind, kinds, page, upstreamPage } from '#schema/pages/index.ts';
import { givenFields } from '#schema/pages/page-defaults.ts';
import type { Review } from '#schema/pages/review.ts';
import { resolve } from '#schema/schema-problems.ts';
import { draftPath } from './draft.ts';
import { type Field, fieldsOf } from './form.ts';

/**
 * Type of new content: a page of a kind, in the folder of its kind or in another, or an entry of a data collection. A
 * page of an organisation has the fields that the settings give to it.
 */
export type Subject =
  | { kind: Kind; folder?: string; given?: Readonly<Record<string, unknown>>; data?: never }
  | { data: DataName; kind?: never };

/** Returns the schema of a subject. */
export function schemaOf(subject: Subject) {
  if (subject.data) return data[subject.data];
  return subject.given ? page : upstreamPage;
}

/** Returns the fields that an author fills in. Fields with a fixed value, and the id of data, are derived. */
export function fieldsFor(subject: Subject): Field[] {
  const schema = subject.data ? data[subject.data] : resolve(schemaOf(subject), { kind: subject.kind });
  const given = subject.data ? {} : (subject.given ?? {});
  return fieldsOf(schema)
    .filter(({ name, form }) => form !== 'fixed' && !(subject.data && name === 'id'))
    .map((field) => (field.name in given ? { ...field, required: false } : field));
}

/** Returns the fields that the settings give to a page of an organisation in a folder. */
export function fieldsGiven(defaults: unknown, folder: string): Record<string, unknown> {
  const given = Object.entries(givenFields(defaults, namesAround(folder)));
  return Object.fromEntries(given.map(([name, { value }]) => [name, value]));
}

/** Parses the name of a subject: `guide`, or `data/terms`; undefined if there is no such kind or collection. */
export function subjectOf(word: string): Subject | undefined {
  if ((kinds as string[]).includes(word)) return { kind: word as Kind };
  const collection = word.replace(/^data\//, '');
  return word.startsWith('data/') && isDataName(collection) ? { data: collection } : undefined;
}

/** Returns the path of a new file in its layer, from the last segment of its id. */
export function pathFor(subject: Subject, name: string): string {
  return subject.data ? `data/${subject.data}/${name}.yaml` : draftPath(subject.kind, name, subject.folder);
}

/** Orders folders by their parts, each part before the folders in it. */
export function orderedFolders(parts: readonly string[], folders: Iterable<string>): string[] {
  const sorted = [...new Set(folders)].sort();
  return parts.flatMap((part) => [part, ...sorted.filter((folder) => folder.startsWith(`${part}/`))]);
}

/** Returns those of some folders that a page of a kind may go into, with that of its kind first. */
export function foldersFor(kind: Kind, folders: readonly string[]): string[] {
  const fitting = folders.filter((folder) => belongsIn(kind, folder.replace(/\/.*/, '')));
  const isOwn = (folder: string) => folder === folderOf[kind];
  return [...fitting.filter(isOwn), ...fitting.filter((folder) => !isOwn(folder))];
}

/** Returns the review log of a page written on a day, as YYYY-MM-DD. */
export function reviewedOn(today: string): Review[] {
  return [{ day: today, outcome: 'edited' }];
}

/** Serialises a new file: the fields as YAML in schema order and, for a page, the body after them. */
export function sourceOf(subject: Subject, value: Readonly<Record<string, unknown>>, body = ''): string {
  const names = ['kind', ...fieldsFor(subject).map(({ name }) => name)].filter((name) => name in value);
  const ordered = Object.fromEntries(names.map((name) => [name, value[name]]));
  // Quote strings that look like dates (`compat`), since Astro's YAML parser turns them into dates; only the day of the
  // review is one.
  const fields = stringify(ordered, { lineWidth: 0, compat: 'yaml-1.1' }).replace(/^( *- day: )"([\d-]+)"$/gm, '$1$2');
  return subject.kind === undefined ? fields : `---\n${fields}---\n\n${body}`;
}
