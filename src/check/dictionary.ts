import british from 'dictionary-en-gb';
import nspell from 'nspell';
import { Cache } from '#load/cache.ts';

/** Dictionary in the format of Hunspell: rules of affixes, and a list of stems. */
export interface DictionaryFiles {
  aff: string;
  dic: string;
}

/** Reads a dictionary from npm. */
export function filesIn({ aff, dic }: { aff: Uint8Array; dic: Uint8Array }): DictionaryFiles {
  return { aff: Buffer.from(aff).toString(), dic: Buffer.from(dic).toString() };
}

/** Checks whether one of the words that were asked for is in a dictionary. */
type Lookup = (word: string) => boolean;

/**
 * Looks words up in a dictionary. Takes them all at once, as looking up a few is faster than loading the dictionary.
 */
export type Dictionary = (words: ReadonlySet<string>) => Lookup;

/** Cache of lookups, by dictionary and word: true if the word is in it. */
export const dictionaryCache = new Cache<boolean>();

/**
 * Creates a lookup in a dictionary, which is loaded only for words that are not in the cache.
 * @param name Name of the dictionary in the cache, with a digest where its files may change.
 */
export function lookUpIn(name: string, read: () => DictionaryFiles): Dictionary {
  return (words) => {
    const unseen = new Set([...words].filter((word) => dictionaryCache.get(`${name} ${word}`) === undefined));
    if (unseen.size > 0) {
      const isWord = fromDictionary(unseen, read());
      for (const word of unseen) dictionaryCache.set(`${name} ${word}`, isWord(word));
    }
    return (word) => dictionaryCache.get(`${name} ${word}`) === true;
  };
}

/**
 * Loads the part of a dictionary that some words need, and of a language that joins words what their parts need.
 * @returns Checks whether one of those words is in the dictionary.
 */
export function fromDictionary(words: ReadonlySet<string>, files = filesIn(british)): Lookup {
  const isWord = loadedFor(words, files);
  const unknown = [...words].filter((word) => !isWord(word));
  if (unknown.length === 0 || !/^COMPOUND(BEGIN|FLAG)\s/m.test(files.aff)) return isWord;
  const isPart = loadedFor(new Set(unknown.flatMap(partsOf)), files);
  return (word) => isWord(word) || isCompound(word, isPart);
}

/** Least number of letters in a part of a compound. */
const SHORTEST_PART = 3;

/** Lists the texts inside a word that may be words, in small letters and with a capital. */
function partsOf(word: string): string[] {
  const small = word.toLowerCase();
  const parts: string[] = [];
  for (let from = 0; from <= small.length - SHORTEST_PART; from++)
    for (let to = from + SHORTEST_PART; to <= small.length; to++) parts.push(small.slice(from, to));
  return parts.flatMap((part) => [part, capitalised(part)]);
}

/** Checks whether a word divides into known ones, each but the last with an s after it or not. nspell joins no words. */
function isCompound(word: string, isWord: Lookup): boolean {
  const small = word.toLowerCase();
  const isPart = (part: string) => isWord(part) || isWord(capitalised(part));
  const divides = (text: string): boolean => {
    for (let at = SHORTEST_PART; at <= text.length - SHORTEST_PART; at++) {
      const [first, rest] = [text.slice(0, at), text.slice(at)];
      const isFirst =
        isPart(first) || (first.endsWith('s') && first.length > SHORTEST_PART && isPart(first.slice(0, -1)));
      if (isFirst && (isPart(rest) || divides(rest))) return true;
    }
    return false;
  };
  return divides(small);
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/**
 * Loads the stems that some words may derive from. Most words are stems; expanding all 49,600 British stems for the
 * others takes four times as long as expanding those few thousand.
 */
function loadedFor(words: ReadonlySet<string>, { aff, dic }: DictionaryFiles): Lookup {
  const [count = '', ...lines] = dic.split('\n');
  const stems = new Set(lines.map(stemOf));
  const isStem = (word: string) => stems.has(word) || stems.has(word.toLowerCase());
  const { prefixes, removed } = affixesIn(aff);
  const starts = new Set<string>();
  for (const word of words) {
    if (isStem(word)) continue;
    const small = word.toLowerCase();
    const bases = prefixes.filter((prefix) => small.startsWith(prefix)).map((prefix) => small.slice(prefix.length));
    for (const base of [small, ...bases]) for (let end = 0; end <= base.length; end++) starts.add(base.slice(0, end));
  }
  const needed = lines.filter((line) => {
    const stem = stemOf(line);
    // Stems of digits are needed by the compound rules.
    return starts.has(stem.slice(0, Math.max(1, stem.length - removed)).toLowerCase()) || stem.charAt(0) <= '9';
  });
  const speller = nspell(aff, [count, ...needed].join('\n'));
  return (word) => isStem(word) || speller.correct(word);
}

/** Returns the prefixes of a dictionary, and the most letters that a suffix replaces: "tidy" becomes "tidies". */
function affixesIn(aff: string): { prefixes: string[]; removed: number } {
  const rules = [...aff.matchAll(/^([PS])FX[ \t]+\S+[ \t]+(\S+)[ \t]+([^\s/]+)[^\n]*[ \t]\S/gm)];
  const prefixes = rules.flatMap(([, kind, , added = '']) =>
    kind === 'P' && added !== '0' ? [added.toLowerCase()] : [],
  );
  const lengths = rules.map(([, kind, taken = '']) => (kind === 'S' && taken !== '0' ? taken.length : 0));
  return { prefixes: [...new Set(prefixes)], removed: lengths.reduce((most, length) => Math.max(most, length), 1) };
}

/**
 * Returns the words of the British dictionary in small letters, with their suffixes and without their prefixes. See
 * [the format of Hunspell](https://man.archlinux.org/man/hunspell.5.en).
 */
export function dictionaryWords(): Set<string> {
  const { aff, dic } = filesIn(british);
  const suffix = /^SFX +(\S) +(\S+) +([^\s/]+)\S* +(\S+)/gm;
  const suffixes = [...aff.matchAll(suffix)].map(([, flag = '', removed = '', added = '', end = '']) => ({
    flag,
    removed: removed === '0' ? 0 : removed.length,
    added: added === '0' ? '' : added,
    end: new RegExp(`${end}$`),
  }));
  const byFlag = Map.groupBy(suffixes, ({ flag }) => flag);
  const words = new Set<string>();
  for (const line of dic.split('\n').slice(1)) {
    const stem = stemOf(line).toLowerCase();
    words.add(stem);
    for (const flag of line.slice(stem.length + 1))
      for (const { removed, added, end } of byFlag.get(flag) ?? [])
        if (end.test(stem)) words.add(stem.slice(0, stem.length - removed) + added);
  }
  return words;
}

function stemOf(line: string): string {
  const end = line.search(/[/\s]/);
  return end === -1 ? line : line.slice(0, end);
}
