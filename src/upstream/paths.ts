import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** File in which `npm run upstream` stores its state. */
export const STATE = 'org/upstream.yaml';

/** File that names the dependencies. */
export const MANIFEST = 'package.json';

/** File that pins every package. npm makes it from package.json. */
export const LOCK_FILE = 'package-lock.json';

/** Path at which GitHub looks first for code owners. Upstream has no such file, so it belongs to the organisation. */
export const CODEOWNERS = '.github/CODEOWNERS';

/** Checks whether an organisation has adopted the handbook, and so has a folder of its own. */
export function isAdopted(root: string): boolean {
  return existsSync(join(root, 'org'));
}

/**
 * Checks whether a path belongs to the organisation and not to upstream. GitHub reads workflows from one folder only,
 * so those whose name starts with `org-` belong to the organisation too, and so does CODEOWNERS.
 * @param path Path from the root of the repository, with forward slashes.
 */
export function isOrganisationFile(path: string): boolean {
  return path.startsWith('org/') || path === CODEOWNERS || /^\.github\/workflows\/org-[^/]+\.ya?ml$/.test(path);
}

/** Checks whether a path from the root is that of an upstream page. */
export function isUpstreamPage(path: string): boolean {
  return path.startsWith('content/') && !path.startsWith('content/data/') && path.endsWith('.mdx');
}
