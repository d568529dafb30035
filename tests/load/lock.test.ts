import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { takeLock } from '#load/lock.ts';
import { temporaryFolder } from '../helpers.ts';

const all = temporaryFolder();
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(all, 'root-'));
});
const path = (file: string) => join(root, 'locks', file);
const take = (command = 'npm run move') => takeLock(path('write.lock'), command);

/** Another process that takes the lock, says so, and stays until it is killed. */
function holder() {
  const code = `import { takeLock } from ${JSON.stringify(join(import.meta.dirname, '../../src/load/lock.ts'))};
    try { globalThis.kept = takeLock('locks/write.lock', 'npm run move'); console.log('taken'); }
    catch ({ message }) { console.log(message); }
    setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', code], { cwd: root });
  const said = new Promise<string>((resolve) => child.stdout.once('data', (bytes) => resolve(String(bytes).trim())));
  const ended = new Promise((resolve) => child.on('close', resolve));
  return { child, said, kill: (signal: NodeJS.Signals) => child.kill(signal) && ended };
}

describe('a lock', () => {
  test('is free again once it is released, and says who holds it', () => {
    const release = take('npm run move -- a b');
    expect(() => take('npm run new')).toThrow(
      new RegExp(
        `^npm run move -- a b is running here already: process ${process.pid} on \\S+, since \\d{4}-\\S+Z {2}Wait until it has ended, then run npm run new again$`,
      ),
    );
    takeLock(path('build.lock'), 'npm run build')();
    release();
    release();
    take()();
  });

  test.each(['SIGKILL', 'SIGTERM'] as const)('is free once its holder is ended by %s', async (signal) => {
    const { said, child, kill } = holder();
    expect(await said).toBe('taken');
    expect(() => take()).toThrow(`process ${child.pid} on `);
    await kill(signal);
    take()();
  });

  test('goes to one of many who take it at once after its holder was killed', async () => {
    const first = holder();
    await first.said;
    await first.kill('SIGKILL');
    const takers = Array.from({ length: 3 }, holder);
    const said = await Promise.all(takers.map((taker) => taker.said));
    expect(said.filter((words) => words === 'taken')).toHaveLength(1);
    await Promise.all(takers.map(({ kill }) => kill('SIGKILL')));
  });

  test.each<[string, (lock: string) => void]>([
    ['is empty', (lock) => writeFileSync(lock, '')],
    ['is of one byte', (lock) => writeFileSync(lock, 'x')],
    ['holds words', (lock) => writeFileSync(lock, 'pid 1 '.repeat(1000))],
    ['holds zeros', (lock) => writeFileSync(lock, Buffer.alloc(5000))],
    ['holds the start of a database', (lock) => writeFileSync(lock, 'SQLite format 3\0')],
    ['is a damaged database', (lock) => writeFileSync(lock, `SQLite format 3\0${'\xff'.repeat(5000)}`, 'latin1')],
    ['is read-only', (lock) => writeFileSync(lock, '', { mode: 0o444 })],
    ['has a journal of something', (lock) => writeFileSync(`${lock}-journal`, 'x'.repeat(600))],
    ['has no holder in its file', (lock) => writeFileSync(`${lock}.json`, '{"pid":')],
    ['has null for a holder', (lock) => writeFileSync(`${lock}.json`, 'null')],
    ['has a holder of long ago', (lock) => writeFileSync(`${lock}.json`, `{"pid":${process.pid},"host":"other"}`)],
    ['has a folder for a holder', (lock) => mkdirSync(`${lock}.json/a`, { recursive: true })],
  ])('can be taken where it %s', (_what, damage) => {
    mkdirSync(path('.'));
    damage(path('write.lock'));
    const release = take();
    expect(() => take()).toThrow('npm run move is running here already: process');
    release();
    take()();
  });

  test.each<[string, () => void]>([
    ['is a folder', () => mkdirSync(path('write.lock/a'), { recursive: true })],
    ['cannot be, as its folder is a file', () => writeFileSync(path('.'), 'words')],
  ])('that %s stops the command with a sentence', (_what, damage) => {
    damage();
    expect(() => take()).toThrow(/^The lock \S+\/write\.lock cannot be taken: .+ {2}Delete it/);
  });
});
