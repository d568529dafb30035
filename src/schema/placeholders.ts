/** Placeholder of i18next, such as `{{count}}`. */
export const PLACEHOLDER = /\{\{(.*?)\}\}/gs;

/** Fills in the placeholders of a string, as `t()` does in pages; for scripts, which get their strings from the page. */
export function fillIn(text: string, values: object): string {
  return text.replace(PLACEHOLDER, (_, name) => String((values as Record<string, unknown>)[name] ?? ''));
}

/**
 * Picks the plural form for a count as i18next does: that for none where there is one, otherwise that of the language.
 * @param strings Strings with a key for each form, such as `more_one` and `more_other`.
 */
export function stringForCount(
  strings: Readonly<Record<string, string>>,
  key: string,
  count: number,
  language: string,
): string {
  const none = count === 0 ? strings[`${key}_zero`] : undefined;
  return none ?? strings[`${key}_${new Intl.PluralRules(language).select(count)}`] ?? '';
}
