import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { editorFiles } from '#contribute/editor.ts';
import { writeIntellisense } from '#contribute/intellisense.ts';
import { root, runIn } from '../helpers.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

test('the editor is told of each front matter which schema it is held to', () => {
  const folder = mkdtempSync(join(tmpdir(), 'playbook editor-'));
  folders.push(folder);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('content/practices/one.mdx', '');
  write('content/roles/broken.mdx', '---\nkind: role\ntitle: [\n');
  write('org/content/rituals/monday.mdx', '---\nkind: guide\n---\n');
  write('org/content/rituals/new.mdx', '');
  write('org/notes/practices/one.mdx', '');
  expect(writeIntellisense(folder)).toBe(true);
  const { collections, entries } = JSON.parse(
    readFileSync(join(folder, '.astro/collections/collections.json'), 'utf8'),
  );
  const found = Object.entries(entries).map(([address, name]) => [address.replace(/^.*?editor-[^/]*\//, ''), name]);
  expect(Object.fromEntries(found)).toEqual({
    'content/practices/one.mdx': 'page-practice',
    'content/roles/broken.mdx': 'page-role',
    'org/content/rituals/monday.mdx': 'own-page-guide',
    'org/content/rituals/new.mdx': 'page',
    'org/notes/practices/one.mdx': 'note',
  });
  // The extension asks with the address in lower case and without escapes.
  expect(Object.keys(entries).every((address) => address === decodeURIComponent(address).toLowerCase())).toBe(true);
  for (const { name } of collections) {
    expect(JSON.parse(readFileSync(join(folder, `.astro/collections/${name}.schema.json`), 'utf8'))).toHaveProperty(
      'type',
    );
  }
  expect(writeIntellisense(folder)).toBe(false);
});

describe('after an install', () => {
  const install = async (files: Record<string, string>, ...flags: string[]) => {
    const folder = mkdtempSync(join(tmpdir(), 'playbook editor-'));
    folders.push(folder);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { code, output } = await runIn(folder, process.execPath, [...flags, join(root, 'scripts/prepare.mjs')]);
    return {
      code,
      output,
      read: (path: string) => existsSync(join(folder, path)) && readFileSync(join(folder, path), 'utf8'),
    };
  };

  test('schemas and snippets are there, those of before are gone, and the rest of .vscode/ is as it was', async () => {
    const settings = '{\n  // Mine.\n}\n';
    const { code, output, read } = await install({
      'content/guides/one.mdx': '---\nkind: guide\n---\n',
      '.vscode/settings.json': settings,
      '.vscode/schemas/data-gone.schema.json': '{}',
    });
    expect([code, output]).toEqual([0, '']);
    for (const [path, text] of editorFiles()) expect(read(path), path).toBe(text);
    expect(read('.astro/collections/collections.json')).toContain('page-guide');
    expect(read('.vscode/schemas/data-gone.schema.json')).toBe(false);
    expect(read('.vscode/settings.json')).toBe(settings);
  });

  test.each([
    ['the Node is too old', {}, ['--no-experimental-strip-types'], /Unknown file extension "\.ts"/],
    ['.vscode is a file', { '.vscode': 'A file.' }, [], /\.vscode/],
    ['.astro is a file', { '.astro': 'A file.' }, [], /\.astro/],
  ])('it goes on where %s, and says what to do', async (_what, files: Record<string, string>, flags, reason) => {
    const { code, output } = await install(files, ...flags);
    expect(code).toBe(0);
    expect(output).toMatch(reason);
    expect(output).toMatch(/^There is no help for VS Code yet: .*\nTo make it later, run: npm run editor\n$/);
  });

  test.each([
    ['no content', {}],
    ['a page that is not text', { 'content/guides/one.mdx': '\0\u0001' }],
    ['front matter that cannot be read', { 'content/guides/one.mdx': '---\nkind: [\n---\n' }],
    ['settings that cannot be read', { 'content/playbook.yaml': 'title: [\n' }],
    ['unknown files', { 'content/.hidden': '', 'org/what': '' }],
  ])('it is complete where there is %s', async (_what, files: Record<string, string>) => {
    const { code, output, read } = await install(files);
    expect([code, output]).toEqual([0, '']);
    expect(read('.vscode/schemas/settings.schema.json')).toContain('"title"');
  });
});

test('git has none of the files that npm run editor makes', async () => {
  const { output } = await runIn(root, 'git', ['ls-files', '.vscode', '.astro']);
  expect(output.trim().split('\n')).toEqual(['.vscode/extensions.json', '.vscode/settings.json']);
  const made = [...editorFiles().keys()];
  const ignored = await runIn(root, 'git', ['check-ignore', ...made]);
  expect(ignored.output.trim().split('\n').toSorted()).toEqual(made.toSorted());
});
