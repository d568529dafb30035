import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeSite, runIn, type Site } from '../helpers.ts';

let site: Site;
let upstream: string;

const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.com', '-c', 'commit.gpgSign=false'];
const git = async (folder: string, ...args: string[]) => {
  const { code, output } = await runIn(folder, 'git', [...identity, ...args]);
  expect(code, output).toBe(0);
};
const node = (...args: string[]) => runIn(site.folder, process.execPath, args, { SITE_URL: 'https://example.com' });
const build = async (...args: string[]) => {
  const { code, output } = await node('scripts/build.ts', ...args);
  expect(code, output).toBe(0);
};
const page = () => site.read('dist/drift/index.html');
const plain = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

beforeAll(async () => {
  site = makeSite();
  upstream = mkdtempSync(join(tmpdir(), 'playbook-drift-'));
  cpSync(join(site.folder, 'content'), join(upstream, 'content'), { recursive: true });
  await git(upstream, 'init', '--quiet', '--initial-branch=main');
  await git(upstream, 'add', '.');
  await git(upstream, 'commit', '--quiet', '-m', 'Begin');
  await git(site.folder, 'init', '--quiet', '--initial-branch=main');
  await git(site.folder, 'pull', '--quiet', upstream, 'main').catch(() => {});
});
afterAll(() => {
  site.remove('.');
  rmSync(upstream, { recursive: true, force: true });
});

test('upstream itself, and an organisation that knows no upstream, have no such page', async () => {
  await build();
  expect(existsSync(join(site.folder, 'dist/drift'))).toBe(false);
  expect(existsSync(join(site.folder, 'dist/sitemap-0.xml'))).toBe(true);
});
