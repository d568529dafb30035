import { setTimeout } from 'node:timers/promises';
import { UserError } from '#load/git.ts';
import { isRecord } from '#schema/schema-problems.ts';

/** Text of an issue. */
export interface IssueText {
  title: string;
  body: string;
}

/** Open issue on a Git host. */
export interface OpenIssue extends IssueText {
  number: number;
}

/** Issues with one label in the repository of a handbook. */
export interface IssueHost {
  list(label: string): Promise<OpenIssue[]>;
  /** Opens an issue, and the label with it if there is none, and returns its address. */
  open(issue: IssueText, label: string): Promise<string>;
  update(number: number, issue: IssueText): Promise<void>;
  close(number: number, comment: string): Promise<void>;
}

/** Repository on a Git host, with the environment of the command. */
export interface IssuePlace {
  kind: string;
  /** Web address of the repository. */
  address: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** Waits before a request is repeated, in milliseconds. */
  wait?: (milliseconds: number) => Promise<unknown>;
}

/** Variables of the environment with a token, by kind of host, the first that is set counts. */
const TOKENS: Readonly<Record<string, readonly string[]>> = {
  github: ['GH_TOKEN', 'GITHUB_TOKEN'],
  gitlab: ['GITLAB_TOKEN'],
  gitea: ['GITEA_TOKEN', 'FORGEJO_TOKEN', 'GITHUB_TOKEN'],
};

/**
 * Returns the issues of a repository through the API of its host.
 * @returns Undefined for a host whose issues are not reached by a token, and where there is no token.
 */
export function issueHost(place: IssuePlace): IssueHost | undefined {
  const { kind, address, environment } = place;
  const names = Object.hasOwn(TOKENS, kind) ? TOKENS[kind] : undefined;
  const token = names?.map((name) => environment[name]).find(Boolean);
  if (!token) return undefined;
  const { origin, host, pathname } = new URL(address);
  const name = pathname.replace(/^\/|\/$/g, '');
  const { GITHUB_API_URL: actions, CI_API_V4_URL: gitlab, CI_PROJECT_ID: project } = environment;
  if (kind === 'gitlab') {
    const api = request(gitlab ?? `${origin}/api/v4`, { 'PRIVATE-TOKEN': token }, place);
    return gitlabIssues(api, `/projects/${project ?? encodeURIComponent(name)}/issues`);
  }
  if (kind === 'gitea') {
    const api = request(actions ?? `${origin}/api/v1`, { Authorization: `token ${token}` }, place);
    return giteaIssues(api, `/repos/${name}`);
  }
  const own = host === 'github.com' || host.endsWith('.ghe.com') ? `https://api.${host}` : `${origin}/api/v3`;
  const headers = { Authorization: `Bearer ${token}`, Accept: 'application/vnd.github+json' };
  return githubIssues(request(actions ?? own, headers, place), `/repos/${name}/issues`);
}

/** Sends a request to an API and returns its answer. */
type Api = (method: string, path: string, body?: unknown) => Promise<unknown>;

// https://docs.github.com/en/rest/issues/issues
function githubIssues(api: Api, path: string): IssueHost {
  return {
    list: async (label) => {
      const all = await pagesOf(api, `${path}?state=open&labels=${encodeURIComponent(label)}&per_page=50`);
      // Pull requests are issues too.
      return all.filter((one) => !isRecord(one['pull_request'])).map((one) => readIssue(one, 'number', 'body'));
    },
    open: async (issue, label) => addressIn(await api('POST', path, { ...issue, labels: [label] }), 'html_url'),
    update: async (number, issue) => void (await api('PATCH', `${path}/${number}`, issue)),
    async close(number, comment) {
      await api('POST', `${path}/${number}/comments`, { body: comment });
      await api('PATCH', `${path}/${number}`, { state: 'closed' });
    },
  };
}

// https://docs.gitlab.com/api/issues/
function gitlabIssues(api: Api, path: string): IssueHost {
  const textOf = ({ title, body }: IssueText) => ({ title, description: body });
  return {
    list: async (label) => {
      const all = await pagesOf(api, `${path}?state=opened&labels=${encodeURIComponent(label)}&per_page=50`);
      return all.map((one) => readIssue(one, 'iid', 'description'));
    },
    open: async (issue, label) => addressIn(await api('POST', path, { ...textOf(issue), labels: label }), 'web_url'),
    update: async (number, issue) => void (await api('PUT', `${path}/${number}`, textOf(issue))),
    async close(number, comment) {
      await api('POST', `${path}/${number}/notes`, { body: comment });
      await api('PUT', `${path}/${number}`, { state_event: 'close' });
    },
  };
}

// https://docs.gitea.com/api/ and https://codeberg.org/api/swagger
function giteaIssues(api: Api, repository: string): IssueHost {
  const path = `${repository}/issues`;
  const labelId = async (name: string) => {
    const labels = await pagesOf(api, `${repository}/labels?limit=50`);
    const known = labels.find((label) => label['name'] === name);
    const label = known ?? (await api('POST', `${repository}/labels`, { name, color: '#dcebe8' }));
    return isRecord(label) ? label['id'] : undefined;
  };
  return {
    list: async (label) => {
      const all = await pagesOf(api, `${path}?state=open&type=issues&labels=${encodeURIComponent(label)}&limit=50`);
      return all.map((one) => readIssue(one, 'number', 'body'));
    },
    open: async (issue, label) =>
      addressIn(await api('POST', path, { ...issue, labels: [await labelId(label)] }), 'html_url'),
    update: async (number, issue) => void (await api('PATCH', `${path}/${number}`, issue)),
    async close(number, comment) {
      await api('POST', `${path}/${number}/comments`, { body: comment });
      await api('PATCH', `${path}/${number}`, { state: 'closed' });
    },
  };
}

/** Most pages of a list that are asked for: more than 1,000 issues of one label are a mistake. */
const MOST_PAGES = 25;

/** Reads a list that comes in pages, until one is empty: a host may send fewer entries than it is asked for. */
async function pagesOf(api: Api, path: string): Promise<Record<string, unknown>[]> {
  const all: Record<string, unknown>[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const answer = await api('GET', `${path}&page=${page}`);
    if (!Array.isArray(answer)) throw new UserError('The Git host answered with something else than a list');
    if (answer.length === 0) break;
    all.push(...answer.filter(isRecord));
  }
  return all;
}

function readIssue(one: Record<string, unknown>, number: string, body: string): OpenIssue {
  return { number: Number(one[number]), title: String(one['title'] ?? ''), body: String(one[body] ?? '') };
}

function addressIn(answer: unknown, field: string): string {
  return isRecord(answer) ? String(answer[field] ?? '') : '';
}

/** Time that one request may take, in milliseconds. */
const LONGEST = 30_000;

/** Waits between tries, in milliseconds, and the longest that a host may ask for. */
const WAITS = [1_000, 5_000, 15_000];
const LONGEST_WAIT = 60_000;

/** Answers after which the same request may succeed. */
const PASSING = new Set([429, 502, 503, 504]);

/** Creates requests to an API. A redirect is refused: it might lead the token to another host. */
function request(base: string, headers: Readonly<Record<string, string>>, { wait = setTimeout }: IssuePlace): Api {
  const send = async (method: string, path: string, body: unknown) => {
    try {
      return await fetch(base.replace(/\/$/, '') + path, {
        method,
        headers: { ...headers, 'User-Agent': 'playbook', 'Content-Type': 'application/json' },
        redirect: 'manual',
        signal: AbortSignal.timeout(LONGEST),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      const { cause, message } = error as Error & { cause?: { code?: string } };
      throw new UserError(`${hostIn(base)} does not answer: ${cause?.code ?? message}  ${PROXY}`);
    }
  };
  return async (method, path, body) => {
    for (const pause of [...WAITS, undefined]) {
      const response = await send(method, path, body);
      if (response.ok) return readJson(response, base);
      if (!PASSING.has(response.status) || pause === undefined) throw new UserError(refusal(response, base));
      const asked = Number(response.headers.get('retry-after')) * 1000;
      await response.body?.cancel();
      await wait(Math.min(LONGEST_WAIT, asked > 0 ? asked : pause));
    }
    return undefined;
  };
}

const PROXY = 'Behind a proxy, set HTTPS_PROXY and NODE_USE_ENV_PROXY=1';

function hostIn(base: string): string {
  return URL.parse(base)?.host ?? base;
}

async function readJson(response: Response, base: string): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw new UserError(`${hostIn(base)} answered with something else than JSON  Is this the address of its API?`);
  }
}

/** Says why a host refused a request. Its own words are left out: they may repeat what was sent. */
function refusal({ status }: Response, base: string): string {
  const host = hostIn(base);
  if (status === 401) return `${host} does not know the token  Make a new one`;
  if (status === 403) return `${host} lets this token write no issues  Give it the right to read and write issues`;
  if (status === 404 || status === 410)
    return `${host} has no issues for this repository, or not for this token  Turn them on, or give the token access`;
  if (status >= 300 && status < 400)
    return `${host} leads to another address, where the token is not sent  Correct repository in the settings`;
  if (PASSING.has(status)) return `${host} is busy (${status})  Come again later`;
  return `${host} refused the request (${status})`;
}
