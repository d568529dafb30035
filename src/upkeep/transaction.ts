import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** A sequence of file changes that can be rolled back together. */
export class Transaction {
  readonly root: string;
  #undo: (() => void)[] = [];

  /** @param root Folder that paths are relative to. */
  constructor(root: string) {
    this.root = root;
  }

  /** Writes a file, replacing an existing one. */
  write(file: string, text: string): void {
    this.#backUp(file);
    this.#makeFolder(file);
    writeFileSync(join(this.root, file), text);
  }

  /** Renames a file, replacing an existing one. */
  rename(from: string, to: string): void {
    this.#backUp(to);
    this.#makeFolder(to);
    renameSync(join(this.root, from), join(this.root, to));
    this.#undo.push(() => renameSync(join(this.root, to), join(this.root, from)));
    this.#removeIfEmpty(dirname(from));
  }

  /** Deletes a file. */
  remove(file: string): void {
    this.#backUp(file);
    rmSync(join(this.root, file));
    this.#removeIfEmpty(dirname(file));
  }

  /** Restores all files to their state before the first change, byte for byte. */
  rollBack(): void {
    for (const undo of this.#undo.toReversed()) undo();
    this.#undo = [];
  }

  /** Records how to restore a file, or its absence. */
  #backUp(file: string): void {
    const path = join(this.root, file);
    if (!existsSync(path)) {
      this.#undo.push(() => rmSync(path, { force: true }));
      return;
    }
    const [bytes, { mode }] = [readFileSync(path), statSync(path)];
    this.#undo.push(() => writeFileSync(path, bytes, { mode }));
  }

  #makeFolder(file: string): void {
    const made = mkdirSync(dirname(join(this.root, file)), { recursive: true });
    if (made !== undefined) this.#undo.push(() => rmSync(made, { recursive: true, force: true }));
  }

  /** Removes a folder if it is empty, as git would, and the empty ones around it. */
  #removeIfEmpty(folder: string): void {
    const path = join(this.root, folder);
    if (folder === '.' || readdirSync(path).length > 0) return;
    rmdirSync(path);
    this.#undo.push(() => mkdirSync(path, { recursive: true }));
    this.#removeIfEmpty(dirname(folder));
  }
}
