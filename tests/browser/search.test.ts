import { gunzipSync, gzipSync } from 'node:zlib';
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
  await page.locator('.search-dialog input').first().waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
  await page.keyboard.type(words);
}

const firstHit = (page: Page) => page.locator('.hit-link').first();

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

  test('moves among the results with the arrows, and types into the box from there', async () => {
    const { context } = await site.open();
    const page = await context.newPage();
    await searched(page, 'influence');
    const input = page.locator('.search-dialog input').first();
    const focused = () => page.evaluate(() => document.activeElement?.className || document.activeElement?.tagName);
    await firstHit(page).waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('hit-link');
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toBe('INPUT');
    for (const [key, value] of [
      ['/', 'influence'],
      ['Backspace', 'influenc'],
      ['x', 'influencex'],
      [' ', 'influence '],
    ] as const) {
      await input.fill('influence');
      await page.locator('.search-dialog .summary', { hasText: 'results for “influence”' }).waitFor();
      await firstHit(page).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press(key);
      expect(await focused()).toBe('INPUT');
      expect(await input.inputValue()).toBe(value);
    }
    await context.close();
  });

  test('narrows on a phone, with the number of chosen values on the closed group, and closes by a click beside it', async () => {
    const { context } = await site.open({ viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    await searched(page, 'team');
    await firstHit(page).waitFor();
    await page.locator('.search-dialog summary').first().click();
    await page.getByRole('checkbox', { name: /Archetype/ }).check();
    expect(await page.locator('.search-dialog summary').first().getAttribute('data-chosen')).toBe('1');
    await expect
      .poll(async () => [...new Set(await page.locator('.hit-kind').allTextContents())])
      .toEqual(['Archetype']);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.mouse.click(10, 10);
    await expect.poll(() => page.locator('.search-dialog[open]').count()).toBe(0);
    await context.close();
  });

  test('leaves a slash alone where somebody is typing', async () => {
    const { context } = await site.open();
    const page = await context.newPage();
    await searched(page, 'and/or');
    expect(await page.locator('.search-dialog input').first().inputValue()).toBe('and/or');
    await context.close();
  });

  test('opens by pointer, closes with Escape, and hands the focus back', async () => {
    const { context } = await site.open({ viewport: { width: 390, height: 844 }, hasTouch: true });
    const page = await context.newPage();
    await page.goto('/guides/trust/');
    await page.locator('playbook-search button').click();
    await page.locator('.search-dialog[open]').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.search-dialog[open]').count()).toBe(0);
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
    const firstThree = async () => (await page.locator('.hit-link').allTextContents()).slice(0, 3);
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
    await page.locator('.search-dialog input').first().fill('archetypes');
    await expect.poll(() => page.getByText('Also searched for:').count()).toBe(0);
    await context.close();
  });

  test('finds a page by a question, which may stand in the address', async () => {
    const { context } = await site.open();
    const page = await context.newPage();
    await page.goto('/guides/trust/?q=how+do+I+get+better+at+delegating%3F');
    const input = page.locator('.search-dialog input').first();
    await expect.poll(() => input.inputValue()).toMatch(/^how do I get better/);
    await expect.poll(() => firstHit(page).textContent()).toBe('Delegate an outcome');
    await context.close();
  });

  test('keeps in the address what is searched for, until it is closed', async () => {
    const { context } = await site.open();
    const page = await context.newPage();
    await page.goto('/guides/trust/?from=mail#practice');
    const address = () => page.url().slice(site.address.length);
    const input = page.locator('.search-dialog input').first();
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
    await page.locator('.search-dialog .summary', { hasText: 'influence' }).waitFor({ state: 'attached' });
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
    expect(await page.locator('.search-dialog legend').allTextContents()).toEqual(['Kind', 'Pillar']);
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
    const input = (page: Page) => page.locator('.search-dialog input[type=search]');
    const offered = (page: Page, heading: string) =>
      page.locator('.offers section', { has: page.getByRole('heading', { name: heading }) });
    const recent = (page: Page) => offered(page, 'Recent searches').locator('.again').allTextContents();
    const focused = (page: Page) =>
      page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent);

    /** Looks for something, and waits for what is found. */
    async function look(page: Page, typed: string): Promise<void> {
      await input(page).fill(typed);
      await page.locator('.search-dialog .summary', { hasText: typed }).waitFor();
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
      const loaded = page.waitForResponse(/\.pf_meta$/);
      answer();
      await loaded;
      expect(await top()).toBe(before);
      await context.close();
    });
  });

  test.each(['asks', 'raise', 'hates', 'hide', 'older'])('takes %s for no other word', async (typed) => {
    const { context } = await site.open();
    const page = await context.newPage();
    await searched(page, typed);
    await page.locator('.search-dialog .summary', { hasText: new RegExp(`results? for “${typed}”`) }).waitFor();
    expect(await page.getByText('Also searched for:').count()).toBe(0);
    await context.close();
  });

  test('ranks a phrase in quotes as other queries, and shows it in the excerpt', async () => {
    const { context } = await site.open();
    const page = await context.newPage();
    await searched(page, '“one on one”');
    await firstHit(page).waitFor();
    expect(await firstHit(page).textContent()).toBe('Hold one-to-ones');
    await context.close();
  });

  test.each(['https://elsewhere.example/', '//elsewhere.example/', 'http://elsewhere.example/guides/trust/'])(
    'leads to no other site, whatever the index says: %s',
    async (url) => {
      const { context } = await site.open();
      const page = await context.newPage();
      await context.route('**/pagefind/fragment/**', async (route) => {
        const text = gunzipSync(await (await route.fetch()).body()).toString();
        const start = text.slice(0, text.indexOf('{'));
        const changed = { ...JSON.parse(text.slice(start.length)), url };
        await route.fulfill({ body: gzipSync(start + JSON.stringify(changed)) });
      });
      await searched(page, 'delegation');
      await page.locator('.search-dialog .summary', { hasText: 'results for' }).waitFor();
      await expect.poll(() => page.locator('.results .place').count()).toBe(0);
      expect(await page.locator('.results a').count()).toBe(0);
      await context.close();
    },
  );

  describe('opened by an address', () => {
    test.each([
      ['<img src=x onerror="document.title=1">', '<img src=x onerror="document.title=1">'],
      ['</script><script>document.title=1</script>', '</script><script>document.title=1</script>'],
      ['trust ', 'trust%00%07%1b'],
      ['\ufffd\ufffd', '%FF%FE'],
      ['\ufffd\ufffd\ufffdtrust', '%ED%A0%80trust'],
      [' trust', '%E2%80%AEtrust'],
      ['javascript:document.title=1', 'javascript:document.title=1'],
      ['{{constructor}} __proto__ $& toString', '{{constructor}} __proto__ $& toString'],
      ['" "', '"%20"'],
      ['  ', '%20%20'],
      [`trust ${'x'.repeat(194)}`, `trust ${'x'.repeat(3000)}`],
      ['a '.repeat(100), 'a '.repeat(1000)],
    ])('the search has %j in its box and goes on', async (expected, query) => {
      const { context } = await site.open();
      const page = await context.newPage();
      const errors: Error[] = [];
      page.on('pageerror', (error) => errors.push(error));
      await page.goto(`/guides/trust/?q=${query.replaceAll('&', '%26')}`);
      const box = page.locator('.search-dialog input').first();
      await expect.poll(() => box.inputValue()).toBe(expected);
      await expect.poll(() => page.locator('.results').getAttribute('aria-busy')).toBe('false');
      expect(await page.locator('.search-dialog :is(script, img)').count()).toBe(0);
      expect(await page.title()).toMatch(/trust/i);
      expect(await page.locator('.trouble').isVisible()).toBe(false);
      expect(page.url().length - site.address.length).toBeLessThan(1000);
      await box.fill('influence pyramid');
      await expect.poll(() => firstHit(page).textContent()).toBe('The influence pyramid');
      expect(errors).toEqual([]);
      await context.close();
    });
  });

  describe('where something cannot be loaded', () => {
    const trouble = (page: Page) => page.locator('.search-dialog .trouble');

    test.each(['pagefind.js', 'pagefind-entry.json*', 'wasm.*', '*.pf_meta', 'index/**', 'fragment/**', 'pagefind-*'])(
      'says so, and searches again once it is back: %s',
      async (files) => {
        const { context } = await site.open();
        const page = await context.newPage();
        const pattern = `**/pagefind/${files}`;
        await context.route(pattern, (route) => route.fulfill({ status: 404 }));
        await searched(page, 'delegation');
        await trouble(page).waitFor();
        expect(await trouble(page).textContent()).toMatch(/could not be loaded.*Try again/);
        await context.unroute(pattern);
        await page.getByRole('button', { name: 'Try again' }).click();
        await expect.poll(() => firstHit(page).textContent()).toBe('Delegate an outcome');
        expect(await trouble(page).isVisible()).toBe(false);
        await context.close();
      },
    );

    test('searches again when more is typed', async () => {
      const { context } = await site.open();
      const page = await context.newPage();
      await context.route('**/pagefind/index/**', (route) => route.abort());
      await searched(page, 'delegation');
      await trouble(page).waitFor();
      await context.unroute('**/pagefind/index/**');
      await page.keyboard.press('Backspace');
      await expect.poll(() => firstHit(page).textContent()).toBe('Delegate an outcome');
      await context.close();
    });

    test('shows the other results where one text is missing', async () => {
      const { context } = await site.open();
      const page = await context.newPage();
      let isFirst = true;
      await context.route('**/pagefind/fragment/**', (route) => {
        if (!isFirst) return route.continue();
        isFirst = false;
        return route.abort();
      });
      await searched(page, 'delegation');
      await trouble(page).waitFor();
      await firstHit(page).waitFor();
      await context.close();
    });

    test('says that the browser is offline, and searches again when it is back', async () => {
      const { context } = await site.open();
      const page = await context.newPage();
      await page.goto('/');
      await page.keyboard.press('/');
      await page.locator('.search-dialog[open]').waitFor();
      await context.setOffline(true);
      await expect.poll(() => trouble(page).textContent()).toMatch(/offline/);
      await page.locator('.search-dialog input').first().fill('delegation');
      await expect.poll(() => page.locator('.results').getAttribute('aria-busy')).toBe('false');
      expect(await trouble(page).isVisible()).toBe(true);
      await context.setOffline(false);
      await expect.poll(() => firstHit(page).textContent()).toBe('Delegate an outcome');
      expect(await trouble(page).isVisible()).toBe(false);
      await context.close();
    });

    test.each([
      ['**/pagefind/**', /could not be loaded/],
      ['**/search-words.json', /could not be loaded/],
      ['**/search-dialog*.js', /could not be loaded/],
      ['**/search.*.css', /could not be loaded/],
      ['offline', /offline/],
    ])('says so beside the button before it opens, and opens once it is back: %s', async (files, message) => {
      const { context } = await site.open();
      const page = await context.newPage();
      if (files !== 'offline') await page.route(files, (route) => route.fulfill({ status: 404 }));
      await page.goto('/', { waitUntil: 'networkidle' });
      await context.setOffline(files === 'offline');
      await page.keyboard.press('/');
      await expect.poll(() => page.locator('playbook-search [role=status]').textContent()).toMatch(message);
      await context.setOffline(false);
      if (files !== 'offline') await page.unroute(files);
      await page.keyboard.press('/');
      await page.locator('.search-dialog[open]').waitFor();
      expect(await page.locator('playbook-search [role=status]').textContent()).toBe('');
      await context.close();
    });
  });
});
