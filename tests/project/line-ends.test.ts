import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root, temporaryFolder } from '../helpers.ts';
import { at, plainGit } from '../repository.ts';

const here = at(temporaryFolder());

test('git writes text with the line ends of Unix, and leaves pictures and fonts alone', () => {
  plainGit();
  here.git('init', '--quiet', '--initial-branch=main');
  // As git for Windows is set up.
  here.git('config', 'core.autocrlf', 'true');
  cpSync(join(root, '.gitattributes'), join(here.folder, '.gitattributes'));
  const text = [
    'content/guides/a.mdx',
    'org/content/a.yaml',
    'org/notes/a.mdx',
    'org/rules/a.ts',
    'org/logo.svg',
    'a.md',
  ];
  const other = ['png', 'jpg', 'jpeg', 'gif', 'webp', 'avif', 'ico', 'woff', 'woff2', 'ttf', 'otf', 'pdf'];
  for (const path of text) here.write(path, 'One\r\ntwo\n');
  for (const ending of other) here.write(`content/guides/a.${ending}`, 'No\r\ntext\n');
  here.commit('Add files');
  here.git('rm', '--quiet', '-r', 'content', 'org', 'a.md');
  here.git('checkout', '--quiet', 'HEAD', '.');
  for (const path of text) expect(here.read(path), path).toBe('One\ntwo\n');
  for (const ending of other) expect(here.read(`content/guides/a.${ending}`), ending).toBe('No\r\ntext\n');
});
