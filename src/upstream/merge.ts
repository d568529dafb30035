import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type FileChange, fileChanges, type Git, resolve, UserError } from '#load/git.ts';
import type { Transaction } from '#load/transaction.ts';
import { type Version, versionName } from './drift.ts';
import { mergePackages, packageBlobs, writeBlob } from './merge-packages.ts';
import {
  refuseConflicts,
  refuseOccupied,
  refuseOverlooked,
  refuseUncommitted,
  refuseUnfinished,
} from './merge-refusals.ts';
import { LOCK_FILE, MANIFEST, STATE } from './paths.ts';
import type { RaisedOutcome } from './raised-versions.ts';
import { upstreamChanges, writeMergedTree } from './trees.ts';
import { conflictingChanges, readRaisedVersions, type Upstream } from './upstream.ts';
import { stateText, type UpstreamState } from './upstream-state.ts';
import { isContained } from './versions.ts';

/** A version to merge, the one that was last merged, and the state to record. */
export interface Update {
  have: Version;
  next: Version;
  state: UpstreamState;
  /** The version to merge, as `--to` takes it. */
  to: string;
  /** True if npm must work without a network. */
  offline: boolean;
}

/** Result of a merge. */
export interface MergeResult {
  /** Changed files outside org/. */
  files: FileChange[];
  /** Versions of dependencies that the organisation had raised. */
  raised: RaisedOutcome[];
}

/**
 * Replaces everything outside org/ by a version of upstream, in one commit: a merge if the histories have a common
 * commit, a plain one otherwise. Versions of dependencies that the organisation raised stay raised.
 * @returns Undefined if the version was merged already.
 * @throws UserError before any file is changed, or after all are restored.
 */
export async function mergeUpstream(
  upstream: Upstream,
  update: Update,
  transaction: Transaction,
): Promise<MergeResult | undefined> {
  const { git, root, head } = upstream;
  const { next, have, to: retry, offline } = update;
  await refuseUnfinished(git, root);
  await refuseUncommitted(git);
  refuseConflicts(await conflictingChanges(git, have.commit, head, next.commit), have);

  const raised = await readRaisedVersions(git, have.commit, head);
  const isRelated = (await git(['merge-base', head, next.commit], { codes: [0, 1] })).trim() !== '';
  const isNew = isRelated && !(await isContained(git, next.commit, head));
  if (!isNew && (await isPresent(git, update, head, raised.length > 0))) return undefined;

  const packages = await mergePackages(git, root, next.commit, raised, { retry, offline });
  const tree = await writeMergedTree(git, next.commit, head, packages.blobs);
  const files = fileChanges(await git(['diff-tree', '-r', '-z', '--no-renames', '--name-status', head, tree]));
  await refuseOverlooked(git, root, files);
  await refuseOccupied(git, files);

  const state = stateText(root, { ...update.state, ref: next.commit });
  const blob = await writeBlob(git, state);
  const commit = await writeCommit(git, {
    tree: await writeMergedTree(git, next.commit, head, { ...packages.blobs, [STATE]: blob }),
    parents: isNew ? [head, next.commit] : [head],
    message: `Bring in ${versionName(next)} of upstream`,
  });
  await apply(git, transaction, { head, tree, files, state, blob, commit, message: `bring in ${versionName(next)}` });
  return { files: await upstreamChanges(git, head, commit), raised: packages.outcomes };
}

/** Checks whether all files outside org/ are as in the next version, except for versions that only we raised. */
async function isPresent(git: Git, { have, next }: Update, head: string, isRaised: boolean): Promise<boolean> {
  const [before, after] = [await packageBlobs(git, have.commit), await packageBlobs(git, next.commit)];
  const isSame = before[MANIFEST] === after[MANIFEST] && before[LOCK_FILE] === after[LOCK_FILE];
  const own = isRaised && isSame ? await packageBlobs(git, head) : {};
  return (await writeMergedTree(git, next.commit, head, own)) === (await resolve(git, `${head}^{tree}`));
}

async function writeCommit(
  git: Git,
  { tree, parents, message }: { tree: string; parents: string[]; message: string },
): Promise<string> {
  for (const identity of ['GIT_AUTHOR_IDENT', 'GIT_COMMITTER_IDENT']) {
    if ((await git(['var', identity], { codes: [0, 128] })) !== '') continue;
    throw new UserError(
      'Git does not know who commits. Run: git config user.name "<name>" && git config user.email <address>',
    );
  }
  // Unlike `git commit`, `git commit-tree` does not read this setting.
  const signing = await git(['config', '--type=bool', '--get', 'commit.gpgSign'], { codes: [0, 1] });
  const options = signing.trim() === 'true' ? ['-S'] : [];
  const from = parents.flatMap((parent) => ['-p', parent]);
  return (await git(['commit-tree', ...options, ...from, '-m', message, tree])).trim();
}

/** A commit to check out. */
interface Checkout {
  head: string;
  /** The new tree with the old org/upstream.yaml, so that git writes only files outside org/. */
  tree: string;
  files: readonly FileChange[];
  /** Text of the new org/upstream.yaml, and its blob id. */
  state: string;
  blob: string;
  commit: string;
  message: string;
}

/**
 * Writes the files, the index and the branch.
 * @throws UserError after all are restored, if any cannot be written.
 */
async function apply(git: Git, transaction: Transaction, checkout: Checkout): Promise<void> {
  const { head, tree, blob, commit, message } = checkout;
  // Ctrl+C ends the running git command, but not this process, which then restores the files.
  const ignore = () => {};
  process.on('SIGINT', ignore);
  process.on('SIGTERM', ignore);
  try {
    const files = await stageFiles(git, transaction, checkout);
    transaction.apply(files, commit);
    // The files are new already, so git must not compare them with the index.
    await git(['read-tree', '-i', '-m', head, tree]);
    await git(['update-index', '--add', '--cacheinfo', `100644,${blob},${STATE}`]);
    await git(['update-ref', '-m', `playbook: ${message}`, 'HEAD', commit, head]);
  } catch (error) {
    await transaction.rollBackCommit();
    throw new UserError(`Nothing was brought in, and all is as before: ${(error as Error).message}`);
  } finally {
    process.off('SIGINT', ignore);
    process.off('SIGTERM', ignore);
  }
}

/** Has git write the new files beside the journal, with the permissions and line ends of the repository. */
async function stageFiles(
  git: Git,
  { folder }: Transaction,
  { tree, files, state }: Checkout,
): Promise<{ file: string; from?: string }[]> {
  const [index, place] = [join(folder, 'index'), join(folder, 'tree')];
  const [removed, written] = [
    files.filter(({ change }) => change === 'removed').map(({ path }) => path),
    files.filter(({ change }) => change !== 'removed').map(({ path }) => path),
  ];
  mkdirSync(dirname(join(place, STATE)), { recursive: true });
  await git(['read-tree', tree], { index });
  const input = written.map((path) => `${path}\0`).join('');
  await git(['checkout-index', '-z', '--stdin'], { index, workTree: place, input });
  writeFileSync(join(place, STATE), state);
  return [
    // Before the others, as a folder may take the place of a file.
    ...removed.map((file) => ({ file })),
    ...[...written, STATE].map((file) => ({ file, from: join(place, file) })),
  ];
}
