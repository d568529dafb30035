import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findings } from './axe.ts';
import { type OpenSite, openSite } from './site.ts';

let site: OpenSite;

beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

/** Opens a page, then the search with a key, and types. */
async function searched(page: Page, words: string, key = '/'): Promise<void> {
  await page.goto('/');
  await page.keyboard.press(key);
  await page.locator('pagefind-modal input').first().waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
  await page.keyboard.type(words);
}

const firstHit = (page: Page) => page.locator('.pf-result-title a').first();

describe('the search', () => {
  test.each(['/', 'Control+k'])('opens with %s, finds by keyboard alone, and asks no other host', async (key) => {
    const { context, foreign } = await site.open();
    const page = await context.newPage();
    await searched(page, 'influence pyramid', key);
    await expect.poll(() => firstHit(page).textContent()).toBe('The influence pyramid');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/guides/influence/**');
    expect(foreign).toEqual([]);
    await context.close();
  });

  test('leaves a slash alone where somebody is typing', async () => {
    const { context } = await site.open();
    const page = await context.newPage();
    await searched(page, 'and/or');
    expect(await page.locator('pagefind-modal input').first().inputValue()).toBe('and/or');
    await context.close();
  });

  test('opens by pointer, closes with Escape, and hands the focus back', async () => {
    const { context } = await site.open({ viewport: { width: 390, height: 844 }, hasTouch: true });
    const page = await context.newPage();
    await page.goto('/guides/trust/');
    await page.locator('playbook-search button').click();
    await page.locator('pagefind-modal dialog[open]').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('pagefind-modal dialog[open]').count()).toBe(0);
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.closest('playbook-search') !== null))
      .toBe(true);
    await context.close();
  });

  test.each([
    ['get things done', 'Execution'],
    ['chief of staff', 'The right hand'],
  ])('finds a page by what people call it: %s', async (alias, title) => {
    const { context } = await site.open();
    const page = await context.newPage();
    await searched(page, alias);
    const firstThree = async () => (await page.locator('.pf-result-title a').allTextContents()).slice(0, 3);
    await expect.poll(firstThree).toContain(title);
    await context.close();
  });

  test('finds a term of the glossary, and leads to it', async () => {
    const { context } = await site.open();
    const page = await context.newPage();
    await searched(page, 'Peter principle');
    const term = page.locator('a[href*="/guides/glossary/#peter-principle"]');
    await expect.poll(() => term.count()).toBeGreaterThan(0);
    await context.close();
  });

  test('finds what was meant by a misspelt word, and says so', async () => {
    const { context } = await site.open();
    const page = await context.newPage();
    await searched(page, 'archtypes');
    await expect.poll(() => firstHit(page).textContent()).toBe('The four staff archetypes');
    expect(await page.getByText('Also searched for:').textContent()).toMatch(/: archetypes$/);
    await page.locator('pagefind-modal input').first().fill('archetypes');
    await expect.poll(() => page.getByText('Also searched for:').count()).toBe(0);
    await context.close();
  });

  test('finds a page by a question, which may stand in the address', async () => {
    const { context } = await site.open();
    const page = await context.newPage();
    await page.goto('/guides/trust/?q=how+do+I+get+better+at+delegating%3F');
    const input = page.locator('pagefind-modal input').first();
    await expect.poll(() => input.inputValue()).toMatch(/^how do I get better/);
    await expect.poll(() => firstHit(page).textContent()).toBe('Delegate an outcome');
    await context.close();
  });

  test('keeps in the address what is searched for, until it is closed', async () => {
    const { context } = await site.open();
    const page = await context.newPage();
    await page.goto('/guides/trust/?from=mail#practice');
    const address = () => page.url().slice(site.address.length);
    const input = page.locator('pagefind-modal input').first();
    await page.keyboard.press('/');
    await input.fill('right hand & more');
    await expect.poll(address).toBe('/guides/trust/?from=mail&q=right+hand+%26+more#practice');
    await page.keyboard.press('Escape');
    await expect.poll(address).toBe('/guides/trust/?from=mail#practice');
    await page.keyboard.press('/');
    await expect.poll(address).toContain('q=right+hand');
    await input.fill('delegate');
    await expect.poll(address).toContain('q=delegate');
    // Closed before the search has begun, it leaves nothing behind when it begins.
    await input.fill('influence');
    await page.keyboard.press('Escape');
    await page.locator('pagefind-summary', { hasText: 'influence' }).waitFor({ state: 'attached' });
    expect(address()).toBe('/guides/trust/?from=mail#practice');
    await page.keyboard.press('/');
    await firstHit(page).click();
    await page.waitForURL((url) => url.pathname !== '/guides/trust/');
    await page.goBack();
    await expect.poll(() => input.inputValue()).toBe('influence');
    await context.close();
  });

  test('says of each hit what kind of thing it is, and narrows by kind and pillar', async () => {
    const { context } = await site.open();
    const page = await context.newPage();
    await searched(page, 'team');
    await expect.poll(() => page.locator('.hit-kind').count()).toBeGreaterThan(2);
    expect(await page.locator('.pf-filter-group-title').allTextContents()).toEqual(['Kind', 'Pillar']);
    await page.getByRole('checkbox', { name: /Archetype/ }).check();
    await expect
      .poll(async () => [...new Set(await page.locator('.hit-kind').allTextContents())])
      .toEqual(['Archetype']);
    await page.getByRole('checkbox', { name: /Systems/ }).check();
    await expect.poll(() => page.locator('.hit-kind').count()).toBeLessThan(4);
    await context.close();
  });

  test.each(['light', 'dark'] as const)(
    'has nothing for axe to find while it is open, in the %s theme',
    async (colorScheme) => {
      const { context } = await site.open({ colorScheme });
      const page = await context.newPage();
      await searched(page, 'trust');
      await firstHit(page).waitFor();
      expect(await findings(page)).toEqual([]);
      await context.close();
    },
  );

  describe('offers, while nothing is typed,', () => {
    const KEPT = 'playbook:/:search';
    const input = (page: Page) => page.locator('pagefind-modal input[type=search]');
    const offered = (page: Page, heading: string) =>
      page.locator('.offers section', { has: page.getByRole('heading', { name: heading }) });
    const recent = (page: Page) => offered(page, 'Recent searches').locator('.again').allTextContents();
    const focused = (page: Page) =>
      page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent);

    /** Looks for something, and waits for what is found. */
    async function look(page: Page, typed: string): Promise<void> {
      await input(page).fill(typed);
      await page.locator('.pf-summary', { hasText: typed }).waitFor();
      await firstHit(page).waitFor();
    }

    /** A page with the search open and empty, after searches that led to a hit that was opened. */
    async function opened(page: Page, ...searches: string[]): Promise<void> {
      await page.goto('/guides/trust/');
      await page.keyboard.press('/');
      for (const typed of searches) {
        await look(page, typed);
        // In a tab of its own, so that the search stays open.
        const open = firstHit(page).click({ button: 'middle' });
        const [tab] = await Promise.all([page.context().waitForEvent('page'), open]);
        await tab.close();
      }
      await input(page).fill('');
      await page.locator('.offers .again').first().waitFor();
      await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
    }

    test('searches that lead to pages, by keyboard alone, and takes them away with the first letter', async () => {
      const { context, foreign } = await site.open();
      const page = await context.newPage();
      await opened(page);
      expect(await offered(page, 'Recent searches').count()).toBe(0);
      const suggested = await offered(page, 'Suggested searches').locator('.again').allTextContents();
      expect(suggested.length).toBeGreaterThan(2);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      expect(await focused(page)).toBe(suggested[1]);
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('ArrowUp');
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      expect(await input(page).inputValue()).toBe(suggested[0]);
      expect(await page.locator('.offers').isVisible()).toBe(false);
      await firstHit(page).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL((url) => url.pathname !== '/guides/trust/' && url.search === '');
      expect(foreign).toEqual([]);
      await context.close();
    });

    test('what goes on being typed among them, in the box', async () => {
      const { context } = await site.open();
      const page = await context.newPage();
      await opened(page);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.type('delegate');
      expect(await input(page).inputValue()).toBe('delegate');
      expect(await page.locator('.offers').isVisible()).toBe(false);
      await input(page).fill('');
      expect(await page.locator('.offers').isVisible()).toBe(true);
      await context.close();
    });

    test('the last searches that led to something, until they are removed, one or all', async () => {
      const { context } = await site.open();
      const page = await context.newPage();
      await opened(page, 'delegate', 'one-to-one', 'roadmap');
      // Looked for, and nothing of it opened.
      await look(page, 'meetings');
      await input(page).fill('');
      await expect.poll(() => page.url()).not.toContain('q=');
      await page.reload();
      await page.keyboard.press('/');
      await expect.poll(() => recent(page)).toEqual(['roadmap', 'one-to-one', 'delegate']);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Tab');
      expect(await focused(page)).toBe('Remove “roadmap”');
      await page.keyboard.press('Enter');
      expect(await recent(page)).toEqual(['one-to-one', 'delegate']);
      expect(await focused(page)).toBe('Remove “one-to-one”');
      await page.keyboard.press('ArrowDown');
      expect(await focused(page)).toBe('delegate');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      expect(await focused(page)).toBe('Remove all');
      await page.keyboard.press('Enter');
      expect(await offered(page, 'Recent searches').count()).toBe(0);
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
      expect(await page.evaluate((key) => localStorage.getItem(key), KEPT)).toBe(null);
      await context.close();
    });

    test.each([
      [
        'forbidden',
        () =>
          Object.defineProperty(window, 'localStorage', {
            get() {
              throw new DOMException('denied', 'SecurityError');
            },
          }),
      ],
      [
        'full',
        () => {
          Storage.prototype.setItem = () => {
            throw new DOMException('full', 'QuotaExceededError');
          };
        },
      ],
    ])('recent searches as long as the page is there, where storage is %s', async (_trouble, forbid) => {
      const { context } = await site.open();
      await context.addInitScript(forbid);
      const page = await context.newPage();
      await opened(page, 'delegate');
      expect(await recent(page)).toEqual(['delegate']);
      await page.getByRole('button', { name: 'Remove all' }).click();
      expect(await offered(page, 'Recent searches').count()).toBe(0);
      await context.close();
    });

    test.each(['light', 'dark'] as const)('nothing for axe to find, in the %s theme', async (colorScheme) => {
      const { context } = await site.open({ colorScheme });
      const page = await context.newPage();
      await opened(page, 'delegate');
      expect(await page.locator('.offers h2:visible').allTextContents()).toEqual([
        'Recent searches',
        'Suggested searches',
      ]);
      expect(await findings(page)).toEqual([]);
      await context.close();
    });

    test.each([1440, 390])('nothing that moves once the index is there, %s pixels wide', async (width) => {
      // Without the movement by which the dialog appears.
      const { context } = await site.open({ viewport: { width, height: 900 }, reducedMotion: 'reduce' });
      const page = await context.newPage();
      let answer = () => {};
      const asked = new Promise<void>((resolve) => {
        answer = resolve;
      });
      await page.route('**/pagefind/pagefind.js', async (route) => {
        await asked;
        await route.continue();
      });
      await opened(page);
      const top = async () => (await page.locator('.offers').boundingBox())?.y;
      const before = await top();
      answer();
      await page.locator('.pf-filter-group-title').first().waitFor({ state: 'attached' });
      expect(await top()).toBe(before);
      await context.close();
    });
  });

  test('says so where the index is not there', async () => {
    const { context } = await site.open();
    const page = await context.newPage();
    await page.route('**/pagefind/**', (route) => route.fulfill({ status: 404 }));
    await page.goto('/');
    await page.keyboard.press('/');
    await expect.poll(() => page.locator('playbook-search [role=status]').textContent()).toMatch(/could not be loaded/);
    await context.close();
  });
});
