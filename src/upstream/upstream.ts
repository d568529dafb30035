import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blobIds, type Git, gitIn, listTree, readBlobs, resolve, UserError } from '#load/git.ts';
import { readYaml } from '#load/yaml.ts';
import { didYouMean } from '#schema/problem.ts';
import {
  type FileChange,
  fileChanges,
  isOrganisations,
  isUpstreamPage,
  LOCK_FILE,
  MANIFEST,
  type PageNews,
  STATE,
  type UpstreamReport,
  type UpstreamState,
  type Version,
} from './drift.ts';
import { readOverrides } from './overrides.ts';
import { type RaisedVersion, raisedVersions } from './raised-versions.ts';
import { readState } from './upstream-state.ts';

/** Where upstream's branches and tags are kept, apart from the organisation's own. */
const REFS = 'refs/playbook/upstream';
const NEWEST = `${REFS}/HEAD`;

/** The repository of an organisation, with what is known of its upstream. */
export interface Upstream {
  git: Git;
  root: string;
  /** The commit that is checked out. */
  head: string;
  state: UpstreamState;
  /** What git fetches from: a remote or an address. */
  remote: string;
  /** The address, without a password. */
  source: string;
  /** The commit of upstream's default branch. */
  tip: string;
}

/**
 * Opens the repository at a root and finds its upstream.
 * @param options.offline Whether to make do with what was fetched the last time.
 * @throws UserError where there is no repository, too little history, or no upstream.
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
  const known = await sourceOf(git, state);
  if (!options.offline) await fetchFrom(git, known);
  const tip = await resolve(git, `${NEWEST}^{commit}`);
  if (!tip) throw new UserError('Nothing was fetched from upstream yet. Run: npm run upstream');
  return { git, root, head, state, ...known, tip };
}

/** Whether it is known where upstream is. Nothing is fetched, and there may be no repository. */
export async function knowsUpstream(root: string): Promise<boolean> {
  try {
    const state = readState(root);
    if (state.source) return true;
    const git = gitIn(root);
    await refuseOtherFolders(git, root);
    return (await sourceOf(git, state)).source !== '';
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

async function sourceOf(git: Git, state: UpstreamState): Promise<Pick<Upstream, 'remote' | 'source'>> {
  const address = await git(['config', '--get', 'remote.upstream.url'], { codes: [0, 1] });
  const source = address.trim() || state.source;
  if (!source) {
    throw new UserError(
      `No upstream is known. Run: git remote add upstream <address>, or write source: <address> into ${STATE}`,
    );
  }
  return { remote: address.trim() ? 'upstream' : source, source: source.replace(/^(https?:\/\/)[^/@]*@/, '$1') };
}

async function fetchFrom(git: Git, { remote, source }: Pick<Upstream, 'remote' | 'source'>): Promise<void> {
  const quietly = ['--quiet', '--prune', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'];
  const wanted = ['HEAD:HEAD', 'refs/heads/*:heads/*', 'refs/tags/*:tags/*'].map((pair) => {
    const [from, to] = pair.split(':');
    return `+${from}:${REFS}/${to}`;
  });
  try {
    await git(['fetch', ...quietly, '--', remote, ...wanted]);
  } catch (error) {
    const reason = (error as Error).message;
    throw new UserError(
      `Upstream could not be read at ${source}: ${reason.replace(/^git fetch failed: /, '')}. With --offline, what was fetched the last time is used.`,
    );
  }
}

/**
 * The commit that a person means by a branch, a tag or the start of an id.
 * @throws UserError where upstream has nothing of that name.
 */
export async function versionAt({ git }: Upstream, written: string): Promise<string> {
  const plain = written.replace(/^upstream\//, '');
  for (const name of [`${REFS}/tags/${plain}`, `${REFS}/heads/${plain}`, ...(plain === 'HEAD' ? [NEWEST] : [])]) {
    const commit = await resolve(git, `${name}^{commit}`);
    if (commit) return commit;
  }
  const commit = /^[0-9a-f]{4,64}$/.test(plain) ? await resolve(git, `${plain}^{commit}`) : undefined;
  if (commit && (await isUpstreams(git, commit))) return commit;
  const names = (await git(['for-each-ref', '--format=%(refname)', REFS])).split('\n').filter(Boolean);
  const known = names.map((name) => name.replace(`${REFS}/`, '').replace(/^(heads|tags)\//, ''));
  throw new UserError(`Upstream has no version "${written}". ${didYouMean(plain, new Set(known))}`);
}

async function isUpstreams(git: Git, commit: string): Promise<boolean> {
  const own = await git(['rev-list', '--max-count=1', commit, '--not', `--glob=${REFS}/*`, NEWEST]);
  return own.trim() === '';
}

/**
 * A commit of upstream with its day and, if a branch or tag is at it, that name.
 * @param written The name by which a person asked for it, which goes before others.
 */
export async function describeVersion({ git }: Upstream, commit: string, written = 'main'): Promise<Version> {
  const date = (await git(['show', '--no-patch', '--format=%cs', commit])).trim();
  const refs = await git([
    'for-each-ref',
    '--format=%(refname)',
    `--points-at=${commit}`,
    `${REFS}/heads`,
    `${REFS}/tags`,
  ]);
  const names = refs.split('\n').map((name) => name.replace(/^refs\/playbook\/upstream\/(heads|tags)\//, ''));
  const name = [written, 'main', 'master'].find((usual) => names.includes(usual)) ?? names[0];
  return { commit, date, ...(name ? { name } : {}) };
}

/**
 * The commit of upstream that was last brought in. Of those that may be it, the recorded one and those that our
 * history shares with upstream, it is the one that the files outside org/ are nearest to: a merge made
 * by other means moves the history and not the record, and a squashed one moves neither.
 * In a copy without common history it is the commit that has the same files as ours once had.
 * @param from The version that a person named; it goes before everything.
 * @throws UserError where nothing tells.
 */
export async function broughtIn(upstream: Upstream, from?: string): Promise<string> {
  if (from !== undefined) return versionAt(upstream, from);
  const { git, head, state } = upstream;
  const recorded = state.ref && (await resolve(git, `${state.ref}^{commit}`));
  let best: { commit: string; distance: number } | undefined;
  for (const commit of [...(await sharedCommits(git, head)), ...(recorded ? [recorded] : [])]) {
    const distance = (await changesOutside(git, commit, head)).length;
    if (!best || distance < best.distance) best = { commit, distance };
  }
  const found = best?.commit ?? (await sameFiles(git, head));
  if (found) return found;
  throw new UserError(
    'Which version of upstream you have cannot be told: none has the files that you have outside org/. Say it once with --from <branch, tag or commit>.',
  );
}

/** The newest commits of upstream in our history. */
async function sharedCommits(git: Git, head: string): Promise<string[]> {
  if (await isUpstreams(git, head)) return [head];
  const output = await git(['rev-list', '--boundary', head, '--not', `--glob=${REFS}/*`, NEWEST]);
  const edge = output.split('\n').flatMap((line) => (line.startsWith('-') ? [line.slice(1)] : []));
  if (edge.length < 2) return edge;
  return (await git(['merge-base', '--independent', ...edge])).split('\n').filter(Boolean);
}

async function sameFiles(git: Git, head: string): Promise<string | undefined> {
  const log = await git(['log', '--format=%T %H', `--glob=${REFS}/*`, NEWEST]);
  const commits = new Map<string, string>();
  for (const line of log.split('\n').filter(Boolean)) {
    const [tree = '', commit = ''] = line.split(' ');
    if (!commits.has(tree)) commits.set(tree, commit);
  }
  const before = (await git(['log', '--format=%T', head])).split('\n');
  return [await layeredTree(git, head), ...before].map((tree) => commits.get(tree)).find(Boolean);
}

/**
 * Makes a tree of the files that one commit has outside the organisation's places, and another inside
 * them. The index and the files of the repository are left alone.
 * @param upstream The commit for the files outside.
 * @param organisation The commit for the files inside; without one, there are none.
 * @param blobs The blob ids of other files, by path.
 * @returns The id of the tree.
 */
export async function layeredTree(
  git: Git,
  upstream: string,
  organisation?: string,
  blobs: Readonly<Record<string, string>> = {},
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'playbook-index-'));
  const index = join(folder, 'index');
  try {
    const theirs = (await listTree(git, upstream)).filter(({ path }) => isOrganisations(path));
    const ours = organisation ? (await listTree(git, organisation)).filter(({ path }) => isOrganisations(path)) : [];
    const lines = [
      ...theirs.map(({ id, path }) => `0 ${'0'.repeat(id.length)}\t${path}`),
      ...ours.map(({ mode, id, path }) => `${mode} ${id}\t${path}`),
      ...Object.entries(blobs).map(([path, id]) => `100644 ${id}\t${path}`),
    ];
    await git(['read-tree', upstream], { index });
    await git(['update-index', '-z', '--index-info'], { index, input: lines.map((line) => `${line}\0`).join('') });
    return (await git(['write-tree'], { index })).trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How the files outside the organisation's places differ between two commits or trees. */
export async function changesOutside(git: Git, before: string, after: string): Promise<FileChange[]> {
  const changes = fileChanges(await git(['diff-tree', '-r', '-z', '-M', '--name-status', before, after]));
  return changes.flatMap((change) => {
    if (!change.from || isOrganisations(change.from) === isOrganisations(change.path)) {
      return isOrganisations(change.path) ? [] : [change];
    }
    // A file that was moved into org/ is gone from where it was; one that was moved out of it is new.
    return isOrganisations(change.path)
      ? [{ change: 'removed' as const, path: change.from }]
      : [{ change: 'added' as const, path: change.path }];
  });
}

/** Versions of dependencies that the organisation raised; none where its package.json differs in any other way. */
export async function readRaisedVersions(git: Git, have: string, head: string): Promise<RaisedVersion[]> {
  const ids = await blobIds(git, [`${have}:${MANIFEST}`, `${head}:${MANIFEST}`]);
  if (ids[0] === ids[1]) return [];
  const blobs = await readBlobs(
    git,
    ids.filter((id) => id !== undefined),
  );
  const [before = '', after = ''] = ids.map((id) => String(blobs.get(id ?? '') ?? ''));
  return raisedVersions(before, after) ?? [];
}

/**
 * The files outside the organisation's places that are not as upstream had them when it was last brought in, and
 * that the version to come would take away. Raised versions of dependencies are raised again, so they are no loss.
 * @param next The commit of upstream to come; what is already as it has it is no loss.
 */
export async function ownChanges(git: Git, have: string, head: string, next: string): Promise<FileChange[]> {
  const isRaised = (await readRaisedVersions(git, have, head)).length > 0;
  const changes = (await changesOutside(git, have, head)).filter(
    ({ path, from }) => !isRaised || from !== undefined || ![MANIFEST, LOCK_FILE].includes(path),
  );
  const paths = changes.flatMap(({ path, from }) => (from ? [path, from] : [path]));
  const ids = await blobIds(
    git,
    paths.flatMap((path) => [`${head}:${path}`, `${next}:${path}`]),
  );
  const same = new Set(paths.filter((_, at) => ids[2 * at] === ids[2 * at + 1]));
  return changes.filter(({ path, from }) => !same.has(path) || (from !== undefined && !same.has(from)));
}

/** A report, and what is to be kept in `org/upstream.yaml` for the next one. */
export interface UpstreamResult {
  report: UpstreamReport;
  state: UpstreamState;
  /** Every override, drifted or not. */
  overrides: UpstreamReport['drift'];
}

/**
 * Reads what is new upstream, and what upstream changed under the organisation's replacements and notes.
 * Nothing is written but what git fetches.
 * @param from The version that was last brought in, where a person says so.
 */
export async function readUpstream(upstream: Upstream, from?: string): Promise<UpstreamResult> {
  const { git, root, head, source, tip } = upstream;
  const have = await broughtIn(upstream, from);
  const ahead = (await git(['rev-list', '--max-count=1', tip, '--not', have])).trim() === '';
  const newest = ahead ? have : tip;
  const { overrides, based } = await readOverrides(git, root, { head, newest }, upstream.state.based);
  const news = await changesOutside(git, have, newest);
  const drift = overrides.filter(({ change }) => change !== 'same');
  const report: UpstreamReport = {
    source,
    have: await describeVersion(upstream, have),
    newest: await describeVersion(upstream, newest),
    pages: await withTitles(git, news.filter(isPageNews), have, newest),
    otherFiles: news.filter((change) => !isPageNews(change)).length,
    outside: await ownChanges(git, have, head, newest),
    overrides: overrides.length,
    drift,
  };
  return { report, overrides, state: { source: upstream.state.source ?? source, ref: have, based } };
}

function isPageNews({ path, from }: FileChange): boolean {
  return isUpstreamPage(path) || (from !== undefined && isUpstreamPage(from));
}

async function withTitles(
  git: Git,
  changes: readonly FileChange[],
  before: string,
  after: string,
): Promise<PageNews[]> {
  const ids = await blobIds(
    git,
    changes.map(({ change, path }) => `${change === 'removed' ? before : after}:${path}`),
  );
  const blobs = await readBlobs(
    git,
    ids.filter((id) => id !== undefined),
  );
  return changes.map((change, at) => {
    const title = titleIn(change.path, String(blobs.get(ids[at] ?? '') ?? ''));
    return title ? { ...change, title } : change;
  });
}

function titleIn(file: string, text: string): string | undefined {
  const [, frontmatter = ''] = /^\uFEFF?---\s*\n([\s\S]*?)\n---/.exec(text.replaceAll('\r\n', '\n')) ?? [];
  const value = readYaml(file, frontmatter).located?.value as { title?: unknown } | null | undefined;
  return typeof value?.title === 'string' ? value.title : undefined;
}

/** Whether there is a folder of the organisation's, for its words and for our records. */
export function isAdopted(root: string): boolean {
  return existsSync(join(root, 'org'));
}
