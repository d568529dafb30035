import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findings } from './axe.ts';
import { type OpenSite, openSite } from './site.ts';

let site: OpenSite;

beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

const settings = [
  { theme: 'light', screen: 'a wide screen', viewport: { width: 1440, height: 900 } },
  { theme: 'dark', screen: 'a phone', viewport: { width: 360, height: 740 } },
] as const;

describe('every page', () => {
  test.each(settings)(
    'in the $theme theme on $screen: axe finds nothing, nothing scrolls sideways, no other host is asked',
    { timeout: 600_000 },
    async ({ theme, viewport }) => {
      const { context, foreign } = await site.open({ colorScheme: theme, viewport });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      expect(site.paths.length).toBeGreaterThan(100);
      const found: Record<string, string[]> = {};
      for (const path of site.paths) {
        await page.goto(path);
        expect(await page.locator('html').getAttribute('data-theme')).toBe(theme);
        const problems = await findings(page);
        const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (excess > 0) problems.push(`is ${excess} px wider than the screen`);
        if (problems.length > 0) found[path] = problems;
      }
      expect(found).toEqual({});
      expect(foreign).toEqual([]);
      expect(errors).toEqual([]);
      await context.close();
    },
  );
});

test('every page reads without JavaScript: title, text and the way on are there', async () => {
  const { context, foreign } = await site.open({ javaScriptEnabled: false, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  for (const path of site.paths) {
    await page.goto(path);
    expect(await page.locator('main h1').isVisible(), path).toBe(true);
    const text = await page.locator('main').innerText();
    expect(text.length, path).toBeGreaterThan(150);
    if ((await page.locator('nav.sidebar').count()) > 0)
      expect(await page.locator('nav.sidebar a:visible').count(), path).toBeGreaterThan(0);
  }
  expect(foreign).toEqual([]);
  await context.close();
});

test('on a phone without JavaScript the menu opens', async () => {
  const { context } = await site.open({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  await page.goto('/guides/trust/');
  const links = page.locator('nav.sidebar a:visible');
  expect(await links.count()).toBe(0);
  await page.locator('nav.sidebar button').first().click();
  expect(await links.count()).toBeGreaterThan(5);
  await context.close();
});

test('the diagrams tell a screen reader what they show', async () => {
  const { context } = await site.open();
  const page = await context.newPage();
  await page.goto('/guides/influence/');
  await expect.poll(() => page.getByRole('img', { name: /five levels/ }).count()).toBe(1);
  expect(await page.locator('.pyramid ul > li').count()).toBe(5);
  expect(await page.locator('.matrix tbody tr').count()).toBe(7);
  await page.goto('/guides/trust/');
  expect(await page.locator('math').getAttribute('aria-label')).toMatch(/divided by self-orientation/);
  expect(await page.locator('.factor dt').count()).toBe(16);
  await page.goto('/guides/archetypes/');
  expect(await page.locator('.archetypes article').count()).toBe(4);
  await page.goto('/');
  expect(await page.locator('.pillars li').count()).toBe(4);
  await context.close();
});

test('on paper the ink is dark and the controls are gone, whatever the theme', async () => {
  const { context } = await site.open({ colorScheme: 'dark' });
  const page = await context.newPage();
  await page.goto('/guides/influence/');
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(
    await page
      .locator('main p')
      .first()
      .evaluate((element) => getComputedStyle(element).color),
  ).toBe('rgb(0, 0, 0)');
  expect(await page.locator('playbook-search').isVisible()).toBe(false);
  expect(await page.locator('.pagination-links').isVisible()).toBe(false);
  await context.close();
});
