import { escapeRegExp } from '#schema/escaping.ts';
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
  /** Part of a file that it is searched for in: the words, or the addresses and attributes. */
  view: 'words' | 'addresses';
  /** Pattern of it in a normalised text. */
  pattern: RegExp;
  /** Title of the data entry that this is the id of. A heading with this id and another title is no leak. */
  entryTitle?: string;
  /** Description for whoever looks for the leak, such as "the title of ...". */
  what: string;
  /** Suggested fix. */
  fix: string;
}

/**
 * Lists the strings that an edition must not contain: addresses, titles and ids of excluded entries, and restricted
 * terms from the settings.
 * @param base Path of the site, with a slash at both ends.
 */
export function restrictedStrings(
  excludedEntries: readonly ExcludedEntry[],
  audience: string,
  { audiences, restrictedTerms, allowedTitles }: Pick<Settings, 'audiences' | 'restrictedTerms' | 'allowedTitles'>,
  base = '/',
): RestrictedString[] {
  const leaveOut = `Leave it out there, or let ${audience} read it`;
  const names = excludedEntries.flatMap(({ name, title, file, overriddenTitle }): RestrictedString[] => {
    const isAllowed = title === '' || title === overriddenTitle || allowedTitles.includes(title);
    const what = `the name of ${file}`;
    const [, id] = /^data\/[^/]+\/(.*)$/.exec(name) ?? [];
    const address = { view: 'addresses' as const, what, fix: leaveOut };
    const addresses: RestrictedString[] =
      id === undefined
        ? [{ ...address, text: name, pattern: addressPattern(name, base) }]
        : overriddenTitle === undefined && !(isAllowed && isOneWord(id))
          ? [{ ...address, text: id, pattern: idPattern(id), entryTitle: normalizeText(title) }]
          : [];
    if (isAllowed) return addresses;
    const fix = `${leaveOut}; an ordinary word goes under allowedTitles in the settings`;
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${formOf(title)}(?![\\p{L}\\p{N}])`, 'u');
    return [...addresses, { text: title, view: 'words', pattern, what: `the title of ${file}`, fix }];
  });
  const words = Object.entries(restrictedTerms)
    .filter(([circle]) => strictness(circle, audiences) > strictness(audience, audiences))
    .flatMap(([circle, list]) =>
      list.map((text): RestrictedString => {
        const pattern = new RegExp(formOf(text), 'u');
        return { text, view: 'words', pattern, what: `a word marked for ${circle}`, fix: leaveOut };
      }),
    );
  return [...names, ...words];
}

/** Pattern of the address of a page: with or without a slash or an ending, before a query or an anchor. */
function addressPattern(id: string, base: string): RegExp {
  // A name without a folder may be an ordinary word, so it counts at the start of a path only.
  const before = id.includes('/') ? '(?<![\\w-])' : `(?<=(?:^|["'=(\\s\\0]|//[\\w.:-]+)(?:${escapeRegExp(base)}|/))`;
  return new RegExp(`${before}${escapeRegExp(id)}(?:/+(?:index(?:\\.\\w+)?)?|\\.(?:mdx?|html))?(?![\\w/-])`);
}

/** Pattern of the id of a data entry: as an id or an anchor and, where it is no ordinary word, in quotation marks. */
function idPattern(id: string): RegExp {
  const [text, mark] = [escapeRegExp(id), '["\'`]'];
  const anchor = `(?<=[/"'(])#${text}(?![\\w-])`;
  return new RegExp(
    isOneWord(id)
      ? `(?<![a-z])id${mark}?\\s*[:=]\\s*${mark}${text}${mark}|${anchor}`
      : `${mark}${text}${mark}|${anchor}`,
  );
}

function isOneWord(id: string): boolean {
  return /^[a-z]+$/.test(id);
}

/** Pattern of a text in any spacing. */
function formOf(text: string): string {
  return normalizeText(text).trim().split(' ').map(escapeRegExp).join('\\s+');
}

/** Normalises Unicode, case, white space, quotation marks, dashes, and characters that are not visible. */
export function normalizeText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase()
    .normalize('NFC')
    .replace(/[“”„‟«»″]/g, '"')
    .replace(/[‘’‚‛′]/g, "'")
    .replace(/-{2,3}|[‐‑‒–—―−]/g, '-')
    .replace(/\s+/g, ' ');
}
