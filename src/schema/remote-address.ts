import { guessHostKind } from './repository-host.ts';

/** Remote of git as its parts: the host with a port of its web server, and the path of the repository. */
interface Remote {
  isSsh: boolean;
  host: string;
  path: string;
  /** Port of ssh. */
  port?: string;
}

/**
 * Returns the web address of a remote of git, such as `git@gitlab.example.com:group/sub/book.git`. Names, passwords and
 * ports of ssh are no part of it.
 * @returns Undefined for a folder, and for what is no address.
 */
export function webAddressOf(remote: string): string | undefined {
  const parsed = parse(remote.trim());
  if (!parsed) return undefined;
  const path = parsed.path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  if (path === '') return undefined;
  const address = azureAddress(parsed, path) ?? `https://${parsed.host}/${bitbucketPath(parsed, path) ?? path}`;
  return URL.parse(address)?.href;
}

function parse(remote: string): Remote | undefined {
  const [, protocol] = /^([a-z+]+):\/\//i.exec(remote) ?? [];
  if (protocol !== undefined) {
    const { hostname = '', port = '', pathname = '' } = URL.parse(remote) ?? {};
    if (hostname === '' || !/^(https?|ssh|git\+ssh|git)$/i.test(protocol)) return undefined;
    const path = decode(pathname);
    if (/^https$/i.test(protocol)) return { isSsh: false, host: port === '' ? hostname : `${hostname}:${port}`, path };
    // Another port than that of https says nothing of the web server's.
    if (/^http$/i.test(protocol)) return port === '' ? { isSsh: false, host: hostname, path } : undefined;
    return { isSsh: true, host: hostname, path, port };
  }
  // The short form of ssh. A name without a dot is a drive of Windows, or an alias that only this machine knows.
  const [, host, path] = /^(?:[^@/\s]+@)?([\w-]+(?:\.[\w-]+)+):(.+)$/.exec(remote) ?? [];
  return host === undefined || path === undefined ? undefined : { isSsh: true, host, path };
}

function decode(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** Azure DevOps has `v3/organisation/project/repository` in its remotes of ssh. */
function azureAddress({ isSsh, host }: Remote, path: string): string | undefined {
  const [, organisation, project, name] = /^v3\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  if (!isSsh || organisation === undefined) return undefined;
  if (host === 'ssh.dev.azure.com') return `https://dev.azure.com/${organisation}/${project}/_git/${name}`;
  if (host === 'vs-ssh.visualstudio.com') return `https://${organisation}.visualstudio.com/${project}/_git/${name}`;
  return undefined;
}

/** Port of ssh that Bitbucket Data Center has if nobody changes it. */
const BITBUCKET_PORT = '7999';

/** Bitbucket Data Center has the key of a project in its remotes, or that of a person after a tilde. */
function bitbucketPath({ host, isSsh, port }: Remote, path: string): string | undefined {
  if (port !== BITBUCKET_PORT && guessHostKind(`https://${host}`) !== 'bitbucket-data-center') return undefined;
  const [, context = '', key, name] = /^(?:(.*?\/?)scm\/)?([^/]+)\/([^/]+)$/.exec(path) ?? [];
  if (key === undefined || (!isSsh && !/(^|\/)scm\//.test(path))) return undefined;
  return key.startsWith('~')
    ? `${context}users/${key.slice(1)}/repos/${name}`
    : `${context}projects/${key.toUpperCase()}/repos/${name}`;
}
