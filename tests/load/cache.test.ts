import { hash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Cache, openCaches } from '#load/cache.ts';

let root: string;
let file: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kept-'));
  file = join(root, 'node_modules/.cache/playbook/made/kept');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** One run that asks for words, and makes those that nobody made before. */
function run(...words: string[]): string[] {
  const kept = new Cache<number>();
  const save = openCaches(root, { kept });
  const made = words.filter((word) => kept.get(word) === undefined);
  for (const word of made) kept.set(word, word.length);
  expect(words.map((word) => kept.get(word))).toEqual(words.map((word) => word.length));
  save();
  return made;
}

test('a run makes only what is new', () => {
  expect(run('one', 'two')).toEqual(['one', 'two']);
  expect(run('one', 'two')).toEqual([]);
  expect(run('one', 'three')).toEqual(['three']);
  expect(readdirSync(join(file, '..'))).toEqual(['kept']);
});

test('what nobody asks for any more goes with the next change, and a run that asks for nothing keeps all', () => {
  run('one', 'two');
  run();
  expect(run('one')).toEqual([]);
  run('one', 'three');
  expect(run('two')).toEqual(['two']);
});

/** The bytes of a cache of our own, with the digest of them. */
const signed = (value: unknown) => Buffer.concat([hash('sha1', serialize(value), 'buffer'), serialize(value)]);
const at = (share: number) => (bytes: Buffer) => {
  const damaged = Buffer.from(bytes);
  const index = Math.min(bytes.length - 1, Math.floor(bytes.length * share));
  damaged[index] = (damaged[index] ?? 0) ^ 1;
  return damaged;
};

test.each<[string, (bytes: Buffer) => Buffer]>([
  ['is empty', () => Buffer.alloc(0)],
  ['has one byte', (bytes) => bytes.subarray(0, 1)],
  ['has its digest alone', (bytes) => bytes.subarray(0, 20)],
  ['is cut off in the middle', (bytes) => bytes.subarray(0, bytes.length / 2)],
  ['is cut off by one byte', (bytes) => bytes.subarray(0, -1)],
  ['lacks its start', (bytes) => bytes.subarray(1)],
  ['has a byte too many', (bytes) => Buffer.concat([bytes, Buffer.of(0)])],
  ['has another bit at its start', at(0)],
  ['has another bit in the middle', at(0.5)],
  ['has another bit near its end', at(0.95)],
  ['has another bit at its end', at(1)],
  ['is of zeros', (bytes) => Buffer.alloc(bytes.length)],
  ['is of words', () => Buffer.from('nothing of ours')],
  [
    'has another value, and the digest of before',
    (bytes) => Buffer.from(bytes.toString('latin1').replace('one', 'two'), 'latin1'),
  ],
  ['has no digest', (bytes) => bytes.subarray(20)],
  ['holds something else', () => signed(null)],
  ['holds a list', () => signed([1])],
  ['was made by other code', () => signed({ maker: 'other', values: new Map([['one', 99]]) })],
])('a file that %s counts for nothing', (_what, damage) => {
  run('one', 'two');
  writeFileSync(file, damage(readFileSync(file)));
  expect(run('one')).toEqual(['one']);
  expect(run('one')).toEqual([]);
});

test('the file of another cache counts for nothing', () => {
  const [kept, others] = [new Cache<number>(), new Cache<number>()];
  const save = openCaches(root, { kept, others });
  kept.set('one', 1);
  others.set('one', 2);
  save();
  cpSync(join(file, '../others'), file);
  expect(run('one')).toEqual(['one']);
});

test.each<[string, () => void]>([
  ['a folder', () => mkdirSync(join(file, 'a'), { recursive: true })],
  ['a link to nothing', () => symlinkSync(join(root, 'nothing'), file)],
  ['a file without permissions', () => writeFileSync(file, '', { mode: 0 })],
])('%s in its place is replaced', (_what, make) => {
  run('one');
  rmSync(file);
  make();
  expect(run('one')).toEqual(['one']);
  expect(run('one')).toEqual([]);
});

test('files that killed runs left are deleted', () => {
  run('one');
  writeFileSync(`${file}.1`, 'half');
  run('two');
  expect(readdirSync(join(file, '..'))).toEqual(['kept']);
});

test('where nothing can be written, a run does without', () => {
  writeFileSync(join(root, 'node_modules'), 'A file where the folder should be.');
  expect(run('one')).toEqual(['one']);
  expect(readFileSync(join(root, 'node_modules'), 'utf8')).toContain('A file');
});
