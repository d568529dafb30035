import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What prevents the work, in words for whoever asked for it. */
export class UserError extends Error {}

/** How one git command is to be run. */
export interface GitOptions {
  /** What it reads. */
  input?: string;
  /** The index to work on instead of the repository's own. */
  index?: string;
  /** The exit codes that are an answer and not a failure; 0 if left out. */
  codes?: readonly number[];
  /** `latin1` keeps every byte of a file apart; `utf8` if left out. */
  encoding?: 'utf8' | 'latin1';
  /** Leaves out the attributes of the person, by which git may take text for binary; those of the repository count. */
  repositoryAttributes?: boolean;
}

/**
 * Runs git in one folder and gives what it prints.
 * @throws UserError with git's own first line, where it fails.
 */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<string>;

/**
 * Settings of a person or machine that would change what git prints, as git has them by itself. Those that say how files
 * are written to the working tree, who commits and how upstream is reached stay: they are right for this machine.
 */
const SAME_EVERYWHERE = [
  'core.quotePath=false',
  // It refuses to compare files whose line ends would be converted.
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

/** Git for one folder, whatever repository a hook that runs us may be busy with. */
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
    // Git may end before it has read everything; its exit code says so, and a broken pipe says no more.
    running.child.stdin?.on('error', () => {});
    running.child.stdin?.end(input ?? '');
    try {
      return (await running).stdout;
    } catch (error) {
      const { code, signal, stdout, stderr } = error as Failure;
      if (signal) throw new UserError(`git ${args[0]} was stopped.`);
      if (typeof code === 'number' && codes.includes(code)) return stdout ?? '';
      throw new UserError(code === 'ENOENT' ? 'git is not installed.' : gitsWords(args, stderr ?? ''));
    }
  };
}

/** What a git command that failed left behind. */
interface Failure {
  code?: number | string;
  signal?: string;
  stdout?: string;
  stderr?: string;
}

function gitsWords(args: readonly string[], stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('hint:'));
  const said = lines.find((line) => /^(fatal|error): /.test(line)) ?? lines[0] ?? 'it says no more';
  return `git ${args[0]} failed: ${said.replace(/^(fatal|error): /, '')}`;
}

/** A file of a tree. */
export interface TreeFile {
  mode: string;
  /** The blob id. */
  id: string;
  path: string;
}

/** The files of a tree or commit, in all its folders or below one of them. */
export async function listTree(git: Git, tree: string, folder?: string): Promise<TreeFile[]> {
  const output = await git(['ls-tree', '-r', '-z', '--full-tree', tree, ...(folder ? [`${folder}/`] : [])]);
  return output.split('\0').flatMap((line) => {
    const [, mode = '', id = '', path = ''] = /^(\d+) \w+ ([0-9a-f]+)\t([\s\S]*)$/.exec(line) ?? [];
    return path === '' ? [] : [{ mode, id, path }];
  });
}

/** The commit or object that a name means, or undefined. */
export async function resolve(git: Git, name: string): Promise<string | undefined> {
  const id = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', name], { codes: [0, 1, 128] });
  return id.trim() || undefined;
}

/** The blob ids of files at commits, each asked for as `commit:path`; undefined where there is none. */
export async function blobIds(git: Git, names: readonly string[]): Promise<(string | undefined)[]> {
  if (names.length === 0) return [];
  const output = await git(['cat-file', '--batch-check'], { input: `${names.join('\n')}\n` });
  return output
    .trimEnd()
    .split('\n')
    .map((line) => /^([0-9a-f]+) blob \d+$/.exec(line)?.[1]);
}

/** The contents of blobs, by id; one that is not in the repository is absent. */
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
 * The change from one text to another, for many pairs at once: unified diffs from the first hunk on, and an empty one
 * for pictures and the like.
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
