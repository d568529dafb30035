import { strictness } from '#editions/edition.ts';
import { hiddenNames } from '#editions/edition-of.ts';
import { audiencesOf, type Readable, readableNotes, readables } from '#editions/readable.ts';
import { hasEveryFile, isUnread, movedPages } from '#load/content.ts';
import type { ReadNote } from '#load/notes.ts';
import { dataNames, isDataName } from '#schema/data/index.ts';
import { isNoted, notedCollections } from '#schema/note.ts';
import { type Advice, advice, didYouMean, nearest, type Problem, problemsAt, START } from '#schema/problem.ts';
import { destinationOf, type Redirects } from '#schema/redirects.ts';
import type { Rule } from '../rule.ts';
import { reviewProblems } from './page-names.ts';

/** Rule on the notes of an organisation and what they annotate. */
export const noteTargets: Rule = {
  code: 'notes',
  describes: 'Notes stand on what is there',
  check(content) {
    const own = content.notes.flatMap((note) => [...reviewProblems(note, content.today), ...anchorProblems(note)]);
    if (!hasEveryFile(content)) return own;
    const isOwn = ({ file }: { file: string }) => !file.startsWith(`${content.layers[0]}/`);
    const targets = readables(content).map((target) => ({ ...target, isOwn: isOwn(target) }));
    const context = { audiences: audiencesOf(content), hidden: hiddenNames(content), moved: movedPages(content) };
    const unread = isUnread(content);
    const notes = readableNotes(content).filter(({ id, name }) => !unread(id) && !unread(name));
    return [...own, ...notedProblems(notes, targets, context)];
  },
};

/**
 * Reports links to anchors in a note on data: an entry may be rendered on any page, so the note has no headings around
 * it.
 */
function anchorProblems({ id, file, facts }: ReadNote): Problem[] {
  if (!id.startsWith('data/')) return [];
  return (facts?.links ?? [])
    .filter(({ url }) => url.startsWith('#'))
    .map(({ url, line, column }) => ({
      file,
      line,
      column,
      message: `"${url}" is on no page that this note knows`,
      fix: `Write the page before it, such as /guides/trust/${url}`,
    }));
}

/** Target of a note, a page or a data entry, and whether it is the organisation's and not upstream's. */
type Noted = Pick<Readable, 'name' | 'file' | 'audience'> & { isOwn: boolean };

/** Note, with the name of its target as id. */
type NoteSource = Pick<Readable, 'file' | 'audience'> & { id: string };

/** Checks that the target of each note exists, is upstream's, and has no second note or wider audience. */
function notedProblems(
  notes: readonly NoteSource[],
  noted: readonly Noted[],
  { audiences, hidden, moved }: { audiences: readonly string[]; hidden: ReadonlySet<string>; moved: Redirects },
): Problem[] {
  const byName = new Map(noted.map((target) => [target.name, target]));
  const seen = new Map<string, string>();
  return notes.flatMap((source) => {
    const place = { file: source.file, ...START };
    const twin = seen.get(source.id);
    seen.set(source.id, source.file);
    if (twin) return problemsAt(place, advice(`"${source.id}" has a note in ${twin}`, 'Make one note of the two'));
    const target = byName.get(source.id);
    const words = target ? targetWords(source, target, audiences, hidden) : absentWords(source, noted, moved);
    return problemsAt(place, words);
  });
}

function targetWords(
  { id, audience }: NoteSource,
  target: Noted,
  audiences: readonly string[],
  hidden: ReadonlySet<string>,
): Advice | undefined {
  if (hidden.has(id)) {
    const fix = 'Delete the note, or take it out of hidden in org/playbook.yaml';
    return advice(`"${id}" is hidden, so nobody reads this note`, fix);
  }
  if (target.isOwn) {
    return advice(`"${id}" is your own`, `Write the words into ${target.file}, and delete the note`);
  }
  const collection = collectionOf(id);
  if (collection !== undefined && isDataName(collection) && !isNoted(collection)) {
    const fix = `Replace the entry: write one with the same id into org/content/data/${collection}/ours.yaml`;
    return advice(`Entries of ${collection} have no room for a note`, fix);
  }
  if (strictness(audience, audiences) >= strictness(target.audience, audiences)) return undefined;
  const narrow = target.audience ?? audiences.at(-1);
  const fix = `Write audience: ${narrow}, as nobody else finds it`;
  return advice(`"${id}" is for ${narrow}, and this note on it for ${audience}`, fix);
}

function absentWords({ file, id }: NoteSource, noted: readonly Noted[], moved: Redirects): Advice {
  const folder = file.slice(0, -`${id}.mdx`.length);
  const to = destinationOf(moved, id);
  if (to !== undefined) return advice(`"${id}" has moved`, `Rename the note to ${folder}${to}.mdx`);
  const collection = collectionOf(id);
  if (collection !== undefined && !isDataName(collection)) {
    return advice(`Unknown data collection "${collection}"`, didYouMean(collection, dataNames));
  }
  if (id.startsWith('data/') && collection === undefined) {
    const fix = `Move it into the folder of a collection: ${notedCollections.join(', ')}`;
    return advice('This note stands outside the collections', fix);
  }
  const names = noted.filter(({ name, isOwn }) => !isOwn && collectionOf(name) === collection).map(({ name }) => name);
  const near = nearest(id, names);
  const fix = near
    ? `Did you mean "${near}"? Rename the note to ${folder}${near}.mdx`
    : 'Name the file as the page is named, or delete it';
  return advice(`There is no ${collection === undefined ? 'page' : 'entry'} "${id}" to have a note`, fix);
}

function collectionOf(name: string): string | undefined {
  return /^data\/([^/]+)\/./.exec(name)?.[1];
}
