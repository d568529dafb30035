import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { handbookOutput, root } from '../helpers.ts';
import { findings } from './axe.ts';
import { type OpenSite, openSite } from './site.ts';
import { describeTool, keyOf, openTool, tabTo, windowOf } from './tool.ts';

const path = '/paths/new-tech-lead/';
const element = 'path-plan';
const paths = readHandbook(root).pages.flatMap(({ id, data }) => (data?.kind === 'path' ? [{ ...data, id }] : []));
const own = paths.find(({ id }) => id === 'paths/new-tech-lead');
const ids = own?.stages.flatMap(({ outcomes }) => outcomes.map(({ id }) => id)) ?? [];
const [first = '', second = '', third = '', fourth = ''] = ids;

const item = (id: string) => `[data-outcome="${id}"]`;
const ticked = (id: string) => async (page: Page) =>
  String(await page.locator(`${item(id)} > label input`).isChecked());

describeTool({
  path,
  element,
  changes: [
    async (page) => {
      await tabTo(page, `${item(first)} > label input`);
      await page.keyboard.press('Space');
    },
    async (page) => {
      await page.locator(`${item(second)} summary`).focus();
      await page.keyboard.press('Enter');
      await tabTo(page, `${item(second)} textarea`);
      await page.keyboard.type('Agreed on Tuesday.');
    },
  ],
  shows: [ticked(first), async (page) => (await page.locator(`${item(second)} [data-note]`).textContent()) ?? ''],
  shown: ['true', 'Agreed on Tuesday.'],
  wrong: { id: first, fields: { done: 'yes', note: '' } },
});

let site: OpenSite;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

const keep = (page: Page, entries: Record<string, unknown>) =>
  page.evaluate(
    ([key, value]) => localStorage.setItem(key as string, value as string),
    [keyOf(path), JSON.stringify({ version: 1, entries })],
  );
const mark = (done: string, note = '') => ({ done, note, at: '2026-01-09T08:00:00.000Z' });
const linkTo = (file: unknown) => `${path}#plan=${deflateRawSync(JSON.stringify(file)).toString('base64url')}`;

describe('a path', () => {
  test('by pointer: counts by stage and in all, names the next step and the days', async () => {
    const { context } = await windowOf(site);
    const page = await openTool(context, { path, element });
    for (const id of [first, second, fourth]) await page.locator(`${item(id)} > label`).click();
    const stage = own?.stages[0];
    expect(await page.locator('.overview span[data-count=all]').textContent()).toBe(`3 of ${ids.length}`);
    expect(await page.locator('span[data-count="before day 1"]').textContent()).toBe(`3 of ${stage?.outcomes.length}`);
    expect(await page.locator('progress[data-count=all]').evaluate((bar: HTMLProgressElement) => bar.value)).toBe(3);
    expect(await page.locator('[data-next] a').getAttribute('href')).toBe(`#${third}`);
    await page.locator('[data-start]').fill('2026-02-02');
    await page.locator('[data-start]').blur();
    expect(await page.locator('[data-due="before day 1"]').textContent()).toBe('by 1 February 2026');
    expect(await page.locator('[data-due="week 1"]').textContent()).toBe('by 8 February 2026');
    expect(await page.locator('[data-due="day 90"]').textContent()).toBe('by 2 May 2026');
    for (const id of ids) await page.locator(`${item(id)} > label input`).check();
    expect(await page.locator('[data-finished]').isVisible()).toBe(true);
    expect(await page.locator('[data-next]').isVisible()).toBe(false);
    await context.close();
  });

  test('is continued from the home page, which shows nothing to whoever has begun none', async () => {
    const { context, sent } = await windowOf(site);
    const page = await openTool(context, { path: '/', element: 'continue-path' });
    expect(await page.locator('continue-path').isVisible()).toBe(false);
    await keep(page, { [first]: mark('2026-01-05'), [second]: mark('', 'begun') });
    await page.reload();
    const line = page.locator('continue-path li:visible');
    await expect.poll(() => line.count()).toBe(1);
    expect(await line.innerText()).toContain(`1 of ${ids.length} reached`);
    expect(await findings(page)).toEqual([]);
    await line.locator('a').click();
    await expect.poll(() => page.url()).toMatch(new RegExp(`${path}#${second}$`));
    expect(sent).toEqual([]);
    await context.close();
  });

  test('keeps what was reached before the page was renamed, also in links and copies from then', async () => {
    const { context } = await windowOf(site);
    const id = 'paths/new-tech-lead';
    // The pages as they would be after redirects from two old ids.
    await context.route(/\/(paths\/new-tech-lead\/)?$/, async (route) => {
      const response = await route.fetch();
      const body = (await response.text())
        .replace(`data-part="${id}"`, `data-part="${id}" data-former="paths/older paths/old"`)
        .replace(`{"id":"${id}","former":[]`, `{"id":"${id}","former":["paths/older","paths/old"]`);
      await route.fulfill({ response, body });
    });
    const page = await openTool(context, { path: '/', element: 'continue-path' });
    const old = (part: string, entries: object) =>
      page.evaluate(
        ([key, text]) => localStorage.setItem(key as string, text as string),
        [keyOf(part), JSON.stringify({ version: 1, entries })],
      );
    await old('paths/older', { [first]: mark('2026-01-05'), [second]: mark('', 'not yet') });
    await old('paths/old', { [second]: { ...mark('2026-01-07', 'done'), at: '2026-01-10T08:00:00.000Z' } });
    await page.reload();
    const line = page.locator('continue-path li:visible');
    await expect.poll(async () => (await line.allInnerTexts()).join()).toContain(`2 of ${ids.length} reached`);
    await page.goto(path);
    for (const reached of [first, second]) await expect.poll(() => ticked(reached)(page)).toBe('true');
    expect((await page.locator('[data-note]').allTextContents())[1]).toBe('done');
    // A change under the new id lasts, and what was deleted does not come back from an old one.
    await page.locator(`${item(first)} > label input`).uncheck();
    await page.reload();
    await expect.poll(() => ticked(second)(page)).toBe('true');
    expect(await ticked(first)(page)).toBe('false');
    await page.locator('[data-device=delete]').click();
    await page.reload();
    expect(await page.locator('.overview span[data-count=all]').textContent()).toBe(`0 of ${ids.length}`);
    // A plan that was shared before.
    const part = { [third]: mark('2026-01-09') };
    const file = { format: 'playbook', version: 1, written: '2026-01-09T08:00:00.000Z', parts: { 'paths/old': part } };
    await page.goto(linkTo(file));
    await page.locator('[data-take-over]').click();
    await page.goto('/');
    await page.goto(path);
    await expect.poll(() => ticked(third)(page)).toBe('true');
    await context.close();
  });

  test('brings over what was reached in an older version: renamed, split, merged and gone', async () => {
    const { context } = await windowOf(site);
    const moved = {
      'old-name': ['older-still'],
      'older-still': [first],
      'one-thing': [second, third],
      'half-one': [fourth],
      'half-two': [fourth],
      dropped: [],
    };
    // The page as it would be after these changes to its front matter.
    await context.route(`**${path}`, async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace('"moved":{}', `"moved":${JSON.stringify(moved)}`);
      await route.fulfill({ response, body });
    });
    const page = await openTool(context, { path, element });
    await keep(page, {
      'old-name': mark('2026-01-05', 'renamed twice'),
      'one-thing': mark('2026-01-06', 'split'),
      'half-one': mark('2026-01-07', 'first half'),
      'half-two': mark('', 'second half'),
      dropped: mark('2026-01-07', 'of something gone'),
    });
    await page.reload();
    await expect.poll(() => ticked(first)(page)).toBe('true');
    for (const id of [second, third]) expect(await ticked(id)(page)).toBe('true');
    expect(await ticked(fourth)(page)).toBe('false');
    const notes = await page.locator('[data-note]').allTextContents();
    expect(notes.slice(0, 4)).toEqual(['renamed twice', 'split', '', 'first half\nsecond half']);
    expect(await page.locator('[data-lost] li').allTextContents()).toEqual(['of something gone']);
    // What is entered now stands under the new id and keeps the rest.
    await page.locator(`${item(fourth)} > label input`).check();
    await page.reload();
    await expect.poll(() => ticked(fourth)(page)).toBe('true');
    expect((await page.locator('[data-note]').allTextContents())[3]).toBe('first half\nsecond half');
    await context.close();
  });

  test('a note that is being written is not taken away by another tab', async () => {
    const { context } = await windowOf(site);
    const one = await openTool(context, { path, element });
    const two = await openTool(context, { path, element });
    await one.bringToFront();
    await one.locator(`${item(first)} summary`).click();
    await one.locator(`${item(first)} textarea`).pressSequentially('Half a sen');
    await two.bringToFront();
    await two.locator(`${item(second)} > label`).click();
    await one.bringToFront();
    await expect.poll(() => ticked(second)(one)).toBe('true');
    await one.locator(`${item(first)} textarea`).pressSequentially('tence.');
    await expect.poll(() => two.locator(`${item(first)} textarea`).inputValue()).toBe('Half a sentence.');
    await context.close();
  });
});

describe('a shared plan', () => {
  test('opens on another device as it was, and leaves the plan of whoever opens it alone', async () => {
    const { context, sent } = await windowOf(site, { permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await openTool(context, { path, element });
    await page.locator(`${item(first)} > label`).click();
    await page.locator(`${item(second)} summary`).click();
    await page.locator(`${item(second)} textarea`).fill('A note with “quotes”, ümlauts and 中文.');
    await page.locator('[data-sharing] summary').click();
    await page.locator('[data-link]').click();
    await expect.poll(() => page.locator('[data-link-said]').textContent()).toMatch(/^The link is copied/);
    const link = await page.locator('[data-link-text]').inputValue();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
    await page.locator('[data-with-notes]').uncheck();
    await page.locator('[data-link]').click();
    await expect.poll(() => page.locator('[data-link-text]').inputValue()).not.toBe(link);
    const without = await page.locator('[data-link-text]').inputValue();

    const other = await windowOf(site);
    const manager = await other.context.newPage();
    await manager.goto(path);
    await keep(manager, { [third]: mark('2026-01-05', 'mine') });
    await manager.goto('about:blank');
    await manager.goto(`${link}`);
    await expect.poll(() => manager.locator('[data-shared]').isVisible()).toBe(true);
    expect(await ticked(first)(manager)).toBe('true');
    expect(await ticked(third)(manager)).toBe('false');
    expect(await manager.locator(`${item(second)} [data-note]`).textContent()).toBe(
      'A note with “quotes”, ümlauts and 中文.',
    );
    expect(await manager.locator(`${item(first)} > label input`).isDisabled()).toBe(true);
    expect(await findings(manager)).toEqual([]);
    await manager.locator('[data-own]').click();
    expect(await ticked(first)(manager)).toBe('false');
    expect(await ticked(third)(manager)).toBe('true');
    expect(new URL(manager.url()).hash).toBe('');

    await manager.goto(`${without}`);
    await expect.poll(() => ticked(first)(manager)).toBe('true');
    expect(await manager.locator(`${item(second)} [data-note]`).textContent()).toBe('');
    await manager.locator('[data-take-over]').click();
    await expect.poll(() => manager.locator('[data-said]').textContent()).toMatch(/^Loaded/);
    await manager.reload();
    await expect.poll(() => ticked(first)(manager)).toBe('true');
    expect(await ticked(third)(manager)).toBe('true');
    expect([...sent, ...other.sent]).toEqual([]);
    await Promise.all([context.close(), other.context.close()]);
  });

  const part = { [first]: mark('2026-01-05') };
  const file = (parts: unknown, version = 1) => ({
    format: 'playbook',
    version,
    written: '2026-01-05T08:00:00.000Z',
    parts,
  });
  test.each([
    ['cut off', linkTo(file({ 'paths/new-tech-lead': part })).slice(0, -30), /incomplete or damaged/],
    ['no packed text at all', `${path}#plan=hello`, /incomplete or damaged/],
    ['empty', `${path}#plan=`, /incomplete or damaged/],
    ['of another page', linkTo(file({ 'paths/senior-to-staff': part })), /holds no plan for this page/],
    ['of another program', linkTo({ tasks: [] }), /holds no plan for this page/],
    ['of a newer version', linkTo(file({}, 2)), /newer version/],
    [
      'with a field that no plan has',
      linkTo(file({ 'paths/new-tech-lead': { [first]: { ...mark('soon') } } })),
      /incomplete or damaged/,
    ],
    [
      'made to unpack into too much',
      linkTo(file({ x: { y: { at: 'z'.repeat(3_000_000) } } })),
      /incomplete or damaged/,
    ],
  ])('that is %s says so and changes nothing', async (_what, link, message) => {
    const { context } = await windowOf(site);
    const page = await openTool(context, { path, element });
    await keep(page, { [second]: mark('2026-01-05', 'mine') });
    const before = await page.evaluate((key) => localStorage.getItem(key), keyOf(path));
    await page.goto('about:blank');
    await page.goto(link);
    await expect.poll(() => page.locator('[data-said]').textContent()).toMatch(message);
    expect(await page.locator('[data-shared]').isVisible()).toBe(false);
    expect(await ticked(second)(page)).toBe('true');
    expect(await page.evaluate((key) => localStorage.getItem(key), keyOf(path))).toBe(before);
    await context.close();
  });
});

describe('on paper', () => {
  /** How many pages a PDF has, by its page objects. */
  const pagesOf = (pdf: Buffer) => [...pdf.toString('latin1').matchAll(/\/Type\s*\/Page\b(?!s)/g)].length;
  const NOTE =
    'Talked it over with the product manager on Tuesday; the page is in the team folder, two points are open.';

  test.each(paths.map(({ id }) => [id]))(
    '%s is one A4 page, with a note on every outcome and 25 of them',
    async (id) => {
      const { context } = await windowOf(site);
      const page = await openTool(context, { path: `/${id}/`, element });
      await page.evaluate((note) => {
        const items = [...document.querySelectorAll('[data-outcome]')];
        for (let count = items.length; count < 25; count++) items[0]?.after(items.at(-1)?.cloneNode(true) as Node);
        for (const text of document.querySelectorAll('[data-note]')) text.textContent = note;
      }, NOTE);
      expect(await page.locator('[data-outcome]').count()).toBe(25);
      const pdf = await page.pdf({ preferCSSPageSize: true });
      expect(pagesOf(pdf)).toBe(1);
      expect(pdf.toString('latin1')).toMatch(/MediaBox ?\[0 0 59[45](\.\d+)? 84[12]/);
      await context.close();
    },
  );

  test('it is the plan and its notes alone, and without JavaScript a list to tick by hand', async () => {
    const { context } = await windowOf(site, { javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(path);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('h1').isVisible()).toBe(true);
    expect(await page.locator('[data-outcome] [data-text]:visible').count()).toBe(ids.length);
    expect(await page.locator('[data-note]:visible').count()).toBe(ids.length);
    for (const gone of ['.facts', '.about', '.related', '.overview', '.stage details', '.device', 'nav.sidebar'])
      expect(await page.locator(gone).first().isVisible(), gone).toBe(false);
    expect(pagesOf(await page.pdf({ preferCSSPageSize: true }))).toBe(1);
    await context.close();
  });
});

test('every path leads through five stages, and a role names the paths into it', async () => {
  expect(paths.length).toBeGreaterThanOrEqual(5);
  for (const { stages } of paths)
    expect(stages.map(({ when }) => when)).toEqual(['before day 1', 'week 1', 'day 30', 'day 60', 'day 90']);
  const role = readFileSync(join(handbookOutput, 'roles/tech-lead/index.html'), 'utf8');
  expect(role).toContain('href="/paths/new-tech-lead/"');
});
