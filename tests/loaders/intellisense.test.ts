import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { writeIntellisense } from '#loaders/intellisense.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

test('the editor is told of each front matter which schema it is held to', () => {
  const root = mkdtempSync(join(tmpdir(), 'playbook editor-'));
  folders.push(root);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('content/practices/one.mdx', '');
  write('content/roles/broken.mdx', '---\nkind: role\ntitle: [\n');
  write('org/content/rituals/monday.mdx', '---\nkind: guide\n---\n');
  write('org/content/rituals/new.mdx', '');
  write('org/notes/practices/one.mdx', '');
  expect(writeIntellisense(root)).toBe(true);
  const { collections, entries } = JSON.parse(readFileSync(join(root, '.astro/collections/collections.json'), 'utf8'));
  const found = Object.entries(entries).map(([address, name]) => [address.replace(/^.*?editor-[^/]*\//, ''), name]);
  expect(Object.fromEntries(found)).toEqual({
    'content/practices/one.mdx': 'page-practice',
    'content/roles/broken.mdx': 'page-role',
    'org/content/rituals/monday.mdx': 'page-guide',
    'org/content/rituals/new.mdx': 'page',
    'org/notes/practices/one.mdx': 'note',
  });
  // The extension asks with the address in lower case and without escapes.
  expect(Object.keys(entries).every((address) => address === decodeURIComponent(address).toLowerCase())).toBe(true);
  for (const { name } of collections) {
    expect(JSON.parse(readFileSync(join(root, `.astro/collections/${name}.schema.json`), 'utf8'))).toHaveProperty(
      'type',
    );
  }
  expect(writeIntellisense(root)).toBe(false);
});
