import { readBody } from '#load/mdx.ts';
import type { ParsedNote } from '#load/notes.ts';
import { frontMatterIn, type Note, withNote } from '#schema/note.ts';
import { type Edition, shows, textIn } from './edition.ts';

/**
 * Returns the text of a page, with its front matter or without, as an edition shows it. A text that is not valid MDX is
 * returned unchanged.
 */
export function textOfPage(edition: Edition, text: string): string {
  const body = readBody('', text);
  return 'problem' in body ? text : textIn(edition, text, body.tree);
}

/** Returns a note as an edition shows it: its fields and words. Undefined if none of it is for the readers. */
export function shownNote(edition: Edition, note: ParsedNote | undefined): { note: Note; words: string } | undefined {
  // In `astro dev` the front matter may have changed since the edition was read.
  if (!note?.data || (note.data.audience !== undefined && !shows(edition, note.data.audience))) return undefined;
  const shown = textOfPage(edition, note.text);
  const words = shown.slice(frontMatterIn(shown).length).trim();
  return words === '' ? undefined : { note: note.data, words };
}

/** Returns the text of a page as an edition shows it, with its note. */
export function textWithNote(edition: Edition, text: string, note: ParsedNote | undefined): string {
  const page = textOfPage(edition, text);
  const shown = shownNote(edition, note);
  return shown ? withNote(page, shown.note, shown.words) : page;
}
