import * as z from 'zod';

/** What a reference may point to: any page, a page of one kind, or an entry of a data collection. */
export type Target = string;

declare module 'zod' {
  interface GlobalMeta {
    /** Set on a string field that holds the id of another entry; the check follows it. */
    references?: Target;
    /** Set on a string field that holds names, or the words of others: they are as they are. */
    names?: boolean;
  }
}

/** Words that a reader sees: at least one character that is not a space. */
export const text = () => z.string().trim().min(1);

/** Words that are as they are: the name of a person or a firm, the title of a book. Nobody corrects them. */
export const name = () => text().meta({ names: true });

/** A list of words that a reader sees, with at least one in it. */
export const texts = () => z.array(text()).min(1);

/**
 * The id of another entry. For a page that is its path without the ending (`pillars/direction`), for
 * data its own id (`credibility`). The check reports an id that does not exist.
 * @param to `page`, a page kind, or the name of a data collection.
 */
export const reference = (to: Target) => text().meta({ references: to });

/** An id: lower-case words joined by hyphens. It ends up in addresses, so it never changes lightly. */
export const id = () =>
  z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens, such as "first-week"');

/**
 * A calendar date, kept as `2026-01-31` so that no time zone can move it. Astro's YAML reader turns a
 * bare date into a Date, and rolls 31 February over to March; the check reads the text itself.
 */
export const date = () =>
  z.preprocess((value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value), z.iso.date());

/** What a review of a page can find, each with what follows from it. */
export const OUTCOMES = ['still right', 'edited', 'withdrawn'] as const;

/** One reading of a whole page by somebody who can judge it. */
export const review = () =>
  z.strictObject({
    day: date().describe('The day of the review, as 2026-01-31; never in the future.'),
    outcome: z
      .enum(OUTCOMES)
      .describe(
        'What it found: still right, edited where the page was written or changed, or withdrawn where nobody should follow it any more.',
      ),
  });

/** Where a fact comes from: an entry of the sources and, if it helps, the place in it. */
export const citation = () =>
  z.strictObject({
    source: reference('sources').describe('The id of the source, from content/data/sources.'),
    where: name().optional().describe('The section, chapter or page in it.'),
  });

/**
 * How the words relate to their sources: `source` restates them, `derived` draws a conclusion from
 * several, `editorial` says what they do not, on the strength of the works that are cited.
 */
export const provenance = () => z.enum(['source', 'derived', 'editorial']);

/** Who may read it: one of the audiences that the settings name, `public`, `internal` and `leads` if they name none. */
export const audience = () => id();

/** How often two people talk, from the most frequent to the rarest. */
export const rhythm = () => z.enum(['daily', 'weekly', 'fortnightly', 'monthly', 'quarterly', 'as needed']);
