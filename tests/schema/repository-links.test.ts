import { describe, expect, test } from 'vitest';
import { issueAddress, issues } from '#schema/issues.ts';
import { guessHostKind } from '#schema/repository-host.ts';
import {
  hostName,
  newFileAddress,
  type Repository,
  type RepositoryLinks,
  repositoryAt,
  repositoryLinks,
} from '#schema/repository-links.ts';
import { schemaProblems } from '#schema/schema-problems.ts';

const FILE = 'content/guides/trust.mdx';
const commit = 'c0ffee';
const on = (address: string, branch = 'main') => repositoryAt(address, { branch }) as Repository;

/** Every address of a repository that its host has. */
function addressesOf(links: RepositoryLinks): Record<string, string | undefined> {
  return {
    edit: links.edit(FILE),
    newFile: links.newFile?.(FILE, 'a & b\n'),
    newIssue: links.newIssue?.('Wrong?', '- a\n'),
    view: links.view(FILE),
    'view at a commit': links.view(FILE, { commit }),
    'view as it is': links.view(FILE, 'default'),
    folder: links.folder('content'),
    compare: links.compare('aaa', 'bbb'),
    history: links.history(FILE),
    commit: links.commit(commit),
  };
}

test.each(
  Object.entries({
    'https://github.com/us/book': {
      edit: '/edit/main/content/guides/trust.mdx',
      newFile: '/new/main/content/guides?filename=trust.mdx&value=a%20%26%20b%0A',
      newIssue: '/issues/new?title=Wrong%3F&body=-%20a%0A',
      view: '/blob/main/content/guides/trust.mdx',
      'view at a commit': '/blob/c0ffee/content/guides/trust.mdx',
      'view as it is': '/blob/HEAD/content/guides/trust.mdx',
      folder: '/tree/main/content',
      compare: '/compare/aaa...bbb',
      history: '/commits/main/content/guides/trust.mdx',
      commit: '/commit/c0ffee',
    },
    'https://gitlab.example.com/group/sub/book': {
      edit: '/-/edit/main/content/guides/trust.mdx',
      newFile:
        '/-/new/main?file_name=content%2Fguides%2Ftrust.mdx&content=a%20%26%20b%0A&commit_message=Add%20content%2Fguides%2Ftrust.mdx&branch_name=add-trust',
      newIssue: '/-/issues/new?issue%5Btitle%5D=Wrong%3F&issue%5Bdescription%5D=-%20a%0A',
      view: '/-/blob/main/content/guides/trust.mdx',
      'view at a commit': '/-/blob/c0ffee/content/guides/trust.mdx',
      'view as it is': '/-/blob/HEAD/content/guides/trust.mdx',
      folder: '/-/tree/main/content',
      compare: '/-/compare/aaa...bbb',
      history: '/-/commits/main/content/guides/trust.mdx',
      commit: '/-/commit/c0ffee',
    },
    'https://bitbucket.org/us/book': {
      edit: '/src/main/content/guides/trust.mdx?mode=edit&at=main',
      newFile: undefined,
      newIssue: undefined,
      view: '/src/main/content/guides/trust.mdx',
      'view at a commit': '/src/c0ffee/content/guides/trust.mdx',
      'view as it is': '/src/HEAD/content/guides/trust.mdx',
      folder: '/src/main/content',
      compare: '/branches/compare/bbb%0Daaa',
      history: '/history-node/main/content/guides/trust.mdx',
      commit: '/commits/c0ffee',
    },
    'https://bitbucket.example.com/projects/US/repos/book': {
      edit: '/browse/content/guides/trust.mdx?at=refs%2Fheads%2Fmain',
      newFile: undefined,
      newIssue: undefined,
      view: '/browse/content/guides/trust.mdx?at=refs%2Fheads%2Fmain',
      'view at a commit': '/browse/content/guides/trust.mdx?at=c0ffee',
      'view as it is': '/browse/content/guides/trust.mdx',
      folder: '/browse/content?at=refs%2Fheads%2Fmain',
      compare: '/compare/commits?sourceBranch=bbb&targetBranch=aaa',
      history: '/commits?until=refs%2Fheads%2Fmain&path=content%2Fguides%2Ftrust.mdx',
      commit: '/commits/c0ffee',
    },
    'https://codeberg.org/us/book': {
      edit: '/_edit/main/content/guides/trust.mdx',
      newFile: '/_new/main/content/guides?filename=trust.mdx&value=a%20%26%20b%0A',
      newIssue: '/issues/new?title=Wrong%3F&body=-%20a%0A',
      view: '/src/branch/main/content/guides/trust.mdx',
      'view at a commit': '/src/commit/c0ffee/content/guides/trust.mdx',
      'view as it is': undefined,
      folder: '/src/branch/main/content',
      compare: '/compare/aaa...bbb',
      history: '/commits/branch/main/content/guides/trust.mdx',
      commit: '/commit/c0ffee',
    },
  }),
)('every address of %s', (address, expected) => {
  const whole = Object.entries(expected).map(([name, path]) => [name, path && address + path]);
  expect(addressesOf(repositoryLinks(on(address)))).toEqual(Object.fromEntries(whole));
});

test('every address of Azure DevOps, whose work items belong to the project', () => {
  const file = 'https://dev.azure.com/us/book/_git/site?path=%2Fcontent%2Fguides%2Ftrust.mdx';
  expect(addressesOf(repositoryLinks(on('https://dev.azure.com/us/book/_git/site')))).toEqual({
    edit: `${file}&version=GBmain`,
    newFile: undefined,
    newIssue:
      'https://dev.azure.com/us/book/_workitems/create/Task?%5BSystem.Title%5D=Wrong%3F&%5BSystem.Description%5D=-%20a%0A',
    view: `${file}&version=GBmain`,
    'view at a commit': `${file}&version=GCc0ffee`,
    'view as it is': file,
    folder: 'https://dev.azure.com/us/book/_git/site?path=%2Fcontent&version=GBmain',
    compare: 'https://dev.azure.com/us/book/_git/site/branchCompare?baseVersion=GCaaa&targetVersion=GCbbb&_a=files',
    history: `${file}&version=GBmain&_a=history`,
    commit: 'https://dev.azure.com/us/book/_git/site/commit/c0ffee',
  });
});

const HOSTS = [
  'https://github.com/us/book',
  'https://gitlab.com/us/book',
  'https://bitbucket.org/us/book',
  'https://bitbucket.example.com/projects/US/repos/book',
  'https://dev.azure.com/us/book/_git/site',
  'https://codeberg.org/us/book',
];
const HOSTILE = [
  ['release/1.0', FILE],
  ['fix#12', FILE],
  ['what?filename=x', FILE],
  ['50%', FILE],
  ['a b', FILE],
  ['a&value=b', FILE],
  ['"><b>', FILE],
  ['feature/über', FILE],
  ['main', 'content/a b/a.mdx'],
  ['main', 'content/a?b/a.mdx'],
  ['main', 'content/a#b/a.mdx'],
  ['main', 'content/é/100%.mdx'],
  ['main', 'content/"><script>.mdx'],
  ['main', 'content/\ud800.mdx'],
  ['main', 'content/🦀\n.mdx'],
] as const;

describe.each(HOSTS)('no branch and no file changes what an address of %s means', (host) => {
  test.each(HOSTILE)('branch %j, file %j', (branch, file) => {
    const repository = on(host, branch);
    const links = repositoryLinks(repository);
    const addresses = [links.edit(file), links.view(file), links.history(file), links.newFile?.(file, '&#?\n')];
    for (const address of addresses) {
      if (address === undefined) continue;
      const url = new URL(address);
      expect(address.startsWith(`${host}/`) || address.startsWith(`${host}?`)).toBe(true);
      expect([url.href, url.hash]).toEqual([address, '']);
      expect(address).toMatch(/^[\w~!$&'()*+,;=:@%/?.-]+$/);
      const shown = decodeURIComponent(address);
      expect(shown).toContain(branch);
      expect(shown).toContain(file.toWellFormed().split('/').at(-1));
    }
  });
});

describe('the form for a new file', () => {
  test.each(HOSTS.filter((host) => repositoryLinks(on(host)).newFile))(
    'of %s takes no more than servers do',
    (host) => {
      const start = newFileAddress(on(host), FILE, '')?.address.length ?? 0;
      const room = 8_000 - start;
      expect(newFileAddress(on(host), FILE, 'x'.repeat(room))?.isWhole).toBe(true);
      const longer = newFileAddress(on(host), FILE, 'x'.repeat(room + 1));
      expect(longer?.isWhole).toBe(false);
      expect(longer?.address).not.toMatch(/[?&](value|content)=/);
      // One letter may take nine characters of the address.
      expect(newFileAddress(on(host), FILE, '新'.repeat(room / 8))?.isWhole).toBe(false);
    },
  );

  test.each(HOSTS.filter((host) => !repositoryLinks(on(host)).newFile))('%s has none', (host) => {
    expect(newFileAddress(on(host), FILE, 'x')).toBeUndefined();
  });
});

test.each([
  ['https://github.com/us/book', 'github'],
  ['https://us.ghe.com/us/book', 'github'],
  ['https://github.example.com/us/book', 'github'],
  ['https://gitlab.com/us/book', 'gitlab'],
  ['https://gitlab.example.com:8443/us/book', 'gitlab'],
  ['https://bitbucket.org/us/book', 'bitbucket'],
  ['https://bitbucket.example.com/projects/US/repos/book', 'bitbucket-data-center'],
  ['https://dev.azure.com/us/book/_git/site', 'azure-devops'],
  ['https://us.visualstudio.com/book/_git/site', 'azure-devops'],
  ['https://codeberg.org/us/book', 'gitea'],
  ['https://forgejo.example.com/us/book', 'gitea'],
  ['https://code.example.com/us/book', undefined],
  ['https://notgithub.com/us/book', undefined],
  ['https://github.com.example.net/us/book', 'github'],
])('the host of %s is %s', (address, kind) => {
  expect(guessHostKind(address)).toBe(kind);
});

test('a host without links has none, and a setting goes before the domain', () => {
  expect(repositoryAt('https://code.example.com/us/book')).toBeUndefined();
  expect(repositoryAt(undefined, { host: 'github' })).toBeUndefined();
  expect(repositoryAt('https://github.com/us/book', { host: 'none' })).toBeUndefined();
  expect(repositoryAt('https://github.com/us/book', { host: 'gitea' })?.kind).toBe('gitea');
  const own = repositoryAt('https://code.example.com/us/book', { host: 'gitlab' });
  expect(repositoryAt('https://code.example.com/them/book', { own })?.kind).toBe('gitlab');
  expect(repositoryAt('https://git.example.com/them/book', { own })).toBeUndefined();
});

test('a host is called by its name, or else its domain', () => {
  expect(HOSTS.map((host) => hostName(on(host)))).toEqual([
    'GitHub',
    'GitLab',
    'Bitbucket',
    'Bitbucket Data Center',
    'Azure DevOps',
    'codeberg.org',
  ]);
});

describe('where readers report what is wrong', () => {
  const repository = on('https://github.com/us/book');
  const report = { title: 'A & B', body: 'a\n' };

  test.each([
    [undefined, 'https://github.com/us/book/issues/new?title=A%20%26%20B&body=a%0A'],
    ['none', undefined],
    ['https://tracker.example.com/new', 'https://tracker.example.com/new'],
    ['https://tracker.example.com/?t={title}&d={body}', 'https://tracker.example.com/?t=A%20%26%20B&d=a%0A'],
    ['help@example.com', 'mailto:help@example.com?subject=A%20%26%20B&body=a%0A'],
  ])('is, with issues: %s, %s', (place, address) => {
    expect(issueAddress(place, repository, report)).toBe(address);
  });

  test('is nowhere on a host without issues', () => {
    expect(issueAddress(undefined, on('https://bitbucket.org/us/book'), report)).toBeUndefined();
    expect(issueAddress(undefined, undefined, report)).toBeUndefined();
  });

  test.each([
    [
      'javascript:alert(1)',
      '"javascript:alert(1)" is no place for issues  Write an https address, an e-mail address, or none',
    ],
    [
      'data:text/html,x',
      '"data:text/html,x" is no place for issues  Write an https address, an e-mail address, or none',
    ],
    [
      'http://tracker.example.com',
      '"http://tracker.example.com" is no place for issues  Write an https address, an e-mail address, or none',
    ],
    [
      'https://{title}.example.com/',
      '"https://{title}.example.com/" is no place for issues  Write an https address, an e-mail address, or none',
    ],
    [
      'https://me:secret@example.com/',
      '"https://me:secret@example.com/" is no place for issues  Write an https address, an e-mail address, or none',
    ],
    ['nowhere', '"nowhere" is no place for issues  Write an https address, an e-mail address, or none'],
    ['', '"" is no place for issues  Write an https address, an e-mail address, or none'],
    ['mailto:help@example.com?subject=x', 'An e-mail address has no "mailto:" here  Write help@example.com'],
    ['https://example.com/?t={titel}', 'An issue has no "{titel}"  Write {title} and {body}'],
    ['https://example.com/?t={}', 'An issue has no "{}"  Write {title} and {body}'],
  ])('is not %j', (written, expected) => {
    const problems = schemaProblems(issues(), written, () => ({ file: 'x', line: 1, column: 1 }));
    expect(problems.map(({ message, fix }) => `${message}  ${fix}`)).toEqual([expected]);
  });
});
