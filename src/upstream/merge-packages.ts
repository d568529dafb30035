import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blobIds, type Git, readTexts, UserError } from '#load/git.ts';
import { inTemporaryFolder } from '#load/temporary-folder.ts';
import { shellWord } from '#schema/escaping.ts';
import { npm, WITHOUT_ADDRESSES } from './npm.ts';
import { LOCK_FILE, MANIFEST } from './paths.ts';
import { type RaisedOutcome, type RaisedVersion, raiseAgain } from './raised-versions.ts';

/** package.json and its lock file, with versions raised. */
export interface MergedPackages {
  /** Blob ids by path, of files that differ from upstream's. */
  blobs: Record<string, string>;
  outcomes: RaisedOutcome[];
}

/** Options of npm. */
interface PackageOptions {
  /** The version as `--to` takes it, for the command to run once npm succeeds. */
  retry: string;
  /** True if npm must work without a network. */
  offline: boolean;
}

const namesAt = (commit: string) => [`${commit}:${MANIFEST}`, `${commit}:${LOCK_FILE}`];

/**
 * Merges the versions that the organisation raised into package.json and the lock file of a version of upstream. The
 * files of the handbook are not changed.
 * @param next The commit of upstream.
 * @throws UserError with the commands to run later if npm fails, as it does without a network.
 */
export async function mergePackages(
  git: Git,
  root: string,
  next: string,
  raised: readonly RaisedVersion[],
  options: PackageOptions,
): Promise<MergedPackages> {
  const [upstream = '', lockFile = ''] = await readTexts(git, namesAt(next));
  const { manifest, outcomes } = raiseAgain(upstream, raised);
  if (!outcomes.some(({ stays }) => stays)) return { blobs: {}, outcomes };
  const made = await makeLockFile(root, manifest, lockFile, options);
  const blobs: Record<string, string> = { [MANIFEST]: await writeBlob(git, manifest) };
  if (made !== '') blobs[LOCK_FILE] = await writeBlob(git, made);
  return { blobs, outcomes };
}

/** Writes a blob and returns its id. */
export async function writeBlob(git: Git, text: string): Promise<string> {
  return (await git(['hash-object', '-w', '--stdin'], { input: text })).trim();
}

/** Returns the blob ids of package.json and the lock file at a commit, by path. */
export async function packageBlobs(git: Git, commit: string): Promise<Record<string, string>> {
  const [manifest, lockFile] = await blobIds(git, namesAt(commit));
  return { ...(manifest && { [MANIFEST]: manifest }), ...(lockFile && { [LOCK_FILE]: lockFile }) };
}

/**
 * Makes a lock file with npm, in a temporary folder: beside a node_modules, npm 11 would note there that the versions
 * are installed, and a later `npm install` would leave the old ones.
 */
function makeLockFile(
  root: string,
  manifest: string,
  lockFile: string,
  { retry, offline }: PackageOptions,
): Promise<string> {
  return inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, MANIFEST), manifest);
    if (lockFile !== '') writeFileSync(join(folder, LOCK_FILE), lockFile);
    // It may name the registry of the organisation.
    if (existsSync(join(root, '.npmrc'))) copyFileSync(join(root, '.npmrc'), join(folder, '.npmrc'));
    const options = ['--package-lock-only', '--ignore-scripts', WITHOUT_ADDRESSES, ...(offline ? ['--offline'] : [])];
    try {
      await npm(['install', ...options], folder);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      throw new UserError(`Nothing was brought in, and all is as before: ${error.message}

The versions that you raised need a lock file, which npm makes with a network. Once there is one, run:
npm run upstream -- --to ${shellWord(retry)}`);
    }
    return existsSync(join(folder, LOCK_FILE)) ? readFileSync(join(folder, LOCK_FILE), 'utf8') : '';
  });
}
