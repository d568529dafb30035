import { basename } from 'node:path';
import { reviewLogProblems, type Version } from '#check/rules/reviews.ts';
import { isData } from '#load/data.ts';
import { type FileChange, gitIn, readTexts } from '#load/git.ts';
import { insideLayer, readLayers } from '#load/layers.ts';
import { readMdx } from '#load/mdx.ts';
import { readRedirects } from '#load/redirect-files.ts';
import { readText } from '#load/text.ts';
import { frontMatterIn } from '#schema/note.ts';
import { pageId } from '#schema/pages/index.ts';
import { IMAGE } from '#schema/picture-types.ts';
import { about, type Problem } from '#schema/problem.ts';
import { destinationOf } from '#schema/redirects.ts';
import { idOfFile } from './changelog.ts';

/** Paths of a file at a commit and now. */
type Pair = readonly [before: string, after: string];

/**
 * Checks the review logs of all pages that exist both at a commit and now, committed or not. A renamed page is the same
 * page.
 * @param root The folder of the handbook.
 * @param changes The changes since the commit.
 */
export async function reviewProblems(root: string, base: string, changes: readonly FileChange[]): Promise<Problem[]> {
  const pages = pairsOf(root, changes).filter((pair) => pair.every((file) => idOfFile(file) !== undefined));
  const names = pages.map(([before]) => `${base}:./${before}`);
  const texts = await readTexts(gitIn(root), names);
  const present = changes.flatMap(({ change, path }) => (change === 'removed' ? [] : [path]));
  const resources = present.filter((file) => /^(content|org)\//.test(file));
  const problems = pages.flatMap(([before, after], at) => {
    const old = versionOf(before, texts[at] ?? '');
    const now = versionOf(after, readText(root, after).text ?? '');
    return old && now ? reviewLogProblems(old, now, hasChangedResource(now, resources)) : [];
  });
  return about('reviews', problems);
}

function versionOf(file: string, text: string): Version | undefined {
  const { frontmatter } = readMdx(file, text);
  const body = text.slice(frontMatterIn(text).length);
  return frontmatter && { file, id: pageId(insideLayer(file)), frontmatter, body };
}

/** Checks whether a picture on the page, or data that a component in it may render, has changed. */
function hasChangedResource({ body }: Version, changed: readonly string[]): boolean {
  return changed.some((file) =>
    isData(insideLayer(file)) ? /^import /m.test(body) : IMAGE.test(file) && body.includes(basename(file)),
  );
}

/** Pairs the paths, at a commit and now, of each changed file that exists in both. */
function pairsOf(root: string, changes: readonly FileChange[]): Pair[] {
  const { files, overridden } = readLayers(root);
  const redirects = new Map(readRedirects(root, [...overridden, ...files]).redirects.map(({ from, to }) => [from, to]));
  const idOf = (file: string) => pageId(insideLayer(file));
  const of = (...kinds: FileChange['change'][]) => changes.filter(({ change }) => kinds.includes(change));
  // Git may miss the rename of a page that was also rewritten, but the redirects name it.
  const added = new Map(of('added', 'renamed').map(({ path }) => [idOf(path), path]));
  const redirected = of('removed', 'renamed').flatMap(({ path, from = path }): Pair[] => {
    const after = added.get(destinationOf(redirects, idOf(from)) ?? '');
    return after === undefined ? [] : [[from, after]];
  });
  const paired = new Set(redirected.flat());
  const others = of('changed', 'renamed').map(({ path, from = path }): Pair => [from, path]);
  return [...redirected, ...others.filter((pair) => !pair.some((file) => paired.has(file)))];
}
