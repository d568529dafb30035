import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blobIds, type Git, readBlobs, UserError } from '#load/git.ts';
import { shellWord } from '#schema/escaping.ts';
import { LOCK_FILE, MANIFEST } from '#upstream/drift.ts';
import { type RaisedOutcome, type RaisedVersion, raiseAgain } from '#upstream/raised-versions.ts';
import type { Upstream } from '#upstream/upstream.ts';
import { npm, WITHOUT_ADDRESSES } from './npm.ts';

/** package.json and its lock file, with versions raised. */
export interface MergedPackages {
  /** Blob ids by path, where a file is not as upstream has it. */
  blobs: Record<string, string>;
  outcomes: RaisedOutcome[];
}

/**
 * Makes package.json and the lock file of a version of upstream with the versions that the organisation raised. npm works in a
 * temporary folder, so the files of the handbook are left alone. Beside a node_modules, npm 11 would also note there that the
 * versions are installed, and a later `npm install` would leave the old ones.
 * @param next The commit of upstream.
 * @param options.retry The version as `--to` takes it, for the command to run once npm can do its work.
 * @throws UserError with the commands to run later, where npm fails, as it does without a network.
 */
export async function mergePackages(
  { git, root }: Upstream,
  next: string,
  raised: readonly RaisedVersion[],
  options: { retry: string; offline: boolean },
): Promise<MergedPackages> {
  const upstream = await readFiles(git, next);
  const { manifest, outcomes } = raiseAgain(upstream[MANIFEST] ?? '', raised);
  if (!outcomes.some(({ stays }) => stays)) return { blobs: {}, outcomes };
  const lock = await makeLockFile(root, { ...upstream, [MANIFEST]: manifest }, options);
  const blobs: Record<string, string> = {};
  for (const [path, text] of Object.entries({ [MANIFEST]: manifest, ...lock })) {
    blobs[path] = (await git(['hash-object', '-w', '--stdin'], { input: text })).trim();
  }
  return { blobs, outcomes };
}

/** Blob ids of package.json and of the lock file at a commit, by path. */
export async function packageBlobs(git: Git, commit: string): Promise<Record<string, string>> {
  const paths = [MANIFEST, LOCK_FILE];
  const ids = await blobIds(
    git,
    paths.map((path) => `${commit}:${path}`),
  );
  return Object.fromEntries(paths.flatMap((path, at) => (ids[at] ? [[path, ids[at]]] : [])));
}

async function readFiles(git: Git, commit: string): Promise<Record<string, string>> {
  const ids = await packageBlobs(git, commit);
  const blobs = await readBlobs(git, Object.values(ids));
  return Object.fromEntries(Object.entries(ids).map(([path, id]) => [path, String(blobs.get(id) ?? '')]));
}

async function makeLockFile(
  root: string,
  files: Record<string, string>,
  { retry, offline }: { retry: string; offline: boolean },
): Promise<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'playbook-npm-'));
  try {
    for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
    // It may name the registry of the organisation.
    if (existsSync(join(root, '.npmrc'))) copyFileSync(join(root, '.npmrc'), join(folder, '.npmrc'));
    const options = ['--package-lock-only', '--ignore-scripts', WITHOUT_ADDRESSES, ...(offline ? ['--offline'] : [])];
    await npm(['install', ...options], folder);
    const made = join(folder, LOCK_FILE);
    return existsSync(made) ? { [LOCK_FILE]: readFileSync(made, 'utf8') } : {};
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      [
        `Nothing was brought in, and all is as before: ${error.message}`,
        '',
        'The versions that you raised need a lock file, which npm makes with a network. Once there is one, run:',
        `npm run upstream -- --to ${shellWord(retry)}`,
      ].join('\n'),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
