import * as z from 'zod';
import type { DataName } from './data/index.ts';
import { audience, date, reference, text } from './fields.ts';

/** Schema of the front matter of a note, an organisation's comment on an upstream page or data entry. */
export const note = z.strictObject({
  title: text().max(60).optional().describe('What stands over it, in at most 60 characters; "Here" if left out.'),
  owner: reference('teams').describe('The team that answers for it.'),
  reviewed: date().describe(
    'The day somebody last read it beside the page and found it right, as 2026-01-31; never in the future.',
  ),
  audience: audience()
    .optional()
    .describe(
      'Who may read it: one of the audiences in the settings; if left out, what the layer says, or else the strictest.',
    ),
});

/** Validated front matter of a note. */
export type Note = z.infer<typeof note>;

/** Collections whose entries are rendered one by one, with room for a note. */
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

/** Note on a data entry, as components render it. */
export interface DataNote extends Pick<Note, 'title' | 'owner' | 'reviewed'> {
  /** Rendered body. */
  html: string;
}

/** Checks whether the entries of a collection can have notes. */
export function isNoted(collection: DataName): boolean {
  return (notedCollections as readonly DataName[]).includes(collection);
}

/** Import path of the component that renders a note. Authors cannot import it. */
const COMPONENT = '#components/Note.astro';

/** Extracts the front matter of a source, including its delimiters. */
export function frontMatterIn(text: string): string {
  return /^\uFEFF?---[ \t]*\r?\n[\s\S]*?\n---[ \t]*(\r?\n|$)/.exec(text)?.[0] ?? '';
}

/**
 * Puts empty front matter before the body of a page, for a renderer that takes what is between two lines across at its
 * top for front matter.
 */
export function withEmptyFrontMatter(body: string): string {
  return `---\n---\n${body}`;
}

/**
 * Inserts a note at the top of a page, inside the component `Note`.
 * @param page The source of the page, with or without front matter.
 * @param words The body of the note, without front matter.
 */
export function withNote(page: string, { title, owner, reviewed }: Note, words: string): string {
  const head = frontMatterIn(page);
  const props = Object.entries({ title, owner, reviewed })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}={${JSON.stringify(value)}}`);
  const blocks = [
    `import Note from '${COMPONENT}';`,
    `<Note ${props.join(' ')}>`,
    words.trim(),
    '</Note>',
    page.slice(head.length),
  ];
  return `${head}\n${blocks.join('\n\n')}`;
}
