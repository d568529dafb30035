import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** File in which `npm run upstream` stores its state. */
export const STATE = 'org/upstream.yaml';

/** File that names the dependencies. */
export const MANIFEST = 'package.json';

/** File that pins every package. npm makes it from package.json. */
export const LOCK_FILE = 'package-lock.json';

/** Files in which Git hosts look for code owners. Upstream has none of them. */
export const OWNERS_FILES = {
  github: '.github/CODEOWNERS',
  gitlab: '.gitlab/CODEOWNERS',
  bitbucket: '.bitbucket/CODEOWNERS',
  gitea: '.gitea/CODEOWNERS',
} as const;

/** Files in which Git hosts look for what they run. Upstream has none of them. */
export const PIPELINE_FILES = {
  gitlab: '.gitlab-ci.yml',
  bitbucket: 'bitbucket-pipelines.yml',
  'azure-devops': 'azure-pipelines.yml',
  gitea: '.gitea/workflows/handbook.yml',
} as const;

/** Folders that belong to Git hosts on which upstream is not. */
const HOST_FOLDERS = ['.gitlab/', '.bitbucket/', '.azuredevops/', '.gitea/', '.forgejo/'];

/** Checks whether an organisation has adopted the handbook, and so has a folder of its own. */
export function isAdopted(root: string): boolean {
  return existsSync(join(root, 'org'));
}

/**
 * Checks whether a path belongs to the organisation and not to upstream: `org/`, and the places from which Git hosts read
 * what they run and whom they ask. Of GitHub's workflows, those whose name starts with `org-` belong to the organisation.
 * @param path Path from the root of the repository, with forward slashes.
 */
export function isOrganisationFile(path: string): boolean {
  return (
    path.startsWith('org/') ||
    HOST_FOLDERS.some((folder) => path.startsWith(folder)) ||
    [...Object.values<string>(OWNERS_FILES), ...Object.values<string>(PIPELINE_FILES)].includes(path) ||
    /^\.github\/workflows\/org-[^/]+\.ya?ml$/.test(path)
  );
}

/** Checks whether a path from the root is that of an upstream page. */
export function isUpstreamPage(path: string): boolean {
  return path.startsWith('content/') && !path.startsWith('content/data/') && path.endsWith('.mdx');
}
