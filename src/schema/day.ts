/**
 * Returns the day of a build in UTC, as YYYY-MM-DD, from which pages compute their age. SOURCE_DATE_EPOCH overrides the
 * clock, so that builds are reproducible.
 * @throws Error if SOURCE_DATE_EPOCH is not a number of seconds since 1970.
 * @see https://reproducible-builds.org/specs/source-date-epoch/
 */
export function dayOf(environment: Readonly<Record<string, string | undefined>>, now: Date): string {
  const { SOURCE_DATE_EPOCH: seconds } = environment;
  if (!seconds) return now.toISOString().slice(0, 10);
  const day = new Date(/^\d+$/.test(seconds) ? Number(seconds) * 1000 : Number.NaN);
  if (!Number.isNaN(day.getTime())) return day.toISOString().slice(0, 10);
  throw new Error(`SOURCE_DATE_EPOCH is "${seconds}", and should be the seconds since 1970, such as 1767225600`);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * Formats a date in words, such as 31 January 2026. Caches formats, as creating one takes as long as rendering a table.
 * @param day A date as YYYY-MM-DD, or a moment, of which the date in UTC is used.
 */
export function dayInWords(day: string | Date, language: string, dateStyle: 'long' | 'medium' = 'long'): string {
  const name = `${language} ${dateStyle}`;
  const format = formats.get(name) ?? new Intl.DateTimeFormat(language, { dateStyle, timeZone: 'UTC' });
  formats.set(name, format);
  return format.format(new Date(day));
}
