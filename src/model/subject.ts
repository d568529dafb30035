import { stringify } from 'yaml';
import { type DataName, data, isDataName } from './data/index.ts';
import { draftPath } from './draft.ts';
import { type Field, fieldsOf } from './form.ts';
import { type Kind, kinds, page } from './pages/index.ts';
import type { Review } from './pages/review.ts';
import { resolve } from './rules/schema.ts';

/** What is written anew: a page of a kind, or an entry of a collection of data. */
export type Subject = { kind: Kind; data?: never } | { data: DataName; kind?: never };

/** The schema of what is written. */
export function schemaOf({ kind, data: collection }: Subject) {
  return kind === undefined ? data[collection] : page;
}

/** The fields that may be written; what is known by itself is none of them. */
export function fieldsFor({ kind, data: collection }: Subject): Field[] {
  const schema = kind === undefined ? data[collection] : resolve(page, { kind });
  return fieldsOf(schema).filter(({ name, form }) => form !== 'fixed' && !(collection && name === 'id'));
}

/** What a word stands for: `guide`, or `data/terms`; nothing where there is no such kind or collection. */
export function subjectOf(word: string): Subject | undefined {
  if ((kinds as string[]).includes(word)) return { kind: word as Kind };
  const collection = word.replace(/^data\//, '');
  return word.startsWith('data/') && isDataName(collection) ? { data: collection } : undefined;
}

/** The path that it has in its layer, by the last part of its id. */
export function pathFor({ kind, data: collection }: Subject, name: string): string {
  return kind === undefined ? `data/${collection}/${name}.yaml` : draftPath(kind, name);
}

/** The log of the reviews of a page that is written on a day, such as 2026-01-31. */
export function reviewedOn(today: string): Review[] {
  return [{ day: today, outcome: 'edited' }];
}

/** The text of its file: the fields as YAML in the order of the schema and, of a page, the body after them. */
export function sourceOf(subject: Subject, value: Readonly<Record<string, unknown>>, body = ''): string {
  const names = ['kind', ...fieldsFor(subject).map(({ name }) => name)].filter((name) => name in value);
  const ordered = Object.fromEntries(names.map((name) => [name, value[name]]));
  // Astro reads what looks like a date as one; only that of the review is meant so.
  const fields = stringify(ordered, { lineWidth: 0, compat: 'yaml-1.1' }).replace(/^( *- day: )"([\d-]+)"$/gm, '$1$2');
  return subject.kind === undefined ? fields : `---\n${fields}---\n\n${body}`;
}
