import { expect, test } from 'vitest';
import { builtRepository } from '#schema/built-repository.ts';
import { webAddressOf } from '#schema/remote-address.ts';

test.each([
  ['git@github.com:us/book.git', 'https://github.com/us/book'],
  ['org-1234@github.com:us/book.git', 'https://github.com/us/book'],
  ['https://github.com/us/book.git', 'https://github.com/us/book'],
  ['https://github.com/us/book/', 'https://github.com/us/book'],
  ['https://me:secret@github.com/us/book.git', 'https://github.com/us/book'],
  ['https://x-access-token:secret@github.com/us/book', 'https://github.com/us/book'],
  ['ssh://git@github.com/us/book.git', 'https://github.com/us/book'],
  ['ssh://git@ssh.example.com:443/us/book.git', 'https://ssh.example.com/us/book'],
  ['git://github.com/us/book.git', 'https://github.com/us/book'],
  ['http://github.com/us/book', 'https://github.com/us/book'],
  ['  git@github.com:us/book.git\n', 'https://github.com/us/book'],
  ['git@gitlab.example.com:group/sub/deep/book.git', 'https://gitlab.example.com/group/sub/deep/book'],
  ['ssh://git@gitlab.example.com:2222/group/book.git', 'https://gitlab.example.com/group/book'],
  ['https://gitlab.example.com:8443/group/book.git', 'https://gitlab.example.com:8443/group/book'],
  ['gitlab.example.com:group/book.git', 'https://gitlab.example.com/group/book'],
  ['git@bitbucket.org:us/book.git', 'https://bitbucket.org/us/book'],
  ['https://me@bitbucket.org/us/book.git', 'https://bitbucket.org/us/book'],
  ['ssh://git@bitbucket.example.com:7999/us/book.git', 'https://bitbucket.example.com/projects/US/repos/book'],
  ['ssh://git@code.example.com:7999/us/book.git', 'https://code.example.com/projects/US/repos/book'],
  ['ssh://git@bitbucket.example.com:7999/~me/book.git', 'https://bitbucket.example.com/users/me/repos/book'],
  ['https://bitbucket.example.com/scm/us/book.git', 'https://bitbucket.example.com/projects/US/repos/book'],
  ['https://bitbucket.example.com/projects/US/repos/book', 'https://bitbucket.example.com/projects/US/repos/book'],
  ['git@ssh.dev.azure.com:v3/Org/Our%20Project/book', 'https://dev.azure.com/Org/Our%20Project/_git/book'],
  ['https://Org@dev.azure.com/Org/Project/_git/book', 'https://dev.azure.com/Org/Project/_git/book'],
  ['org@vs-ssh.visualstudio.com:v3/org/Project/book', 'https://org.visualstudio.com/Project/_git/book'],
  ['ssh://git@codeberg.org/us/book.git', 'https://codeberg.org/us/book'],
  ['forgejo@git.example.com:us/book.git', 'https://git.example.com/us/book'],
  ['https://git.example.com/us/über book.git', 'https://git.example.com/us/%C3%BCber%20book'],
  ['http://git.example.com:3000/us/book.git', undefined],
  ['/srv/git/book.git', undefined],
  ['../book', undefined],
  ['C:\\git\\book', undefined],
  ['C:/git/book', undefined],
  ['file:///srv/git/book.git', undefined],
  ['javascript:alert(1)', undefined],
  ['gh:us/book', undefined],
  ['https://github.com', undefined],
  ['https://', undefined],
  ['git@github.com:', undefined],
  ['', undefined],
])('the remote %j is %j on the web', (remote, address) => {
  expect(webAddressOf(remote)).toBe(address);
});

test.each<[string, Record<string, string>, unknown]>([
  ['nowhere', {}, undefined],
  [
    'GitHub',
    { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'us/book' },
    { repository: 'https://github.com/us/book', host: 'github' },
  ],
  [
    'GitHub Enterprise',
    { GITHUB_SERVER_URL: 'https://code.example.com', GITHUB_REPOSITORY: 'us/book' },
    { repository: 'https://code.example.com/us/book', host: 'github' },
  ],
  [
    'Forgejo',
    { GITHUB_SERVER_URL: 'https://git.example.com', GITHUB_REPOSITORY: 'us/book', FORGEJO_ACTIONS: 'true' },
    { repository: 'https://git.example.com/us/book', host: 'gitea' },
  ],
  [
    'Gitea',
    { GITHUB_SERVER_URL: 'https://git.example.com', GITHUB_REPOSITORY: 'us/book', GITEA_ACTIONS: 'true' },
    { repository: 'https://git.example.com/us/book', host: 'gitea' },
  ],
  [
    'GitLab',
    { CI_PROJECT_URL: 'https://code.example.com/group/sub/book' },
    { repository: 'https://code.example.com/group/sub/book', host: 'gitlab' },
  ],
  [
    'Bitbucket',
    { BITBUCKET_GIT_HTTP_ORIGIN: 'http://bitbucket.org/us/book' },
    { repository: 'https://bitbucket.org/us/book', host: 'bitbucket' },
  ],
  [
    'Azure DevOps',
    { BUILD_REPOSITORY_URI: 'https://us@dev.azure.com/us/book/_git/site', BUILD_REPOSITORY_PROVIDER: 'TfsGit' },
    { repository: 'https://dev.azure.com/us/book/_git/site', host: 'azure-devops' },
  ],
  [
    'Azure DevOps, of a repository on GitHub',
    { BUILD_REPOSITORY_URI: 'https://github.com/us/book', BUILD_REPOSITORY_PROVIDER: 'GitHub' },
    { repository: 'https://github.com/us/book' },
  ],
])('a build knows its repository: %s', (_, environment, expected) => {
  expect(builtRepository(environment)).toEqual(expected);
});
