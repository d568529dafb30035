import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { filesIn } from '#publish/built-files.ts';
import { copyOrder, fillOutput, replaceOutput } from '#publish/replace-output.ts';
import { temporaryFolder } from '../helpers.ts';

const all = temporaryFolder();
let count = 0;

/** A new output and an old one. */
function outputs(next: Record<string, string>, old: Record<string, string>) {
  const folder = join(all, String(++count));
  for (const [name, files] of Object.entries({ next, output: old })) {
    mkdirSync(join(folder, name), { recursive: true });
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name, path)), { recursive: true });
      writeFileSync(join(folder, name, path), text);
    }
  }
  return { next: join(folder, 'next'), output: join(folder, 'output'), last: join(folder, 'last') };
}
const textsIn = (folder: string) =>
  Object.fromEntries(filesIn(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));

const built = { 'index.html': 'new', 'a/index.html': 'a', '_astro/x.1.js': 'x', 'pagefind/p.json': '{}' };

test.each<[what: string, old: Record<string, string>]>([
  ['nothing', {}],
  ['an older output', { 'index.html': 'old', 'b/c/index.html': 'b', '_astro/x.0.js': 'x' }],
  ['the same output', built],
  ['a file where a folder goes', { a: 'file', _astro: 'file' }],
  ['a folder where a file goes', { 'index.html/old.txt': 'file', '_astro/x.1.js/y': 'file' }],
])('a folder that cannot be renamed is filled over %s', (_what, old) => {
  const { next, output } = outputs(built, old);
  fillOutput(next, output);
  expect(textsIn(output)).toEqual(built);
  expect(existsSync(join(output, 'b'))).toBe(false);
});

test('pages come after the files that they need', () => {
  const order = ['_astro/x.1.js', 'pagefind/p.json', 'a/index.html', 'index.html'];
  expect(copyOrder(Object.keys(built).sort())).toEqual(order);
});

test('an output that can be renamed is replaced as a whole', () => {
  const { next, output, last } = outputs(built, { 'index.html': 'old', 'b/index.html': 'b' });
  replaceOutput(next, output, last);
  expect(textsIn(output)).toEqual(built);
  expect([next, last].map((folder) => existsSync(folder))).toEqual([false, false]);
});
