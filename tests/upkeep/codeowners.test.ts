import { expect, test } from 'vitest';
import { codeowners } from '#upkeep/codeowners.ts';

test('most of a folder stand in one line, and what differs in its own', () => {
  const files = [
    { file: 'content/index.mdx', handle: '@us/editors' },
    { file: 'content/guides/trust.mdx', handle: '@us/people' },
    { file: 'content/guides/words.mdx', handle: '@us/editors' },
    { file: 'content/guides/a page.mdx', handle: undefined },
    { file: 'content/guides/more.mdx', handle: '@us/editors' },
    { file: 'content/practices/one.mdx', handle: undefined },
  ];
  expect(codeowners(files)?.split('\n').slice(1)).toEqual([
    '/content/ @us/editors',
    '/content/guides/ @us/editors',
    '/content/guides/a\\ page.mdx',
    '/content/guides/trust.mdx @us/people',
    '',
  ]);
});

test('there is nothing to say where no owner is known', () => {
  expect(codeowners([{ file: 'content/index.mdx' }])).toBeUndefined();
});
