import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

test.each([
  ['is damaged', Buffer.from('nothing of ours')],
  ['holds something else', serialize(null)],
  ['was made by other code', serialize({ maker: 'other', values: new Map([['one', 99]]) })],
])('a file that %s counts for nothing', (_what, bytes) => {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, bytes);
  expect(run('one')).toEqual(['one']);
  expect(run('one')).toEqual([]);
});

test('where nothing can be written, a run does without', () => {
  writeFileSync(join(root, 'node_modules'), 'A file where the folder should be.');
  expect(run('one')).toEqual(['one']);
  expect(readFileSync(join(root, 'node_modules'), 'utf8')).toContain('A file');
});
