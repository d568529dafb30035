import { expect, test } from 'vitest';
import { codeowners, OWNERS_FORMATS, type OwnersFormat } from '#upkeep/codeowners.ts';

const files = [
  { file: 'content/index.mdx', handle: '@us/editors' },
  { file: 'content/guides/trust.mdx', handle: '@us/people' },
  { file: 'content/guides/words.mdx', handle: '@us/editors' },
  { file: 'content/guides/a page.mdx', handle: undefined },
  { file: 'content/guides/more.mdx', handle: '@us/editors' },
  { file: 'content/practices/one.mdx', handle: undefined },
  { file: 'content/roles/lead.mdx', handle: '@us/group/leads' },
  { file: 'content/roles/c#.mdx', handle: '@us/group/leads' },
];

test.each([
  [
    'github',
    '.github/CODEOWNERS',
    [
      '/content/ @us/editors',
      '/content/guides/ @us/editors',
      '/content/guides/a\\ page.mdx',
      '/content/guides/trust.mdx @us/people',
      '/content/roles/ @us/group/leads',
    ],
  ],
  [
    'gitlab',
    '.gitlab/CODEOWNERS',
    [
      '[Handbook]',
      '/content/ @us/editors',
      '/content/guides/ @us/editors',
      '!/content/guides/a\\ page.mdx',
      '/content/guides/trust.mdx @us/people',
      '/content/roles/ @us/group/leads',
    ],
  ],
  [
    'bitbucket',
    '.bitbucket/CODEOWNERS',
    [
      '/content/ @us/editors',
      '/content/guides/more.mdx @us/editors',
      '/content/guides/trust.mdx @us/people',
      '/content/guides/words.mdx @us/editors',
      '/content/roles/ @us/group/leads',
    ],
  ],
  [
    'gitea',
    '.gitea/CODEOWNERS',
    [
      '^content/[^/]*$ @us/editors',
      '^content/guides/more\\\\.mdx$ @us/editors',
      '^content/guides/trust\\\\.mdx$ @us/people',
      '^content/guides/words\\\\.mdx$ @us/editors',
      '^content/roles/[^/]*$ @us/group/leads',
    ],
  ],
] as const)('the owners as %s reads them', (kind, path, lines) => {
  const format = OWNERS_FORMATS[kind] as OwnersFormat;
  expect(format.path).toBe(path);
  expect(codeowners(files, format)?.split('\n').slice(1, -1)).toEqual(lines);
});

test.each([
  ['a b', 'a\\ b'],
  ['a#b', 'a\\#b'],
  ['a\\b', 'a\\\\\\\\b'],
  ['a.b', 'a\\\\.b'],
  ['a+(b)', 'a\\\\+\\\\(b\\\\)'],
  ['a\nb', 'a.b'],
  ['!a', '!a'],
  ['über', 'über'],
])('in Gitea, the file %j is the expression %j', (name, expression) => {
  const owned = [
    { file: `x/${name}`, handle: '@me' },
    { file: 'x/other', handle: '@you' },
  ];
  const text = codeowners(owned, OWNERS_FORMATS.gitea as OwnersFormat);
  expect(text?.split('\n')).toContain(`^x/${expression}$ @me`);
});

test('there is nothing to say where no owner is known', () => {
  for (const format of Object.values(OWNERS_FORMATS)) {
    expect(codeowners([{ file: 'content/index.mdx' }], format)).toBeUndefined();
  }
});
