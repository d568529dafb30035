import { join, sep } from 'node:path';
import { type Git, gitIn, resolve, UserError } from '#load/git.ts';
import { inTemporaryFolder } from '#load/temporary-folder.ts';
import { formatProblem, type Problem } from '#schema/problem.ts';
import { changesSince, lostPages } from './moves.ts';
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
  const [changed, changes] = await Promise.all([changedFiles(git, base), changesSince(root, base)]);
  const compared = [...(await lostPages(root, base, changes)), ...(await reviewProblems(root, base, changes))];
  // If all problems are in changed files, the earlier problems make no difference.
  if (problems.every(({ file }) => changed.has(file))) return [...problems, ...compared];
  // In an unchanged file, an earlier problem has the same position, so it formats to the same string.
  const before = new Set((await atCommit(git, base, problemsIn)).map(formatProblem));
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
  const found = ref === undefined ? await firstExisting(git, MAINLINES) : ref;
  if (found === undefined) {
    throw new UserError('What the branch is to be compared with cannot be told. Name it: --changed <branch>');
  }
  const commit = await resolve(git, `${found}^{commit}`);
  if (!commit) throw new UserError(`There is no branch, tag or commit "${found}"`);
  const base = (await git(['merge-base', 'HEAD', commit], { codes: [0, 1] })).trim();
  if (base) return base;
  throw new UserError(
    `The branch has no history in common with "${found}". In a shallow clone run: git fetch --unshallow`,
  );
}

async function firstExisting(git: Git, refs: readonly string[]): Promise<string | undefined> {
  for (const ref of refs) if (await resolve(git, `${ref}^{commit}`)) return ref;
  return undefined;
}

/** Lists the files below the root that differ from a commit, untracked files included. */
export async function changedFiles(git: Git, base: string): Promise<Set<string>> {
  const outputs = await Promise.all([
    git(['diff', '--name-only', '-z', '--no-renames', '--relative', '--no-ext-diff', base, '--', '.']),
    git(['ls-files', '--others', '--exclude-standard', '-z', '--', '.']),
  ]);
  return new Set(outputs.flatMap((output) => output.split('\0')).filter(Boolean));
}

/** Checks out all files of a commit into a temporary folder and reads from it. */
export function atCommit<T>(git: Git, commit: string, read: (root: string) => T): Promise<T> {
  return inTemporaryFolder(async (folder) => {
    const index = join(folder, 'index');
    const files = join(folder, 'files');
    await git(['read-tree', commit], { index });
    await git(['checkout-index', '--all', `--prefix=${files.split(sep).join('/')}/`], { index });
    const inside = (await git(['rev-parse', '--show-prefix'])).trim();
    return read(join(files, inside));
  });
}
