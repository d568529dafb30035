import dictionary from 'dictionary-en-gb';
import nspell from 'nspell';
import { Cache } from '#load/cache.ts';

/** Cache of dictionary lookups: true if the word is in the British dictionary. */
export const dictionaryCache = new Cache<boolean>();

/** Creates a lookup in the British dictionary, which is loaded only for words that are not in the cache. */
export function lookUpWords(words: ReadonlySet<string>): (word: string) => boolean {
  const unseen = new Set([...words].filter((word) => dictionaryCache.get(word) === undefined));
  if (unseen.size > 0) {
    const isWord = fromDictionary(unseen);
    for (const word of unseen) dictionaryCache.set(word, isWord(word));
  }
  return (word) => dictionaryCache.get(word) === true;
}

/**
 * Loads the part of the British dictionary that some words need. Most words are stems; expanding all 49,600 stems for
 * the others takes four times as long as expanding the few thousand that they may derive from.
 * @returns Checks whether one of those words is in the dictionary.
 */
export function fromDictionary(words: ReadonlySet<string>): (word: string) => boolean {
  const [count = '', ...lines] = Buffer.from(dictionary.dic).toString().split('\n');
  const stems = new Set(lines.map(stemOf));
  const isStem = (word: string) => stems.has(word) || stems.has(word.toLowerCase());
  const affixes = Buffer.from(dictionary.aff).toString();
  const prefixes = [...affixes.matchAll(/^PFX \S+ +\S+ +([a-z]+)/gm)].map((match) => match[1] as string);
  const starts = new Set<string>();
  for (const word of words) {
    if (isStem(word)) continue;
    const small = word.toLowerCase();
    const bases = prefixes.filter((prefix) => small.startsWith(prefix)).map((prefix) => small.slice(prefix.length));
    for (const base of [small, ...bases]) for (let end = 0; end <= base.length; end++) starts.add(base.slice(0, end));
  }
  const needed = lines.filter((line) => {
    const stem = stemOf(line);
    // A suffix replaces one letter at most: "tidy" becomes "tidies". Stems of digits are needed by the compound rules.
    return starts.has(stem.slice(0, -1).toLowerCase()) || stem.charAt(0) <= '9';
  });
  const speller = nspell(affixes, [count, ...needed].join('\n'));
  return (word) => isStem(word) || speller.correct(word);
}

/**
 * Returns the words of the British dictionary in small letters, with their suffixes and without their prefixes. See
 * [the format of Hunspell](https://man.archlinux.org/man/hunspell.5.en).
 */
export function dictionaryWords(): Set<string> {
  const suffix = /^SFX +(\S) +(\S+) +([^\s/]+)\S* +(\S+)/gm;
  const suffixes = [...Buffer.from(dictionary.aff).toString().matchAll(suffix)].map(
    ([, flag = '', removed = '', added = '', end = '']) => ({
      flag,
      removed: removed === '0' ? 0 : removed.length,
      added: added === '0' ? '' : added,
      end: new RegExp(`${end}$`),
    }),
  );
  const byFlag = Map.groupBy(suffixes, ({ flag }) => flag);
  const words = new Set<string>();
  for (const line of Buffer.from(dictionary.dic).toString().split('\n').slice(1)) {
    const stem = stemOf(line).toLowerCase();
    words.add(stem);
    for (const flag of line.slice(stem.length + 1))
      for (const { removed, added, end } of byFlag.get(flag) ?? [])
        if (end.test(stem)) words.add(stem.slice(0, stem.length - removed) + added);
  }
  return words;
}

function stemOf(line: string): string {
  const slash = line.indexOf('/');
  return slash === -1 ? line : line.slice(0, slash);
}
