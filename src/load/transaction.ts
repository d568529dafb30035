import { hash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { gitIn, UserError } from './git.ts';
import { takeLock } from './lock.ts';

/**
 * Folder of the lock, and of the journal with the files as they were: inside that of git, where nothing lists or cleans it,
 * or a folder that git ignores where there is none, as in a second working tree.
 */
function folderOf(root: string): string {
  if (statSync(join(root, '.git'), { throwIfNoEntry: false })?.isDirectory()) return join(root, '.git/playbook');
  return join(root, '.playbook');
}

/** Folder in there with the journal. */
const UNFINISHED = 'unfinished';

/** One file that a transaction changes. Digests are undefined where there is no file. */
interface Change {
  file: string;
  before?: string | undefined;
  after?: string | undefined;
}

/** Line of the journal, written before its changes are made. */
interface Entry {
  command: string;
  changes: Change[];
  /** Commit that the changes belong to: once the branch has it, they are complete. */
  commit?: string | undefined;
}

/**
 * Runs a function that changes files, all of them or none: if it throws or rolls back, or if the process is killed, the
 * files are restored; after a kill, by the next command that changes files. Only one process at a time gets here.
 * @param command The command as a person writes it, for messages to others.
 * @param warn Prints what became of the changes of a command that was killed.
 * @throws UserError if another process is changing files.
 */
export async function inTransaction<T>(
  root: string,
  command: string,
  warn: (text: string) => void,
  run: (transaction: Transaction) => T | Promise<T>,
): Promise<T> {
  const release = takeLock(join(folderOf(root), 'write.lock'), command);
  try {
    await undoUnfinished(root, warn);
    const transaction = new Transaction(root, command);
    try {
      const result = await run(transaction);
      transaction.end();
      return result;
    } catch (error) {
      transaction.rollBack();
      throw error;
    }
  } finally {
    release();
  }
}

/**
 * Does what `inTransaction` does first: restores what a killed command has changed.
 * @throws UserError if another process is changing files.
 */
export async function undoKilled(root: string, command: string, warn: (text: string) => void): Promise<void> {
  if (existsSync(join(folderOf(root), UNFINISHED))) await inTransaction(root, command, warn, () => {});
}

/** Restores the files that a killed command has changed, unless its changes are complete. Needs the lock. */
async function undoUnfinished(root: string, warn: (text: string) => void): Promise<void> {
  const transaction = new Transaction(root);
  const { entries, commit } = transaction;
  const isComplete = commit !== undefined && (await gitIn(root)(['rev-list', 'HEAD'])).includes(commit);
  if (isComplete) transaction.end();
  const changed = await transaction.rollBackCommit();
  const [{ command } = {}] = entries;
  if (command === undefined) return;
  if (isComplete) warn(`${command} was stopped after its last step: all of it is done.`);
  else warn(`${command} was stopped half-way: what it had changed is undone. Run it again.`);
  for (const file of changed) warn(`${file}  It was changed since, so it stays as it is  Compare it with git diff`);
}

/** Files that are changed together, with a journal on disk of how to restore them. */
export class Transaction {
  readonly root: string;
  readonly #command: string;
  readonly #folder: string;
  #count = 0;

  /** Folder for files that `apply` moves into place. It is deleted at the end. */
  get folder(): string {
    mkdirSync(this.#folder, { recursive: true });
    return this.#folder;
  }

  /** Continues a transaction that was not finished, if there is one. */
  constructor(root: string, command = '') {
    this.root = root;
    this.#command = command;
    this.#folder = join(folderOf(root), UNFINISHED);
  }

  /** Writes a file, replacing an existing one. */
  write(file: string, text: string): void {
    this.apply([{ file, from: this.#stage(text, modeOf(join(this.root, file))) }]);
  }

  /** Renames a file, replacing an existing one. */
  rename(from: string, to: string): void {
    const path = join(this.root, from);
    this.apply([{ file: to, from: this.#stage(readFileSync(path), modeOf(path)) }, { file: from }]);
  }

  /** Deletes a file. */
  remove(file: string): void {
    this.apply([{ file }]);
  }

  /**
   * Replaces files by others of the same disk, which are moved there, and deletes those without one.
   * @param commit Commit that the changes belong to. A killed run whose branch has it was complete.
   */
  apply(files: readonly { file: string; from?: string }[], commit?: string): void {
    const changes = files.map(({ file, from }, index): Change => {
      const path = join(this.root, file);
      const before = digestOf(path);
      if (before !== undefined) copy(path, this.#backup(this.#count + index));
      return { file, before, after: from && digestOf(from) };
    });
    const entry: Entry = { command: this.#command, changes, commit };
    mkdirSync(this.#folder, { recursive: true });
    appendFileSync(this.#journal, `${JSON.stringify(entry)}\n`, { flush: true });
    this.#count += files.length;
    for (const { file, from } of files) {
      if (from === undefined) remove(this.root, file);
      else place(from, join(this.root, file));
    }
  }

  /**
   * Entries of the journal. A line that was not written to its end has changed nothing yet.
   * @throws UserError if the journal is damaged.
   */
  get entries(): Entry[] {
    if (!existsSync(this.#journal)) return [];
    const lines = readFileSync(this.#journal, 'utf8').split('\n').slice(0, -1);
    try {
      return lines.map((line) => JSON.parse(line) as Entry);
    } catch {
      const problem = `A command was stopped half-way, and its journal in ${this.#folder} is damaged`;
      throw new UserError(`${problem}  Look at what git status lists, then delete that folder`);
    }
  }

  /**
   * Restores all files to their state before the first change, byte for byte.
   * @returns Files that were changed by something else since, which stay as they are.
   */
  rollBack(): string[] {
    const changes = this.entries.flatMap((entry) => entry.changes);
    const others = new Set<string>();
    for (const [index, { file, before, after }] of [...changes.entries()].reverse()) {
      const path = join(this.root, file);
      const now = digestOf(path);
      // A file that is as at another point of the journal has been restored so far by a run that was killed.
      if (now === before || now === after) others.delete(file);
      else others.add(file);
      if (now === before || now !== after) continue;
      if (before === undefined) remove(this.root, file);
      else this.#restore(index, path);
    }
    this.end();
    return [...others];
  }

  /** Commit that the changes belong to, if there is one. */
  get commit(): string | undefined {
    return this.entries.find((entry) => entry.commit)?.commit;
  }

  /** Rolls back, and takes the commit that the changes belong to out of git's index. */
  async rollBackCommit(): Promise<string[]> {
    const { commit } = this;
    const changed = this.rollBack();
    // Exit code 128: the index has not changed yet, or another process of git has locked it.
    if (commit) await gitIn(this.root)(['read-tree', '-i', '-m', commit, 'HEAD'], { codes: [0, 128] });
    return changed;
  }

  /** Makes the changes final. */
  end(): void {
    // The journal first: without it, nothing is undone.
    rmSync(this.#journal, { force: true });
    rmSync(this.#folder, { recursive: true, force: true });
    this.#count = 0;
  }

  get #journal(): string {
    return join(this.#folder, 'journal');
  }

  #backup(index: number): string {
    return join(this.#folder, String(index));
  }

  #restore(index: number, path: string): void {
    copy(this.#backup(index), this.#next);
    place(this.#next, path);
  }

  get #next(): string {
    return join(this.#folder, 'next');
  }

  /** Writes a file beside the journal, to be moved into place. */
  #stage(content: string | Buffer, mode: number | undefined): string {
    mkdirSync(this.#folder, { recursive: true });
    writeFlushed(this.#next, content, mode);
    return this.#next;
  }
}

/** Permissions of a file; undefined if there is none. */
function modeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mode;
}

/** Digest of a file with its permissions, or of where a link leads; undefined if there is nothing. */
function digestOf(path: string): string | undefined {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (!status) return undefined;
  if (status.isDirectory()) return 'folder';
  return `${status.mode} ${hash('sha256', status.isSymbolicLink() ? readlinkSync(path) : readFileSync(path))}`;
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  rmSync(to, { force: true });
  if (lstatSync(from).isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else writeFlushed(to, readFileSync(from), modeOf(from));
}

/** Writes a file so that it is there after a loss of power too. */
function writeFlushed(path: string, content: string | Buffer, mode: number | undefined): void {
  writeFileSync(path, content, { flush: true });
  if (mode !== undefined) chmodSync(path, mode);
}

function place(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
}

/** Deletes a file, and the folders around it that are empty then, as git would. */
function remove(root: string, file: string): void {
  rmSync(join(root, file), { force: true });
  for (let folder = dirname(file); folder !== '.' && readdirSync(join(root, folder)).length === 0; ) {
    rmdirSync(join(root, folder));
    folder = dirname(folder);
  }
}
