import { cpSync, existsSync } from 'node:fs';
import { resolve as fromRoot, join, sep } from 'node:path';
import { changedPaths, type FileChange, fileChanges, type Git, gitIn, resolve, UserError } from '#load/git.ts';
import { inTemporaryFolder } from '#load/temporary-folder.ts';
import { formatProblem, type Problem } from '#schema/problem.ts';
import { lostPages } from './lost-pages.ts';
import { reviewProblems } from './review-log.ts';

/** Refs that a branch is compared with by default. The first that exists is used. */
const MAINLINES = ['origin/HEAD', 'origin/main', 'main', '@{upstream}'];

/**
 * Filters the problems of a handbook to those of a branch, committed or not: all problems in changed files, and new
 * problems in other files, such as links to a renamed page. Adds the problems that only a comparison finds: lost pages
 * without a redirect, and rewritten review logs.
 * @param problemsIn Finds the problems of the handbook in a folder, with the rules that found `problems`.
 * @param ref Ref that the branch will be merged into; the first of `MAINLINES` that exists if left out.
 * @throws UserError if there is no repository, no such ref or no common history.
 */
export async function problemsOfBranch(
  root: string,
  problems: readonly Problem[],
  problemsIn: (folder: string) => Problem[],
  ref: string | undefined,
): Promise<Problem[]> {
  const git = gitIn(root);
  const base = await mergeBase(git, ref);
  const changes = await changesSince(root, base);
  const changed = new Set(changedPaths(changes));
  const compared = [...(await lostPages(root, base, changes)), ...(await reviewProblems(root, base, changes))];
  // If all problems are in changed files, the earlier problems make no difference.
  if (problems.every(({ file }) => changed.has(file))) return [...problems, ...compared];
  // In an unchanged file, an earlier problem has the same position, so it formats to the same string.
  const before = new Set((await atCommit(root, base, problemsIn)).map(formatProblem));
  const ours = problems.filter((problem) => changed.has(problem.file) || !before.has(formatProblem(problem)));
  return [...ours, ...compared];
}

/**
 * Finds the commit where a branch left the ref that it will be merged into.
 * @param ref The ref, if the user named one.
 * @throws UserError if there is no repository, no such ref or no common history.
 */
export async function mergeBase(git: Git, ref: string | undefined): Promise<string> {
  const isInside = await git(['rev-parse', '--is-inside-work-tree'], { codes: [0, 128] });
  if (isInside.trim() !== 'true')
    throw new UserError('This folder is not in a git repository, so what changed is not known');
  if (!(await resolve(git, 'HEAD^{commit}'))) throw new UserError('Nothing is committed here yet');
  for (const name of ref === undefined ? MAINLINES : [ref]) {
    const commit = await resolve(git, `${name}^{commit}`);
    const base = commit && (await git(['merge-base', 'HEAD', commit], { codes: [0, 1] })).trim();
    if (base) return base;
    if (commit) {
      const fix = 'In a shallow clone run: git fetch --unshallow';
      throw new UserError(`The branch has no history in common with "${name}". ${fix}`);
    }
  }
  if (ref !== undefined) throw new UserError(`There is no branch, tag or commit "${ref}"`);
  throw new UserError('What the branch is to be compared with cannot be told. Name it: --changed <branch>');
}

/**
 * Lists the changes to files since a commit, committed or not, with the renames that git detects by content. Includes
 * untracked files, and leaves the repository's own index unchanged.
 * @param root The folder of the handbook; paths are relative to it.
 */
export function changesSince(root: string, base: string): Promise<FileChange[]> {
  const git = gitIn(root);
  return inTemporaryFolder(async (folder) => {
    const index = join(folder, 'index');
    const own = fromRoot(root, (await git(['rev-parse', '--git-path', 'index'])).trim());
    // With a copy of the index, git knows the unchanged files, as long as the copy is not dated later than the
    // original.
    if (existsSync(own)) cpSync(own, index, { preserveTimestamps: true });
    else await git(['read-tree', base], { index });
    // Git exits with 1 if it cannot read a file, but adds the others.
    await git(['add', '--all', '--ignore-errors', '--', '.'], { index, codes: [0, 1] });
    const options = ['--cached', '--find-renames', '--name-status', '-z', '--relative', '--no-ext-diff'];
    return fileChanges(await git(['diff', ...options, base, '--', '.'], { index }));
  });
}

/** Checks out all files of a commit into a temporary folder and reads from it. */
export function atCommit<T>(root: string, commit: string, read: (root: string) => T): Promise<T> {
  const git = gitIn(root);
  return inTemporaryFolder(async (folder) => {
    const index = join(folder, 'index');
    const files = join(folder, 'files');
    await git(['read-tree', commit], { index });
    await git(['checkout-index', '--all', `--prefix=${files.split(sep).join('/')}/`], { index });
    const inside = (await git(['rev-parse', '--show-prefix'])).trim();
    return read(join(files, inside));
  });
}
