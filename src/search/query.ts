/** Punctuation that the index keeps in words, as in `R&D`, `C++` and `F#`. */
export const SYMBOLS = '&+#';

/** Longest query, in characters: longer ones were pasted, or made by a link. */
export const LONGEST_QUERY = 200;

/** Returns the start of a query, with spaces for control characters, marks of direction and halves of characters. */
export function cutQuery(typed: string): string {
  return [...typed.replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]+/gu, ' ')].slice(0, LONGEST_QUERY).join('');
}

/** Returns the phrases in straight or curly quotes, without the quotes. */
export function phrasesIn(typed: string): string[] {
  const phrases = [...typed.matchAll(/["“”„«»]([^"“”„«»]+)["“”„«»]/g)].map(([, phrase = '']) => phrase.trim());
  return phrases.filter((phrase) => wordsOf(phrase).length > 0);
}

/**
 * Splits a text into lower-case words, without surrounding punctuation: `one-to-one`, `ci/cd`, `r&d` and `c++` are
 * words. `R & D` and `U.S.` are written without the spaces and dots, which the index does not have either.
 */
export function wordsOf(written: string): string[] {
  return written
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/(?<=(?<!\p{L})\p{L}) ?& ?(?=\p{L}(?!\p{L}))/gu, '&')
    .replace(/(?<=(?<!\p{L})\p{L})\.(?=\p{L}(?!\p{L}))/gu, '')
    .split(/[^\p{L}\p{M}\p{N}'&+#:/-]+/u)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|(?<=[\p{L}\p{M}\p{N}+#])[^\p{L}\p{M}\p{N}+#]+$|'s$/gu, ''))
    .filter((word) => word !== '');
}

/** Returns the query words without stop words; all of them if there are no others, as in "how to". */
export function askedIn(typed: string, common: ReadonlySet<string>): string[] {
  const all = [...new Set(wordsOf(typed))];
  const telling = all.filter((word) => !common.has(word));
  return telling.length > 0 ? telling : all;
}
