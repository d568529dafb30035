import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contrast } from '#schema/colours.ts';
import { findings } from './axe.ts';
import { layoutProblems } from './layout.ts';
import { type OpenSite, openSite } from './site.ts';

/** What a test needs to know of a page that keeps something on the device. */
export interface Tool {
  path: string;
  /** The name of its custom element. */
  element: string;
  /** Two changes to different entries, each by keyboard alone, and each true after the other. */
  changes: [(page: Page) => Promise<void>, (page: Page) => Promise<void>];
  /** What the page shows of each change once it is made, as text that is not there before. */
  shows: [(page: Page) => Promise<string>, (page: Page) => Promise<string>];
  /** What `shows` says after its change. */
  shown: [string, string];
  /** An entry with fields that this tool never writes. */
  wrong: { id: string; fields: Record<string, unknown> };
}

/** Where the entries of a page are kept. */
export const keyOf = (path: string) => `playbook:/:${path.replaceAll(/^\/|\/$/g, '')}`;

/** A window in which everything that is sent is recorded: whatever is more than asking for a file of the site. */
export async function windowOf(site: OpenSite, options: BrowserContextOptions = {}) {
  const { context, foreign } = await site.open({ viewport: { width: 1280, height: 900 }, ...options });
  const sent: string[] = [];
  context.on('request', (request) => {
    const url = new URL(request.url());
    // A saved file is handed over by an address of its own that no server sees.
    if (url.protocol === 'blob:' || url.protocol === 'data:') return;
    const asks = request.method() === 'GET' && request.postData() === null && url.search === '';
    if (!asks || !request.url().startsWith(site.address)) sent.push(`${request.method()} ${request.url()}`);
  });
  return { context, foreign, sent };
}

/** A page of a context, opened and live. */
export async function openTool(
  context: BrowserContext,
  { path, element }: Pick<Tool, 'path' | 'element'>,
): Promise<Page> {
  const page = await context.newPage();
  await page.goto(path);
  await page.waitForFunction((name) => customElements.get(name) !== undefined, element);
  return page;
}

/** Moves the focus by Tab until an element has it. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 400; presses++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${selector}`);
}

const stored = (page: Page, path: string) => page.evaluate((key) => localStorage.getItem(key), keyOf(path));
const load = (page: Page, text: string) =>
  page
    .locator('[data-device=load]')
    .setInputFiles({ name: 'copy.json', mimeType: 'application/json', buffer: Buffer.from(text) });
const said = (page: Page) => page.locator('[data-said]').textContent();

/** The text of an element, its colour and that of the nearest ground behind it. */
function coloursOf(element: Element): [text: string, color: string, background: string] {
  let ground: Element | null = element;
  while (ground && getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
  return [
    element.textContent.trim(),
    getComputedStyle(element).color,
    getComputedStyle(ground ?? document.body).backgroundColor,
  ];
}

/** What every tool and path must do, whatever it is for. Adds its own tests beside these. */
export function describeTool(tool: Tool): void {
  const { path, changes, shows, shown, element } = tool;
  let site: OpenSite;
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site.close());

  describe(`${path} keeps what a reader enters`, () => {
    test('by keyboard alone, across a reload, and sends nothing', async () => {
      const { context, sent } = await windowOf(site);
      const page = await openTool(context, tool);
      await changes[0](page);
      await expect.poll(() => shows[0](page)).toBe(shown[0]);
      await changes[1](page);
      await page.reload();
      await expect.poll(() => shows[0](page)).toBe(shown[0]);
      await expect.poll(() => shows[1](page)).toBe(shown[1]);
      expect(sent).toEqual([]);
      await context.close();
    });

    test.each([
      { theme: 'light', width: 1280 },
      { theme: 'dark', width: 320 },
    ] as const)(
      'in use, axe finds nothing in the $theme theme at $width px, and nothing is too wide in any font',
      async ({ theme, width }) => {
        const { context } = await windowOf(site, { colorScheme: theme, viewport: { width, height: 740 } });
        const page = await openTool(context, tool);
        await changes[0](page);
        await changes[1](page);
        expect(await findings(page)).toEqual([]);
        expect(await layoutProblems(page)).toEqual([]);
        await context.close();
      },
    );

    test.each(['light', 'dark'] as const)(
      'in the %s theme, its buttons can be read under the pointer',
      async (theme) => {
        const { context } = await windowOf(site, { colorScheme: theme, reducedMotion: 'reduce' });
        const page = await openTool(context, tool);
        await changes[0](page);
        await changes[1](page);
        const buttons = await page.locator(`${element} :is(button:not([data-mark]), .button)`).all();
        const contrasts: [string, number][] = [];
        for (const button of buttons) {
          if (!(await button.isVisible())) continue;
          await button.hover({ force: true });
          const [text, color, background] = await button.evaluate(coloursOf);
          contrasts.push([text, contrast(color, background)]);
        }
        expect(contrasts.length).toBeGreaterThan(0);
        expect(contrasts.filter(([, contrast]) => contrast < 4.5)).toEqual([]);
        await context.close();
      },
    );

    test('two tabs do not overwrite each other', async () => {
      const { context } = await windowOf(site);
      const [one, two] = [await openTool(context, tool), await openTool(context, tool)];
      await one.bringToFront();
      await changes[0](one);
      await two.bringToFront();
      await changes[1](two);
      for (const page of [one, two]) {
        await expect.poll(() => shows[0](page)).toBe(shown[0]);
        await expect.poll(() => shows[1](page)).toBe(shown[1]);
      }
      await context.close();
    });

    test('a copy brings back what was deleted, and so does Undo', async () => {
      const { context } = await windowOf(site);
      const page = await openTool(context, tool);
      await changes[0](page);
      const [download] = await Promise.all([page.waitForEvent('download'), page.locator('[data-device=save]').click()]);
      expect(download.suggestedFilename()).toMatch(/^playbook-\d{4}-\d\d-\d\d\.json$/);
      const copy = readFileSync(await download.path(), 'utf8');
      await page.locator('[data-device=delete]').click();
      await expect.poll(() => said(page)).toMatch(/^Deleted/);
      expect(await stored(page, path)).toBeNull();
      await page.locator('[data-device=undo]').click();
      expect(await page.evaluate(() => document.activeElement?.matches('[data-said]'))).toBe(true);
      await expect.poll(() => shows[0](page)).toBe(shown[0]);
      await page.locator('[data-device=delete]').click();
      await load(page, copy);
      await expect.poll(() => said(page)).toMatch(/^Nothing is changed yet/);
      expect(await stored(page, path)).toBeNull();
      await page.locator('[data-device=take]').click();
      await expect.poll(() => said(page)).toMatch(/^Loaded/);
      await expect.poll(() => shows[0](page)).toBe(shown[0]);
      await page.reload();
      await expect.poll(() => shows[0](page)).toBe(shown[0]);
      await context.close();
    });

    test('a copy that is damaged, foreign or newer changes nothing and says why', async () => {
      const { context } = await windowOf(site);
      const page = await openTool(context, tool);
      await changes[0](page);
      const before = await stored(page, path);
      const part = path.replaceAll(/^\/|\/$/g, '');
      const at = '2026-01-01T00:00:00.000Z';
      const file = (entries: unknown, version = 1) =>
        JSON.stringify({ format: 'playbook', version, written: at, parts: { [part]: entries } });
      const { id, fields } = tool.wrong;
      for (const [text, message] of [
        ['{"format": "playbook", "vers', /damaged/],
        ['[1, 2, 3]', /not a copy/],
        ['{"format": "something-else", "parts": {}}', /not a copy/],
        [file({}, 2), /newer version/],
        [file({ [id]: { at: 'yesterday' } }), /damaged/],
        [file({ [id]: { ...fields, at } }), /damaged/],
        [file({ '__proto__ x': { at } }), /damaged/],
      ] as const) {
        await load(page, text);
        await expect.poll(() => said(page)).toMatch(message);
        expect(await stored(page, path)).toBe(before);
        await page.locator('[data-device=delete]').focus();
      }
      await context.close();
    });
  });

  describe(`${path} says what it cannot do`, () => {
    test('where storage is forbidden, and goes on working', async () => {
      const { context } = await windowOf(site);
      await context.addInitScript(() => {
        Object.defineProperty(window, 'localStorage', {
          get() {
            throw new DOMException('denied', 'SecurityError');
          },
        });
      });
      const page = await openTool(context, tool);
      await expect.poll(() => page.locator('[data-trouble]').textContent()).toMatch(/lets the page keep nothing/);
      await changes[0](page);
      await expect.poll(() => shows[0](page)).toBe(shown[0]);
      await context.close();
    });

    test('where storage is full, and keeps the change until the tab is closed', async () => {
      const { context } = await windowOf(site);
      const page = await openTool(context, tool);
      await page.evaluate(() => {
        for (let size = 4_000_000; size >= 1; size = Math.floor(size / 2)) {
          try {
            for (let count = 0; ; count++) localStorage.setItem(`filler-${size}-${count}`, 'x'.repeat(size));
          } catch {
            // Full for this size; smaller pieces fill what is left.
          }
        }
      });
      await changes[0](page);
      await expect.poll(() => page.locator('[data-trouble]').textContent()).toMatch(/no room/);
      await expect.poll(() => shows[0](page)).toBe(shown[0]);
      await context.close();
    });

    test('where what was kept cannot be read: it is put aside, not destroyed', async () => {
      const { context } = await windowOf(site);
      const page = await openTool(context, tool);
      await page.evaluate((key) => localStorage.setItem(key, '{"version": 1, "entr'), keyOf(path));
      await page.reload();
      await expect.poll(() => page.locator('[data-trouble]').textContent()).toMatch(/could not be read/);
      expect(await page.evaluate((key) => localStorage.getItem(`${key}:damaged`), keyOf(path))).toBe(
        '{"version": 1, "entr',
      );
      await changes[0](page);
      await expect.poll(() => shows[0](page)).toBe(shown[0]);
      await context.close();
    });
  });

  describe(`${path} is light`, () => {
    test('its script is under 6 kB compressed, with what all tools share hardly more, and no other page loads it', async () => {
      const codeOf = async (address: string) => (await fetch(site.address + address)).text();
      const scriptsOf = async (address: string) => {
        const found = (await codeOf(address)).matchAll(/<script type="module" src="([^"]+)"/g);
        return new Set([...found].map((match) => match[1] ?? ''));
      };
      /** The scripts of a page, with what they import at once; what they import on demand is asked for later. */
      const withImports = async (scripts: Set<string>) => {
        const found = new Set(scripts);
        for (const script of found) {
          const code = await codeOf(script);
          for (const [, name] of code.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) found.add(`/_astro/${name}`);
        }
        return found;
      };
      const sizeOf = async (scripts: Set<string>) => {
        let bytes = 0;
        for (const script of scripts) bytes += gzipSync(await codeOf(script), { level: 9 }).length;
        return bytes;
      };
      const usual = await scriptsOf('/guides/trust/');
      const own = (await scriptsOf(path)).difference(usual);
      const another = path === '/tools/trust-check/' ? '/tools/seat-finder/' : '/tools/trust-check/';
      for (const address of ['/', another]) expect(own.intersection(await scriptsOf(address)).size, address).toBe(0);
      expect(await sizeOf(own)).toBeGreaterThan(500);
      expect(await sizeOf(own)).toBeLessThan(6_000);
      expect(await sizeOf((await withImports(own)).difference(await withImports(usual)))).toBeLessThan(6_900);
    });

    test('without JavaScript it is a worksheet: nothing that needs a script is shown', async () => {
      const { context } = await windowOf(site, { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
      const page = await context.newPage();
      await page.goto(path);
      expect(await page.locator(`${element} [data-live]:visible`).count()).toBe(0);
      expect(await page.locator(`${element} button:visible`).count()).toBe(0);
      expect(await page.locator(`${element} [data-worksheet]:visible`).count()).toBeGreaterThan(0);
      expect((await page.locator(element).innerText()).length).toBeGreaterThan(300);
      await context.close();
    });
  });
}
