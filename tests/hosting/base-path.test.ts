import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressesInStyles, readPageResources } from '#publish/page-resources.ts';
import { type OpenSite, openSite } from '../browser/site.ts';
import { EVERYTHING, makeSite, root, runIn, type Site } from '../helpers.ts';

const BASE = '/handbook/';
let copy: Site;
let output: string;
let site: OpenSite;

beforeAll(async () => {
  copy = makeSite(root);
  output = join(copy.folder, 'dist');
  const result = await runIn(copy.folder, process.execPath, ['scripts/build.ts'], {
    ...EVERYTHING,
    BASE_PATH: BASE,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'them/playbook',
  });
  expect(result.code, result.output).toBe(0);
  site = await openSite(output, BASE);
}, 300_000);
afterAll(async () => {
  await site?.close();
  copy.remove('.');
});

const filesOf = (ending: string) =>
  readdirSync(output, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith(ending));
const read = (file: string) => readFileSync(join(output, file), 'utf8');

/** The file that an address of this host leads to, or undefined where it leads nowhere. */
function fileOf(url: URL): string | undefined {
  if (!url.pathname.startsWith(BASE)) return undefined;
  const path = decodeURIComponent(url.pathname.slice(BASE.length));
  const file = path === '' || path.endsWith('/') ? `${path}index.html` : path;
  return existsSync(join(output, file)) ? file : undefined;
}

const tools = readdirSync(join(root, 'content/tools')).map((file) => `tools/${file.replace(/\.mdx$/, '')}`);

/** A window in which every request that finds nothing is recorded. */
async function windowOf() {
  const { context } = await site.open();
  const lost: string[] = [];
  context.on('response', (response) => {
    if (response.status() >= 400) lost.push(`${response.status()} ${response.url()}`);
  });
  return { context, lost };
}

/** Enters something into a field, whatever its kind. */
async function enter(field: Locator): Promise<void> {
  const kind = await field.evaluate((element: HTMLInputElement) => element.type);
  if (kind === 'radio' || kind === 'checkbox') await field.check();
  else if (kind === 'select-one') await field.selectOption({ index: 1 });
  else if (kind === 'range') await field.press('ArrowRight');
  else if (kind === 'date') await field.fill('2026-02-02');
  // A word and a number alike.
  else await field.fill('5');
}

test('a build on GitHub knows where its pages are edited', () => {
  expect(read('guides/trust/index.html')).toContain(
    'href="https://github.com/them/playbook/edit/main/content/guides/trust.mdx"',
  );
});

describe(`under ${BASE}`, () => {
  test('every link, picture, script and style of every page leads to a file of the edition', () => {
    const ids = new Map<string, Set<string>>();
    const idsOf = (file: string) => {
      const known =
        ids.get(file) ?? new Set([...read(file).matchAll(/\sid="([^"]*)"/g)].map((match) => match[1] ?? ''));
      ids.set(file, known);
      return known;
    };
    const pages = filesOf('.html');
    let count = 0;
    const lost = pages.flatMap((page) => {
      const here = new URL(page.replace(/index\.html$/, ''), `http://host${BASE}`);
      const { resources, links } = readPageResources(read(page));
      const addresses = [...resources.filter(({ kind }) => kind === 'address'), ...links].map(({ text }) => text);
      return addresses.flatMap((address) => {
        const url = new URL(address, here);
        if (url.host !== 'host') return [];
        count++;
        const file = fileOf(url);
        const anchor = decodeURIComponent(url.hash.slice(1));
        const isThere =
          file && (anchor === '' || anchor === '_top' || !file.endsWith('.html') || idsOf(file).has(anchor));
        return isThere ? [] : [`${page}: ${address}`];
      });
    });
    expect(count).toBeGreaterThan(10_000);
    expect(lost).toEqual([]);
  });

  test('so does every address in a style sheet', () => {
    for (const sheet of filesOf('.css')) {
      for (const { text } of addressesInStyles(read(sheet))) {
        if (!text.startsWith('data:')) expect(fileOf(new URL(text, `http://host${BASE}${sheet}`)), text).toBeDefined();
      }
    }
  });

  test('nginx sends whoever forgets the slash, and nothing outside the base path is the handbook', async () => {
    const ask = (path: string) => fetch(site.address + path, { redirect: 'manual' });
    expect((await ask('/handbook')).headers.get('location')).toBe(BASE);
    expect((await ask('/handbook/guides/trust')).headers.get('location')).toBe(`${BASE}guides/trust/`);
    expect((await ask('/handbook/')).headers.get('cache-control')).toBe('private, no-cache');
    const missing = await ask('/handbook/guides/nothing/');
    expect([missing.status, await missing.text()]).toEqual([404, read('404.html')]);
    for (const path of ['/', '/guides/trust/', '/handbooks/', '/handbook../package.json']) {
      expect((await ask(path)).status, path).toBe(404);
    }
    const script = filesOf('.js').find((file) => file.startsWith('_astro')) ?? '';
    expect((await ask(BASE + script)).headers.get('cache-control')).toMatch(/immutable/);
  });

  test('the search finds, and its results lead to pages', async () => {
    const { context, lost } = await windowOf();
    const page = await context.newPage();
    await page.goto(BASE);
    await page.keyboard.press('/');
    await page.locator('.search-dialog input').first().pressSequentially('influence pyramid');
    const hit = page.locator('.hit-link').first();
    await expect.poll(() => hit.textContent()).toBe('The influence pyramid');
    const hits = await page.locator('.results a').all();
    for (const link of hits) {
      const url = new URL((await link.getAttribute('href')) ?? '', page.url());
      expect(fileOf(url), url.href).toBeDefined();
    }
    await hit.click();
    await page.waitForURL(`**${BASE}guides/influence/**`);
    expect(lost).toEqual([]);
    await context.close();
  });

  test.each(tools)('%s keeps what is entered', async (id) => {
    const { context, lost } = await windowOf();
    const page = await context.newPage();
    await page.goto(`${BASE}${id}/`);
    await page.locator('main [data-live]:visible').first().waitFor();
    for (const field of await page.locator('main').locator('input:not([type=file]), select, textarea').all()) {
      if ((await field.isVisible()) && (await field.isEnabled())) await enter(field);
    }
    for (const button of await page.locator('main form button[type=submit]:visible').all()) await button.click();
    const kept = () => page.evaluate((key) => localStorage.getItem(key), `playbook:${BASE}:${id}`);
    await expect.poll(kept).toContain('"entries":{"');
    await page.reload();
    await page.locator('main [data-live]:visible').first().waitFor();
    expect(await kept()).toContain('"entries":{"');
    expect(lost).toEqual([]);
    await context.close();
  });

  test('a path is ticked, continued from the home page and shared', async () => {
    const { context, lost } = await windowOf();
    const page = await context.newPage();
    await page.goto(`${BASE}paths/new-tech-lead/`);
    const tick = page.locator('[data-outcome] > label input').first();
    await tick.check();
    await page.locator('[data-sharing] summary').click();
    await page.locator('[data-link]').click();
    const link = page.locator('[data-link-text]');
    await expect.poll(() => link.inputValue()).toContain(`${site.address}${BASE}paths/new-tech-lead/#plan=`);
    const shared = await link.inputValue();

    await page.goto(BASE);
    await page.locator('continue-path li:visible a').click();
    await page.waitForURL(`**${BASE}paths/new-tech-lead/#*`);
    expect(await tick.isChecked()).toBe(true);

    const other = await windowOf();
    const reader = await other.context.newPage();
    await reader.goto(shared);
    await expect.poll(() => reader.locator('[data-shared]').isVisible()).toBe(true);
    expect(await reader.locator('[data-outcome] > label input').first().isChecked()).toBe(true);
    expect([...lost, ...other.lost]).toEqual([]);
    await Promise.all([context.close(), other.context.close()]);
  });
});
