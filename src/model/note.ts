import * as z from 'zod';
import type { DataName } from './data/index.ts';
import { audience, date, reference, text } from './fields.ts';

/** The front matter of a note: a word of the organisation beside a page or an entry of data that is upstream's. */
export const note = z.strictObject({
  title: text().max(60).optional().describe('What stands over it, in at most 60 characters; "Here" if left out.'),
  owner: reference('teams').describe('The team that answers for it.'),
  reviewed: date().describe(
    'The day somebody last read it beside the page and found it right, as 2026-01-31; never in the future.',
  ),
  audience: audience()
    .optional()
    .describe(
      'Who may read it: one of the audiences in the settings; if left out, what the layer says, or else the narrowest.',
    ),
});

/** The front matter of a note once it is checked. */
export type Note = z.infer<typeof note>;

/** The collections whose entries are drawn one by one, each with room for a note. */
export const notedCollections = [
  'terms',
  'metrics',
  'prompts',
  'strategies',
  'trust',
  'influence',
  'audiences',
  'quadrants',
  'sources',
] as const satisfies DataName[];

/** A note on an entry of data, as components draw it. */
export interface DataNote extends Pick<Note, 'title' | 'owner' | 'reviewed'> {
  /** Its words. */
  html: string;
}

/** Whether the entries of a collection have room for notes. */
export function isNoted(collection: DataName): boolean {
  return (notedCollections as readonly DataName[]).includes(collection);
}

/** What draws a note. Pages of authors cannot import it. */
const COMPONENT = '#components/Note.astro';

/** The front matter at the start of a text, with the lines around it. */
export function frontMatterIn(text: string): string {
  return /^\uFEFF?---[ \t]*\r?\n[\s\S]*?\n---[ \t]*(\r?\n|$)/.exec(text)?.[0] ?? '';
}

/**
 * The text of a page with a note over its words, as the component `Note` draws it.
 * @param page The text, with its front matter or without.
 * @param words The words of the note, without front matter.
 */
export function withNote(page: string, { title, owner, reviewed }: Note, words: string): string {
  const head = frontMatterIn(page);
  const props = Object.entries({ title, owner, reviewed })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}={${JSON.stringify(value)}}`);
  const drawn = [
    `import Note from '${COMPONENT}';`,
    `<Note ${props.join(' ')}>`,
    words.trim(),
    '</Note>',
    page.slice(head.length),
  ];
  return `${head}\n${drawn.join('\n\n')}`;
}
