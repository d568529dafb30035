import * as z from 'zod';
import { escapeHtml } from './escaping.ts';
import { isBlank } from './fields.ts';
import { PLACEHOLDER } from './placeholders.ts';
import { didYouMean } from './problem.ts';

/**
 * Strings of the interface by their dotted keys, such as `trust.caption`. They are the same in all editions; the leak scan
 * reads them in the output like all other text.
 */
export type InterfaceStrings = Readonly<Record<string, string>>;

/** Plural form at the end of a key, as i18next names it: `more_one`. */
export const PLURAL = /_(zero|one|two|few|many|other)$/;

/**
 * Creates the schema of a file with strings: the keys of upstream's strings, none of them required.
 * @param reference Upstream's strings in English, as nested keys.
 * @param language Language of the file, which decides on the plural forms.
 * @param needsForms True if no earlier layer has a file of the language, so that this one gives all plural forms.
 */
export function interfaceSchema(reference: unknown, language: string, needsForms: boolean): z.ZodType {
  if (!isGroup(reference)) return interfaceString([reference]);
  const keys = Object.keys(reference);
  const forms = pluralForms(language);
  const single = keys.filter((key) => !PLURAL.test(key));
  const plurals = Map.groupBy(
    keys.filter((key) => PLURAL.test(key)),
    (key) => key.replace(PLURAL, ''),
  );
  const shape = Object.fromEntries([
    ...single.map((key) => [key, interfaceSchema(reference[key], language, needsForms).optional()]),
    ...[...plurals].flatMap(([base, written]) => {
      const string = interfaceString(written.map((key) => reference[key])).optional();
      return ['zero', ...forms].map((form) => [`${base}_${form}`, string]);
    }),
  ]);
  return z.strictObject(shape).superRefine((value, context) => {
    for (const base of needsForms ? plurals.keys() : []) addMissingForms(value, base, forms, context);
  });
}

/** Adds an issue if some plural forms of a string are there, but not all. */
function addMissingForms(value: object, base: string, forms: readonly string[], context: z.RefinementCtx): void {
  const [present] = ['zero', ...forms].map((form) => `${base}_${form}`).filter((key) => key in value);
  const missing = forms.map((form) => `${base}_${form}`).filter((key) => !(key in value));
  if (present === undefined || missing.length === 0) return;
  const message = `Plural forms are missing beside "${present}"`;
  const fix = `Write ${missing.join(' and ')} as well`;
  context.addIssue({ code: 'custom', path: [present], message, params: { fix } });
}

/** Creates the schema of one string. It may have the placeholders of upstream's, and no call of i18next. */
function interfaceString(upstream: readonly unknown[]): z.ZodType {
  const known = new Set(upstream.flatMap(placeholdersIn));
  return z
    .string()
    .trim()
    .min(1)
    .superRefine((text, context) => {
      const add = (message: string, fix: string) => context.addIssue({ code: 'custom', message, params: { fix } });
      if (text !== '' && isBlank(text)) add('This text shows nothing', 'Write at least one word, or leave the key out');
      const unknown = placeholdersIn(text).find((one) => !known.has(one));
      // i18next would replace this by another string.
      if (text.includes('$t(')) add('A string cannot include another one by $t()', 'Write the words themselves');
      else if (unknown !== undefined) {
        const fix = known.size === 0 ? 'Leave it out: nothing is filled in here' : didYouMean(unknown, known);
        add(`Unknown placeholder "${unknown}"`, fix);
      }
    });
}

function placeholdersIn(text: unknown): string[] {
  return [...String(text).matchAll(PLACEHOLDER)].map(([whole]) => whole);
}

/** Plural forms by language, since Intl.PluralRules is slow to create and every group of strings asks. */
const formsByLanguage = new Map<string, readonly string[]>();

/** Returns the plural forms of a language, such as `one` and `other`. */
function pluralForms(language: string): readonly string[] {
  const forms = formsByLanguage.get(language) ?? new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  formsByLanguage.set(language, forms);
  return forms;
}

/** Returns the strings in nested keys, each with its path. */
export function flattenStrings(value: unknown, path: string[] = []): { path: string[]; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  return isGroup(value) ? Object.entries(value).flatMap(([key, inner]) => flattenStrings(inner, [...path, key])) : [];
}

/** Keys of lists of words, which are no sentences. */
const WORD_LISTS = ['search.asking', 'search.common'];

/** Returns the strings that are prose, for the checks of spelling and style. */
export function proseStrings(value: unknown): { path: string[]; text: string }[] {
  return flattenStrings(value).filter(({ path }) => !WORD_LISTS.includes(path.join('.')));
}

/** Strings that Starlight has in many languages by itself. */
const STARLIGHT =
  /^(skipLink|themeSelect|menuButton|sidebarNav|tableOfContents|aside|heading|expressiveCode)\.|^page\.(editLink|lastUpdated|previousLink|nextLink)$/;

/** Checks whether Starlight has a string by itself, in the languages that it knows. */
export function isStarlights(key: string): boolean {
  return STARLIGHT.test(key);
}

/**
 * Merges strings key by key; later ones win. A plural form of the language that is missing is that for `other`, as
 * where English strings stand in for those of another language.
 */
export function mergeStrings(strings: readonly { path: string[]; text: string }[], language: string): InterfaceStrings {
  const merged = Object.fromEntries(strings.map(({ path, text }): [string, string] => [path.join('.'), text]));
  const others = Object.entries(merged).filter(([key]) => key.endsWith('_other'));
  const forms = others.flatMap(([key, text]) =>
    pluralForms(language).map((form): [string, string] => [key.replace(PLURAL, `_${form}`), text]),
  );
  return { ...merged, ...Object.fromEntries(forms.filter(([key]) => !Object.hasOwn(merged, key))) };
}

/** Labels that Starlight's `Select` component writes as HTML. */
const WRITTEN_AS_HTML = ['themeSelect.dark', 'themeSelect.light', 'themeSelect.auto'];

/**
 * Converts the strings for i18next. Astro escapes what it renders, and i18next would escape what it fills in a second
 * time, so placeholders get the hyphen by which i18next fills in text as it is.
 */
export function i18nextStrings(strings: InterfaceStrings): Record<string, string> {
  return Object.fromEntries(
    Object.entries(strings).map(([key, text]) => [
      key,
      (WRITTEN_AS_HTML.includes(key) ? escapeHtml(text) : text).replace(PLACEHOLDER, '{{- $1}}'),
    ]),
  );
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
