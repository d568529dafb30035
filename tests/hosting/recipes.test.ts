import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handbookOutput } from '../helpers.ts';
import { type Served, serve } from './nginx.ts';

const dist = handbookOutput;
const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(dist.length).replaceAll('\\', '/'));
/** As a reader asks for it: a page by its folder. */
const pathOf = (file: string) => file.replace(/\/index\.html$/, '/');
const folders = [...new Set(files.map((file) => file.replace(/[^/]*$/, '')))];
const hashed = files.filter((file) => /^\/(_astro|pagefind\/(fragment|index|filter))\//.test(file));

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Asks for a path exactly as it is written: nothing is resolved or encoded on the way. */
function ask(address: string, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(address);
    request({ hostname, port, path, method, headers, agent: false }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
    })
      .on('error', reject)
      .end();
  });
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.xml': 'text/xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.ics': 'text/calendar; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.woff2': 'font/woff2',
};
/** Files that the search reads as bytes, and one that only hosts read. */
const BYTES = ['.pf_meta', '.pf_fragment', '.pf_index', '.pf_filter', '.pagefind', ''];

function expectHeaders({ headers }: Answer, what: string): void {
  expect(headers['content-security-policy'], what).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/);
  expect(headers, what).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'permissions-policy': expect.stringContaining('camera=()'),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    server: 'nginx',
  });
  // A browser takes it over an encrypted connection only.
  expect(headers, what).not.toHaveProperty('strict-transport-security');
}

/** Every file is there, byte for byte, with its type, the headers and the rule for caches. */
async function expectEverything(address: string, own: Record<string, string> = {}): Promise<void> {
  for (const file of files) {
    const answer = await ask(address, pathOf(file), own);
    expect(answer.status, file).toBe(200);
    expect(answer.body.equals(readFileSync(join(dist, file))), file).toBe(true);
    const ending = extname(file);
    const type = BYTES.includes(ending) ? 'application/octet-stream' : TYPES[ending];
    expect(answer.headers['content-type'], file).toBe(type);
    expect(answer.headers['cache-control'], file).toBe(
      hashed.includes(file) ? 'private, max-age=31536000, immutable' : 'private, no-cache',
    );
    expectHeaders(answer, file);
  }
}

describe('nginx alone', () => {
  let served: Served;
  beforeAll(async () => {
    served = await serve(dist);
  });
  afterAll(() => served.stop());
  const get = (path: string, headers?: Record<string, string>, method?: string) =>
    ask(served.address, path, headers, method);

  test('serves every file with its type, the headers and a rule for caches', async () => {
    expect(hashed.length).toBeGreaterThan(100);
    await expectEverything(served.address);
  });

  test('sends the headers with every other answer', async () => {
    const { headers } = await get('/');
    const unchanged = await get('/', { 'If-None-Match': String(headers['etag']) });
    const missing = await get('/guides/nothing/');
    const gone = await get('/_astro/nothing.js');
    const part = await get('/', { Range: 'bytes=0-9' });
    const slash = await get('/guides/trust');
    const posted = await get('/', {}, 'POST');
    const answers = { unchanged, missing, gone, part, slash, posted, head: await get('/', {}, 'HEAD') };
    expect(Object.entries(answers).map(([name, { status }]) => `${name} ${status}`)).toEqual([
      'unchanged 304',
      'missing 404',
      'gone 404',
      'part 206',
      'slash 301',
      'posted 405',
      'head 200',
    ]);
    for (const [name, answer] of Object.entries(answers)) {
      expectHeaders(answer, name);
      expect(answer.headers['cache-control'], name).toBe('private, no-cache');
    }
    for (const { body } of [missing, gone]) expect(body.equals(readFileSync(join(dist, '404.html')))).toBe(true);
    expect(slash.headers.location).toBe('/guides/trust/');
    expect(answers.head.body.length).toBe(0);
  });

  test('compresses what is text', async () => {
    const asked = { 'Accept-Encoding': 'gzip' };
    const large = hashed.filter((file) => statSync(join(dist, file)).size > 1_000);
    const [script = '', style = ''] = ['.js', '.css'].map((ending) => large.find((file) => file.endsWith(ending)));
    for (const path of ['/', '/guides/trust/', '/guides/nothing/', script, style]) {
      const { headers, body } = await get(path, asked);
      expect(headers['content-encoding'], path).toBe('gzip');
      expect(headers.vary, path).toBe('Accept-Encoding');
      expect(gunzipSync(body).equals((await get(path)).body), path).toBe(true);
    }
    const packed = files.find((file) => file.endsWith('.pf_fragment')) ?? '';
    expect((await get(packed, asked)).headers['content-encoding']).toBeUndefined();
  });

  test.each(['/guides/', '/roles/', '/templates/'])('%s leads to the pages of the part', async (path) => {
    const { status, body } = await get(path);
    expect(status).toBe(200);
    expect(body.toString()).toMatch(new RegExp(`<a href="${path}[a-z-]+/"`));
    expect((await get(path.slice(0, -1))).headers['location']).toBe(path);
  });

  test('lists no folder, and leads nowhere outside the output', async () => {
    for (const folder of folders.filter((folder) => !files.includes(`${folder}index.html`))) {
      const { status, body, headers } = await get(folder);
      expect(status, folder).toBe(403);
      expect(body.equals(readFileSync(join(dist, '404.html'))), folder).toBe(true);
      expect(headers['cache-control'], folder).toBe('private, no-cache');
    }
    for (const path of ['/../package.json', '/_astro/../../package.json', '/..%2fpackage.json', '/_astro../dist/']) {
      expect((await get(path)).status, path).toBeGreaterThanOrEqual(400);
    }
  });
});

describe('nginx behind a sign-in', () => {
  let served: Served;
  let identity: Server;
  /** What the identity endpoint answers to whoever shows no session. */
  let denial = 401;
  beforeAll(async () => {
    identity = createServer(({ url, headers }, response) => {
      if (url !== '/oauth2/auth') return response.end('the sign-in page');
      return response.writeHead(headers.cookie === 'session=real' ? 202 : denial).end();
    });
    await new Promise<void>((resolve) => identity.listen(0, '127.0.0.1', resolve));
    served = await serve(dist, 'nginx-signed-in.conf', (identity.address() as AddressInfo).port);
  });
  afterAll(async () => {
    await served.stop();
    identity.closeAllConnections();
    await new Promise((resolve) => identity.close(resolve));
  });
  const get = (path: string, headers?: Record<string, string>, method?: string) =>
    ask(served.address, path, headers, method);
  const signedIn = { Cookie: 'session=real' };

  test('whoever is signed in gets everything', async () => {
    await expectEverything(served.address, signedIn);
    expect((await get('/guides/nothing/', signedIn)).status).toBe(404);
    const { headers } = await get('/', signedIn);
    expect((await get('/', { ...signedIn, 'If-None-Match': String(headers['etag']) })).status).toBe(304);
  });

  test('anybody else is sent to sign in from every path, and learns not even what exists', async () => {
    const strange = [
      '/guides/nothing/',
      '/guides/trust',
      '/404.html',
      '/./',
      '//',
      '//guides/trust/',
      '/guides/../guides/trust/',
      '/oauth2/../guides/trust/',
      '/oauth2/%2e%2e/guides/trust/',
      '/oauth2%2f..%2f/guides/trust/',
      '/oauth2/auth/../../guides/trust/',
      '/guides/trust/index.html?x=/oauth2/start',
      '/GUIDES/TRUST/',
      '/.git/config',
      'http://handbook.example.com/guides/trust/',
    ];
    const first = await get('/guides/nothing/');
    expect(first.body.toString()).toMatch(/^<html>\s*<head><title>302 Found<\/title><\/head>/);
    for (const path of [...files, ...files.map(pathOf), ...folders, ...strange]) {
      const { status, headers, body } = await get(path);
      expect(status, path).toBe(302);
      expect(headers.location, path).toMatch(/^\/oauth2\/start\?rd=\//);
      expect(headers['cache-control'], path).toBe('no-store');
      expect(headers, path).not.toHaveProperty('etag');
      expect(headers, path).not.toHaveProperty('last-modified');
      expect(body.equals(first.body), path).toBe(true);
    }
  });

  test.each<[what: string, method: string, headers: Record<string, string>]>([
    ['asks for the head only', 'HEAD', {}],
    ['asks for a part', 'GET', { Range: 'bytes=0-99' }],
    ['asks whether it has changed', 'GET', { 'If-Modified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT' }],
    ['asks with a guessed tag', 'GET', { 'If-None-Match': '*' }],
    ['posts', 'POST', {}],
    ['asks for the options', 'OPTIONS', {}],
    ['shows a session of nobody', 'GET', { Cookie: 'session=forged' }],
    ['claims to be somebody', 'GET', { 'X-Auth-Request-User': 'somebody', 'X-Forwarded-User': 'somebody' }],
    ['claims another address', 'GET', { 'X-Original-URI': '/oauth2/start', 'X-Forwarded-Uri': '/oauth2/start' }],
    ['asks another host', 'GET', { Host: 'elsewhere.example.com' }],
  ])('and so is whoever %s', async (_what, method, headers) => {
    const entry = '/pagefind/pagefind-entry.json';
    for (const path of ['/', '/guides/trust/', '/_headers', entry, hashed[0] ?? '', '/guides/nothing/']) {
      const answer = await get(path, headers, method);
      expect(answer.status, path).toBe(302);
      expect(answer.body.toString(), path).toMatch(method === 'HEAD' ? /^$/ : /302 Found/);
      expect(answer.headers, path).not.toHaveProperty('content-range');
    }
  });

  test.each([403, 500])('where the identity endpoint answers %i, nobody reads anything', async (answer) => {
    denial = answer;
    for (const path of ['/', '/guides/trust/', '/404.html', '/guides/nothing/', '/_astro/', ...hashed.slice(0, 3)]) {
      const { status, body, headers } = await get(path);
      expect(status, path).toBe(answer);
      expect(headers['cache-control'] ?? '', path).not.toContain('immutable');
      expect(body.toString(), path).not.toContain('Playbook');
      expect(body.length, path).toBeLessThan(300);
    }
    denial = 401;
  });

  test('nobody asks the identity endpoint but nginx', async () => {
    const { status, body } = await get('/oauth2/auth');
    expect(status).toBe(401);
    expect(body.toString()).toContain('401 Authorization Required');
  });

  test('the pages of the sign-in are reached without one, and keep their own headers', async () => {
    const { status, headers, body } = await get('/oauth2/start?rd=/');
    expect([status, body.toString()]).toEqual([200, 'the sign-in page']);
    expect(headers).not.toHaveProperty('content-security-policy');
    expect(headers['cache-control']).toBe('no-store');
  });
});
