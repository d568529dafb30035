import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { hasDriftPage, readDrift } from '#site/drift-loader.ts';
import { openSite } from '../browser/site.ts';
import { EVERYTHING, makeSite, runIn, type Site } from '../helpers.ts';

// Pages that are made from the history, in a handbook that was adopted and has one.

let site: Site;
let upstream: string;

const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', '-c', 'commit.gpgSign=false', ...args], {
    cwd: folder,
    stdio: 'pipe',
    encoding: 'utf8',
  });
const commit = (folder: string, message: string) => {
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '-m', message);
};
const shows = (edition?: string) => hasDriftPage(site.folder, readHandbook(site.folder, { edition }).edition);

beforeAll(() => {
  upstream = join(realpathSync(mkdtempSync(join(tmpdir(), 'playbook-drift-'))), 'upstream');
  site = makeSite();
  git(site.folder, 'init', '--quiet', '--initial-branch=main');
  vi.stubEnv('GIT_COMMITTER_DATE', '2026-02-03T12:00:00Z');
  commit(site.folder, 'Begin');
  git(site.folder, 'tag', 'v1.0');
  vi.stubEnv('GIT_COMMITTER_DATE', '2026-03-04T12:00:00Z');
  git(site.folder, 'clone', '--quiet', site.folder, upstream);
});
afterAll(() => {
  vi.unstubAllEnvs();
  site.remove('.');
  rmSync(join(upstream, '..'), { recursive: true, force: true });
});

describe('the page on what is new upstream', () => {
  test('is there where an organisation knows its upstream, in the narrowest edition', async () => {
    expect(await shows()).toBe(false);
    site.write('org/notes/guides/trust.mdx', '---\nowner: editors\nreviewed: 2026-01-15\n---\n\nOurs.\n');
    commit(site.folder, 'Make it ours');
    expect(await shows()).toBe(false);
    git(site.folder, 'remote', 'add', 'upstream', upstream);
    expect(await shows()).toBe(true);
    expect(await shows('internal')).toBe(false);
  });

  test('says what to run where nothing was fetched, and where there is no git', async () => {
    expect(await readDrift(site.folder)).toEqual({
      reason: 'Nothing was fetched from upstream yet. Run: npm run upstream',
    });
    const folder = mkdtempSync(join(upstream, '..', 'unpacked-'));
    mkdirSync(join(folder, 'org'));
    writeFileSync(join(folder, 'org/upstream.yaml'), 'source: https://example.com/upstream.git\n');
    expect(await hasDriftPage(folder, { ...readHandbook(site.folder).edition })).toBe(true);
    expect((await readDrift(folder)).reason).toMatch(/^This folder is not a git repository\./);
  });

  test('shows what changed under a note, and how to go on', async () => {
    const trust = join(upstream, 'content/guides/trust.mdx');
    writeFileSync(
      trust,
      site.read('content/guides/trust.mdx').replace('## The factor', 'Newer & <better>.\n\n## The factor'),
    );
    commit(upstream, 'Change a page');
    site.write('org/upstream.yaml', 'source: https://github.com/them/playbook.git\n');
    const heard = await runIn(site.folder, process.execPath, ['scripts/upstream.ts']);
    expect(heard.code, heard.output).toBe(0);
    site.write(
      'org/content/guides/ours.mdx',
      site.read('content/guides/words.mdx').replace('title: Words', 'title: Ours'),
    );
    commit(site.folder, 'Write a page');
    const built = await runIn(site.folder, process.execPath, ['scripts/build.ts'], {
      ...EVERYTHING,
      SITE_URL: 'https://example.com',
    });
    expect(built.code, built.output).toBe(0);
    const page = site.read('dist/drift/index.html');
    expect(page).toMatch(/<ins[^>]*>\+Newer &amp; &lt;better&gt;\.<\/ins>/);
    const words = page.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    expect(words).toContain('Changed upstream since our note on it. Our note is org/notes/guides/trust.mdx');
    expect(words).toContain('npm run upstream -- --seen guides/trust');
    expect(words).toContain('npm run upstream -- --to main');
    expect(words).toContain('Trust content/guides/trust.mdx, changed');
  });

  test('changes of pages that upstream wrote are offered upstream', () => {
    expect(site.read('dist/guides/trust/index.html')).toContain(
      'href="https://github.com/them/playbook/blob/HEAD/content/guides/trust.mdx"',
    );
    expect(site.read('dist/guides/ours/index.html')).toContain(
      'href="https://github.example.com/us/handbook/edit/main/org/content/guides/ours.mdx"',
    );
  });

  test('is not found by search engines, by the search or by a link', () => {
    expect(site.read('dist/drift/index.html')).toContain('<meta name="robots" content="noindex"/>');
    expect(site.read('dist/drift/index.html')).not.toContain('data-pagefind-body');
    const sitemap = site.read('dist/sitemap-0.xml');
    expect(sitemap).toContain('https://example.com/guides/trust/');
    expect(sitemap).not.toContain('drift');
    expect(existsSync(join(site.folder, 'dist/pagefind'))).toBe(true);
    for (const path of ['index.html', 'guides/trust/index.html']) {
      expect(site.read(`dist/${path}`)).not.toContain('/drift/');
    }
  });
});

describe('the page on what changed', () => {
  const words = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

  test('tells it day by day, with the versions that were given a name', () => {
    const page = words(site.read('dist/changes/index.html'));
    expect(page).toMatch(/4 March 2026 Ours New · Guide .* 3 February 2026 Version v1\.0 /);
    expect(page).toContain('Trust New · Guide What this page is about.');
  });

  test('has a feed with whole addresses, which every page names', () => {
    const feed = site.read('dist/changes.xml');
    expect(feed).toContain('<title>New: Ours</title><link>https://example.com/guides/ours/</link>');
    expect(feed).toContain('<guid isPermaLink="false">https://example.com/guides/ours/#2026-03-04</guid>');
    expect(site.read('dist/guides/trust/index.html')).toMatch(/<link rel="alternate" [^>]*href="\/changes\.xml"/);
  });

  test('shows what is new since the last visit, or since a day or a version', async () => {
    const served = await openSite(join(site.folder, 'dist'));
    const { context, foreign } = await served.open();
    const page = await context.newPage();
    const days = () => page.locator('[data-day]:visible time').allInnerTexts();
    const visit = page.getByRole('button', { name: 'Your last visit' });
    const status = page.getByRole('status');
    const open = async (day: string) => {
      await page.clock.setFixedTime(`${day}T12:00:00Z`);
      await page.goto('/changes/');
    };
    await open('2026-02-20');
    expect(await days()).toEqual(['4 March 2026', '3 February 2026']);
    expect(await visit.isVisible()).toBe(false);
    await open('2026-03-10');
    await page.reload();
    expect(await visit.innerText()).toBe('Your last visit, 20 February 2026');
    expect(await status.innerText()).toBe('One page has changed since 20 February 2026.');
    expect(await days()).toHaveLength(2);
    await visit.click();
    expect(await days()).toEqual(['4 March 2026']);
    expect(await page.getByLabel('Since').inputValue()).toBe('2026-02-20');
    await page.getByRole('button', { name: 'Version v1.0' }).click();
    expect(await days()).toHaveLength(2);
    await page.getByLabel('Since').fill('2026-03-05');
    expect(await days()).toEqual([]);
    expect(await status.innerText()).toBe('Nothing has changed since 5 March 2026.');
    await page.getByRole('button', { name: 'All of the last year' }).click();
    expect(await days()).toHaveLength(2);
    await open('2026-03-11');
    expect(await visit.innerText()).toBe('Your last visit, 10 March 2026');
    expect(foreign).toEqual([]);
    await context.close();
    await served.close();
  });
});
