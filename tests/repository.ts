import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, vi } from 'vitest';
import type { UpstreamReport } from '#upstream/drift.ts';
import { adopt } from '../scripts/adopt.ts';
import { upstream } from '../scripts/upstream.ts';
import { outputOf, root } from './helpers.ts';

/** A folder with git in it, whatever the machine's own settings are. */
export interface Repository {
  folder: string;
  git(...args: string[]): string;
  write(path: string, text: string): void;
  read(path: string): string;
  append(path: string, text: string): void;
  /** Replaces a text that is in the file. */
  edit(path: string, from: string | RegExp, to: string): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  commit(message: string): string;
  /** Makes the folder a repository, commits all of it to `main`, and starts `branch`. */
  startBranch(): void;
  /** `npm run upstream`, with what is different from run to run taken out of what it says. */
  upstream(...args: string[]): Promise<{ code: number; output: string }>;
  /** Result of the check after an update: no problems unless a test changes it. */
  check: { code: number; output: string };
  json(...args: string[]): Promise<UpstreamReport>;
  adopt(...args: string[]): Promise<{ code: number; output: string }>;
}

const IDENTITY = ['-c', 'user.name=T', '-c', 'user.email=t@example.com', '-c', 'commit.gpgSign=false'];

/** Makes git forget the settings of the machine, until `vi.unstubAllEnvs`. */
export function plainGit(): void {
  vi.stubEnv('GIT_CONFIG_GLOBAL', join(root, 'tests/git.config'));
  vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1');
  for (const who of ['AUTHOR', 'COMMITTER']) {
    vi.stubEnv(`GIT_${who}_NAME`, 'T');
    vi.stubEnv(`GIT_${who}_EMAIL`, 't@example.com');
    vi.stubEnv(`GIT_${who}_DATE`, '2026-02-03T12:00:00Z');
  }
}

/** The repository in a folder. */
export function at(folder: string): Repository {
  const git = (...args: string[]) =>
    execFileSync('git', [...IDENTITY, ...args], { cwd: folder, stdio: 'pipe', encoding: 'utf8' }).trimEnd();
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  const commit = (message: string) => {
    git('add', '--all');
    git('commit', '--quiet', '-m', message);
    return git('rev-parse', 'HEAD');
  };
  const check = { code: 0, output: 'No problems' };
  return {
    folder,
    check,
    git,
    write,
    read,
    append: (path, text) => appendFileSync(join(folder, path), text),
    edit(path, from, to) {
      expect(read(path)).toMatch(from);
      write(path, read(path).replace(from, to));
    },
    rename: (from, to) => renameSync(join(folder, from), join(folder, to)),
    remove: (path) => rmSync(join(folder, path)),
    commit,
    startBranch() {
      git('init', '--quiet', '--initial-branch=main');
      commit('Begin');
      git('switch', '--quiet', '--create', 'branch');
    },
    async upstream(...args) {
      const { code, output } = await outputOf((terminal) => upstream(args, folder, terminal, async () => check));
      return { code, output: output.replaceAll(dirname(folder), '').replace(/\b[0-9a-f]{7}\b/g, 'abcdef0') };
    },
    async json(...args) {
      const { output } = await outputOf((terminal) => upstream(['--json', ...args], folder, terminal));
      return JSON.parse(output);
    },
    adopt: (...args) => outputOf((terminal) => adopt(args, folder, terminal, '2026-01-15')),
  };
}

/** A clone, which shares its history with upstream. */
export function forkOf(up: Repository, name: string): Repository {
  up.git('clone', '--quiet', up.folder, join(dirname(up.folder), name));
  const fork = at(join(dirname(up.folder), name));
  fork.git('remote', 'rename', 'origin', 'upstream');
  return fork;
}

/** A copy of the files in a repository of its own, as "use this template" makes it. */
export function copyOf(up: Repository, name: string): Repository {
  const folder = join(dirname(up.folder), name);
  cpSync(up.folder, folder, { recursive: true, filter: (file) => !file.endsWith('/.git') });
  const copy = at(folder);
  copy.git('init', '--quiet', '--initial-branch=trunk');
  copy.commit('Initial commit');
  copy.git('remote', 'add', 'upstream', up.folder);
  return copy;
}
