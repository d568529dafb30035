import { deflateRawSync } from 'node:zlib';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findings } from '../browser/axe.ts';
import { layoutProblems } from '../browser/layout.ts';
import { type OpenSite, openSite } from '../browser/site.ts';
import { keyOf, openTool, tabTo, windowOf } from '../browser/tool.ts';

const check = { path: '/tools/trust-check/', element: 'trust-check' };
const plan = { path: '/paths/new-tech-lead/', element: 'path-plan' };
const at = '2026-01-05T08:00:00.000Z';
const later = '2026-01-06T08:00:00.000Z';
const marks = (all: number, at: string) => ({
  credibility: all,
  reliability: all,
  intimacy: all,
  'self-orientation': all,
  at,
});
const mine = { 'peer/2026-01-05': marks(5, at), 'team/2026-01-05': marks(6, at) };

let site: OpenSite;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

/** Saves a text or entries for a page before any page is open. */
async function save(context: BrowserContext, path: string, saved: unknown): Promise<void> {
  const text = typeof saved === 'string' ? saved : JSON.stringify({ version: 1, entries: saved });
  // Only once, so that a reload does not bring it back.
  await context.addInitScript(
    ([key, value]) => {
      // An empty page has no storage.
      if (origin === 'null' || sessionStorage.getItem(key)) return;
      sessionStorage.setItem(key, 'saved');
      localStorage.setItem(key, value);
    },
    [keyOf(path), text] as const,
  );
}

const stored = (page: Page, key: string) => page.evaluate((key) => localStorage.getItem(key), key);
const said = (page: Page) => page.locator('[data-said]').textContent();
const fileOf = (parts: unknown, fields: object = {}) =>
  JSON.stringify({ format: 'playbook', version: 1, written: at, parts, ...fields });
const load = (page: Page, text: string) =>
  page
    .locator('[data-device=load]')
    .setInputFiles({ name: 'copy.json', mimeType: 'application/json', buffer: Buffer.from(text) });
const linkTo = (text: string | Buffer) => `${plan.path}#plan=${deflateRawSync(text).toString('base64url')}`;

/** Fails if a page throws. */
function failOnErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  return errors;
}

describe('a file', () => {
  const theirs = {
    'peer/2026-01-05': marks(9, later),
    'team/2026-01-05': { gone: true, at: later },
    'peer/2026-01-06': marks(7, at),
  };
  const others = {
    'tools/seat-finder': { seat: { role: 'roles/tech-lead', at } },
    search: { recent: { searches: ['x'], at } },
  };

  test.each([1440, 390])(
    'shows what it changes, changes only this page, and is undone, by keyboard at %s px',
    async (width) => {
      const { context } = await windowOf(site, { viewport: { width, height: 800 } });
      await save(context, check.path, mine);
      const page = await openTool(context, check);
      const errors = failOnErrors(page);
      const before = await stored(page, keyOf(check.path));
      await load(page, fileOf({ 'tools/trust-check': theirs, ...others }));
      await expect.poll(() => said(page)).toMatch(/^Nothing is changed yet/);
      const preview = (await said(page)) ?? '';
      expect(preview).toMatch(/1 new\. 1 newer than yours, and in their place: .*5 Jan 2026\. 1 deleted since/);
      expect(preview).toMatch(/what other pages keep, .*: tools\/seat-finder\./);
      expect(await page.locator('[data-said]').getAttribute('role')).toBe('status');
      expect(await stored(page, keyOf(check.path))).toBe(before);
      expect(await findings(page)).toEqual([]);
      expect(await layoutProblems(page)).toEqual([]);
      await tabTo(page, '[data-device=take]');
      await page.keyboard.press('Enter');
      await expect.poll(() => said(page)).toMatch(/^Loaded/);
      expect(await page.evaluate(() => document.activeElement?.matches('[data-said]'))).toBe(true);
      expect(await stored(page, keyOf(check.path))).not.toBe(before);
      expect(await stored(page, keyOf('tools/seat-finder'))).toBeNull();
      expect(await stored(page, keyOf('search'))).toBeNull();
      await tabTo(page, '[data-device=undo]');
      await page.keyboard.press('Enter');
      await expect.poll(() => said(page)).toMatch(/^Undone/);
      expect(await stored(page, keyOf(check.path))).toBe(before);
      expect(await page.locator('[data-device=undo]').isVisible()).toBe(false);
      // What was undone can be taken over after all.
      await load(page, fileOf({ 'tools/trust-check': theirs }));
      await expect.poll(() => said(page)).toMatch(/1 new\./);
      await tabTo(page, '[data-device=leave]');
      await page.keyboard.press('Enter');
      await expect.poll(() => said(page)).toBe('Nothing was changed.');
      expect(await stored(page, keyOf(check.path))).toBe(before);
      expect(errors).toEqual([]);
      await context.close();
    },
  );

  test('is undone in another tab as well, without what was changed since', async () => {
    const { context } = await windowOf(site);
    await save(context, check.path, mine);
    const [one, two] = [await openTool(context, check), await openTool(context, check)];
    await two.locator('[name=relationship][value=peer]').check();
    await load(one, fileOf({ 'tools/trust-check': theirs }));
    await one.locator('[data-device=take]').click();
    await expect.poll(() => two.locator('[data-history] tbody tr').count()).toBe(2);
    // An entry of today, made after the copy.
    await two.locator('label:has([name=credibility][value="3"])').click();
    await one.locator('[data-device=undo]').click();
    await expect.poll(() => two.locator('[data-history] tbody tr').count()).toBe(1);
    await two.locator('label:has([name=credibility][value="4"])').click();
    const { entries } = JSON.parse((await stored(two, keyOf(check.path))) ?? '');
    expect(entries).toMatchObject(mine);
    expect(Object.keys(entries)).toHaveLength(3);
    await context.close();
  });

  test.each<[string, string, RegExp]>([
    ['for another page', fileOf(others), /nothing for this page .* tools\/seat-finder/],
    ['for no page', fileOf({}), /nothing for this page/],
    [
      'with older entries',
      fileOf({ 'tools/trust-check': { 'peer/2026-01-05': marks(1, '2025-01-05T08:00:00Z') } }),
      /nothing for this page/,
    ],
    [
      'from the year 9999',
      fileOf({ 'tools/trust-check': { 'peer/2026-01-05': marks(1, '9999-12-31T23:59:59Z') } }),
      /nothing for this page/,
    ],
    [
      'from an impossible month',
      fileOf({ 'tools/trust-check': { 'peer/2026-01-05': marks(1, '2026-99-99T08:00:00Z') } }),
      /damaged/,
    ],
    ['with a time that is a number', fileOf({}, { written: 5 }), /damaged/],
    ['with an entry called constructor', fileOf({ 'tools/trust-check': { constructor: marks(1, at) } }), /damaged/],
    ['with an entry called toString', fileOf({ 'tools/trust-check': { toString: marks(1, at) } }), /damaged/],
    ['with a page called constructor', fileOf({ constructor: {} }), /nothing for this page/],
    ['with a list of entries', fileOf({ 'tools/trust-check': [] }), /damaged/],
    ['with a list for an entry', fileOf({ 'tools/trust-check': { 'peer/2026-01-05': [] } }), /damaged/],
    [
      'with a mark beyond all numbers',
      fileOf({ 'tools/trust-check': { 'peer/2026-01-05': 1 } }).replace(':1}', `:{"at":"${at}","intimacy":1e999}}`),
      /damaged/,
    ],
    [
      'with a huge text',
      fileOf({ 'tools/trust-check': { 'peer/2026-01-05': { at, behaviour: 'x'.repeat(20_000) } } }),
      /damaged/,
    ],
    ['that is deep', fileOf('DEEP').replace('"DEEP"', '['.repeat(100_000) + ']'.repeat(100_000)), /damaged/],
    ['of more than 2 MB', fileOf({ x: 'x'.repeat(2_000_000) }), /damaged/],
  ])('%s changes nothing and says so', async (_what, text, message) => {
    const { context } = await windowOf(site);
    await save(context, check.path, mine);
    const page = await openTool(context, check);
    const errors = failOnErrors(page);
    const before = await stored(page, keyOf(check.path));
    await load(page, text);
    await expect.poll(() => said(page)).toMatch(message);
    expect(await page.locator('[data-device=take]').isVisible()).toBe(false);
    expect(await stored(page, keyOf(check.path))).toBe(before);
    // The page works as before.
    await page.locator('label:has([name=credibility][value="3"])').click();
    await expect.poll(() => stored(page, keyOf(check.path))).not.toBe(before);
    expect(JSON.parse((await stored(page, keyOf(check.path))) ?? '').entries).toMatchObject(mine);
    expect(errors).toEqual([]);
    await context.close();
  });
});

describe('a link', () => {
  const mark = (done: string, note: string, at: string) => ({ done, note, at });

  test('changes only its path, keeps notes that it does not have, and is undone by keyboard', async () => {
    const { context } = await windowOf(site);
    const page = await context.newPage();
    const errors = failOnErrors(page);
    await page.goto(plan.path);
    const ids = await page.locator('[data-outcome]').evaluateAll((items) => items.map(({ id }) => id));
    const [one = '', two = ''] = ids;
    await save(context, plan.path, { [one]: mark('', 'my note', at) });
    const parts = {
      'paths/new-tech-lead': { [one]: mark('2026-01-06', '', later), [two]: mark('2026-01-06', '', later) },
      'tools/trust-check': { 'peer/2026-01-05': marks(1, later) },
    };
    await page.goto('about:blank');
    await page.goto(linkTo(fileOf(parts)));
    const text = page.locator('[data-shared-text]');
    await expect
      .poll(() => text.textContent())
      .toMatch(/shared with you, as it was on 5 January 2026\..* 1 new\. 1 newer than yours/);
    expect(await text.getAttribute('role')).toBe('status');
    expect(await page.evaluate(() => document.activeElement?.matches('[data-shared-text]'))).toBe(true);
    const before = await stored(page, keyOf(plan.path));
    await tabTo(page, '[data-take-over]');
    await page.keyboard.press('Enter');
    await expect.poll(() => said(page)).toMatch(/^Loaded/);
    await expect.poll(() => page.evaluate(() => document.activeElement?.matches('[data-said]'))).toBe(true);
    expect(await stored(page, keyOf('tools/trust-check'))).toBeNull();
    expect(await page.locator(`[data-outcome="${one}"] [data-note]`).textContent()).toBe('my note');
    expect(await page.locator(`[data-outcome="${two}"] > label input`).isChecked()).toBe(true);
    await tabTo(page, '[data-device=undo]');
    await page.keyboard.press('Enter');
    await expect.poll(() => said(page)).toMatch(/^Undone/);
    expect(await stored(page, keyOf(plan.path))).toBe(before);
    expect(errors).toEqual([]);
    await context.close();
  });

  const own = (entries: unknown, fields: object = {}) => fileOf({ 'paths/new-tech-lead': entries }, fields);
  test.each<[string, string | Buffer, RegExp]>([
    ['written by a number', own({}, { written: 5 }), /incomplete or damaged/],
    ['written by a list', own({}, { written: [at] }), /incomplete or damaged/],
    ['written in no month', own({}, { written: '2026-99-99T08:00:00Z' }), /incomplete or damaged/],
    ['with a list of entries', own([]), /incomplete or damaged/],
    ['with a list for an entry', own({ x: [] }), /incomplete or damaged/],
    ['with a note that is a number', own({ x: { done: '', note: 5, at } }), /incomplete or damaged/],
    ['with a day in the year 9999', own({ $start: { day: '9999-12-31', at } }), /incomplete or damaged/],
    ['with a time that is no time', own({ x: mark('', '', '2026-99-99T08:00:00Z') }), /incomplete or damaged/],
    [
      'with an entry that is a prototype',
      own('P').replace('"P"', `{"__proto__":{"done":"","note":"","at":"${at}"}}`),
      /incomplete or damaged/,
    ],
    ['with an entry that is deleted', own({ constructor: { gone: 'yes', at } }), /incomplete or damaged/],
    ['with a huge note', own({ x: mark('', 'x'.repeat(50_000), at) }), /incomplete or damaged/],
    ['that is deep', own('DEEP').replace('"DEEP"', '['.repeat(100_000) + ']'.repeat(100_000)), /incomplete or damaged/],
    ['that is no text', Buffer.from([0xff, 0xfe, 0xfd]), /incomplete or damaged/],
    ['of another page', fileOf({ 'tools/trust-check': {} }), /holds no plan for this page/],
  ])('%s says so and changes nothing', async (_what, text, message) => {
    const { context } = await windowOf(site);
    await save(context, plan.path, { kept: mark('', 'mine', at) });
    const page = await context.newPage();
    const errors = failOnErrors(page);
    await page.goto(linkTo(text));
    await expect.poll(() => said(page)).toMatch(message);
    expect(await page.locator('[data-shared]').isVisible()).toBe(false);
    expect(JSON.parse((await stored(page, keyOf(plan.path))) ?? '').entries).toEqual({ kept: mark('', 'mine', at) });
    expect(errors).toEqual([]);
    await context.close();
  });

  test.each([
    ['an entry called constructor', { constructor: mark('', 'a note', at) }],
    ['an entry called valueOf', { 'value-of': mark('', 'a note', at) }],
    ['half of a pair of surrogates', { x: mark('', 'a note \ud800', at) }],
    ['an entry from the year 9999', { x: mark('', 'a note', '9999-12-31T23:59:59.999Z') }],
  ])('with %s can be taken over, changed and read again', async (_what, entries) => {
    const { context } = await windowOf(site);
    const page = await context.newPage();
    const errors = failOnErrors(page);
    await page.goto(linkTo(own(entries)));
    await page.locator('[data-take-over]').click();
    await expect.poll(() => said(page)).toMatch(/^Loaded/);
    await page.locator('[data-outcome] > label input').first().check();
    await page.goto('about:blank');
    await page.goto(plan.path);
    await expect.poll(() => page.locator('[data-lost] li').textContent()).toMatch(/^a note/);
    expect(await page.locator('[data-outcome] > label input').first().isChecked()).toBe(true);
    expect(await page.locator('[data-trouble]').textContent()).toBe('');
    expect(errors).toEqual([]);
    await context.close();
  });

  test('that unpacks into 100 MB is given up after 2 MB', async () => {
    const { context } = await windowOf(site);
    const page = await context.newPage();
    await page.addInitScript(() => {
      const counted = window as unknown as { unpacked: number };
      counted.unpacked = 0;
      const { read } = ReadableStreamDefaultReader.prototype;
      ReadableStreamDefaultReader.prototype.read = async function (this: ReadableStreamDefaultReader) {
        const piece = await read.call(this);
        counted.unpacked += piece.value?.length ?? 0;
        return piece;
      };
    });
    await page.goto(linkTo(Buffer.alloc(100_000_000, ' ')));
    await expect.poll(() => said(page)).toMatch(/incomplete or damaged/);
    const unpacked = await page.evaluate(() => (window as unknown as { unpacked: number }).unpacked);
    expect(unpacked).toBeLessThan(3_000_000);
    await context.close();
  });
});

describe('damage in storage', () => {
  const note = { done: '', note: 'kept', at };
  test.each<[string, string]>([
    ['a text that ends early', '{"version":1,"entr'],
    ['nothing', ''],
    ['null', 'null'],
    ['a number', '5'],
    ['a list', '[]'],
    ['a version that is a text', '{"version":"2","entries":{}}'],
    ['a version that is a list', '{"version":[2],"entries":{}}'],
    ['no version', '{"entries":{}}'],
    ['a list of entries', '{"version":1,"entries":[]}'],
    ['an entry that is a list', JSON.stringify({ version: 1, entries: { kept: note, x: [] } })],
    [
      'a time that is no time',
      JSON.stringify({ version: 1, entries: { kept: note, x: { ...note, at: '2026-99-99T08:00:00Z' } } }),
    ],
    ['a prototype', `{"version":1,"entries":{"__proto__":{"at":"${at}"}}}`],
  ])('%s is said and put aside, and what is sound stays', async (_what, text) => {
    const { context } = await windowOf(site);
    await save(context, plan.path, text);
    const page = await context.newPage();
    const errors = failOnErrors(page);
    await page.goto(plan.path);
    await expect.poll(() => page.locator('[data-trouble]').textContent()).toMatch(/could not be read/);
    expect(await stored(page, `${keyOf(plan.path)}:damaged`)).toBe(text);
    const kept = text.includes('kept') ? ['kept'] : [];
    expect(await page.locator('[data-lost] li').allTextContents()).toEqual(kept);
    // Damage that is found later does not replace what was put aside before.
    await page.evaluate((key) => localStorage.setItem(key, '{'), keyOf(plan.path));
    await page.reload();
    await expect.poll(() => page.locator('[data-trouble]').textContent()).toMatch(/could not be read/);
    expect(await stored(page, `${keyOf(plan.path)}:damaged`)).toBe(text);
    expect(await stored(page, `${keyOf(plan.path)}:damaged+`)).toBe('{');
    expect(errors).toEqual([]);
    await context.close();
  });

  test('is said by the home page, and by a page that saves a copy', async () => {
    const { context } = await windowOf(site);
    await save(context, plan.path, '{"version":1,"entr');
    await save(context, check.path, 'damaged as well');
    const home = await openTool(context, { path: '/', element: 'continue-path' });
    await expect.poll(() => home.locator('continue-path').innerText()).toMatch(/could not be read/);
    expect(await findings(home)).toEqual([]);
    expect(await stored(home, `${keyOf(plan.path)}:damaged`)).toBe('{"version":1,"entr');
    const page = await openTool(context, { path: '/tools/seat-finder/', element: 'seat-finder' });
    await page.evaluate((key) => localStorage.setItem(key, 'damaged as well'), keyOf(check.path));
    await Promise.all([page.waitForEvent('download'), page.locator('[data-device=save]').click()]);
    await expect.poll(() => said(page)).toMatch(/could not be read, so it is not in the copy/);
    await context.close();
  });

  test('is said by the page of changes, and by the search', async () => {
    const { context } = await windowOf(site);
    for (const path of ['/changes/', '/search/']) await save(context, path, '{"version":1,"entr');
    const page = await context.newPage();
    await page.goto('/changes/');
    await expect.poll(() => page.locator('changes-since [data-trouble]').innerText()).toMatch(/could not be read/);
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('/');
    await expect.poll(() => page.locator('dialog .offers').innerText()).toMatch(/could not be read/);
    for (const path of ['/changes/', '/search/'])
      expect(await stored(page, `${keyOf(path)}:damaged`)).toBe('{"version":1,"entr');
    await context.close();
  });

  test('is not overwritten where there is no room to put it aside', async () => {
    const { context } = await windowOf(site);
    const page = await context.newPage();
    await page.goto('/');
    const text = `{"version":1,"entries":${'x'.repeat(3_000_000)}`;
    await page.evaluate(([key, value]) => localStorage.setItem(key, value), [keyOf(plan.path), text] as const);
    await page.goto(plan.path);
    await expect.poll(() => page.locator('[data-trouble]').textContent()).toMatch(/no room/);
    await page.locator('[data-outcome] > label input').first().check();
    expect(await stored(page, keyOf(plan.path))).toBe(text);
    await context.close();
  });
});

describe('the trust check', () => {
  test.each(['somebody-new', 'constructor', 'x', '0', 'PEER'])(
    'works where the newest saved relationship, %s, is no longer in the data',
    async (relationship) => {
      const { context } = await windowOf(site);
      await save(context, check.path, { ...mine, [`${relationship}/2026-01-06`]: marks(3, later) });
      const page = await context.newPage();
      const errors = failOnErrors(page);
      await page.goto(check.path);
      await expect.poll(() => page.locator('[data-history] tbody tr').count()).toBe(1);
      await page.locator('label:has([name=credibility][value="3"])').click();
      expect(errors).toEqual([]);
      await context.close();
    },
  );

  test('says that deleted marks are back, without another undo', async () => {
    const { context } = await windowOf(site);
    await save(context, check.path, mine);
    const page = await openTool(context, check);
    await page.locator('[data-history] tbody button').first().click();
    await expect.poll(() => said(page)).toMatch(/are deleted/);
    await page.locator('[data-device=undo]').click();
    await expect.poll(() => said(page)).toBe('It is back.');
    expect(await page.locator('[data-device=undo]').isVisible()).toBe(false);
    await context.close();
  });
});
