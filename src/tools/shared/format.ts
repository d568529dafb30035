/** Formats a date (YYYY-MM-DD) in the language of the page. */
export function formatDate(day: string, dateStyle: 'full' | 'long' | 'medium'): string {
  return new Date(`${day}T12:00`).toLocaleDateString(pageLanguage(), { dateStyle });
}

/** Formats a number in the language of the page, with at most one decimal. */
export function formatNumber(value: number): string {
  return value.toLocaleString(pageLanguage(), { maximumFractionDigits: 1 });
}

/** Joins the items of a list in the language of the page, such as "a, b and c". */
export function formatList(items: readonly string[]): string {
  return new Intl.ListFormat(pageLanguage()).format(items);
}

function pageLanguage(): string {
  return document.documentElement.lang;
}
