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

/**
 * Characters that show nothing: white space, controls, what has no width, and marks without a letter. U+2800 is a Braille
 * pattern without dots.
 */
const UNSEEN = /^[\s\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Checks whether readers see nothing of a text. */
export function isBlank(text: string): boolean {
  return UNSEEN.test(text);
}

/** Returns the form in which two names are equal that readers take for the same: in any case, with any spaces. */
export function sameName(name: string): string {
  const seen = name.normalize('NFKC').replace(/[\p{C}\p{Default_Ignorable_Code_Point}]/gu, '');
  return seen.trim().replace(/\s+/g, ' ').toLowerCase();
}

/** Text for readers: at least one character that they see. */
export const text = () =>
  z
    .string()
    .trim()
    .min(1)
    .refine((written) => written === '' || !isBlank(written), {
      error: 'This text shows nothing',
      params: { fix: 'Write at least one word, or leave the key out' },
    });

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

/** Reports a value whose parts do not fit together: the path of the part, what is wrong and what to write instead. */
export function addIssue(
  { value, issues }: z.core.ParsePayload,
  path: PropertyKey[],
  { message, fix }: { message: string; fix: string },
): void {
  const input = path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown>)[key], value);
  issues.push({ code: 'custom', path, input, message, params: { fix } });
}

/** Reports each item of a list whose name an earlier item has. */
export function addTwins(
  payload: z.core.ParsePayload,
  names: readonly string[],
  pathOf: (at: number) => PropertyKey[],
  fix: string,
): void {
  for (const [at, name] of names.entries()) {
    if (names.indexOf(name) < at) addIssue(payload, pathOf(at), { message: `"${name}" stands here twice`, fix });
  }
}

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
