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

/** Prose of one language. */
export interface LanguageProse {
  language: string;
  /** True for the pages, notes and data of an organisation. */
  isOwn: boolean;
  prose: readonly Prose[];
}

/** Language of upstream, whatever an organisation writes in. */
const UPSTREAM_LANGUAGE = 'en-GB';

/** All prose by layer and language: that of upstream, and that of an organisation. */
export const proseByLanguage = memoize((content): readonly LanguageProse[] => {
  const { settings, isOurs } = content.settings;
  if (!settings) return [];
  const { language } = settings;
  const isOwn = ({ file }: Prose) => !file.startsWith(`${content.layers[0]}/`);
  const { own = [], upstream = [] } = Object.groupBy(proseOf(content), (prose) => (isOwn(prose) ? 'own' : 'upstream'));
  const groups = [
    { language: isOurs(['language']) ? UPSTREAM_LANGUAGE : language, isOwn: false, prose: upstream },
    { language, isOwn: true, prose: own },
  ];
  return groups.filter(({ prose }) => prose.length > 0);
});
