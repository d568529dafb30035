/** Date as YYYY-MM-DD, in the time zone of the reader. */
export type Day = string;

/** Returns the date of a moment in the time zone of the reader. */
export function dayOf(moment: Date): Day {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** Checks whether a text is a date that exists, in the years 1000 to 2999: sums with days stay years of four digits. */
export function isDay(text: unknown): text is Day {
  if (typeof text !== 'string' || !/^[12]\d{3}-\d\d-\d\d$/.test(text)) return false;
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}

/** Adds days to a date; a negative number goes back. */
export function daysAfter(day: Day, days: number): Day {
  // Compute in UTC, where every day has 24 hours, so that daylight saving cannot shift the date.
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Days from one date to another; negative if the second is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000;
}

/** Returns the Monday of the week of a date, which identifies the week (ISO 8601: weeks begin on Monday). */
export function mondayOf(day: Day): Day {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return daysAfter(day, -((weekday + 6) % 7));
}
