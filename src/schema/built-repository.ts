import { webAddressOf } from './remote-address.ts';
import type { HostKind } from './repository-host.ts';

/** Variables of a build. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns the address of the repository that a build of GitHub, Forgejo, Gitea, GitLab, Bitbucket or Azure DevOps names,
 * and the kind of its host.
 * @returns Undefined elsewhere.
 */
export function builtRepository(environment: Environment): { repository: string; host?: HostKind } | undefined {
  const named = namedRepository(environment);
  const repository = named && webAddressOf(named[0]);
  if (!repository) return undefined;
  const host = named[1];
  return { repository, ...(host ? { host } : {}) };
}

function namedRepository(environment: Environment): [address: string, kind: HostKind | undefined] | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = environment;
  // Forgejo and Gitea set the variables of GitHub too.
  const isGitea = environment['FORGEJO_ACTIONS'] === 'true' || environment['GITEA_ACTIONS'] === 'true';
  if (server && name) return [`${server}/${name}`, isGitea ? 'gitea' : 'github'];
  const { CI_PROJECT_URL: gitlab, BITBUCKET_GIT_HTTP_ORIGIN: bitbucket } = environment;
  if (gitlab) return [gitlab, 'gitlab'];
  if (bitbucket) return [bitbucket, 'bitbucket'];
  const { BUILD_REPOSITORY_URI: azure, BUILD_REPOSITORY_PROVIDER: provider } = environment;
  // The pipelines of Azure DevOps build repositories of other hosts too.
  return azure ? [azure, provider === 'TfsGit' ? 'azure-devops' : undefined] : undefined;
}
