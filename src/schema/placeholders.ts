/** Placeholder of i18next, such as `{{count}}`. */
export const PLACEHOLDER = /\{\{(.*?)\}\}/gs;

/** Fills in the placeholders of a string, as `t()` does in pages; for scripts, which get their strings from the page. */
export function fillIn(text: string, values: object): string {
  return text.replace(PLACEHOLDER, (_, name) => String((values as Record<string, unknown>)[name] ?? ''));
}
