import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { issueHost } from '#upkeep/issue-host.ts';
import { health } from '../../scripts/health.ts';
import { copyHandbook, outputOf, temporaryFolder } from '../helpers.ts';
import { at, type Repository } from '../repository.ts';

// A server on this machine plays the API of each host, as far as the handbook uses it.

interface Played {
  number: number;
  title: string;
  body: string;
  open: boolean;
  labels: string[];
  comments: string[];
}
interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

let server: Server;
let api: string;
let issues: Played[];
let labels: { id: number; name: string }[];
let asked: string[];
/** Answers in place of those of the host, in their order. */
let faults: Answer[];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '', api);
    asked.push(`${request.method} ${url.pathname}`);
    const token = request.headers['private-token'] ?? request.headers.authorization;
    const text = Buffer.concat(chunks).toString();
    const answer =
      faults.shift() ??
      (String(token).endsWith('secret-token')
        ? answerTo(request.method ?? '', url, text ? JSON.parse(text) : {})
        : { status: 401 });
    response.writeHead(answer.status, { 'Content-Type': 'application/json', ...answer.headers });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

beforeEach(() => {
  [issues, labels, asked, faults] = [[], [{ id: 3, name: 'bug' }], [], []];
});
afterEach(() => vi.unstubAllEnvs());

/** Answers as GitHub, GitLab or Gitea would, by the path that is asked for. */
function answerTo(method: string, { pathname, searchParams }: URL, sent: Record<string, unknown>): Answer {
  const isGitlab = pathname.startsWith('/api/projects/');
  if (pathname.endsWith('/labels')) {
    if (method === 'GET') return { status: 200, body: searchParams.get('page') === '1' ? labels : [] };
    labels.push({ id: labels.length + 3, name: String(sent['name']) });
    return { status: 201, body: labels.at(-1) };
  }
  const [, number, below] = /\/issues(?:\/(\d+))?(\/\w+)?$/.exec(pathname) ?? [];
  const shown = (one: Played) =>
    isGitlab
      ? { iid: one.number, title: one.title, description: one.body, web_url: `https://host.example/${one.number}` }
      : { number: one.number, title: one.title, body: one.body, html_url: `https://host.example/${one.number}` };
  if (number === undefined && method === 'GET') {
    const page = Number(searchParams.get('page'));
    const open = issues.filter((one) => one.open && one.labels.includes(searchParams.get('labels') ?? ''));
    // Two at a time, so that a list has several pages.
    return { status: 200, body: open.slice(2 * page - 2, 2 * page).map(shown) };
  }
  const text = String(sent['body'] ?? sent['description'] ?? '');
  if (number === undefined) {
    const named = [sent['labels']].flat().map((label) => labels.find(({ id }) => id === label)?.name ?? String(label));
    const title = String(sent['title']);
    issues.push({ number: issues.length + 1, title, body: text, open: true, labels: named, comments: [] });
    return { status: 201, body: shown(issues.at(-1) as Played) };
  }
  const one = issues[Number(number) - 1] as Played;
  if (below) one.comments.push(text);
  else if (sent['state'] === 'closed' || sent['state_event'] === 'close') one.open = false;
  else Object.assign(one, { title: sent['title'], body: text });
  return { status: 200, body: shown(one) };
}

const HOSTS = {
  github: { GITHUB_TOKEN: 'a-secret-token' },
  gitlab: { GITLAB_TOKEN: 'a-secret-token' },
  gitea: { GITEA_TOKEN: 'a-secret-token' },
} as const;
const waits: number[] = [];
const hostOf = (kind: string, tokens: Record<string, string> = HOSTS[kind as keyof typeof HOSTS]) =>
  issueHost({
    kind,
    address: 'https://host.example/us/playbook',
    environment: { GITHUB_API_URL: api, CI_API_V4_URL: api, ...tokens },
    wait: async (milliseconds) => waits.push(milliseconds),
  });
const text = (title: string) => ({ title, body: `Words of ${title}: “é” & <b>` });

describe.each(Object.keys(HOSTS))('on %s', (kind) => {
  test('issues are opened, listed over several pages, updated and closed', async () => {
    const host = hostOf(kind);
    for (const title of ['One', 'Two', 'Three']) expect(await host?.open(text(title), 'to review')).toMatch(/^https:/);
    await host?.open(text('Other'), 'bug');
    expect(await host?.list('to review')).toEqual(
      ['One', 'Two', 'Three'].map((title, at) => ({ number: at + 1, ...text(title) })),
    );
    await host?.update(2, text('Second'));
    await host?.close(1, 'Done.');
    expect((await host?.list('to review'))?.map(({ title }) => title)).toEqual(['Second', 'Three']);
    expect(issues[0]?.comments).toEqual(['Done.']);
    expect(labels.filter(({ name }) => name === 'to review').length).toBe(kind === 'gitea' ? 1 : 0);
  });

  test.each<[string, Answer, RegExp]>([
    [
      'an unknown token',
      { status: 401, body: { message: 'a-secret-token' } },
      /does not know the token {2}Make a new one$/,
    ],
    ['a token without the right', { status: 403 }, /lets this token write no issues/],
    ['a repository that is not there', { status: 404 }, /has no issues for this repository/],
    ['issues that are turned off', { status: 410 }, /has no issues for this repository/],
    ['a text that is refused', { status: 422 }, /refused the request \(422\)$/],
    ['an error of its own', { status: 500 }, /refused the request \(500\)$/],
    ['another address', { status: 302, headers: { Location: 'https://else.example/' } }, /where the token is not sent/],
    ['a page of words', { status: 200, body: '<!doctype html>' }, /something else than JSON/],
    ['an object for a list', { status: 200, body: {} }, /something else than a list/],
  ])('%s is said in words', async (_, answer, message) => {
    faults = [answer];
    const error = await hostOf(kind)
      ?.list('to review')
      .catch((reason: Error) => reason);
    expect(String((error as Error).message)).toMatch(message);
    expect(String((error as Error).message)).not.toContain('secret');
    expect(asked).toHaveLength(1);
  });

  test.each([429, 502, 503, 504])('a request is sent again after %i, a few times', async (status) => {
    waits.length = 0;
    faults = [{ status, headers: { 'Retry-After': '7' } }, { status }, { status, headers: { 'Retry-After': '9999' } }];
    expect(await hostOf(kind)?.list('to review')).toEqual([]);
    expect(waits).toEqual([7_000, 5_000, 60_000]);
    faults = Array.from({ length: 4 }, () => ({ status }));
    await expect(hostOf(kind)?.list('to review')).rejects.toThrow(`is busy (${status})  Come again later`);
  });
});

test('a host that does not answer is named', async () => {
  const place = { kind: 'gitlab', address: 'https://host.example/us/playbook' };
  const environment = { GITLAB_TOKEN: 'a-secret-token', CI_API_V4_URL: 'http://127.0.0.1:1/api' };
  await expect(issueHost({ ...place, environment })?.list('x')).rejects.toThrow(
    /^127\.0\.0\.1:1 does not answer: .* NODE_USE_ENV_PROXY=1$/,
  );
});

test('pull requests are no issues', async () => {
  faults = [{ status: 200, body: [{ number: 1, title: 'A', body: 'B', pull_request: {} }] }];
  expect(await hostOf('github')?.list('x')).toEqual([]);
});

test.each([
  ['bitbucket', { GITHUB_TOKEN: 'a' }],
  ['azure-devops', { GITLAB_TOKEN: 'a' }],
  ['github', {}],
  ['gitlab', { GITHUB_TOKEN: 'a' }],
  ['gitea', { GITEA_TOKEN: '' }],
])('%s with %j takes no issues', (kind, tokens) => {
  expect(hostOf(kind, tokens as Record<string, string>)).toBeUndefined();
});

describe('npm run health -- --issues', () => {
  let here: Repository;
  const all = temporaryFolder();
  const run = (today = '2026-06-30') => outputOf((terminal) => health(['--issues'], here.folder, terminal, today));
  const log = (id: string, entries: string) =>
    here.edit(`content/${id}.mdx`, /^reviewed: .*$/m, `reviewed: [${entries}]`);
  beforeEach(() => {
    here = at(copyHandbook(all));
    vi.stubEnv('GITHUB_SERVER_URL', 'https://github.com');
    vi.stubEnv('GITHUB_REPOSITORY', 'us/playbook');
    vi.stubEnv('GITHUB_API_URL', api);
    vi.stubEnv('GH_TOKEN', '');
    vi.stubEnv('GITHUB_TOKEN', 'a-secret-token');
    vi.stubEnv('SITE_URL', 'https://handbook.example.com');
    vi.stubEnv('BASE_PATH', '/book/');
  });

  test('opens one, leaves it, brings it up to date, closes it, and opens another the next time', async () => {
    log('guides/trust', '{day: 2025-06-15, outcome: edited}');
    expect((await run()).output).toBe('opened  Pages to review: The editors  https://host.example/1');
    expect(issues[0]?.body).toContain(
      '- [Trust](https://handbook.example.com/book/guides/trust/), due 2026-06-15, last reviewed 2025-06-15: [`content/guides/trust.mdx`](https://github.com/us/playbook/blob/HEAD/content/guides/trust.mdx)\n',
    );
    asked = [];
    expect((await run('2026-07-07')).output).toBe('All issues are as they should be.');
    expect(asked.every((line) => line.startsWith('GET '))).toBe(true);
    log('guides/words', '{day: 2025-06-16, outcome: edited}');
    expect((await run()).output).toBe('updated  #1  Pages to review: The editors');
    expect(issues[0]?.body).toContain('guides/words');
    log('guides/trust', '{day: 2025-06-15, outcome: edited}, {day: 2026-06-30, outcome: still right}');
    log('guides/words', '{day: 2025-06-16, outcome: edited}, {day: 2026-06-30, outcome: withdrawn}');
    expect((await run()).output).toBe('closed  #1  None of these pages waits for a review any more.');
    expect((await run('2027-02-01')).output).toBe('opened  Pages to review: The editors  https://host.example/2');
    expect(issues.map(({ open }) => open)).toEqual([false, true]);
  });

  test('prints the list where there is no token', async () => {
    vi.stubEnv('GITHUB_TOKEN', '');
    log('guides/trust', '{day: 2025-06-15, outcome: edited}');
    const { code, output } = await run();
    expect(code).toBe(0);
    expect(output).toContain('guides/trust  editors, due 2026-06-15');
    expect(output).toContain('No issue was opened: set GITHUB_TOKEN');
    expect(asked).toEqual([]);
  });
});
