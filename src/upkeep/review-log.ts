import { basename } from 'node:path';
import { reviewLogProblems, type Version } from '#check/rules/reviews.ts';
import { isData } from '#load/data.ts';
import { blobIds, type Git, readBlobs } from '#load/git.ts';
import { insideLayer, readLayers } from '#load/layers.ts';
import { readMdx } from '#load/mdx.ts';
import { readRedirects } from '#load/redirect-files.ts';
import { readText } from '#load/text.ts';
import { pageId } from '#schema/pages/index.ts';
import { IMAGE } from '#schema/picture-types.ts';
import { about, type Problem } from '#schema/problem.ts';
import { destinationOf } from '#schema/redirects.ts';
import { idOfFile } from './changelog.ts';
import { changesSince } from './moves.ts';

/** Paths of a file at a commit and now. */
type Pair = readonly [before: string, after: string];

/**
 * Checks the review logs of all pages that exist both at a commit and now, committed or not. A renamed page is the same
 * page.
 * @param git Git in the root.
 */
export async function reviewProblems(git: Git, root: string, base: string): Promise<Problem[]> {
  const { pairs, changed } = await pairsSince(root, base);
  const pages = pairs.filter((pair) => pair.every((file) => idOfFile(file) !== undefined));
  const texts = await textsAt(
    git,
    base,
    pages.map(([before]) => before),
  );
  const problems = pages.flatMap(([before, after], at) => {
    const old = versionOf(before, texts[at]);
    const now = versionOf(after, readText(root, after).text);
    return old && now ? reviewLogProblems(old, now, hasChangedResource(now, changed)) : [];
  });
  return about('reviews', problems);
}

function versionOf(file: string, text: string | undefined): Version | undefined {
  const { frontmatter } = text === undefined ? {} : readMdx(file, text);
  const body = text?.replace(/^---[\s\S]*?\n---[^\S\n]*\n/, '') ?? '';
  return frontmatter && { file, id: pageId(insideLayer(file)), frontmatter, body };
}

/** Checks whether a picture on the page, or data that a component in it may render, has changed. */
function hasChangedResource({ body }: Version, changed: readonly string[]): boolean {
  return changed.some((file) =>
    isData(insideLayer(file)) ? /^import /m.test(body) : IMAGE.test(file) && body.includes(basename(file)),
  );
}

/**
 * Pairs the paths, at a commit and now, of each changed file that exists in both. `changed` has the present paths of
 * all changed files.
 */
async function pairsSince(root: string, base: string): Promise<{ pairs: Pair[]; changed: string[] }> {
  const changes = await changesSince(root, base);
  const there = changes.filter(({ change }) => change !== 'removed');
  const { files, shadowed } = readLayers(root);
  const moved = new Map(readRedirects(root, [...shadowed, ...files]).redirects.map(({ from, to }) => [from, to]));
  const idOf = (file: string) => pageId(insideLayer(file));
  // Git may miss the rename of a page that was also rewritten, but the redirects name it.
  const fresh = new Map(
    there.filter(({ change }) => change === 'added' || change === 'renamed').map(({ path }) => [idOf(path), path]),
  );
  const led = changes
    .filter(({ change }) => change === 'removed' || change === 'renamed')
    .flatMap(({ path, from = path }): Pair[] => {
      const after = fresh.get(destinationOf(moved, idOf(from)) ?? '');
      return after === undefined ? [] : [[from, after]];
    });
  const taken = new Set(led.flat());
  const others = there
    .filter(({ change }) => change !== 'added')
    .map(({ path, from = path }): Pair => [from, path])
    .filter(([before, after]) => !taken.has(before) && !taken.has(after));
  return { pairs: [...led, ...others], changed: there.map(({ path }) => path) };
}

/** Reads files at a commit; undefined where there is none. */
async function textsAt(git: Git, commit: string, files: readonly string[]): Promise<(string | undefined)[]> {
  const inside = (await git(['rev-parse', '--show-prefix'])).trim();
  const ids = await blobIds(
    git,
    files.map((file) => `${commit}:${inside}${file}`),
  );
  const blobs = await readBlobs(
    git,
    ids.filter((id) => id !== undefined),
  );
  return ids.map((id) =>
    id === undefined
      ? undefined
      : blobs
          .get(id)
          ?.toString('utf8')
          .replace(/^\uFEFF/, ''),
  );
}
