/**
 * [Bloom filter](https://en.wikipedia.org/wiki/Bloom_filter): a set of words in 10 bits a word, which takes one other
 * word in a hundred for one of them. The words cannot be read from it.
 */
const BITS_A_WORD = 10;
const HASHES = 7;

/** Creates the filter of some words. */
export function filterOf(words: readonly string[]): Uint8Array<ArrayBuffer> {
  const filter = new Uint8Array(Math.ceil((words.length * BITS_A_WORD) / 8) || 1);
  for (const bit of words.flatMap((word) => bitsOf(word, filter)))
    filter[bit >> 3] = (filter[bit >> 3] ?? 0) | (1 << (bit & 7));
  return filter;
}

/** Returns whether a word is in a filter; one in a hundred of the others seems to be. */
export function isInFilter(word: string, filter: Uint8Array): boolean {
  return bitsOf(word, filter).every((bit) => (filter[bit >> 3] ?? 0) & (1 << (bit & 7)));
}

function bitsOf(word: string, { length }: Uint8Array): number[] {
  const [start, step] = [hash(word, 0x811c9dc5), hash(word, 0x1b873593) | 1];
  return Array.from({ length: HASHES }, (_, at) => ((start + at * step) >>> 0) % (length * 8));
}

/** [FNV-1a](http://www.isthe.com/chongo/tech/comp/fnv/), of 32 bits. */
function hash(word: string, seed: number): number {
  let sum = seed;
  for (let at = 0; at < word.length; at++) sum = Math.imul(sum ^ word.charCodeAt(at), 0x01000193);
  return sum >>> 0;
}
