import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { removeDamaged, writeDigests } from '#site/build-cache.ts';
import { temporaryFolder } from '../helpers.ts';

const all = temporaryFolder();
/** What Astro keeps of a build, by the kinds of files. */
const FILES: Record<string, string> = {
  'data-store.json': '[["Map",1,2],"docs",{"title":3},"Trust"]',
  'incremental-build.json': '{"version":1,"routes":{}}',
  'dist/index.html': '<p>Home</p>',
  'dist/guides/trust/index.html': '<p>Trust</p>',
  'dist/guides/words/index.html': '<p>Words</p>',
  'assets/dot.hash.webp': 'RIFF\0\xff',
};
let cache: string;
const path = (file: string) => join(cache, file);
/** The files and folders that are left, without that of the digests. */
const left = () =>
  readdirSync(cache, { recursive: true, encoding: 'utf8' })
    .filter((file) => file !== 'digests.json')
    .sort();

beforeEach(() => {
  cache = mkdtempSync(join(all, 'cache-'));
  for (const [file, text] of Object.entries(FILES)) {
    mkdirSync(dirname(path(file)), { recursive: true });
    writeFileSync(path(file), text, 'latin1');
  }
  writeDigests(cache);
});

const edit = (change: (bytes: Buffer) => Buffer) => (file: string) =>
  writeFileSync(path(file), change(readFileSync(path(file))));
/** Damages of a file, each of which makes another file or none of it. */
const DAMAGES: [string, (file: string) => void][] = [
  ['is empty', edit(() => Buffer.alloc(0))],
  ['is cut off', edit((bytes) => bytes.subarray(0, bytes.length / 2))],
  ['is cut off by one byte', edit((bytes) => bytes.subarray(0, -1))],
  ['has a byte too many', edit((bytes) => Buffer.concat([bytes, Buffer.of(10)]))],
  ['has another bit', edit((bytes) => Buffer.from(bytes.map((byte, index) => (index === 5 ? byte ^ 1 : byte))))],
  ['is of zeros', edit((bytes) => Buffer.alloc(bytes.length))],
  ['is of another version', edit((bytes) => Buffer.from(bytes.toString('latin1').toUpperCase(), 'latin1'))],
  [
    'holds what another holds',
    (file) => cpSync(path(file === 'dist/index.html' ? 'data-store.json' : 'dist/index.html'), path(file)),
  ],
  [
    'is a folder',
    (file) => {
      rmSync(path(file));
      mkdirSync(path(`${file}/a`), { recursive: true });
    },
  ],
  [
    'is an empty folder',
    (file) => {
      rmSync(path(file));
      mkdirSync(path(file));
    },
  ],
  [
    'is a link to the same bytes',
    (file) => {
      cpSync(path(file), join(all, 'linked'));
      rmSync(path(file));
      symlinkSync(join(all, 'linked'), path(file));
    },
  ],
  [
    'is a link to nothing',
    (file) => {
      rmSync(path(file));
      symlinkSync(join(all, 'nothing'), path(file));
    },
  ],
  ['is missing', (file) => rmSync(path(file))],
];

test('a cache as the last build left it stays', () => {
  const before = left();
  removeDamaged(cache);
  expect(left()).toEqual(before);
  for (const [file, text] of Object.entries(FILES)) expect(readFileSync(path(file), 'latin1')).toBe(text);
});

describe.each(Object.keys(FILES))('%s', (file) => {
  test.each(DAMAGES)('that %s is deleted, and nothing else', (_what, damage) => {
    const before = left();
    damage(file);
    removeDamaged(cache);
    expect(left()).toEqual(before.filter((other) => other !== file));
  });
});

test.each<[string, () => void, string[]]>([
  [
    'swapped pages',
    () => {
      cpSync(path('dist/guides/trust/index.html'), path('x'));
      cpSync(path('dist/guides/words/index.html'), path('dist/guides/trust/index.html'));
      cpSync(path('x'), path('dist/guides/words/index.html'));
    },
    ['dist/guides/trust/index.html', 'dist/guides/words/index.html'],
  ],
  [
    'a file in place of a folder',
    () => {
      rmSync(path('dist'), { recursive: true });
      writeFileSync(path('dist'), 'x');
    },
    [
      'dist',
      'dist/index.html',
      'dist/guides',
      'dist/guides/trust',
      'dist/guides/words',
      'dist/guides/trust/index.html',
      'dist/guides/words/index.html',
    ],
  ],
  [
    'what a killed build wrote',
    () => {
      mkdirSync(path('dist/guides/new'));
      writeFileSync(path('dist/guides/new/index.html'), '<p>');
      writeFileSync(path('data-store.json.tmp'), '[');
    },
    [],
  ],
])('%s are deleted', (_what, damage, gone) => {
  const before = left();
  damage();
  removeDamaged(cache);
  expect(left()).toEqual(before.filter((file) => !gone.includes(file)));
});

test.each<[string, (file: string) => void]>([
  ...DAMAGES.filter(([what]) => !/same bytes|too many|another bit/.test(what)),
  ['is null', edit(() => Buffer.from('null'))],
  ['is a list', edit(() => Buffer.from('[]'))],
])('all goes where the file of the digests %s', (_what, damage) => {
  damage('digests.json');
  removeDamaged(cache);
  expect(left()).toEqual([]);
});

test('a cache that is no folder is deleted', () => {
  for (const make of [() => {}, () => writeFileSync(cache, 'x'), () => symlinkSync(join(all, 'nothing'), cache)]) {
    rmSync(cache, { recursive: true, force: true });
    make();
    removeDamaged(cache);
    expect(existsSync(cache)).toBe(false);
  }
});
