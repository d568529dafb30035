import { type Note, note } from '#schema/note.ts';
import { pageId } from '#schema/pages/index.ts';
import type { Problem } from '#schema/problem.ts';
import { placesIn, schemaProblems } from '#schema/schema-problems.ts';
import { type BodyFacts, readBodyFacts } from './body.ts';
import { notesFolder, readLayers } from './layers.ts';
import { readMdx } from './mdx.ts';
import { noteBody, noteEndingProblem } from './note-body.ts';
import type { PageSource } from './pages.ts';
import { readText } from './text.ts';

/** Note that was read. Its id names the page or entry that it annotates: `guides/trust`, `data/terms/roadmap`. */
export interface ReadNote extends PageSource {
  /** The whole file without its byte order mark. */
  text: string;
  data?: Note;
  facts?: BodyFacts;
  /** Name of the note itself, other than that of the annotated page: its path without the extension. */
  name: string;
}

/** Reads the notes of every layer but the first, whose pages and entries they annotate. */
export function readNotes(root: string, layers: readonly string[]): { notes: ReadNote[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const notes: ReadNote[] = [];
  for (const file of readLayers(root, layers.slice(1).map(notesFolder)).files) {
    const { text, problem } = readText(root, file.file);
    const unread = noteEndingProblem(file.file) ?? problem;
    if (unread) problems.push(unread);
    if (unread || text === undefined) continue;
    const { problems: mistakes, ...read } = parseNote(file.file, text);
    notes.push({ ...file, ...read, id: pageId(file.path), name: file.file.replace(/\.mdx$/, '') });
    problems.push(...mistakes);
  }
  return { notes, problems };
}

/** Parts of a note that its text alone gives. */
export type ParsedNote = Pick<ReadNote, 'text' | 'frontmatter' | 'data' | 'facts'>;

/** Parses a note, with its problems. */
export function parseNote(file: string, text: string): ParsedNote & { problems: Problem[] } {
  const { frontmatter, body, problems } = readMdx(file, text, 'owner and reviewed');
  const read: ParsedNote = { text };
  if (frontmatter) {
    read.frontmatter = frontmatter;
    const parsed = note.safeParse(frontmatter.value ?? {});
    if (parsed.success) read.data = parsed.data;
    else problems.push(...schemaProblems(note, frontmatter.value ?? {}, placesIn(file, frontmatter)));
  }
  if (body) {
    const { tree, problems: bodyProblems } = noteBody(file, body.tree);
    read.facts = readBodyFacts(file, { ...body, tree }, {});
    problems.push(...bodyProblems, ...read.facts.problems);
  }
  return { ...read, problems };
}
