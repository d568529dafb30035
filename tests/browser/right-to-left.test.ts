import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EVERYTHING, makeSite, runIn, type Site } from '../helpers.ts';
import { type OpenSite, openSite } from './site.ts';

// A handbook in a language that is written from right to left.

let site: Site;
let served: OpenSite;

beforeAll(async () => {
  site = makeSite();
  site.write('org/playbook.yaml', 'language: ar-EG\n');
  const words = site.read('content/guides/words.mdx').replace('title: Words', 'title: كلمات');
  const text = 'قل `npm run check` الآن.\n\n```sh\nnpm run check -- --hints\n```\n';
  site.write('org/content/guides/words.mdx', `${words}\n${text}`);
  const { code, output } = await runIn(site.folder, process.execPath, ['scripts/build.ts'], EVERYTHING);
  expect(code, output).toBe(0);
  served = await openSite(join(site.folder, 'dist'));
});
afterAll(async () => {
  await served?.close();
  site.remove('.');
});

describe('in a language that is written from right to left', () => {
  test('every page says so', () => {
    expect(served.paths.length).toBeGreaterThan(8);
    for (const path of served.paths)
      expect(site.read(`dist${path.replace(/\/$/, '/index.html')}`), path).toMatch(/<html lang="ar-EG" dir="rtl"/);
  });

  test.each([1440, 390])('no page scrolls sideways, and text starts at the right, %i pixels wide', async (width) => {
    const { context } = await served.open({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    for (const path of served.paths.filter((name) => name.endsWith('/'))) {
      await page.goto(path);
      const found = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        const title = document.querySelector('h1') as HTMLElement;
        const range = document.createRange();
        range.selectNodeContents(title);
        const gap = title.getBoundingClientRect().right - range.getBoundingClientRect().right;
        return { overflow: scrollWidth - clientWidth, gap: Math.round(gap) };
      });
      expect(found, path).toEqual({ overflow: 0, gap: 0 });
    }
    await context.close();
  });

  test('the sidebar is at the right, and the contents are at the left', async () => {
    const { context } = await served.open({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto('/guides/words/');
    const leftOf = async (selector: string) => (await page.locator(selector).first().boundingBox())?.x ?? 0;
    const [contents, text, sidebar] = [
      await leftOf('.right-sidebar'),
      await leftOf('main h1'),
      await leftOf('nav.sidebar .sidebar-content'),
    ];
    expect(contents).toBeLessThan(text);
    expect(text).toBeLessThan(sidebar);
    await context.close();
  });

  test('code runs from left to right', async () => {
    const { context } = await served.open();
    const page = await context.newPage();
    await page.goto('/guides/words/');
    const directions = await page
      .locator('main :is(code, pre)')
      .evaluateAll((all) => all.map((element) => getComputedStyle(element).direction));
    expect(directions.length).toBeGreaterThan(2);
    expect(new Set(directions)).toEqual(new Set(['ltr']));
    await context.close();
  });
});
