import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Error with a message for the user who ran the command. */
export class UserError extends Error {}

/** Options of one git command. */
export interface GitOptions {
  /** Standard input. */
  input?: string;
  /** Index file to use instead of the repository's own. */
  index?: string;
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
  return async (args, { input, index, codes = [0], encoding = 'utf8', repositoryAttributes } = {}) => {
    const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, GIT_PREFIX, ...outer } = process.env;
    const env = { ...outer, LC_ALL: 'C', ...(index ? { GIT_INDEX_FILE: index } : {}) };
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

/** Reads blobs by id. A blob that is not in the repository is absent from the result. */
export async function readBlobs(git: Git, ids: readonly string[]): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  if (ids.length === 0) return found;
  const output = await git(['cat-file', '--batch'], { input: `${ids.join('\n')}\n`, encoding: 'latin1' });
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf('\n', at);
    const [id = '', , size] = output.slice(at, end).split(' ');
    at = end + 1;
    if (size === undefined) continue;
    found.set(id, Buffer.from(output.slice(at, at + Number(size)), 'latin1'));
    at += Number(size) + 1;
  }
  return found;
}

/**
 * Compares many pairs of texts in one call of git. Returns unified diffs from the first hunk on, empty ones for
 * pictures and other binary files.
 */
export async function diffsOf(
  pairs: readonly (readonly [before: Buffer | string, after: Buffer | string])[],
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'playbook-diff-'));
  try {
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
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
