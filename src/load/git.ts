import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inTemporaryFolder } from './temporary-folder.ts';

const run = promisify(execFile);

/** Error with a message for the user who ran the command. */
export class UserError extends Error {}

/** Options of one git command. */
export interface GitOptions {
  /** Standard input. */
  input?: string;
  /** Index file to use instead of the repository's own. */
  index?: string;
  /** Folder to write files to instead of the repository's own. */
  workTree?: string;
  /** Exit codes that are not a failure; 0 if left out. */
  codes?: readonly number[];
  /** `latin1` preserves every byte of a file; `utf8` if left out. */
  encoding?: 'utf8' | 'latin1';
  /** Ignores the user's git attributes, which may mark text as binary. Those of the repository apply. */
  repositoryAttributes?: boolean;
}

/**
 * Runs git in one folder and returns its standard output.
 * @throws UserError with git's own error message if the command fails.
 */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<string>;

/**
 * Git's defaults for settings of a user or machine that would change the output. Settings of how files are written to
 * the working tree, who commits and how upstream is reached are not overridden: they are right for this machine.
 */
const SAME_EVERYWHERE = [
  'core.quotePath=false',
  // If true, git refuses to compare files whose line ends would be converted.
  'core.safecrlf=false',
  'diff.algorithm=myers',
  'diff.indentHeuristic=true',
  'diff.interHunkContext=0',
  'diff.orderFile=/dev/null',
  'diff.renameLimit=1000',
  'diff.suppressBlankEmpty=false',
  'log.follow=false',
  'log.showRoot=true',
  'log.showSignature=false',
].flatMap((setting) => ['-c', setting]);

/** Creates a git runner for one folder. It ignores the repository of a git hook that may have started this process. */
export function gitIn(folder: string): Git {
  return async (args, { input, index, workTree, codes = [0], encoding = 'utf8', repositoryAttributes } = {}) => {
    const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, GIT_PREFIX, ...outer } = process.env;
    const places = { ...(index ? { GIT_INDEX_FILE: index } : {}), ...(workTree ? { GIT_WORK_TREE: workTree } : {}) };
    const env = { ...outer, LC_ALL: 'C', ...places };
    const attributes = repositoryAttributes ? ['-c', 'core.attributesFile=/dev/null'] : [];
    const running = run('git', [...SAME_EVERYWHERE, ...attributes, ...args], {
      cwd: folder,
      env,
      encoding,
      maxBuffer: 2 ** 30,
    });
    // Git may exit before it has read all input. Its exit code reports that, and a broken pipe adds nothing.
    running.child.stdin?.on('error', () => {});
    running.child.stdin?.end(input ?? '');
    try {
      return (await running).stdout;
    } catch (error) {
      const { code, signal, stdout, stderr } = error as Failure;
      if (signal) throw new UserError(`git ${args[0]} was stopped.`);
      if (typeof code === 'number' && codes.includes(code)) return stdout ?? '';
      throw new UserError(code === 'ENOENT' ? 'git is not installed.' : failureMessage(args, stderr ?? ''));
    }
  };
}

/** Fields of the error that a failed git command rejects with. */
interface Failure {
  code?: number | string;
  signal?: string;
  stdout?: string;
  stderr?: string;
}

function failureMessage(args: readonly string[], stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('hint:'));
  const reason = lines.find((line) => /^(fatal|error): /.test(line)) ?? lines[0] ?? 'it says no more';
  return `git ${args[0]} failed: ${reason.replace(/^(fatal|error): /, '')}`;
}

/** File of a git tree. */
export interface TreeFile {
  mode: string;
  /** Blob id. */
  id: string;
  path: string;
}

/** Lists the files of a tree or commit, in all its folders or below one of them. */
export async function listTree(git: Git, tree: string, folder?: string): Promise<TreeFile[]> {
  const output = await git(['ls-tree', '-r', '-z', '--full-tree', tree, ...(folder ? [`${folder}/`] : [])]);
  return output.split('\0').flatMap((line) => {
    const [, mode = '', id = '', path = ''] = /^(\d+) \w+ ([0-9a-f]+)\t([\s\S]*)$/.exec(line) ?? [];
    return path === '' ? [] : [{ mode, id, path }];
  });
}

/** Resolves a name to the id of a commit or object; undefined if there is none. */
export async function resolve(git: Git, name: string): Promise<string | undefined> {
  const id = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', name], { codes: [0, 1, 128] });
  return id.trim() || undefined;
}

/** Looks up the blob ids of files at commits, each named as `commit:path`; undefined if there is no such file. */
export async function blobIds(git: Git, names: readonly string[]): Promise<(string | undefined)[]> {
  if (names.length === 0) return [];
  const output = await git(['cat-file', '--batch-check'], { input: `${names.join('\n')}\n` });
  return output
    .trimEnd()
    .split('\n')
    .map((line) => /^([0-9a-f]+) blob \d+$/.exec(line)?.[1]);
}

/** Reads blobs, each named by its id or as `commit:path`; undefined where there is no such blob. */
export async function readBlobs(git: Git, names: readonly string[]): Promise<(Buffer | undefined)[]> {
  if (names.length === 0) return [];
  const output = await git(['cat-file', '--batch'], { input: `${names.join('\n')}\n`, encoding: 'latin1' });
  let at = 0;
  return names.map(() => {
    const end = output.indexOf('\n', at);
    const [, type, size] = /^[0-9a-f]+ (\w+) (\d+)$/.exec(output.slice(at, end)) ?? [];
    at = end + 1;
    if (size === undefined) return undefined;
    const content = output.slice(at, at + Number(size));
    at += content.length + 1;
    return type === 'blob' ? Buffer.from(content, 'latin1') : undefined;
  });
}

/** Reads blobs as text without byte order marks, named as for `readBlobs`; an empty text where there is no such blob. */
export async function readTexts(git: Git, names: readonly string[]): Promise<string[]> {
  return (await readBlobs(git, names)).map((blob) => new TextDecoder().decode(blob));
}

/** Difference of one file between two versions. */
export interface FileChange {
  change: 'added' | 'changed' | 'renamed' | 'removed';
  path: string;
  /** Old path, if it was renamed. */
  from?: string;
}

const CHANGES: Record<string, FileChange['change']> = { A: 'added', D: 'removed' };

/** A status of git, after the modes and ids that `--raw` adds; one path, or two for a rename. */
const CHANGE = /(?<=^|\0)(?::[^\0]* )?(?:R\d+\0([^\0]*)|([A-Z]))\0([^\0]*)\0/g;

/** Parses what git prints with `-z`, and `--name-status` or `--raw`; returns the changes sorted by path. */
export function fileChanges(output: string): FileChange[] {
  return [...output.matchAll(CHANGE)]
    .map(
      ([, from, status = '', path = '']): FileChange =>
        from === undefined ? { change: CHANGES[status] ?? 'changed', path } : { change: 'renamed', path, from },
    )
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Lists the paths of changes, both of a rename. */
export function changedPaths(changes: readonly FileChange[]): string[] {
  return changes.flatMap(({ path, from }) => (from === undefined ? [path] : [path, from]));
}

/**
 * Compares many pairs of texts in one call of git. Returns unified diffs from the first hunk on, empty ones for
 * pictures and other binary files.
 */
export function diffsOf(
  pairs: readonly (readonly [before: Buffer | string, after: Buffer | string])[],
): Promise<string[]> {
  return inTemporaryFolder(async (folder) => {
    for (const [side, name] of ['before', 'after'].entries()) {
      mkdirSync(join(folder, name));
      for (const [at, pair] of pairs.entries()) writeFileSync(join(folder, name, String(at)), pair[side] ?? '');
    }
    const plain = ['--no-index', '--no-color', '--no-ext-diff', '--no-textconv', '--unified=3'];
    const prefixes = ['--src-prefix=', '--dst-prefix='];
    const output = await gitIn(folder)(['diff', ...plain, ...prefixes, '--', 'before', 'after'], {
      codes: [0, 1],
      repositoryAttributes: true,
    });
    const found = new Map<string, string>();
    for (const part of output.split(/^diff --git before\//m).slice(1)) {
      const start = part.indexOf('\n@@ ');
      found.set(part.slice(0, part.indexOf(' ')), start === -1 ? '' : part.slice(start + 1));
    }
    return pairs.map((_, at) => found.get(String(at)) ?? '');
  });
}
