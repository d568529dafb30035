import { copyFileSync, existsSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve as fromRoot, join } from 'node:path';
import { type Git, resolve, UserError } from '#load/git.ts';
import {
  type FileChange,
  fileChanges,
  isOrganisations,
  LOCK_FILE,
  MANIFEST,
  outsideLine,
  STATE,
  type UpstreamState,
  type Version,
  versionName,
} from '#upstream/drift.ts';
import type { RaisedOutcome } from '#upstream/raised-versions.ts';
import { changesOutside, layeredTree, ownChanges, readRaisedVersions, type Upstream } from '#upstream/upstream.ts';
import { stateText } from '#upstream/upstream-state.ts';
import { mergePackages, packageBlobs } from './merge-packages.ts';

/** A version to bring in, the one that is there, and what is to be remembered of both. */
export interface Update {
  have: Version;
  next: Version;
  state: UpstreamState;
  /** The version to bring in, as `--to` takes it. */
  to: string;
  /** Whether npm has to do without a network. */
  offline: boolean;
}

/** What bringing in a version did; undefined where it was there already. */
export interface Brought {
  commit: string;
  files: FileChange[];
  /** What became of the versions of dependencies that the organisation raised. */
  raised: RaisedOutcome[];
}

/**
 * Makes everything outside org/ what upstream has at a version, in one commit: a merge where the histories
 * meet, a plain one where they do not. Versions of dependencies that the organisation raised stay raised. Files that
 * git does not know are left alone.
 * @throws UserError before anything is touched, or after everything was put back.
 */
export async function mergeUpstream(upstream: Upstream, update: Update): Promise<Brought | undefined> {
  const { git, root, head } = upstream;
  const { next, have } = update;
  await refuseUnfinished(git, root);
  await refuseUncommitted(git);
  refuseOwnChanges(await ownChanges(git, have.commit, head, next.commit), have);

  const raised = await readRaisedVersions(git, have.commit, head);
  const meets = (await git(['merge-base', head, next.commit], { codes: [0, 1] })).trim() !== '';
  const contained = meets && (await git(['rev-list', '--max-count=1', next.commit, '--not', head])).trim() === '';
  if ((contained || !meets) && (await isPresent(git, update, head, raised.length > 0))) return undefined;

  const packages = await mergePackages(upstream, next.commit, raised, { retry: update.to, offline: update.offline });
  const tree = await layeredTree(git, next.commit, head, packages.blobs);
  const files = fileChanges(await git(['diff-tree', '-r', '-z', '--no-renames', '--name-status', head, tree]));
  await refuseOverlooked(git, root, files);
  refuseInTheWay(root, files);

  const text = stateText(root, { ...update.state, ref: next.commit });
  const blob = (await git(['hash-object', '-w', '--stdin'], { input: text })).trim();
  const commit = await commitOf(git, {
    tree: await layeredTree(git, next.commit, head, { ...packages.blobs, [STATE]: blob }),
    parents: meets && !contained ? [head, next.commit] : [head],
    message: `Bring in ${versionName(next)} of upstream`,
  });
  await apply(git, root, { head, tree, files, text, blob, commit, message: `bring in ${versionName(next)}` });
  return { commit, files: await changesOutside(git, head, commit), raised: packages.outcomes };
}

/** Whether the files outside org/ are those of the next version, but for raised versions that upstream has not changed. */
async function isPresent(git: Git, { have, next }: Update, head: string, isRaised: boolean): Promise<boolean> {
  const [before, after] = [await packageBlobs(git, have.commit), await packageBlobs(git, next.commit)];
  const isSame = before[MANIFEST] === after[MANIFEST] && before[LOCK_FILE] === after[LOCK_FILE];
  const own = isRaised && isSame ? await packageBlobs(git, head) : {};
  return (await layeredTree(git, next.commit, head, own)) === (await resolve(git, `${head}^{tree}`));
}

async function refuseUnfinished(git: Git, root: string): Promise<void> {
  const branch = await git(['symbolic-ref', '--quiet', 'HEAD'], { codes: [0, 1] });
  if (branch.trim() === '')
    throw new UserError('No branch is checked out, so the update would be lost. Run: git switch <branch>');
  const states = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'rebase-merge', 'rebase-apply'];
  for (const name of states) {
    const path = (await git(['rev-parse', '--git-path', name])).trim();
    if (!existsSync(fromRoot(root, path))) continue;
    const what = name
      .replace(/_HEAD|-merge|-apply/, '')
      .toLowerCase()
      .replace('_', '-');
    throw new UserError(`A ${what} is not finished. End it, or give it up with: git ${what} --abort`);
  }
}

async function refuseUncommitted(git: Git): Promise<void> {
  const status = await git(['status', '--porcelain', '-z', '--no-renames', '--untracked-files=no']);
  const paths = status
    .split('\0')
    .map((line) => line.slice(3))
    .filter((path) => path !== '' && !isOrganisations(path));
  if (paths.length === 0) return;
  throw new UserError(
    [
      'Nothing was brought in: changes outside org/ are not committed.',
      '',
      ...paths.map((path) => {
        const cure = [MANIFEST, LOCK_FILE].includes(path) ? 'Commit raised versions' : 'Move the change into org/';
        return `${path}  ${cure}, or undo it: git checkout HEAD -- ${path}`;
      }),
    ].join('\n'),
  );
}

function refuseOwnChanges(changes: readonly FileChange[], have: Version): void {
  if (changes.length === 0) return;
  throw new UserError(
    [
      `Nothing was brought in: outside org/, these files are not as upstream has them in ${versionName(have)}.`,
      '',
      ...changes.map((change) => outsideLine(change, have)),
      '',
      'Commit what you did about them, then run this again.',
    ].join('\n'),
  );
}

/** Git can be told not to look at a file; it would then write over what stands there. */
async function refuseOverlooked(git: Git, root: string, files: readonly FileChange[]): Promise<void> {
  const written = new Set(files.map(({ path }) => path));
  const overlooked = (await git(['ls-files', '-v', '-z']))
    .split('\0')
    .filter((line) => /^[a-zS] /.test(line) && written.has(line.slice(2)))
    .map((line) => line.slice(2))
    .filter((path) => existsSync(join(root, path)));
  if (overlooked.length === 0) return;
  throw new UserError(
    [
      'Nothing was brought in: git was told to overlook files that the update writes.',
      '',
      ...overlooked.map((path) => `${path}  Run: git update-index --no-assume-unchanged --no-skip-worktree ${path}`),
    ].join('\n'),
  );
}

/** Files that git does not know, ignored ones included, are never written over. */
function refuseInTheWay(root: string, files: readonly FileChange[]): void {
  const going = new Set(files.filter(({ change }) => change === 'removed').map(({ path }) => path));
  // On a disk that takes a.mdx and A.mdx for one, a file that goes is not in the way of its new spelling.
  const spelt = new Set([...going].map((path) => path.toLowerCase()));
  const inTheWay = new Set<string>();
  for (const { path } of files.filter(({ change }) => change === 'added')) {
    if (spelt.has(path.toLowerCase())) continue;
    const blocker = blockerOf(root, path, going);
    if (blocker) inTheWay.add(blocker);
  }
  if (inTheWay.size === 0) return;
  throw new UserError(
    [
      'Nothing was brought in: files that are not in git stand where upstream has files now.',
      '',
      ...[...inTheWay].map((path) => `${path}  Move it away, or delete it`),
    ].join('\n'),
  );
}

function blockerOf(root: string, path: string, going: ReadonlySet<string>): string | undefined {
  const parts = path.split('/');
  for (let depth = 1; depth <= parts.length; depth++) {
    const place = parts.slice(0, depth).join('/');
    const found = lstatSync(join(root, place), { throwIfNoEntry: false });
    if (!found) return undefined;
    if (depth < parts.length && found.isDirectory()) continue;
    if (found.isDirectory()) return filesBelow(root, place).find((file) => !going.has(file));
    return going.has(place) ? undefined : place;
  }
  return undefined;
}

function filesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(root, path) : [path];
  });
}

async function commitOf(
  git: Git,
  { tree, parents, message }: { tree: string; parents: string[]; message: string },
): Promise<string> {
  const signing = await git(['config', '--type=bool', '--get', 'commit.gpgSign'], { codes: [0, 1] });
  const options = signing.trim() === 'true' ? ['-S'] : [];
  const from = parents.flatMap((parent) => ['-p', parent]);
  try {
    return (await git(['commit-tree', ...options, ...from, '-m', message, tree])).trim();
  } catch (error) {
    if (!/ident|tell me who you are|email address|no (name|email) was given/i.test((error as Error).message))
      throw error;
    throw new UserError(
      'Git does not know who commits. Run: git config user.name "<name>" && git config user.email <address>',
    );
  }
}

interface Step {
  head: string;
  /** The new tree with org/upstream.yaml as it was, so that only files outside org/ are written. */
  tree: string;
  files: FileChange[];
  /** The new org/upstream.yaml, and its blob. */
  text: string;
  blob: string;
  commit: string;
  message: string;
}

/** Writes the files, the index and the branch, or puts back what was there. */
async function apply(git: Git, root: string, step: Step): Promise<void> {
  const index = fromRoot(root, (await git(['rev-parse', '--git-path', 'index'])).trim());
  const state = join(root, STATE);
  const kept = `${index}.playbook`;
  const stateBefore = existsSync(state) ? readFileSync(state) : undefined;
  // Ctrl+C ends the git command that runs; we stay to put things back.
  const stay = () => {};
  process.on('SIGINT', stay);
  process.on('SIGTERM', stay);
  copyFileSync(index, kept);
  try {
    await git(['read-tree', '-m', '-u', step.head, step.tree]);
    writeFileSync(state, step.text);
    await git(['update-index', '--add', '--cacheinfo', `100644,${step.blob},${STATE}`]);
    await git(['update-ref', '-m', `playbook: ${step.message}`, 'HEAD', step.commit, step.head]);
  } catch (error) {
    copyFileSync(kept, index);
    if (stateBefore) writeFileSync(state, stateBefore);
    else rmSync(state, { force: true });
    await putBack(git, root, step.files);
    throw new UserError(`Nothing was brought in, and all is as before: ${(error as Error).message}`);
  } finally {
    rmSync(kept, { force: true });
    process.off('SIGINT', stay);
    process.off('SIGTERM', stay);
  }
}

/** The files that the update touched, as the index has them again. None of them had a change of its own. */
async function putBack(git: Git, root: string, files: readonly FileChange[]): Promise<void> {
  for (const { path } of files.filter(({ change }) => change === 'added')) {
    rmSync(join(root, path), { force: true });
    removeEmptyFolders(root, dirname(path));
  }
  const input = files.filter(({ change }) => change !== 'added').map(({ path }) => `${path}\0`);
  await git(['checkout-index', '--force', '-z', '--stdin'], { input: input.join('') });
}

function removeEmptyFolders(root: string, folder: string): void {
  for (let current = folder; current !== '.'; current = dirname(current)) {
    const path = join(root, current);
    if (!existsSync(path)) continue;
    if (readdirSync(path).length > 0) return;
    rmSync(path, { recursive: true });
  }
}
