import { duplicateProblems, type NamedPage } from '#check/rules/duplicates.ts';
import { slugOf } from '#schema/address.ts';
import { isDataName } from '#schema/data/index.ts';
import { pageId } from '#schema/pages/index.ts';
import { fillIn } from '#schema/placeholders.ts';
import { excludedWords, referenceWords } from '#schema/references.ts';
import type { Repository } from '#schema/repository-links.ts';
import { type FieldProblem, valueProblems } from './form.ts';
import { pathFor, type Subject, schemaOf } from './subject.ts';

/** Page or data entry that new content may refer to. */
export interface KnownEntry {
  /** Kind of the page, or name of the collection. */
  of: string;
  id: string;
  title: string;
  /** Path of its file from the root. */
  file: string;
  /** Strictness of its audience, from 0 for the widest. */
  audience: number;
}

/** Data of the edition that the form needs. */
export interface FormContext {
  /** Folder for new content, from the root. */
  layer: string;
  repository?: Repository;
  /** Names of the subjects on offer: `guide`, `data/terms`. */
  subjects: string[];
  /** Folders that pages may go into, by their parts: `guides`, `guides/onboarding`. */
  folders: string[];
  /** Fields that the settings give to pages, by folder; undefined for upstream, whose pages say everything. */
  given?: Record<string, Record<string, unknown>>;
  /** Audiences of the edition, from the widest. */
  audiences: string[];
  /** Strictness of the default audience. */
  audience: number;
  known: KnownEntry[];
  /** Redirects: new id by old id. */
  moved: Record<string, string>;
}

/** Input of the form. */
export interface Contribution {
  subject: Subject;
  /** Last segment of the id; empty to derive it from the title. */
  name: string;
  value: Readonly<Record<string, unknown>>;
}

/** Messages about the name. The page passes them in, so that the browser bundle does not include all strings. */
export type NameWords = Record<'none' | 'write' | 'bad' | 'better' | 'taken' | 'moved' | 'another', string>;

/** Returns the last segment of the id: as chosen, or derived from the title. */
export function nameOf({ name, value }: Pick<Contribution, 'name' | 'value'>): string {
  return name === '' ? slugOf(String(value['title'] ?? '')) : name;
}

/** Returns the entries that new content may refer to: those that its whole audience can read. */
export function referable(
  { known, audiences, audience: standard }: FormContext,
  to: string,
  audience: unknown,
): KnownEntry[] {
  const place = audiences.indexOf(String(audience));
  const narrow = place === -1 ? standard : place;
  return known.filter((one) => isOf(one, to) && one.audience <= narrow);
}

/** Returns the path of the new file from the root; undefined while there is no name. */
export function fileOf(handbook: FormContext, contribution: Contribution): string | undefined {
  const name = nameOf(contribution);
  return name === '' ? undefined : `${handbook.layer}/${pathFor(contribution.subject, name)}`;
}

/**
 * Checks the input with the rules of the check and returns a problem for each field; `name` is the field of the name.
 */
export function contributionProblems(
  handbook: FormContext,
  contribution: Contribution,
  text: NameWords,
): FieldProblem[] {
  const { subject, value } = contribution;
  const moved = new Map(Object.entries(handbook.moved));
  const whole = subject.kind ? { kind: subject.kind, ...subject.given, ...value } : { id: 'new', ...value };
  const problems = valueProblems(schemaOf(subject), whole, (reference) => {
    const all = handbook.known.filter((one) => isOf(one, reference.to));
    const unknown = referenceWords(
      reference,
      all.map(({ id }) => id),
      moved,
    );
    if (unknown) return unknown;
    const readers = handbook.audiences[handbook.audience] ?? '';
    const theirs = referable(handbook, reference.to, value['audience']);
    const isTheirs = reference.optional || theirs.some(({ id }) => id === reference.id);
    return isTheirs ? undefined : excludedWords(reference.id, String(value['audience'] ?? readers));
  });
  return [...problems, ...nameProblems(handbook, contribution, text)];
}

/** Checks the id and the title. */
function nameProblems(handbook: FormContext, contribution: Contribution, text: NameWords): FieldProblem[] {
  const { subject, value } = contribution;
  const name = nameOf(contribution);
  const title = value['title'];
  const problem = (message: string, fix: string): FieldProblem[] => [{ path: ['name'], message, fix }];
  if (name === '') {
    return title === undefined ? [] : problem(fillIn(text.none, { title }), text.write);
  }
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    const better = slugOf(name);
    return problem(fillIn(text.bad, { name }), better === '' ? text.write : fillIn(text.better, { name: better }));
  }
  const id = subject.kind ? pageId(pathFor(subject, name)) : name;
  const isTwin = (one: KnownEntry) => one.id === id && isOf(one, subject.data ?? 'page');
  const twin = handbook.known.find(isTwin);
  if (twin) return problem(fillIn(text.taken, { id, file: twin.file }), text.another);
  if (subject.data) return [];
  const to = handbook.moved[id];
  if (to !== undefined) return problem(fillIn(text.moved, { id, to }), text.another);
  const others = handbook.known.filter((one) => isOf(one, 'page'));
  const fields = titleProblems(
    others.map((one) => titledPage(one.file, one.id, one.title)),
    id,
    title,
  );
  return fields.map((words) => ({ path: ['title'], ...words }));
}

/** Checks that no other page has the title of a new one. */
export function titleProblems(
  others: readonly NamedPage[],
  id: string,
  title: unknown,
): Pick<FieldProblem, 'message' | 'fix'>[] {
  return duplicateProblems([...others, titledPage('', id, title)])
    .filter(({ file }) => file === '')
    .map(({ message, fix }) => ({ message, fix }));
}

function titledPage(file: string, id: string, title: unknown): NamedPage {
  return { file, id, frontmatter: { value: { title }, at: () => ({ line: 1, column: 1 }) } };
}

function isOf({ of }: KnownEntry, to: string): boolean {
  return of === to || (to === 'page' && !isDataName(of));
}
