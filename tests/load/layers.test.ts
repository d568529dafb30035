import { expect, test } from 'vitest';
import { layOver } from '#load/layers.ts';

test('a later layer adds files and takes the place of files with the same path', () => {
  const { files, overridden } = layOver([
    { layer: 'content', paths: ['guides/a.mdx', 'guides/b.mdx'] },
    { layer: 'org/content', paths: ['guides/b.mdx', 'ours/c.mdx'] },
  ]);
  expect(files.map(({ file }) => file)).toEqual([
    'content/guides/a.mdx',
    'org/content/guides/b.mdx',
    'org/content/ours/c.mdx',
  ]);
  expect(overridden.map(({ file }) => file)).toEqual(['content/guides/b.mdx']);
});

test('one layer alone is itself', () => {
  const { files, overridden } = layOver([{ layer: 'content', paths: ['b.mdx', 'a.mdx'] }]);
  expect(files.map(({ path }) => path)).toEqual(['a.mdx', 'b.mdx']);
  expect(overridden).toEqual([]);
});
