import * as z from 'zod';
import type { Problem } from '../problem.ts';
import type { Prose } from '../prose.ts';

const ONE_WORD = /^[\p{L}\p{M}]+(['’-][\p{L}\p{M}]+)*$/u;

/**
 * `words.yaml`: words that are right and that the dictionary does not know, each as it stands in a sentence. Plurals and
 * capitals at the start follow.
 */
export const wordList = z.array(
  z.unknown().superRefine((written, context) => {
    if (typeof written === 'string' && ONE_WORD.test(written)) return;
    const shown = typeof written === 'object' ? 'This' : `"${written}"`;
    const fix = 'Write one word after each hyphen, such as - roadmap';
    context.addIssue({ code: 'custom', message: `${shown} is not a word`, params: { fix } });
  }),
);

/** Tells which words a dictionary knows. It is asked for all at once, because to look few up is quicker than to load it. */
export type Dictionary = (words: ReadonlySet<string>) => (word: string) => boolean;

// A class of letters by their ranges is several times as fast as one by their property.
const LETTER = 'A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F';
const WORD = new RegExp(`[${LETTER}0-9][${LETTER}0-9_'’]*`, 'g');

/**
 * The words of all prose that neither a dictionary nor a list knows, each once for a file, with the nearest word.
 * @param listed The words of the lists.
 * @param listFor The list to which a word of a file is added.
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
  const checked = new Set([...written].filter(isChecked).map(bare));
  const own = new Set(listed);
  const inDictionary = dictionary(new Set([...checked].map(withoutAccents)));
  const unknown = new Set([...checked].filter((word) => !inDictionary(withoutAccents(word)) && !isListed(own, word)));
  if (unknown.size === 0) return [];

  const neighbours = new Map([...unknown].map((word) => [word, oneEditFrom(word)]));
  const isWord = dictionary(new Set([...neighbours.values()].flat()));
  const places = prose.flatMap(({ file, pieces }) =>
    misspeltIn(pieces, unknown, own).map((found) => ({ file, ...found })),
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

/** Where unknown words stand, those left out that are a part of an address or of a listed word with hyphens. */
function misspeltIn(pieces: Prose['pieces'], unknown: ReadonlySet<string>, listed: ReadonlySet<string>) {
  // To look for the few unknown words is quicker than to take every text apart again.
  const beginnings = [...unknown].map((word) => word.split("'")[0] as string);
  return pieces.flatMap(({ text, at }) => {
    if (!beginnings.some((word) => text.includes(word))) return [];
    return [...text.matchAll(WORD)].flatMap(({ 0: written, index }) => {
      const word = bare(written);
      if (!isChecked(written) || !unknown.has(word)) return [];
      const around = (/\S*$/.exec(text.slice(0, index))?.[0] ?? '') + (/^\S*/.exec(text.slice(index))?.[0] ?? '');
      if (/:\/\/|@|\w\.\w/.test(around)) return [];
      const joined = around.split(/[^\p{L}\p{M}'’-]/u).find((part) => part.includes(written)) ?? '';
      if (joined !== written && isListed(listed, bare(joined))) return [];
      return [{ word, at: () => at(index, word.length) }];
    });
  });
}

/** Whether a word is checked: neither an abbreviation in capitals, nor with digits. */
function isChecked(word: string): boolean {
  return !/[0-9_]/.test(word) && bare(word).replace(/s$/, '') !== bare(word).replace(/s$/, '').toUpperCase();
}

/** The dictionary writes "cafe" and "naive". */
function withoutAccents(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '');
}

/** A word without what shows whose something is. */
function bare(word: string): string {
  return word.replace(/’/g, "'").replace(/'s?$/, '').replace(/'+$/, '');
}

function isListed(listed: ReadonlySet<string>, word: string): boolean {
  const small = word.charAt(0).toLowerCase() + word.slice(1);
  return [word, small].some((form) =>
    [form, form.replace(/s$/, ''), form.replace(/es$/, '')].some((one) => listed.has(one)),
  );
}

/** What was meant if two letters were changed over, or one is too many, missing or wrong; the likeliest first. */
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
