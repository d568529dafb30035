import type * as z from 'zod';
import { memoize } from '#load/content.ts';
import { type Prose, piecesOfBody, piecesOfFields, textsIn } from '#load/prose.ts';
import { readText } from '#load/text.ts';
import { data } from '#schema/data/index.ts';
import { proseStrings } from '#schema/interface.ts';
import { note } from '#schema/note.ts';
import { page } from '#schema/pages/index.ts';
import type { WithPositions } from '#schema/with-positions.ts';

/** All text that readers see, of all layers and audiences: fields and bodies of pages and notes, and fields of data. */
export const proseOf = memoize(({ root, pages, notes, entries, interfaceFiles }): readonly Prose[] => {
  const inFields = (schema: z.ZodType, file: string, { value, at }: WithPositions) =>
    piecesOfFields(textsIn(schema, value), at, () => readText(root, file).text ?? '');
  const written = [
    ...pages.map((source) => ({ ...source, schema: page })),
    ...notes.map((source) => ({ ...source, schema: note })),
  ];
  return [
    ...written.map(({ file, text = '', frontmatter, facts, schema }) => ({
      file,
      pieces: [
        ...(frontmatter ? inFields(schema, file, frontmatter) : []),
        ...piecesOfBody(facts?.pieces ?? [], () => text),
      ],
    })),
    ...entries.map(({ file, collection, located }) => ({ file, pieces: inFields(data[collection], file, located) })),
    ...interfaceFiles.map(({ file, located }) => ({
      file,
      pieces: piecesOfFields(proseStrings(located.value), located.at, () => readText(root, file).text ?? ''),
    })),
  ];
});
