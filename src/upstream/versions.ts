import { type Git, resolve, UserError } from '#load/git.ts';
import { didYouMean } from '#schema/problem.ts';
import type { Version } from './drift.ts';
import { upstreamChanges, writeMergedTree } from './trees.ts';
import type { UpstreamState } from './upstream-state.ts';

/** Refs of upstream's branches and tags, apart from the organisation's own. */
export const REFS = 'refs/playbook/upstream';

/** Ref of upstream's default branch. */
export const NEWEST = `${REFS}/HEAD`;

const ALL_REFS = [`--glob=${REFS}/*`, NEWEST];

/** The handbook's repository, with upstream's commits in it. */
export interface Repository {
  git: Git;
  root: string;
  /** The checked-out commit. */
  head: string;
  state: UpstreamState;
}

/**
 * Finds the commit of upstream that a branch, a tag or the start of an id names.
 * @throws UserError if upstream has nothing of that name.
 */
export async function versionAt(git: Git, written: string): Promise<string> {
  const plain = written.replace(/^upstream\//, '');
  for (const name of [`${REFS}/tags/${plain}`, `${REFS}/heads/${plain}`, ...(plain === 'HEAD' ? [NEWEST] : [])]) {
    const commit = await resolve(git, `${name}^{commit}`);
    if (commit) return commit;
  }
  const commit = /^[0-9a-f]{4,64}$/.test(plain) ? await resolve(git, `${plain}^{commit}`) : undefined;
  if (commit && (await isUpstreamCommit(git, commit))) return commit;
  const names = (await git(['for-each-ref', '--format=%(refname)', REFS])).split('\n').filter(Boolean);
  const known = names.map((name) => name.replace(`${REFS}/`, '').replace(/^(heads|tags)\//, ''));
  throw new UserError(`Upstream has no version "${written}". ${didYouMean(plain, new Set(known))}`);
}

/** Checks whether upstream's history contains a commit. */
export async function isUpstreamCommit(git: Git, commit: string): Promise<boolean> {
  return isContained(git, commit, ...ALL_REFS);
}

/** Checks whether the histories of some commits contain another one. */
export async function isContained(git: Git, commit: string, ...histories: string[]): Promise<boolean> {
  return (await git(['rev-list', '--max-count=1', commit, '--not', ...histories])).trim() === '';
}

/**
 * Adds its date to a commit of upstream and, if there is one, a branch or tag at it.
 * @param preferred The name to use if several are at the commit.
 */
export async function describeVersion(git: Git, commit: string, preferred = 'main'): Promise<Version> {
  const date = (await git(['show', '--no-patch', '--format=%cs', commit])).trim();
  const at = ['--format=%(refname:lstrip=4)', `--points-at=${commit}`, `${REFS}/heads`, `${REFS}/tags`];
  const names = (await git(['for-each-ref', ...at])).split('\n');
  const name = [preferred, 'main', 'master'].find((usual) => names.includes(usual)) ?? names[0];
  return { commit, date, ...(name ? { name } : {}) };
}

/**
 * Finds the commit of upstream that was last merged. Candidates are the recorded commit and the newest ones that both
 * histories share: a merge made by other means moves only the history, and a squashed one neither. The candidate whose
 * files differ least from those of the handbook wins. A copy without common history gets the commit with the same
 * files as one of its own.
 * @param from The version that the user named.
 * @throws UserError if there is none.
 */
export async function mergedCommit({ git, head, state }: Repository, from?: string): Promise<string> {
  if (from !== undefined) return versionAt(git, from);
  const recorded = state.ref && (await resolve(git, `${state.ref}^{commit}`));
  const candidates = [...(await sharedCommits(git, head)), ...(recorded ? [recorded] : [])];
  let nearest: { commit: string; distance: number } | undefined;
  for (const commit of candidates) {
    const distance = (await upstreamChanges(git, commit, head)).length;
    if (!nearest || distance < nearest.distance) nearest = { commit, distance };
  }
  const found = nearest?.commit ?? (await commitWithSameFiles(git, head));
  if (found) return found;
  throw new UserError(
    'Which version of upstream you have cannot be told: none has the files that you have outside org/. Say it once with --from <branch, tag or commit>.',
  );
}

/** Lists the newest commits of upstream in the handbook's history. */
async function sharedCommits(git: Git, head: string): Promise<string[]> {
  if (await isUpstreamCommit(git, head)) return [head];
  const output = await git(['rev-list', '--boundary', head, '--not', ...ALL_REFS]);
  const boundary = output.split('\n').flatMap((line) => (line.startsWith('-') ? [line.slice(1)] : []));
  if (boundary.length < 2) return boundary;
  return (await git(['merge-base', '--independent', ...boundary])).split('\n').filter(Boolean);
}

async function commitWithSameFiles(git: Git, head: string): Promise<string | undefined> {
  const log = await git(['log', '--reverse', '--format=%T %H', ...ALL_REFS]);
  const commits = new Map(log.split('\n').map((line) => line.split(' ') as [tree: string, commit: string]));
  const trees = (await git(['log', '--format=%T', head])).trim().split('\n');
  return [await writeMergedTree(git, head), ...trees].map((tree) => commits.get(tree)).find(Boolean);
}
