import { strictness } from '../edition.ts';
import type { Settings } from '../settings.ts';

/** Something that an edition may not show: no byte of it, not even its name. */
export interface ExcludedEntry {
  /** The page's id, or `data/terms/roadmap`. */
  name: string;
  title: string;
  /** The file that it stands in. */
  file: string;
  /** Who may read it; absent for a page that has moved. */
  audience?: string | undefined;
  /** The title of what stands there upstream, where it takes the place of that: names that upstream says are no secret. */
  below?: string | undefined;
}

/** A piece of text that must stand nowhere in the output of an edition. */
export interface RestrictedString {
  text: string;
  /** Whether a word may go on at its ends: an address may stand in a longer one, a word may not. */
  whole: boolean;
  /** What it is, and of what, for whoever must find the leak. */
  what: string;
  /** What to do about it. */
  fix: string;
}

/** What must not stand in an edition: addresses, titles and names of what it withholds, and marked words. */
export function restrictedStrings(
  excludedEntries: readonly ExcludedEntry[],
  audience: string,
  { audiences, marked, spoken }: Pick<Settings, 'audiences' | 'marked' | 'spoken'>,
): RestrictedString[] {
  const leaveOut = `Leave it out there, or let ${audience} read it`;
  const names = excludedEntries.flatMap(({ name, title, file, below }): RestrictedString[] => {
    const isSaid = title === '' || title === below || spoken.includes(title);
    const titles = isSaid ? [] : [{ text: title, whole: true, what: `the title of ${file}` }];
    return [
      ...addressesOf(name, below).map((text) => ({
        text,
        whole: false,
        what: `the name of ${file}`,
        fix: leaveOut,
      })),
      ...titles.map((string) => ({
        ...string,
        fix: `${leaveOut}; an ordinary word goes under spoken in the settings`,
      })),
    ];
  });
  const words = Object.entries(marked)
    .filter(([circle]) => strictness(circle, audiences) > strictness(audience, audiences))
    .flatMap(([circle, list]) =>
      list.map((text) => ({ text, whole: false, what: `a word marked for ${circle}`, fix: leaveOut })),
    );
  return [...names, ...words];
}

/** The forms in which a link or a reference names a page or an entry of data. */
function addressesOf(name: string, below: string | undefined): string[] {
  const [, id] = /^data\/[^/]+\/(.*)$/.exec(name) ?? [];
  if (id === undefined) return [`${name}/`, `${name}.mdx`, `"${name}"`];
  return below === undefined ? [`"${id}"`, `#${id}"`] : [];
}

/**
 * Looks through texts for strings, whatever their letters, quotation marks and escapes look like.
 * @returns The strings that a text holds. The text is not asked for where there are none.
 */
export function findRestricted(strings: readonly RestrictedString[]): (text: () => string) => RestrictedString[] {
  const wanted = strings.map((string) => ({ string, form: plain(string.text) }));
  return (text) => {
    if (wanted.length === 0) return [];
    const hay = plain(text());
    return wanted.filter(({ string, form }) => holds(hay, form, string.whole)).map(({ string }) => string);
  };
}

function holds(hay: string, form: string, whole: boolean): boolean {
  for (let at = hay.indexOf(form); at !== -1; at = hay.indexOf(form, at + 1)) {
    const around = hay.slice(Math.max(0, at - 1), at) + hay.slice(at + form.length, at + form.length + 1);
    if (!whole || !/[\p{L}\p{N}]/u.test(around)) return true;
  }
  return false;
}

/** One form for all the forms in which a text is written to HTML, JSON, JavaScript and addresses. */
function plain(text: string): string {
  // Most texts are long, and have neither of these.
  const paths = text.includes('%2') ? text.replaceAll(/%2f/gi, '/') : text;
  const letters = paths.includes('\\') ? unescaped(paths) : paths;
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

function unescaped(text: string): string {
  return text
    .replaceAll(/\\u([0-9a-f]{4})/gi, (_all, code) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll('\\/', '/')
    .replaceAll('\\"', '"');
}
