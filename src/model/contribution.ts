import { isDataName } from './data/index.ts';
import { slugOf } from './draft.ts';
import { encodePath } from './escaping.ts';
import { type FieldProblem, valueProblems } from './form.ts';
import { pageId } from './pages/index.ts';
import { duplicateProblems } from './rules/pages.ts';
import { referenceWords, withheldWords } from './rules/references.ts';
import { pathFor, type Subject, schemaOf } from './subject.ts';

/** The id of the page with the form. */
export const CONTRIBUTE = 'contribute';

/** A page or an entry of data that a new one may refer to. */
export interface Known {
  /** The kind of page, or the collection. */
  of: string;
  id: string;
  title: string;
  /** The path of its file from the root. */
  file: string;
  /** How narrow its audience is, from 0 for the widest. */
  audience: number;
}

/** What the form has to know of the edition that it stands in. */
export interface Handbook {
  /** The folder that something new goes into, from the root. */
  layer: string;
  repository?: string;
  branch: string;
  /** The words of what may be written: `guide`, `data/terms`. */
  subjects: string[];
  /** Who may read this edition, from the widest circle on. */
  audiences: string[];
  /** How narrow the audience is of what names none. */
  audience: number;
  known: Known[];
  /** Where pages went, by the ids that they had. */
  moved: Record<string, string>;
}

/** What was written in the form. */
export interface Contribution {
  subject: Subject;
  /** The last part of its id; empty to make it from the title. */
  name: string;
  value: Readonly<Record<string, unknown>>;
}

/** The sentences about a name, which the words of the page give: the browser has no use for the others. */
export type NameWords = Record<'none' | 'write' | 'bad' | 'better' | 'taken' | 'moved' | 'another', string>;

/** The last part of the id: as chosen, or from the title. */
export function nameOf({ name, value }: Pick<Contribution, 'name' | 'value'>): string {
  return name === '' ? slugOf(String(value['title'] ?? '')) : name;
}

/** What something new may refer to: what all who may read it can read. */
export function referable({ known, audiences, audience: standard }: Handbook, to: string, audience: unknown): Known[] {
  const place = audiences.indexOf(String(audience));
  const narrow = place === -1 ? standard : place;
  return known.filter((one) => isOf(one, to) && one.audience <= narrow);
}

/** The file that it goes into, from the root; without a name there is none. */
export function fileOf(handbook: Handbook, contribution: Contribution): string | undefined {
  const name = nameOf(contribution);
  return name === '' ? undefined : `${handbook.layer}/${pathFor(contribution.subject, name)}`;
}

/** What is wrong with it, in the words of the check, field by field; `name` is the field of its name. */
export function contributionProblems(handbook: Handbook, contribution: Contribution, text: NameWords): FieldProblem[] {
  const { subject, value } = contribution;
  const moved = new Map(Object.entries(handbook.moved));
  const whole = subject.kind ? { kind: subject.kind, ...value } : { id: 'new', ...value };
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
    return isTheirs ? undefined : withheldWords(reference.id, String(value['audience'] ?? readers));
  });
  return [...problems, ...nameProblems(handbook, contribution, text)];
}

/** What speaks against its id and its title. */
function nameProblems(handbook: Handbook, contribution: Contribution, text: NameWords): FieldProblem[] {
  const { subject, value } = contribution;
  const name = nameOf(contribution);
  const title = value['title'];
  const problem = (message: string, fix: string): FieldProblem[] => [{ path: ['name'], message, fix }];
  if (name === '') {
    return title === undefined ? [] : problem(text.none.replace('{title}', String(title)), text.write);
  }
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    const better = slugOf(name);
    return problem(
      text.bad.replace('{name}', name),
      better === '' ? text.write : text.better.replace('{name}', better),
    );
  }
  const id = subject.kind ? pageId(pathFor(subject, name)) : name;
  const isTwin = (one: Known) => one.id === id && isOf(one, subject.data ?? 'page');
  const twin = handbook.known.find(isTwin);
  if (twin) return problem(text.taken.replace('{id}', id).replace('{file}', twin.file), text.another);
  if (subject.data) return [];
  const to = handbook.moved[id];
  if (to !== undefined) return problem(text.moved.replace('{id}', id).replace('{to}', to), text.another);
  const titled = (file: string, pageOf: string, written: unknown) => ({
    file,
    path: file,
    id: pageOf,
    frontmatter: { value: { title: written }, at: () => ({ line: 1, column: 1 }) },
  });
  const others = handbook.known.filter((one) => isOf(one, 'page'));
  return duplicateProblems([...others.map((one) => titled(one.file, one.id, one.title)), titled('', id, title)])
    .filter(({ file }) => file === '')
    .map(({ message, fix }) => ({ path: ['title'], message, fix }));
}

function isOf({ of }: Known, to: string): boolean {
  return of === to || (to === 'page' && !isDataName(of));
}

/** GitHub, and servers on the way to it, take addresses of about 8 kB. */
const LONGEST = 8_000;

/**
 * The repository's own page for a new file, filled in.
 * @returns The address, and whether the text is in it; a text that makes it too long is not.
 */
export function newFileAddress(
  { repository, branch }: { repository: string; branch: string },
  file: string,
  text: string,
): { address: string; isWhole: boolean } {
  const [, folder = '', name = ''] = /^(?:(.*)\/)?([^/]*)$/.exec(file) ?? [];
  const address = `${repository}/new/${encodePath(branch)}/${encodePath(folder)}?filename=${encodeURIComponent(name)}`;
  const whole = `${address}&value=${encodeURIComponent(text)}`;
  return whole.length <= LONGEST ? { address: whole, isWhole: true } : { address, isWhole: false };
}

/** The repository's own page for a new issue, filled in. */
export function newIssueAddress(repository: string, title: string, body: string): string {
  return `${repository}/issues/new?title=${encodeURIComponent(title)}&body=${encodeURIComponent(body)}`;
}
