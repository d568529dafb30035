import { existsSync } from 'node:fs';
import { resolve as fromRoot, join } from 'node:path';
import { type FileChange, type Git, UserError } from '#load/git.ts';
import { type Version, versionName } from './drift.ts';
import { isOrganisationFile, LOCK_FILE, MANIFEST } from './paths.ts';
import { outsideLine } from './upstream-report.ts';

/** Files in git's own folder while a command is not finished, and the command. */
const UNFINISHED: Record<string, string> = {
  MERGE_HEAD: 'merge',
  CHERRY_PICK_HEAD: 'cherry-pick',
  REVERT_HEAD: 'revert',
  'rebase-merge': 'rebase',
  'rebase-apply': 'rebase',
};

/**
 * Refuses to merge into no branch, or while another command of git is not finished.
 * @throws UserError
 */
export async function refuseUnfinished(git: Git, root: string): Promise<void> {
  const branch = await git(['symbolic-ref', '--quiet', 'HEAD'], { codes: [0, 1] });
  if (branch.trim() === '')
    throw new UserError('No branch is checked out, so the update would be lost. Run: git switch <branch>');
  for (const [name, command] of Object.entries(UNFINISHED)) {
    const path = (await git(['rev-parse', '--git-path', name])).trim();
    if (!existsSync(fromRoot(root, path))) continue;
    throw new UserError(`A ${command} is not finished. End it, or give it up with: git ${command} --abort`);
  }
}

/**
 * Refuses to merge over uncommitted changes outside org/.
 * @throws UserError
 */
export async function refuseUncommitted(git: Git): Promise<void> {
  const status = await git(['status', '--porcelain', '-z', '--no-renames', '--untracked-files=no']);
  const paths = status.split('\0').map((line) => line.slice(3));
  refuse(
    'changes outside org/ are not committed.',
    paths
      .filter((path) => path !== '' && !isOrganisationFile(path))
      .map((path) => {
        const fix = [MANIFEST, LOCK_FILE].includes(path) ? 'Commit raised versions' : 'Move the change into org/';
        return `${path}  ${fix}, or undo it: git checkout HEAD -- ${path}`;
      }),
  );
}

/**
 * Refuses to overwrite the organisation's changes to files of upstream.
 * @param have The version that was last merged.
 * @throws UserError
 */
export function refuseConflicts(changes: readonly FileChange[], have: Version): void {
  refuse(
    `outside org/, these files are not as upstream has them in ${versionName(have)}.`,
    changes.map((change) => outsideLine(change, have)),
    '\n\nCommit what you did about them, then run this again.',
  );
}

/**
 * Refuses to overwrite files that git was told to ignore changes in.
 * @throws UserError
 */
export async function refuseOverlooked(git: Git, root: string, files: readonly FileChange[]): Promise<void> {
  const written = new Set(files.map(({ path }) => path));
  const tagged = (await git(['ls-files', '-v', '-z'])).split('\0');
  refuse(
    'git was told to overlook files that the update writes.',
    tagged
      // Lower case is "assume unchanged", S is "skip worktree".
      .filter((line) => /^[a-zS] /.test(line))
      .map((line) => line.slice(2))
      .filter((path) => written.has(path) && existsSync(join(root, path)))
      .map((path) => `${path}  Run: git update-index --no-assume-unchanged --no-skip-worktree ${path}`),
  );
}

/**
 * Refuses to overwrite files that are not in git, ignored ones included.
 * @throws UserError
 */
export async function refuseOccupied(git: Git, files: readonly FileChange[]): Promise<void> {
  const added = files.filter(({ change }) => change === 'added').map(({ path }) => path);
  const [places, folders] = [new Set(added), new Set(added.flatMap(foldersAround))];
  const untracked = (await git(['ls-files', '--others', '-z'])).split('\0').map((path) => path.replace(/\/$/, ''));
  refuse(
    'files that are not in git stand where upstream has files now.',
    untracked
      .filter((path) => places.has(path) || folders.has(path) || foldersAround(path).some((place) => places.has(place)))
      .map((path) => `${path}  Move it away, or delete it`),
  );
}

function foldersAround(path: string): string[] {
  return [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index));
}

/** Throws an error with a list of files, unless it is empty. */
function refuse(reason: string, lines: readonly string[], end = ''): void {
  if (lines.length > 0) throw new UserError(`Nothing was brought in: ${reason}\n\n${lines.join('\n')}${end}`);
}
