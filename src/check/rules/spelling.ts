import type { Content } from '#load/content.ts';
import { LAYERS, ORGANISATION } from '#load/layers.ts';
import type { Prose } from '#load/prose.ts';
import { WORDS } from '#load/word-lists.ts';
import type { Problem } from '#schema/problem.ts';
import { lookUpWords } from '../dictionary.ts';
import { proseOf } from '../prose-of.ts';
import type { Rule } from '../rule.ts';

/** Languages whose spelling is checked. */
const BRITISH = ['en', 'en-GB'];

/**
 * Rule on words that neither the dictionary nor `words.yaml` knows. It is a rule of `npm run check` only, so that a
 * build does not wait for hints.
 */
export const spelling: Rule = {
  code: 'spelling',
  describes: 'Words are spelt as the dictionary or the list of words has them',
  check(content) {
    const { settings } = content.settings;
    if (!settings || !BRITISH.includes(settings.language)) return [];
    const listFor = (file: string) => `${file.startsWith('org/') ? ORGANISATION : LAYERS[0]}/${WORDS}`;
    const known = [...content.words, ...citedNames(content)];
    const hints = spellingHints(proseOf(content), lookUpWords, known, listFor);
    return hints.map((hint) => ({ ...hint, isHint: true }));
  },
};

/** Collects the capitalised words in the titles and authors of sources. */
function citedNames({ entries }: Content): string[] {
  return entries.flatMap(({ collection, located }) => {
    const { title = '', author = '' } = (located.value ?? {}) as { title?: unknown; author?: unknown };
    return collection === 'sources' ? (`${title} ${author}`.match(/\p{Lu}\p{L}*/gu) ?? []) : [];
  });
}

/**
 * Looks words up in a dictionary. Takes them all at once, as looking up a few is faster than loading the dictionary.
 */
export type Dictionary = (words: ReadonlySet<string>) => (word: string) => boolean;

// Explicit ranges, because they match several times as fast as \p{L}.
const LETTER = 'A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F';
const WORD = new RegExp(`[${LETTER}0-9][${LETTER}0-9_'’]*`, 'g');

/**
 * Reports words that neither the dictionary nor a word list knows, once per file, each with the nearest known word.
 * @param listed Words of the word lists.
 * @param listFor Returns the word list to which a word of a file should be added.
 */
export function spellingHints(
  prose: readonly Prose[],
  dictionary: Dictionary,
  listed: Iterable<string>,
  listFor: (file: string) => string,
): Problem[] {
  const written = new Set<string>();
  for (const { pieces } of prose) {
    for (const { text } of pieces) for (const word of text.match(WORD) ?? []) written.add(word);
  }
  const checked = new Set([...written].filter(isChecked).map(bareWord));
  const own = new Set(listed);
  const inDictionary = dictionary(new Set([...checked].map(withoutAccents)));
  const unknown = new Set([...checked].filter((word) => !inDictionary(withoutAccents(word)) && !isListed(own, word)));
  if (unknown.size === 0) return [];

  const neighbours = new Map([...unknown].map((word) => [word, oneEditFrom(word)]));
  const isWord = dictionary(new Set([...neighbours.values()].flat()));
  const places = prose.flatMap(({ file, pieces }) =>
    findMisspelt(pieces, unknown, own).map((misspelling) => ({ file, ...misspelling })),
  );
  const seen = new Set<string>();
  return places.flatMap(({ file, word, at }) => {
    if (seen.has(`${file} ${word}`)) return [];
    seen.add(`${file} ${word}`);
    const near = neighbours.get(word)?.find((other) => isWord(other) || isListed(own, other));
    const fix = `${near ? `Did you mean "${near}"?` : 'Correct it.'} If it is right, add it to ${listFor(file)}`;
    return [{ file, ...at(), message: `The dictionary does not know "${word}"`, fix }];
  });
}

/** Finds unknown words, except those inside a URL or a listed hyphenated word. */
function findMisspelt(pieces: Prose['pieces'], unknown: ReadonlySet<string>, listed: ReadonlySet<string>) {
  // Searching for the few unknown words is faster than splitting every text again.
  const beginnings = [...unknown].map((word) => word.split("'")[0] as string);
  return pieces.flatMap(({ text, at }) => {
    if (!beginnings.some((word) => text.includes(word))) return [];
    return [...text.matchAll(WORD)].flatMap(({ 0: written, index }) => {
      const word = bareWord(written);
      if (!isChecked(written) || !unknown.has(word)) return [];
      const around = (/\S*$/.exec(text.slice(0, index))?.[0] ?? '') + (/^\S*/.exec(text.slice(index))?.[0] ?? '');
      if (/:\/\/|@|\w\.\w/.test(around)) return [];
      const compound = around.split(/[^\p{L}\p{M}'’-]/u).find((part) => part.includes(written)) ?? '';
      if (compound !== written && isListed(listed, bareWord(compound))) return [];
      return [{ word, at: () => at(index, word.length) }];
    });
  });
}

/** Checks whether a word needs checking: no digits, and not an abbreviation in capitals. */
function isChecked(word: string): boolean {
  return !/[0-9_]/.test(word) && bareWord(word).replace(/s$/, '') !== bareWord(word).replace(/s$/, '').toUpperCase();
}

/** Removes accents, because the dictionary lists "cafe" and "naive". */
function withoutAccents(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '');
}

/** Removes a possessive ending. */
function bareWord(word: string): string {
  return word.replace(/’/g, "'").replace(/'s?$/, '').replace(/'+$/, '');
}

function isListed(listed: ReadonlySet<string>, word: string): boolean {
  const small = word.charAt(0).toLowerCase() + word.slice(1);
  return [word, small].some((form) =>
    [form, form.replace(/s$/, ''), form.replace(/es$/, '')].some((one) => listed.has(one)),
  );
}

/** Candidate corrections at one edit: a transposition, deletion, insertion or substitution, the likeliest first. */
function oneEditFrom(word: string): string[] {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const cuts = Array.from({ length: word.length + 1 }, (_none, at) => [word.slice(0, at), word.slice(at)] as const);
  return [
    ...cuts.map(([left, right]) => left + right.charAt(1) + right.charAt(0) + right.slice(2)),
    ...cuts.map(([left, right]) => left + right.slice(1)),
    ...cuts.flatMap(([left, right]) => letters.map((letter) => left + letter + right)),
    ...cuts.flatMap(([left, right]) => letters.map((letter) => left + letter + right.slice(1))),
  ].filter((other) => other.length > 1 && other !== word);
}
