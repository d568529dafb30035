import leven from 'leven';

/** Number of letters in which a word may differ from the known word that was meant. */
function mostErrors({ length }: string): number {
  return length < 4 ? 0 : length < 7 ? 1 : 2;
}

/**
 * Creates a lookup of the nearest known word for words that no known word starts with: edit distance 1, or up to 2 in a
 * word of at least 7 letters.
 */
export function correctorOf(known: readonly string[]): (word: string) => string | undefined {
  const byLength = Map.groupBy(
    known.map((word) => ({ word, letters: lettersOf(word) })),
    ({ word }) => word.length,
  );
  return (word) => {
    const most = mostErrors(word);
    if (most === 0) return undefined;
    const letters = lettersOf(word);
    let best: string | undefined;
    let least = most + 1;
    for (let length = word.length - most; length <= word.length + most; length++) {
      // A wrong letter changes two letters, and a missing one changes one: a quicker look than the edit distance.
      const mostChanges = 2 * most - Math.abs(length - word.length);
      for (const candidate of byLength.get(length) ?? []) {
        if (countBits(candidate.letters ^ letters) > mostChanges) continue;
        // Prefer the same first letter, which is seldom wrong.
        const distance = leven(word, candidate.word) + (candidate.word[0] === word[0] ? 0 : 0.5);
        if (distance < least) [best, least] = [candidate.word, distance];
      }
    }
    return best === undefined || known.some((other) => other.startsWith(word)) ? undefined : best;
  };
}

/** Returns a bit for each letter that a word has; other characters share bits with letters. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let at = 0; at < word.length; at++) letters |= 1 << (word.charCodeAt(at) & 31);
  return letters;
}

/** Counts the bits of 32 that are 1, [side by side](https://graphics.stanford.edu/~seander/bithacks.html). */
function countBits(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
