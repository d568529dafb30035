import * as z from 'zod';

/** Target of a reference: `page` for any page, a kind of page, or a data collection. */
export type Target = string;

declare module 'zod' {
  interface GlobalMeta {
    /** Marks a string field as a reference to another entry, which the check resolves. */
    references?: Target;
    /** Marks a string field as a name or quotation, which spelling and style checks skip. */
    names?: boolean;
  }
}

/** Text for readers: at least one character other than white space. */
export const text = () => z.string().trim().min(1);

/** Proper name or title of a work, which spelling and style checks skip. */
export const name = () => text().meta({ names: true });

/** List of texts for readers, at least one. */
export const texts = () => z.array(text()).min(1);

/**
 * Reference to another entry: for a page its path without the extension (`pillars/direction`), for data its id
 * (`credibility`). The check reports unknown ids.
 * @param to `page`, a kind of page, or the name of a data collection.
 */
export const reference = (to: Target) => text().meta({ references: to });

/** Id: lower-case words joined by hyphens. It is part of URLs, so avoid changing it. */
export const id = () =>
  z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens, such as "first-week"');

/**
 * Calendar date as a string, `2026-01-31`, so that no time zone can shift it. Astro's YAML parser turns an unquoted
 * date into a Date and rolls 31 February over to March, so the check reads the source text.
 */
export const date = () =>
  z.preprocess((value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value), z.iso.date());

/** Outcomes of a review. */
export const OUTCOMES = ['still right', 'edited', 'withdrawn'] as const;

/** Entry of a review log: one review of a whole page. */
export const review = () =>
  z.strictObject({
    day: date().describe('The day of the review, as 2026-01-31; never in the future.'),
    outcome: z
      .enum(OUTCOMES)
      .describe(
        'What it found: still right, edited where the page was written or changed, or withdrawn where nobody should follow it any more.',
      ),
  });

/** Citation: an entry of the sources and, optionally, the place in it. */
export const citation = () =>
  z.strictObject({
    source: reference('sources').describe('The id of the source, from content/data/sources.'),
    where: name().optional().describe('The section, chapter or page in it.'),
  });

/**
 * Provenance of a text: `source` restates its sources, `derived` draws conclusions from several, `editorial` goes
 * beyond them on the strength of the cited works.
 */
export const provenance = () => z.enum(['source', 'derived', 'editorial']);

/** Audience: one of those in the settings; by default `public`, `internal` and `leads`. */
export const audience = () => id();

/** Rhythm of talks between two people, from the most frequent to the rarest. */
export const rhythm = () => z.enum(['daily', 'weekly', 'fortnightly', 'monthly', 'quarterly', 'as needed']);
