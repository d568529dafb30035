import * as z from 'zod';
import { text } from './fields.ts';

/** Schema of the name of a folder at the top of a layer. */
const folder = () => z.string().regex(/^[a-z0-9-]+$/, 'the name of a folder in content/');

/** Part of the book: the pages of one folder or of several under one heading. */
export const part = z.strictObject({
  folder: folder().describe('The folder in content/ that holds its pages.'),
  label: text().optional().describe('What the sidebar calls it; only a part that upstream does not have needs it.'),
  with: z
    .array(folder())
    .optional()
    .describe('Folders of other parts, whose pages come under the same heading and stay at their addresses.'),
});

/** Validated part of the book. */
export type Part = z.infer<typeof part>;

/** Lists the folders of a part, its own first. */
export function foldersOf(part: Pick<Part, 'folder' | 'with'>): string[] {
  return [part.folder, ...(part.with ?? [])];
}

/** Returns the heading of a folder that has no page of its own, from its name: `guides/first-days` is "First days". */
export function folderLabel(folder: string): string {
  const words = folder.replace(/^.*\//, '').replaceAll('-', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
