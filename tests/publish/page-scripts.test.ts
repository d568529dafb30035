import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scriptMerger } from '#publish/page-scripts.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scripts-'));
  const files: [name: string, code: string][] = [
    ['_astro/all.js', 'one();two();'],
    ['_astro/one.js', 'import"./all.js";\n'],
    ['_astro/two.js', "import './all.js'"],
    ['_astro/own.js', 'three();'],
    ['_astro/uses.js', 'import"./all.js";three();'],
    ['_astro/names.js', 'import{a}from"./all.js";'],
    ['_astro/both.js', 'import"./all.js";import"./own.js";'],
    ['_astro/package.js', 'import"all";'],
    ['_astro/empty.js', ''],
    ['deep/three.js', 'import"../_astro/all.js";'],
  ];
  for (const [name, code] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), code);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const tag = (address: string) => `<script type="module" src="${address}"></script>`;

describe('the scripts of a page', () => {
  test.each<[what: string, scripts: string[], merged: string[]]>([
    ['that import one file become that file', ['/_astro/one.js', '/_astro/two.js'], ['/_astro/all.js']],
    ['may lie in another folder', ['/deep/three.js', '/_astro/one.js'], ['/_astro/all.js']],
    ['beside the file itself are not repeated', ['/_astro/all.js', '/_astro/one.js'], ['/_astro/all.js']],
    ['that repeat are written once', ['/_astro/own.js', '/_astro/own.js'], ['/_astro/own.js']],
    ['stay in their order', ['/_astro/own.js', '/_astro/one.js'], ['/_astro/own.js', '/_astro/all.js']],
    ['with code of their own stay', ['/_astro/own.js', '/_astro/uses.js'], ['/_astro/own.js', '/_astro/uses.js']],
    ['that import a name stay', ['/_astro/names.js'], ['/_astro/names.js']],
    ['that import two files stay', ['/_astro/both.js'], ['/_astro/both.js']],
    ['that import a package stay', ['/_astro/package.js'], ['/_astro/package.js']],
    ['that are empty stay', ['/_astro/empty.js'], ['/_astro/empty.js']],
    ['that do not exist stay', ['/_astro/missing.js'], ['/_astro/missing.js']],
    ['of another host stay', ['https://example.com/_astro/one.js'], ['https://example.com/_astro/one.js']],
  ])('%s', (_what, scripts, merged) => {
    const html = (addresses: string[]) => `<body>a${addresses.map(tag).join('b')}`;
    const written = scriptMerger(folder, '/')(html(scripts));
    expect(written.replaceAll('b', '')).toBe(html(merged).replaceAll('b', ''));
  });

  test.each([
    ['inline', '<script type="module">import"./all.js";</script>'],
    ['of another type', '<script src="/_astro/one.js"></script>'],
    ['in words', '<p>&lt;script type="module" src="/_astro/one.js">&lt;/script></p>'],
    ['in an attribute', '<p title="<script type=&#34;module&#34; src=&#34;/_astro/one.js&#34;></script>">'],
  ])('%s stay as they are', (_what, html) => {
    expect(scriptMerger(folder, '/')(html)).toBe(html);
  });

  test('have the base path of the site', () => {
    const merge = scriptMerger(folder, '/handbook/');
    expect(merge(tag('/handbook/_astro/one.js'))).toBe(tag('/handbook/_astro/all.js'));
    expect(merge(tag('/_astro/one.js'))).toBe(tag('/_astro/one.js'));
  });
});
