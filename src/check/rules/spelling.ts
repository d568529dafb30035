import type { Content } from '#load/content.ts';
import { LAYERS, ORGANISATION } from '#load/layers.ts';
import type { Prose } from '#load/prose.ts';
import { WORDS } from '#load/word-lists.ts';
import type { Problem } from '#schema/problem.ts';
import { dictionaryOf } from '../dictionaries.ts';
import type { Dictionary } from '../dictionary.ts';
import { proseByLanguage } from '../prose-of.ts';
import type { Rule } from '../rule.ts';

/**
 * Rule on words that neither the dictionary nor `words.yaml` knows. It is a rule of `npm run check` only, so that a
 * build does not wait for hints.
 */
export const spelling: Rule = {
  code: 'spelling',
  describes: 'Words are spelt as the dictionary or the list of words has them',
  check(content) {
    // While a list cannot be read, its words are unknown.
    if (content.problems.some(({ file }) => file.endsWith(`/${WORDS}`))) return [];
    const listFor = (file: string) => `${file.startsWith('org/') ? ORGANISATION : LAYERS[0]}/${WORDS}`;
    const known = [...content.words, ...citedNames(content)];
    return proseByLanguage(content).flatMap(({ language, prose }) => {
      const place = () => content.settings.where(['language']);
      const { dictionary, problems } = dictionaryOf(content.root, language, place);
      const hints = dictionary ? spellingHints(prose, dictionary, known, listFor) : [];
      return [...problems, ...hints.map((hint) => ({ ...hint, isHint: true }))];
    });
  },
};

/** Collects the capitalised words in the titles and authors of sources. */
function citedNames({ entries }: Content): string[] {
  return entries.flatMap(({ collection, located }) => {
    const { title = '', author = '' } = (located.value ?? {}) as { title?: unknown; author?: unknown };
    return collection === 'sources' ? (`${title} ${author}`.match(/\p{Lu}\p{L}*/gu) ?? []) : [];
  });
}

// Explicit ranges, because they match several times as fast as \p{L}.
const LETTER = 'A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F';
/** Characters that show nothing, such as a soft hyphen; and accents that stand behind their letter. */
const UNSEEN = '\u00AD\u200B-\u200D\u2060';
const WORD = new RegExp(`[${LETTER}0-9][${LETTER}\u0300-\u036F${UNSEEN}0-9_'’]*`, 'g');

/** Most letters of a word that is looked up. The longest of the dictionary has 23. */
const LONGEST_WORD = 40;

/** Most words for which the nearest known one is searched: each takes some hundred look-ups. */
const MOST_SUGGESTIONS = 200;

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
  const own = new Set(Array.from(listed, (word) => word.normalize('NFC')));
  const inDictionary = dictionary(new Set([...checked].filter(isShort).flatMap(spellingsOf)));
  const unknown = new Set([...checked].filter((word) => !spellingsOf(word).some(inDictionary) && !isListed(own, word)));
  if (unknown.size === 0) return [];

  const neighbours = new Map(
    [...unknown]
      .filter(isShort)
      .slice(0, MOST_SUGGESTIONS)
      .map((word) => [word, oneEditFrom(word)]),
  );
  const isWord = dictionary(new Set([...neighbours.values()].flat()));
  const places = prose.flatMap(({ file, pieces }) =>
    findMisspelt(pieces, unknown, own).map((misspelling) => ({ file, ...misspelling })),
  );
  const seen = new Set<string>();
  return places.flatMap(({ file, word, at }) => {
    if (seen.has(`${file} ${word}`)) return [];
    seen.add(`${file} ${word}`);
    const near = neighbours.get(word)?.find((other) => isWord(other) || isListed(own, other));
    const fix = near ? `Did you mean "${near}"?` : cureOf(word, neighbours.has(word));
    const shown = isShort(word) ? `"${word}"` : `"${word.slice(0, LONGEST_WORD)}…", which has ${word.length} letters`;
    const message = `The dictionary does not know ${shown}`;
    return [{ file, ...at(), message, fix: `${fix} If it is right, add it to ${listFor(file)}` }];
  });
}

/** Returns the fix for an unknown word without a suggestion. */
function cureOf(word: string, isSearched: boolean): string {
  if (!isShort(word)) return `Divide it: no word has more than ${LONGEST_WORD}.`;
  return isSearched ? 'Correct it.' : `Correct it: only the first ${MOST_SUGGESTIONS} unknown words get a suggestion.`;
}

function isShort(word: string): boolean {
  return word.length <= LONGEST_WORD;
}

/** Finds unknown words, except those inside a URL or a listed hyphenated word. */
function findMisspelt(pieces: Prose['pieces'], unknown: ReadonlySet<string>, listed: ReadonlySet<string>) {
  return pieces.flatMap(({ text, at }) =>
    [...text.matchAll(/\S+/g)].flatMap(({ 0: run, index: start }) => {
      const words = [...run.matchAll(WORD)].filter(({ 0: word }) => isChecked(word) && unknown.has(bareWord(word)));
      if (words.length === 0 || /:\/\/|@|\w\.\w/.test(run)) return [];
      const compounds = [...run.matchAll(/[\p{L}\p{M}'’-]+/gu)].filter(({ 0: one }) => isListed(listed, bareWord(one)));
      return words.flatMap(({ 0: written, index }) => {
        if (compounds.some((one) => one.index <= index && index < one.index + one[0].length)) return [];
        return [{ word: bareWord(written), at: () => at(start + index, written.length) }];
      });
    }),
  );
}

/** Checks whether a word needs checking: no digits, and not an abbreviation in capitals. */
function isChecked(word: string): boolean {
  return !/[0-9_]/.test(word) && bareWord(word).replace(/s$/, '') !== bareWord(word).replace(/s$/, '').toUpperCase();
}

/**
 * Returns the forms under which dictionaries list a word: as it is, without accents, as the English ones list "cafe", and
 * with the apostrophe of the French one, or without what stands before it, as in "c'est".
 */
function spellingsOf(word: string): string[] {
  const plain = word.normalize('NFD').replace(/\p{M}/gu, '');
  return [...new Set([word, plain, word.replaceAll("'", '’'), word.replace(/^(\p{L}|[Qq]u)'(?=\p{L}{2})/u, '')])];
}

/** Removes a possessive ending and what shows nothing, and writes accents in one piece with their letters. */
function bareWord(word: string): string {
  const bare = word
    .replace(/’/g, "'")
    .replace(/'s?$/, '')
    .replace(/(?<!')'+$/, '');
  return bare.replace(ALL_UNSEEN, '').normalize('NFC');
}

const ALL_UNSEEN = new RegExp(`[${UNSEEN}]`, 'g');

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
