import { type Git, readTexts } from '#load/git.ts';
import { escapeRegExp } from '#schema/escaping.ts';
import { destinationOf, type Redirects } from '#schema/redirects.ts';

/** Address of a picture beside a page: what comes before its folder, and its name. */
const PICTURE = /(\]\(\s*<?)\.{1,2}\/(?:[^\s)>]*\/)?(?=[^\s/)>]+)/g;

/**
 * Returns a function that rewrites the links and references of a page to moved pages as `npm run move` does, without
 * their anchors, and leaves out the folders of pictures. Two texts that are equal then differ in links alone.
 */
export function withoutMoves(redirects: Redirects): (text: string) => string {
  const targets = new Map<string, string>();
  for (const from of redirects.keys()) {
    const to = destinationOf(redirects, from);
    if (to !== undefined) targets.set(from, to).set(to, to);
  }
  // An id without a folder may be a word of the text, if no slash stands before it.
  const names = [...targets.keys()]
    .sort((a, b) => b.length - a.length)
    .map((name) => (name.includes('/') ? '/?' : '/') + escapeRegExp(name));
  const address = new RegExp(`(?<![\\w/-])(${names.join('|')})(\\.mdx|/)?(#[^\\s"'?,\\]})>]*)?(?![\\w/-])`, 'g');
  return (text) => {
    const bare = text.replaceAll('\r\n', '\n').replace(PICTURE, '$1');
    return names.length === 0
      ? bare
      : bare.replace(address, (_all, name: string) => targets.get(name.replace(/^\//, '')) ?? name);
  };
}

/** Page file that a commit changed. */
export interface FileInCommit {
  /** Id of the commit. */
  commit: string;
  /** Path of the file from the folder of `git`. */
  path: string;
}

/** Finds the changes of pages in which only links were rewritten. */
export async function linkChanges<T extends FileInCommit>(
  git: Git,
  changes: readonly T[],
  redirects: Redirects,
): Promise<Set<T>> {
  const names = changes.flatMap(({ commit, path }) => [`${commit}^:./${path}`, `${commit}:./${path}`]);
  const texts = (await readTexts(git, names)).map(withoutMoves(redirects));
  return new Set(changes.filter((_, at) => texts[2 * at] !== '' && texts[2 * at] === texts[2 * at + 1]));
}
