import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { UserError } from './git.ts';

/** Process that holds a lock. */
interface Holder {
  pid: number;
  host: string;
  /** Time as 2026-01-31T12:00:00.000Z. */
  since: string;
  /** Command line as a person writes it. */
  command: string;
}

/**
 * Takes a lock, which no other process gets until it is released or this process has ended. SQLite asks the system for
 * it, since Node cannot: the system gives a lock up with the process that holds it, even after `kill -9` or a restart, so
 * there are none to take over from processes that are gone. The file stays: to delete it could let two processes in.
 * @param path The file of the lock, in a folder that git ignores. The folder is made.
 * @param command The command that takes it, for the message to others.
 * @returns Releases the lock. To be kept as long as the lock, which is lost if it is garbage collected.
 * @throws UserError that says who holds the lock, or why it cannot be taken.
 */
export function takeLock(path: string, command: string): () => void {
  const holderFile = `${path}.json`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const database = openLocked(path);
    if (!database) throw new UserError(heldMessage(readHolder(holderFile), command));
    const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString(), command };
    rmSync(holderFile, { recursive: true, force: true });
    writeFileSync(holderFile, JSON.stringify(holder));
    return () => {
      if (!database.isOpen) return;
      rmSync(holderFile, { force: true });
      database.close();
    };
  } catch (error) {
    if (error instanceof UserError) throw error;
    const fix = 'Delete it, or give yourself the right to write it';
    throw new UserError(`The lock ${path} cannot be taken: ${(error as Error).message}  ${fix}`);
  }
}

/** Result codes of SQLite: https://www.sqlite.org/rescode.html */
const BUSY = 5;
const DAMAGED: unknown[] = [11, 26];

/** Opens a database and takes its lock for writing; undefined if another process has it. */
function openLocked(path: string): DatabaseSync | undefined {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec('BEGIN IMMEDIATE');
    return database;
  } catch (error) {
    database?.close();
    const { errcode } = error as { errcode?: number };
    if (errcode === BUSY) return undefined;
    if (!DAMAGED.includes(errcode)) throw error;
    // Nothing is stored in it, so a damaged file is emptied. It is not replaced, as another process may hold it by now.
    truncateSync(path);
    return openLocked(path);
  }
}

function readHolder(file: string): Partial<Holder> {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) ?? {}) as Partial<Holder>;
  } catch {
    // Between taking a lock and writing who holds it, there is no file yet.
    return {};
  }
}

function heldMessage({ pid, host, since, command }: Partial<Holder>, wanted: string): string {
  const who = pid === undefined ? '' : `: process ${pid} on ${host}, since ${since}`;
  return `${command ?? 'Another command'} is running here already${who}  Wait until it has ended, then run ${wanted} again`;
}
