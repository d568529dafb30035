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

/** Changes of files that are made one after another and can be taken back together. */
export class Transaction {
  readonly root: string;
  #undo: (() => void)[] = [];

  /** @param root The folder that paths count from. */
  constructor(root: string) {
    this.root = root;
  }

  /** Writes a file, over one that is there. */
  write(file: string, text: string): void {
    this.#keep(file);
    this.#makeRoom(file);
    writeFileSync(join(this.root, file), text);
  }

  /** Gives a file another path, over one that is there. */
  rename(from: string, to: string): void {
    this.#keep(to);
    this.#makeRoom(to);
    renameSync(join(this.root, from), join(this.root, to));
    this.#undo.push(() => renameSync(join(this.root, to), join(this.root, from)));
    this.#clear(dirname(from));
  }

  /** Deletes a file. */
  remove(file: string): void {
    this.#keep(file);
    rmSync(join(this.root, file));
    this.#clear(dirname(file));
  }

  /** Makes everything as it was before the first change, byte for byte. */
  rollBack(): void {
    for (const undo of this.#undo.toReversed()) undo();
    this.#undo = [];
  }

  /** Remembers a file, or that there is none. */
  #keep(file: string): void {
    const path = join(this.root, file);
    if (!existsSync(path)) {
      this.#undo.push(() => rmSync(path, { force: true }));
      return;
    }
    const [bytes, { mode }] = [readFileSync(path), statSync(path)];
    this.#undo.push(() => writeFileSync(path, bytes, { mode }));
  }

  #makeRoom(file: string): void {
    const made = mkdirSync(dirname(join(this.root, file)), { recursive: true });
    if (made !== undefined) this.#undo.push(() => rmSync(made, { recursive: true, force: true }));
  }

  /** Removes a folder that has become empty, as git would, and those around it. */
  #clear(folder: string): void {
    const path = join(this.root, folder);
    if (folder === '.' || readdirSync(path).length > 0) return;
    rmdirSync(path);
    this.#undo.push(() => mkdirSync(path, { recursive: true }));
    this.#clear(dirname(folder));
  }
}
