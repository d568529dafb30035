/**
 * The day of a build in UTC, as 2026-01-31: what pages say of their age is measured against it. SOURCE_DATE_EPOCH goes
 * before the clock, as https://reproducible-builds.org/specs/source-date-epoch/ has it, so that a build can be repeated.
 * @throws Error if SOURCE_DATE_EPOCH is no number of seconds since 1970.
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
 * A day in words, such as 31 January 2026. A format is made once, because to make one takes as long as to draw a table.
 * @param day As 2026-01-31, or a moment, of which the day in Greenwich counts.
 */
export function dayInWords(day: string | Date, language: string, dateStyle: 'long' | 'medium' = 'long'): string {
  const name = `${language} ${dateStyle}`;
  const format = formats.get(name) ?? new Intl.DateTimeFormat(language, { dateStyle, timeZone: 'UTC' });
  formats.set(name, format);
  return format.format(new Date(day));
}
