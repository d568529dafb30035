import { encodePath } from './escaping.ts';
import { guessHostKind, type HostKind } from './repository-host.ts';

/** Repository on a Git host that has links of ours. */
export interface Repository {
  kind: Exclude<HostKind, 'none'>;
  /** Web address, without a slash at its end. */
  address: string;
  /** Branch that readers change. */
  branch: string;
}

/** Version of a file to view: a commit, the branch that readers change, or whatever the host shows first. */
export type Revision = { commit: string } | 'branch' | 'default';

/** Addresses of a repository on its host. A function that is missing, or returns undefined, has no address there. */
export interface RepositoryLinks {
  /** Address at which a file is edited, or at least opened for that. */
  edit(file: string): string;
  /** Form for a new file, filled in; with its name only if there is no text. */
  newFile?(file: string, text?: string): string;
  /** Form for a new issue, filled in. */
  newIssue?(title: string, body: string): string;
  view(file: string, revision?: Revision): string | undefined;
  folder(path: string, revision?: Revision): string | undefined;
  /** Differences from one commit to another. */
  compare(from: string, to: string): string;
  history(file: string): string;
  commit(id: string): string;
}

const query = (values: Readonly<Record<string, string | undefined>>) =>
  Object.entries(values)
    .filter((pair): pair is [string, string] => pair[1] !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value.toWellFormed())}`)
    .join('&');

/** Splits a path into its folder and its name. */
function split(file: string): [folder: string, name: string] {
  const at = file.lastIndexOf('/');
  return [file.slice(0, Math.max(0, at)), file.slice(at + 1)];
}

/** Appends a path to an address; nothing for the root of the repository. */
const below = (path: string) => (path === '' ? '' : `/${encodePath(path)}`);

/** Name of a revision in an address of GitHub, GitLab and Bitbucket. */
function nameOf(revision: Revision, branch: string): string {
  return revision === 'default' ? 'HEAD' : revision === 'branch' ? branch : revision.commit;
}

type Links = (repository: Repository) => RepositoryLinks;

/** @see https://docs.github.com/repositories/working-with-files/managing-files/creating-new-files */
const github: Links = ({ address, branch }) => ({
  edit: (file) => `${address}/edit/${encodePath(branch)}/${encodePath(file)}`,
  newFile(file, text) {
    const [folder, name] = split(file);
    return `${address}/new/${encodePath(branch)}/${encodePath(folder)}?${query({ filename: name, value: text })}`;
  },
  newIssue: (title, body) => `${address}/issues/new?${query({ title, body })}`,
  view: (file, at = 'branch') => `${address}/blob/${encodePath(nameOf(at, branch))}/${encodePath(file)}`,
  folder: (path, at = 'branch') => `${address}/tree/${encodePath(nameOf(at, branch))}${below(path)}`,
  compare: (from, to) => `${address}/compare/${from}...${to}`,
  history: (file) => `${address}/commits/${encodePath(branch)}/${encodePath(file)}`,
  commit: (id) => `${address}/commit/${id}`,
});

/** @see https://docs.gitlab.com/user/project/repository/web_editor/ */
const gitlab: Links = ({ address, branch }) => ({
  edit: (file) => `${address}/-/edit/${encodePath(branch)}/${encodePath(file)}`,
  newFile: (file, text) => {
    const name = split(file)[1].replace(/\.[^.]*$/, '');
    const values = { file_name: file, content: text, commit_message: `Add ${file}`, branch_name: `add-${name}` };
    return `${address}/-/new/${encodePath(branch)}?${query(values)}`;
  },
  newIssue: (title, body) => `${address}/-/issues/new?${query({ 'issue[title]': title, 'issue[description]': body })}`,
  view: (file, at = 'branch') => `${address}/-/blob/${encodePath(nameOf(at, branch))}/${encodePath(file)}`,
  folder: (path, at = 'branch') => `${address}/-/tree/${encodePath(nameOf(at, branch))}${below(path)}`,
  compare: (from, to) => `${address}/-/compare/${from}...${to}`,
  history: (file) => `${address}/-/commits/${encodePath(branch)}/${encodePath(file)}`,
  commit: (id) => `${address}/-/commit/${id}`,
});

/** Bitbucket Cloud. A branch is one segment of an address, and its issues are an option that few repositories have. */
const bitbucket: Links = ({ address, branch }) => {
  const at = (revision: Revision) => encodeURIComponent(nameOf(revision, branch));
  return {
    edit: (file) => `${address}/src/${at('branch')}/${encodePath(file)}?${query({ mode: 'edit', at: branch })}`,
    view: (file, revision = 'branch') => `${address}/src/${at(revision)}/${encodePath(file)}`,
    folder: (path, revision = 'branch') => `${address}/src/${at(revision)}${below(path)}`,
    compare: (from, to) => `${address}/branches/compare/${to}%0D${from}`,
    history: (file) => `${address}/history-node/${at('branch')}/${encodePath(file)}`,
    commit: (id) => `${address}/commits/${id}`,
  };
};

/** Bitbucket Data Center, whose editor has no address of its own: it opens from the view of a file. */
const bitbucketDataCenter: Links = ({ address, branch }) => {
  const ref = `refs/heads/${branch}`;
  const browse = (path: string, revision: Revision = 'branch') => {
    const at = revision === 'default' ? '' : `?${query({ at: revision === 'branch' ? ref : revision.commit })}`;
    return `${address}/browse${below(path)}${at}`;
  };
  return {
    edit: (file) => browse(file),
    view: browse,
    folder: browse,
    compare: (from, to) => `${address}/compare/commits?${query({ sourceBranch: to, targetBranch: from })}`,
    history: (file) => `${address}/commits?${query({ until: ref, path: file })}`,
    commit: (id) => `${address}/commits/${id}`,
  };
};

/**
 * Azure DevOps, whose editor opens from the view of a file. A task is the one type of work item that every process has.
 * @see https://learn.microsoft.com/azure/devops/boards/backlogs/work-item-template
 */
const azureDevOps: Links = ({ address, branch }) => {
  const versionOf = (revision: Revision): Record<string, string> =>
    revision === 'default' ? {} : { version: revision === 'branch' ? `GB${branch}` : `GC${revision.commit}` };
  const open = (path: string, revision: Revision = 'branch') =>
    `${address}?${query({ path: `/${path}`, ...versionOf(revision) })}`;
  const project = address.replace(/\/_git\/[^/]*$/, '');
  return {
    edit: (file) => open(file),
    newIssue: (title, body) =>
      `${project}/_workitems/create/Task?${query({ '[System.Title]': title, '[System.Description]': body })}`,
    view: open,
    folder: open,
    compare: (from, to) =>
      `${address}/branchCompare?${query({ baseVersion: `GC${from}`, targetVersion: `GC${to}`, _a: 'files' })}`,
    history: (file) => `${open(file)}&_a=history`,
    commit: (id) => `${address}/commit/${id}`,
  };
};

/** Gitea and Forgejo, which have no address for the branch that is the default. */
const gitea: Links = ({ address, branch }) => {
  const source = (path: string, revision: Revision = 'branch') => {
    if (revision === 'default') return undefined;
    const at = revision === 'branch' ? `branch/${encodePath(branch)}` : `commit/${revision.commit}`;
    return `${address}/src/${at}${below(path)}`;
  };
  return {
    edit: (file) => `${address}/_edit/${encodePath(branch)}/${encodePath(file)}`,
    newFile(file, text) {
      const [folder, name] = split(file);
      return `${address}/_new/${encodePath(branch)}${below(folder)}?${query({ filename: name, value: text })}`;
    },
    newIssue: (title, body) => `${address}/issues/new?${query({ title, body })}`,
    view: source,
    folder: source,
    compare: (from, to) => `${address}/compare/${from}...${to}`,
    history: (file) => `${address}/commits/branch/${encodePath(branch)}/${encodePath(file)}`,
    commit: (id) => `${address}/commit/${id}`,
  };
};

const HOSTS: Readonly<Record<Repository['kind'], Links>> = {
  github,
  gitlab,
  bitbucket,
  'bitbucket-data-center': bitbucketDataCenter,
  'azure-devops': azureDevOps,
  gitea,
};

/** Returns the addresses of a repository on its host. */
export function repositoryLinks(repository: Repository): RepositoryLinks {
  return HOSTS[repository.kind](repository);
}

/** Names of the software of Git hosts. */
export const HOST_NAMES: Readonly<Record<Repository['kind'], string>> = {
  github: 'GitHub',
  gitlab: 'GitLab',
  bitbucket: 'Bitbucket',
  'bitbucket-data-center': 'Bitbucket Data Center',
  'azure-devops': 'Azure DevOps',
  gitea: 'Gitea or Forgejo',
};

/** Returns what readers call the host of a repository: `GitLab`; of Gitea and Forgejo the domain, as `codeberg.org`. */
export function hostName({ kind, address }: Repository): string {
  return kind === 'gitea' ? (URL.parse(address)?.hostname ?? address) : HOST_NAMES[kind];
}

/** Longest URL, in characters: hosts and proxies accept about 8 kB. */
const LONGEST = 8_000;

/**
 * Returns the address of the form for a new file.
 * @returns The address, and whether it contains the text, which is left out if it makes the address too long. Undefined
 *   if the host has no such form.
 */
export function newFileAddress(
  repository: Repository,
  file: string,
  text: string,
): { address: string; isWhole: boolean } | undefined {
  const { newFile } = repositoryLinks(repository);
  if (!newFile) return undefined;
  const address = newFile(file, text);
  return address.length <= LONGEST ? { address, isWhole: true } : { address: newFile(file), isWhole: false };
}

/**
 * Returns a repository by its address, or undefined if it is unknown or its host has no links of ours.
 * @param options.host Kind of the host, if the settings name it.
 * @param options.own Repository on whose domain the kind is known.
 */
export function repositoryAt(
  address: string | undefined,
  { host, branch = 'main', own }: { host?: HostKind | undefined; branch?: string; own?: Repository | undefined } = {},
): Repository | undefined {
  if (address === undefined) return undefined;
  const isOwnHost = own !== undefined && URL.parse(own.address)?.host === URL.parse(address)?.host;
  const kind = host ?? guessHostKind(address) ?? (isOwnHost ? own.kind : 'none');
  return kind === 'none' ? undefined : { kind, address, branch };
}
