import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findings } from './axe.ts';
import { layoutProblems, narrowProblems } from './layout.ts';
import { type OpenSite, openSite } from './site.ts';

let site: OpenSite;

beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

const looks = [
  { theme: 'light', viewport: { width: 1440, height: 900 } },
  { theme: 'dark', viewport: { width: 360, height: 740 } },
] as const;

/**
 * Looks at every page, in two tabs at once: while one waits for its page, the other uses the processor.
 * @returns What other hosts were asked, and the errors of scripts.
 */
async function lookAtAll(
  options: BrowserContextOptions,
  look: (page: Page, path: string, index: number) => Promise<void>,
): Promise<{ foreign: string[]; errors: string[] }> {
  expect(site.paths.length).toBeGreaterThan(100);
  const rest = site.paths.entries();
  const errors: string[] = [];
  const inTab = async () => {
    const { context, foreign } = await site.open(options);
    context.on('weberror', (error) => errors.push(`${error.page()?.url()}: ${error.error().message}`));
    const page = await context.newPage();
    for (const [index, path] of rest) await look(page, path, index);
    await context.close();
    return foreign;
  };
  return { foreign: (await Promise.all([inTab(), inTab()])).flat(), errors };
}

test('every page in the light theme on a wide screen and in the dark theme on a phone: axe finds nothing, no font makes it too wide, down to 320 px, no other host is asked', {
  timeout: 600_000,
}, async () => {
  const found: Record<string, string[]> = {};
  const { foreign, errors } = await lookAtAll({}, async (page, path, index) => {
    // Half of the pages load as the one and turn into the other, half the other way round. No rule of axe is
    // spared the second look: the width decides what is shown at all, and the theme whether it can be read.
    const order = index % 2 === 0 ? looks : looks.toReversed();
    for (const [turn, look] of order.entries()) {
      await page.emulateMedia({ colorScheme: look.theme });
      await page.setViewportSize(look.viewport);
      if (turn === 0) await page.goto(path);
      await page.locator(`html[data-theme=${look.theme}]`).waitFor({ state: 'attached' });
      // A colour on its way to another is neither.
      await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
      const problems = await findings(page);
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (excess > 0) problems.push(`is ${excess} px wider than the screen`);
      if (turn === order.length - 1) problems.push(...(await narrowProblems(page)));
      if (problems.length > 0) found[`${path} in the ${look.theme} theme, ${look.viewport.width} px`] = problems;
    }
  });
  expect(found).toEqual({});
  expect(foreign).toEqual([]);
  expect(errors).toEqual([]);
});

test('every page reads without JavaScript: title, text and the way on are there, and nothing is too wide', async () => {
  const options = { javaScriptEnabled: false, viewport: { width: 1440, height: 900 } };
  const { foreign } = await lookAtAll(options, async (page, path) => {
    await page.goto(path);
    expect(await page.locator('main h1').isVisible(), path).toBe(true);
    const text = await page.locator('main').innerText();
    expect(text.length, path).toBeGreaterThan(150);
    if ((await page.locator('nav.sidebar').count()) > 0)
      expect(await page.locator('nav.sidebar a:visible').count(), path).toBeGreaterThan(0);
    expect(await narrowProblems(page), path).toEqual([]);
    await page.setViewportSize(options.viewport);
  });
  expect(foreign).toEqual([]);
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

test.each(['/guides/influence/', '/guides/two-tracks/'])(
  'the labels of the diagrams on %s fit in every font',
  async (path) => {
    const { context } = await site.open({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(path);
    expect(await page.locator('main svg g > text:visible').count()).toBeGreaterThan(4);
    expect(await layoutProblems(page)).toEqual([]);
    await context.close();
  },
);

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

test.each(['/guides/trust/', '/guides/metrics/', '/practices/be-reliable/', '/roles/staff-engineer/'])(
  'a word longer than the line breaks on %s',
  async (path) => {
    const { context } = await site.open({ viewport: { width: 320, height: 740 } });
    const page = await context.newPage();
    await page.goto(path);
    await page.evaluate(() => {
      // Words of other tables decide how wide their columns are.
      const columns = 'table:not(.comparison *), thead, math';
      for (const element of document.querySelectorAll(
        'main :is(p, li, dt, dd, h2, h3, a, cite, caption, figcaption, tbody td)',
      ))
        if (element.children.length === 0 && !element.closest(columns))
          element.textContent = 'Betriebsgenehmigungsverordnung'.repeat(2);
    });
    expect(await layoutProblems(page)).toEqual([]);
    await context.close();
  },
);

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

test.each(['/templates/decision-record/', '/systems/hiring/', '/paths/new-tech-lead/', '/changes/'])(
  'what is folded or pale on the screen is read on paper: %s',
  async (path) => {
    const { context } = await site.open({ colorScheme: 'dark' });
    const page = await context.newPage();
    await page.goto(path);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const unreadable = await page.evaluate(() => {
      const brightness = (colour: string) =>
        (colour.match(/\d+/g) ?? []).slice(0, 3).reduce((sum, one) => sum + +one, 0);
      /** Checks whether an element or one around it is not displayed at all, folded or not. */
      const isHidden = (element: Element | null): boolean =>
        element !== null && (getComputedStyle(element).display === 'none' || isHidden(element.parentElement));
      return [...document.querySelectorAll<HTMLElement>('main *')]
        .filter((element) => element.childElementCount === 0 && element.textContent?.trim() && !isHidden(element))
        .filter((element) => !element.checkVisibility() || brightness(getComputedStyle(element).color) > 450)
        .map((element) => `${element.tagName} ${element.textContent?.trim().slice(0, 40)}`);
    });
    expect(unreadable).toEqual([]);
    await context.close();
  },
);
