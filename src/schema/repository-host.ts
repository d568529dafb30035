/** Kinds of Git hosts. `gitea` is Forgejo too; `none` is a host without links of ours, or no host at all. */
export const HOST_KINDS = [
  'github',
  'gitlab',
  'bitbucket',
  'bitbucket-data-center',
  'azure-devops',
  'gitea',
  'none',
] as const;

/** Kind of a Git host. */
export type HostKind = (typeof HOST_KINDS)[number];

/** Kinds by the domains of their services. */
const SERVICES: readonly [domain: RegExp, kind: HostKind][] = [
  [/^github\.com$|\.ghe\.com$/, 'github'],
  [/^gitlab\.com$/, 'gitlab'],
  [/^bitbucket\.org$/, 'bitbucket'],
  [/^dev\.azure\.com$|\.visualstudio\.com$/, 'azure-devops'],
  [/^codeberg\.org$|^gitea\.com$/, 'gitea'],
  // Servers of an organisation are usually called after their software.
  [/^(github|ghe)\./, 'github'],
  [/^gitlab\./, 'gitlab'],
  [/^bitbucket\./, 'bitbucket-data-center'],
  [/^(gitea|forgejo)\./, 'gitea'],
];

/**
 * Guesses the kind of a Git host from the address of a repository.
 * @returns Undefined if the domain says nothing, so that the setting `host` has to.
 */
export function guessHostKind(repository: string): HostKind | undefined {
  const { hostname = '' } = URL.parse(repository) ?? {};
  return SERVICES.find(([domain]) => domain.test(hostname))?.[1];
}
