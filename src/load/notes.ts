import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LoaderContext } from 'astro/loaders';
import { noteBody, noteEndingProblem } from '#check/rules/note-targets.ts';
import { type PageSource, reviewProblems } from '#check/rules/page-names.ts';
import { type Edition, shows } from '#editions/edition.ts';
import { type DataNote, frontMatterIn, type Note, note, withNote } from '#schema/note.ts';
import { pageId } from '#schema/pages/index.ts';
import type { Problem } from '#schema/problem.ts';
import { placesIn, schemaProblems } from '#schema/schema-problems.ts';
import { type BodyFacts, readBodyFacts } from './body.ts';
import { notesFolder, readLayers } from './layers.ts';
import { readMdx, textOfPage } from './mdx.ts';
import { readText } from './text.ts';

/** Note that was read. Its id names the page or entry that it annotates: `guides/trust`, `data/terms/roadmap`. */
export interface ReadNote extends PageSource {
  data?: Note;
  facts?: BodyFacts;
  /** Name of the note itself, other than that of the annotated page: its path without the extension. */
  name: string;
}

/**
 * Reads the notes of every layer but the first, whose pages and entries they annotate.
 * @param today The day to measure review dates against, such as 2026-01-31.
 */
export function readNotes(
  root: string,
  layers: readonly string[],
  today: string,
): { notes: ReadNote[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const notes: ReadNote[] = [];
  for (const { file, path } of readLayers(root, layers.slice(1).map(notesFolder)).files) {
    const ending = noteEndingProblem(file);
    if (ending) {
      problems.push(ending);
      continue;
    }
    const text = readText(root, file);
    if (text.problem) {
      problems.push(text.problem);
      continue;
    }
    const read = noteIn(file, path, text.text);
    notes.push(read.note);
    problems.push(...read.problems, ...reviewProblems(read.note, today));
  }
  return { notes, problems };
}

function noteIn(file: string, path: string, text: string): { note: ReadNote; problems: Problem[] } {
  const { frontmatter, body, problems } = readMdx(file, text, NEEDS);
  const read: ReadNote = { file, path, id: pageId(path), name: file.replace(/\.mdx$/, '') };
  if (frontmatter) {
    read.frontmatter = frontmatter;
    problems.push(...schemaProblems(note, frontmatter.value ?? {}, placesIn(file, frontmatter)));
    const parsed = note.safeParse(frontmatter.value);
    if (parsed.success) read.data = parsed.data;
  }
  if (body) {
    const { tree, problems: refused } = noteBody(file, body.tree);
    read.facts = readBodyFacts(file, { ...body, tree }, {});
    problems.push(...refused, ...read.facts.problems);
    if (read.id.startsWith('data/')) problems.push(...anchorProblems(file, read.facts));
  }
  return { note: read, problems };
}

/**
 * Reports links to anchors in a note on data: an entry may be rendered on any page, so the note has no headings around
 * it.
 */
function anchorProblems(file: string, { links }: BodyFacts): Problem[] {
  return links
    .filter(({ url }) => url.startsWith('#'))
    .map(({ url, line, column }) => ({
      file,
      line,
      column,
      message: `"${url}" is on no page that this note knows`,
      fix: `Write the page before it, such as /guides/trust/${url}`,
    }));
}

const NEEDS = 'owner and reviewed';

/**
 * Reads a note as an edition shows it: its front matter and text.
 * @param id Name of the page or entry that it annotates.
 * @returns Undefined if there is no note, or none of it is for the readers of the edition.
 */
function noteOn(edition: Edition, root: string, id: string): { note: Note; words: string } | undefined {
  const file = edition.notes.get(id);
  const text = file === undefined ? undefined : readText(root, file).text;
  if (file === undefined || text === undefined) return undefined;
  const { frontmatter } = readMdx(file, text, NEEDS);
  const parsed = note.safeParse(frontmatter?.value);
  // In `astro dev` the front matter may have changed since the edition was read.
  if (!parsed.success || (parsed.data.audience !== undefined && !shows(edition, parsed.data.audience)))
    return undefined;
  const shown = textOfPage(edition, text);
  const words = shown.slice(frontMatterIn(shown).length).trim();
  return words === '' ? undefined : { note: parsed.data, words };
}

/** Returns the text of a page as an edition shows it, with its note. */
export function textWithNote(edition: Edition, root: string, id: string, text: string): string {
  const page = textOfPage(edition, text);
  const found = noteOn(edition, root, id);
  return found ? withNote(page, found.note, found.words) : page;
}

/**
 * Returns the note on an entry of data, with its text rendered to HTML.
 * @param renderMarkdown Astro's Markdown renderer.
 */
export async function dataNote(
  edition: Edition,
  root: string,
  id: string,
  renderMarkdown: LoaderContext['renderMarkdown'],
): Promise<DataNote | undefined> {
  const found = noteOn(edition, root, id);
  const file = edition.notes.get(id);
  if (!found || file === undefined) return undefined;
  const { html } = await renderMarkdown(found.words, { fileURL: pathToFileURL(join(root, file)) });
  const { title, owner, reviewed } = found.note;
  return { ...(title === undefined ? {} : { title }), owner, reviewed, html };
}
