import { realpathSync } from 'node:fs';
import { blobIds, changedPaths, type FileChange, type Git, gitIn, readTexts, resolve, UserError } from '#load/git.ts';
import { readYaml } from '#load/yaml.ts';
import { frontMatterIn } from '#schema/note.ts';
import type { Drift, UpstreamReport } from './drift.ts';
import { readOverrides } from './overrides.ts';
import { isUpstreamPage, LOCK_FILE, MANIFEST, STATE } from './paths.ts';
import { findRaisedVersions, type RaisedVersion } from './raised-versions.ts';
import { upstreamChanges } from './trees.ts';
import { readState, type UpstreamState } from './upstream-state.ts';
import { describeVersion, isContained, mergedCommit, NEWEST, REFS, type Repository } from './versions.ts';

/** The repository of an organisation, with its upstream. */
export interface Upstream extends Repository {
  /** Address of upstream, without a password. */
  source: string;
  /** The newest commit of upstream's default branch. */
  tip: string;
}

/**
 * Opens the repository at a root and finds its upstream.
 * @param options.offline Whether to use what was fetched the last time.
 * @throws UserError if there is no repository, too little history or no upstream.
 */
export async function openUpstream(root: string, options: { offline?: boolean } = {}): Promise<Upstream> {
  const git = gitIn(root);
  await refuseOtherFolders(git, root);
  if ((await git(['rev-parse', '--is-shallow-repository'])).trim() === 'true') {
    throw new UserError(
      'This is a shallow clone, and what was based on what cannot be told from it. Run: git fetch --unshallow',
    );
  }
  const head = await resolve(git, 'HEAD^{commit}');
  if (!head) throw new UserError('Nothing is committed here yet. Run: git add . && git commit');
  const state = readState(root);
  const { remote, source } = await findSource(git, state);
  if (!options.offline) await fetchFrom(git, remote, source);
  const tip = await resolve(git, `${NEWEST}^{commit}`);
  if (!tip) throw new UserError('Nothing was fetched from upstream yet. Run: npm run upstream');
  return { git, root, head, state, source, tip };
}

/** Checks whether the address of upstream is known. Fetches nothing, and needs no repository. */
export async function knowsUpstream(root: string): Promise<boolean> {
  try {
    const state = readState(root);
    if (state.source) return true;
    const git = gitIn(root);
    await refuseOtherFolders(git, root);
    await findSource(git, state);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

async function refuseOtherFolders(git: Git, root: string): Promise<void> {
  let top: string;
  try {
    top = (await git(['rev-parse', '--show-toplevel'])).trim();
  } catch (error) {
    if (!/not a git repository/.test((error as Error).message)) throw error;
    throw new UserError(
      'This folder is not a git repository. Clone your fork with git; a folder that was unpacked from an archive has no history to compare with.',
    );
  }
  if (realpathSync(top) === realpathSync(root)) return;
  throw new UserError(
    `The handbook is not at the top of its repository, which is ${top}. Give it a repository of its own.`,
  );
}

/** Returns what git fetches from, a remote or an address, and the address without a password. */
async function findSource(git: Git, state: UpstreamState): Promise<{ remote: string; source: string }> {
  const url = (await git(['config', '--get', 'remote.upstream.url'], { codes: [0, 1] })).trim();
  const address = url || state.source;
  if (!address) {
    throw new UserError(
      `No upstream is known. Run: git remote add upstream <address>, or write source: <address> into ${STATE}`,
    );
  }
  return { remote: url ? 'upstream' : address, source: address.replace(/^(https?:\/\/)[^/@]*@/, '$1') };
}

async function fetchFrom(git: Git, remote: string, source: string): Promise<void> {
  const options = ['--quiet', '--prune', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'];
  const refs = [`+HEAD:${NEWEST}`, `+refs/heads/*:${REFS}/heads/*`, `+refs/tags/*:${REFS}/tags/*`];
  try {
    await git(['fetch', ...options, '--', remote, ...refs]);
  } catch (error) {
    const reason = (error as Error).message.replace(/^git fetch failed: /, '');
    throw new UserError(
      `Upstream could not be read at ${source}: ${reason}. With --offline, what was fetched the last time is used.`,
    );
  }
}

/** Reads the versions of dependencies that the organisation raised; none if its package.json differs in any other way. */
export async function readRaisedVersions(git: Git, have: string, head: string): Promise<RaisedVersion[]> {
  const [before = '', after = ''] = await readTexts(git, [`${have}:${MANIFEST}`, `${head}:${MANIFEST}`]);
  return before === after ? [] : (findRaisedVersions(before, after) ?? []);
}

/**
 * Lists the organisation's changes to upstream's files that an update would overwrite. Raised versions of dependencies
 * are raised again and files that are as in the next version stay, so neither is in the list.
 * @param have The commit of upstream that was last merged.
 * @param next The commit of upstream to merge.
 */
export async function conflictingChanges(git: Git, have: string, head: string, next: string): Promise<FileChange[]> {
  const isRaised = (await readRaisedVersions(git, have, head)).length > 0;
  const changes = (await upstreamChanges(git, have, head)).filter(
    ({ path, from }) => !isRaised || from !== undefined || ![MANIFEST, LOCK_FILE].includes(path),
  );
  const paths = changedPaths(changes);
  const namesAt = (commit: string) => paths.map((path) => `${commit}:${path}`);
  const [own, theirs] = [await blobIds(git, namesAt(head)), await blobIds(git, namesAt(next))];
  const different = new Set(paths.filter((_, at) => own[at] !== theirs[at]));
  return changes.filter((change) => changedPaths([change]).some((path) => different.has(path)));
}

/** Report, and the state to record in `org/upstream.yaml`. */
export interface UpstreamResult {
  report: UpstreamReport;
  state: UpstreamState;
  /** Every override, drifted or not. */
  overrides: Drift[];
}

/**
 * Reads what is new upstream, and what upstream has changed in files that the organisation replaces or annotates.
 * @param from The version that was last merged, if the user named it.
 */
export async function readUpstream(upstream: Upstream, from?: string): Promise<UpstreamResult> {
  const { git, head, source, state, tip } = upstream;
  const have = await mergedCommit(upstream, from);
  const newest = (await isContained(git, tip, have)) ? have : tip;
  const { overrides, based } = await readOverrides(upstream, newest);
  const changes = await upstreamChanges(git, have, newest);
  const pages = changes.filter(({ path, from: old }) => isUpstreamPage(path) || isUpstreamPage(old ?? ''));
  const report: UpstreamReport = {
    source,
    have: await describeVersion(git, have),
    newest: await describeVersion(git, newest),
    pages: await addTitles(git, pages, have, newest),
    otherFiles: changes.length - pages.length,
    outside: await conflictingChanges(git, have, head, newest),
    overrides: overrides.length,
    drift: overrides.filter(({ change }) => change !== 'same'),
  };
  return { report, overrides, state: { source: state.source ?? source, ref: have, based } };
}

async function addTitles(
  git: Git,
  changes: readonly FileChange[],
  before: string,
  after: string,
): Promise<UpstreamReport['pages']> {
  const names = changes.map(({ change, path }) => `${change === 'removed' ? before : after}:${path}`);
  const texts = await readTexts(git, names);
  return changes.map((change, at) => {
    const title = titleIn(change.path, texts[at] ?? '');
    return title ? { ...change, title } : change;
  });
}

function titleIn(file: string, text: string): string | undefined {
  const fields = frontMatterIn(text).replace(/^\uFEFF?---|---\s*$/g, '');
  const value = readYaml(file, fields).located?.value as { title?: unknown } | null | undefined;
  return typeof value?.title === 'string' ? value.title : undefined;
}
