import type { Settings } from '#schema/settings.ts';
import { strictness } from './edition.ts';

/** Page or data entry that an edition excludes. Not even its name may appear in the output. */
export interface ExcludedEntry {
  /** The page's id, or `data/terms/roadmap`. */
  name: string;
  title: string;
  /** Path of its file. */
  file: string;
  /** Audience; absent for a page that has moved. */
  audience?: string | undefined;
  /** Title of the upstream entry that it overrides, if any. Upstream publishes that title, so it is no secret. */
  overriddenTitle?: string | undefined;
}

/** Text that must not appear in the output of an edition. */
export interface RestrictedString {
  text: string;
  /** True to match whole words only, for titles. URLs also match inside longer ones. */
  whole: boolean;
  /** Description for whoever looks for the leak, such as "the title of ...". */
  what: string;
  /** Suggested fix. */
  fix: string;
}

/**
 * Lists the strings that an edition must not contain: URLs, titles and ids of excluded entries, and restricted terms
 * from the settings.
 */
export function restrictedStrings(
  excludedEntries: readonly ExcludedEntry[],
  audience: string,
  { audiences, restrictedTerms, allowedTitles }: Pick<Settings, 'audiences' | 'restrictedTerms' | 'allowedTitles'>,
): RestrictedString[] {
  const leaveOut = `Leave it out there, or let ${audience} read it`;
  const names = excludedEntries.flatMap(({ name, title, file, overriddenTitle }): RestrictedString[] => {
    const isSaid = title === '' || title === overriddenTitle || allowedTitles.includes(title);
    const what = `the name of ${file}`;
    const addresses = addressesOf(name, overriddenTitle).map((text) => ({ text, whole: false, what, fix: leaveOut }));
    if (isSaid) return addresses;
    const fix = `${leaveOut}; an ordinary word goes under allowedTitles in the settings`;
    return [...addresses, { text: title, whole: true, what: `the title of ${file}`, fix }];
  });
  const words = Object.entries(restrictedTerms)
    .filter(([circle]) => strictness(circle, audiences) > strictness(audience, audiences))
    .flatMap(([circle, list]) =>
      list.map((text) => ({ text, whole: false, what: `a word marked for ${circle}`, fix: leaveOut })),
    );
  return [...names, ...words];
}

/** Forms in which a link or reference names a page or a data entry. */
function addressesOf(name: string, overriddenTitle: string | undefined): string[] {
  const [, id] = /^data\/[^/]+\/(.*)$/.exec(name) ?? [];
  if (id === undefined) return [`${name}/`, `${name}.mdx`, `"${name}"`];
  return overriddenTitle === undefined ? [`"${id}"`, `#${id}"`] : [];
}

/**
 * Returns a search for restricted strings that ignores case, quotation marks and escapes.
 * @returns A function that returns the strings that a text contains. It reads no text if there are no strings.
 */
export function findRestricted(strings: readonly RestrictedString[]): (text: () => string) => RestrictedString[] {
  const wanted = strings.map((string) => ({ string, form: normalize(string.text) }));
  return (text) => {
    if (wanted.length === 0) return [];
    const hay = normalize(text());
    return wanted.filter(({ string, form }) => containsString(hay, form, string.whole)).map(({ string }) => string);
  };
}

function containsString(hay: string, form: string, whole: boolean): boolean {
  for (let at = hay.indexOf(form); at !== -1; at = hay.indexOf(form, at + 1)) {
    const around = hay.slice(Math.max(0, at - 1), at) + hay.slice(at + form.length, at + form.length + 1);
    if (!whole || !/[\p{L}\p{N}]/u.test(around)) return true;
  }
  return false;
}

/** Normalises case, quotation marks and the escapes of HTML, JSON, JavaScript and URLs. */
function normalize(text: string): string {
  // Check before replacing: most texts are long and contain neither.
  const paths = text.includes('%2') ? text.replaceAll(/%2f/gi, '/') : text;
  const letters = paths.includes('\\') ? decodeEscapes(paths) : paths;
  return letters
    .replaceAll(/&(?:quot|#34|#39|apos|#x27|amp);|[“”‘’]/g, (written) => MARKS[written] ?? written)
    .toLowerCase();
}

const MARKS: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&#34;': '"',
  '“': '"',
  '”': '"',
  '&#39;': "'",
  '&apos;': "'",
  '&#x27;': "'",
  '‘': "'",
  '’': "'",
  '&amp;': '&',
};

function decodeEscapes(text: string): string {
  return text
    .replaceAll(/\\u([0-9a-f]{4})/gi, (_all, code) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll('\\/', '/')
    .replaceAll('\\"', '"');
}
