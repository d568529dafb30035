import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layoutProblems } from './layout.ts';
import { type OpenSite, openSite } from './site.ts';
import { describeTool, keyOf, openTool, tabTo, windowOf } from './tool.ts';

const path = '/tools/pillar-week/';
const element = 'pillar-week';
const field = (part: 'aim' | 'week', name: string) => `[data-entry=${part}][name=${name}]`;

/** Enters the hours of a week by keyboard. */
async function type(page: Page, hours: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(hours)) {
    await tabTo(page, field('week', name));
    await page.keyboard.type(value);
  }
}

describeTool({
  path,
  element,
  changes: [
    (page) => type(page, { direction: '10', people: '12.5', execution: '15', systems: '2.5', none: '4' }),
    async (page) => {
      await tabTo(page, '[data-seat=manager]');
      await page.keyboard.press('Enter');
    },
  ],
  shows: [
    async (page) => (await page.locator('[data-weeks] tbody td').allTextContents()).slice(0, 4).join(' '),
    async (page) => (await page.locator('[data-text=line]').textContent()) ?? '',
  ],
  shown: ['25% 31% 38% 6%', 'Direction 15%, People 45%, Execution 25%, Systems 15%'],
  wrong: { id: 'week/2026-01-06', fields: { direction: 10 } },
});

let site: OpenSite;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

/** A Friday. */
const TODAY = '2026-01-30T15:00:00';
const at = '2026-01-30T09:00:00.000Z';
const aim = { direction: 20, people: 20, execution: 45, systems: 15, seat: 'tech-lead', at };
const week = (direction: number, people: number, execution: number, systems: number) => ({
  direction,
  people,
  execution,
  systems,
  at,
});

/** The page on a known day, with entries that were kept before. */
async function openWith(context: BrowserContext, entries: Record<string, unknown> = {}): Promise<Page> {
  await context.clock.setFixedTime(new Date(TODAY));
  const page = await openTool(context, { path, element });
  await page.evaluate(
    ([key, kept]) => localStorage.setItem(key as string, JSON.stringify({ version: 1, entries: kept })),
    [keyOf(path), entries] as const,
  );
  await page.reload();
  await expect.poll(() => page.locator('[data-name]').textContent()).toMatch(/^This week/);
  return page;
}

/** The ids of the entries that are kept. */
const keptIn = (page: Page) =>
  page.evaluate((key) => {
    const { entries } = JSON.parse(localStorage.getItem(key) ?? '{"entries":{}}');
    return Object.keys(entries).filter((id) => !entries[id].gone);
  }, keyOf(path));

/** What the page says under a name, with plain spaces. */
const text = async (page: Page, name: string) =>
  (await page.locator(`[data-text=${name}]`).textContent())?.replaceAll('\u00a0', ' ');
const questions = (page: Page) =>
  page
    .locator('[data-question]')
    .evaluateAll((items) => items.map((item) => (item as HTMLElement).dataset['question']));
const fill = async (page: Page, hours: Record<string, string>) => {
  for (const [name, value] of Object.entries(hours)) await page.locator(field('week', name)).fill(value);
};

describe('the pillar week', () => {
  test('by pointer: shows where the hours went, and begins with the questions of what came shortest', async () => {
    const { context } = await windowOf(site);
    const page = await openWith(context);
    expect(await text(page, 'hint')).toMatch(/^Enter the hours/);
    await fill(page, { direction: '3.5', people: '9', execution: '23', systems: '2', none: '4' });
    expect(await text(page, 'hint')).toMatch(/^Once your aim comes to 100/);
    expect(await text(page, 'total')).toBe('37.5');
    expect(await text(page, 'execution')).toBe('61%');
    await page.locator('[data-seat=staff]').click();
    expect(await page.locator('[data-note]:visible').count()).toBe(1);
    expect(await text(page, 'hint')).toBe('');
    expect(await text(page, 'shortest')).toBe('Direction, by 25');
    expect(await text(page, 'most')).toBe('Execution, by 36');
    expect(await text(page, 'direction')).toBe('10%, aim 35%: 25 under');
    await page.locator('[data-seat=tech-lead]').click();
    expect(await text(page, 'execution')).toBe('61%, aim 45%: 16 over');
    expect(await page.locator('[data-mark=execution]').getAttribute('x')).toBe('45%');
    expect(await text(page, 'shortest')).toBe('Direction and Systems, by 10');
    expect(await questions(page)).toEqual(['direction', 'systems', 'people', 'execution']);
    await fill(page, { direction: '8', people: '0' });
    expect(await text(page, 'shortest')).toBe('People, by 20');
    expect(await questions(page)).toEqual(['people', 'direction', 'execution', 'systems']);
    expect(await page.locator('[data-first]:visible').count()).toBe(1);
    await context.close();
  });

  test('names both where two are equally short, and leaves small differences alone', async () => {
    const { context } = await windowOf(site);
    const page = await openWith(context, { aim, 'week/2026-01-26': week(2, 2, 14, 2) });
    expect(await text(page, 'shortest')).toBe('Direction and People, by 10');
    expect(await text(page, 'hint')).toBe('');
    await fill(page, { direction: '3', people: '4', execution: '10', systems: '3' });
    expect(await text(page, 'shortest')).toBe('Direction, by 5');
    expect(await text(page, 'hint')).toMatch(/under 10 points/);
    await fill(page, { direction: '4', people: '4', execution: '9', systems: '3' });
    expect(await page.locator('[data-ends]').isHidden()).toBe(true);
    expect(await page.locator('[data-first]:visible').count()).toBe(0);
    await context.close();
  });

  test('says by how much an aim misses, divides the rest, and gives back what a seat replaced', async () => {
    const { context } = await windowOf(site);
    const page = await openWith(context);
    await page.locator(field('aim', 'direction')).fill('40');
    await page.locator(field('aim', 'people')).fill('35');
    expect(await text(page, 'sum')).toBe('The aim comes to 75, which is 25 short of 100.');
    await page.locator('[data-divide]').click();
    expect(await text(page, 'sum')).toBe('The aim comes to 100.');
    expect(await page.locator(field('aim', 'execution')).inputValue()).toBe('13');
    await page.locator(field('aim', 'systems')).fill('32');
    expect(await text(page, 'sum')).toBe('The aim comes to 120, which is 20 over 100.');
    expect(await text(page, 'divide')).toBe('Scale it to 100');
    await page.locator('[data-seat=director]').click();
    expect(await page.locator(field('aim', 'people')).inputValue()).toBe('30');
    await page.locator('[data-device=undo]').click();
    expect(await page.locator(field('aim', 'systems')).inputValue()).toBe('32');
    expect(await page.evaluate(() => document.activeElement?.matches('[data-said]'))).toBe(true);
    await context.close();
  });

  test('outlines what does not count, keeps nothing of it, and leaves it to be corrected', async () => {
    const { context } = await windowOf(site);
    const page = await openWith(context, { aim });
    await fill(page, { direction: '90', people: '7.25', execution: '20' });
    expect(await text(page, 'week-off')).toMatch(/from 0 to 80/);
    expect(await page.locator('[data-entry=week][aria-invalid=true]').count()).toBe(2);
    expect(await page.locator(field('week', 'direction')).inputValue()).toBe('90');
    expect(await text(page, 'total')).toBe('20');
    await fill(page, { direction: '9', people: '7.5' });
    expect(await text(page, 'week-off')).toBe('');
    expect(await text(page, 'total')).toBe('36.5');
    await context.close();
  });

  test('puts the hours first once there is an aim, and folds the aim away below the journal', async () => {
    const { context } = await windowOf(site);
    const page = await openWith(context);
    const order = () =>
      page
        .locator('[data-aims], [data-week], .journal')
        .evaluateAll((parts) => parts.map((part) => part.localName + (part.matches('[open]') ? '!' : '')));
    expect(await order()).toEqual(['details!', 'section', 'section']);
    await page.locator('[data-seat=staff]').click();
    await page.reload();
    await expect.poll(order).toEqual(['section', 'section', 'details']);
    await context.close();
  });

  test('steps to earlier weeks, never to one that has not begun, and names each by its Monday', async () => {
    const { context } = await windowOf(site);
    const page = await openWith(context, { 'week/2026-01-26': week(10, 10, 10, 10) });
    expect(await page.locator('[data-step="7"]').getAttribute('aria-disabled')).toBe('true');
    await page.locator('[data-step="7"]').press('Enter');
    expect(await text(page, 'name')).toMatch(/^This week.*26 January 2026$/);
    for (let steps = 0; steps < 4; steps++) await page.locator('[data-step="-7"]').click();
    expect(await text(page, 'name')).toMatch(/^The week.*29 December 2025$/);
    expect(await page.locator(field('week', 'direction')).inputValue()).toBe('');
    await fill(page, { direction: '30', people: '10' });
    expect(await keptIn(page)).toEqual(['week/2026-01-26', 'week/2025-12-29']);
    await page.locator('[data-open="2026-01-26"]').click();
    expect(await page.locator(field('week', 'direction')).inputValue()).toBe('10');
    expect(await page.evaluate(() => document.activeElement?.hasAttribute('data-name'))).toBe(true);
    await context.close();
  });

  test('draws the trend with gaps, never a zero, and says the same in a table', async () => {
    const { context } = await windowOf(site);
    const page = await openWith(context, {
      aim,
      'week/2025-12-15': week(10, 10, 20, 0),
      'week/2025-12-22': week(5, 5, 10, 0),
      'week/2026-01-05': { journal: 'Away.', none: 40, at },
      'week/2026-01-12': week(0, 10, 30, 0),
      'week/2026-01-26': week(10, 10, 10, 10),
    });
    const line = await page.locator('[data-chart=direction] .line').first().getAttribute('d');
    expect(line).toBe('M0 55L50 55M200 80M300 55');
    expect(await page.locator('[data-chart=direction] .level').getAttribute('d')).toBe('M0 60h300');
    expect(await text(page, 'scaled')).toMatch(/from 0 to 80%/);
    expect(await page.locator('[data-weeks] tbody tr:first-child td:nth-of-type(1)').allTextContents()).toEqual([
      '25%',
      '0%',
      '–',
      '25%',
      '25%',
    ]);
    expect(await page.locator('[data-weeks] .entry:visible').allTextContents()).toEqual(['Away.']);
    await context.close();
  });

  test('deletes a week, and Undo brings it back', async () => {
    const { context } = await windowOf(site);
    const kept = { ...week(10, 10, 10, 10), journal: 'Three interviews.' };
    const page = await openWith(context, { 'week/2026-01-19': week(5, 5, 5, 5), 'week/2026-01-26': kept });
    await page.locator('[data-delete-week]').click();
    expect(await page.locator(field('week', 'direction')).inputValue()).toBe('');
    expect(await page.locator(field('week', 'journal')).inputValue()).toBe('');
    expect(await page.locator('[data-delete-week]').isHidden()).toBe(true);
    expect(await page.evaluate(() => document.activeElement?.hasAttribute('data-name'))).toBe(true);
    expect(await keptIn(page)).toEqual(['week/2026-01-19']);
    await page.locator('[data-device=undo]').click();
    expect(await page.locator(field('week', 'journal')).inputValue()).toBe('Three interviews.');
    expect(await keptIn(page)).toEqual(['week/2026-01-19', 'week/2026-01-26']);
    await context.close();
  });

  test('keeps a journal for each week, says when it is nearly full, and deletes a week that is emptied', async () => {
    const { context } = await windowOf(site);
    const page = await openWith(context);
    const journal = page.locator(field('week', 'journal'));
    await journal.fill('x'.repeat(849));
    expect(await text(page, 'left')).toBe('');
    await journal.fill('x'.repeat(903));
    expect(await text(page, 'left')).toMatch(/about 100 more/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    await page.locator('[data-step="-7"]').click();
    expect(await journal.inputValue()).toBe('');
    await page.locator('[data-step="7"]').click();
    expect((await journal.inputValue()).length).toBe(903);
    expect(await journal.getAttribute('maxlength')).toBe('1000');
    await journal.fill('  ');
    expect(await keptIn(page)).toEqual([]);
    await context.close();
  });

  test('another tab never takes away what is being typed, and both are kept', async () => {
    const { context } = await windowOf(site);
    const one = await openWith(context, { aim });
    const two = await openTool(context, { path, element });
    await one.bringToFront();
    await one.locator(field('week', 'journal')).pressSequentially('I put off');
    await two.bringToFront();
    await fill(two, { people: '8' });
    await expect.poll(() => one.locator(field('week', 'people')).inputValue()).toBe('8');
    await one.bringToFront();
    expect(await one.evaluate(() => document.activeElement?.localName)).toBe('textarea');
    await one.keyboard.type(' the talk');
    expect(await one.locator(field('week', 'journal')).inputValue()).toBe('I put off the talk');
    await expect.poll(() => two.locator(field('week', 'journal')).inputValue()).toBe('I put off the talk');
    expect(await text(two, 'total')).toBe('8');
    await context.close();
  });

  test('without JavaScript: the aims of the seats, a table to fill in, and lines below every question', async () => {
    const { context } = await windowOf(site, { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    await page.goto(path);
    expect(await page.locator('.seats tbody tr:visible').count()).toBe(4);
    expect(await page.locator('[data-note]:visible').count()).toBe(4);
    expect(await page.locator('.hours thead th:visible').allTextContents()).toEqual([
      'Pillar',
      'Hours',
      'Share',
      'Aim',
      'Difference',
    ]);
    expect(await page.locator('[data-question]').count()).toBe(4);
    for (const item of await page.locator('[data-question]').all())
      expect(await item.locator('.rule:visible').count()).toBeGreaterThanOrEqual(2);
    expect(await page.locator('[data-trend]').isHidden()).toBe(true);
    await context.close();
  });

  test.each(['light', 'dark'] as const)(
    'nothing is too wide at 320 px in any font before anything is entered, %s',
    async (theme) => {
      const { context } = await windowOf(site, { colorScheme: theme, viewport: { width: 320, height: 740 } });
      const page = await openTool(context, { path, element });
      const wide = await page
        .locator(`${element} :is(table, input, textarea, button)`)
        .evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().right > innerWidth).length);
      expect(wide).toBe(0);
      expect(await layoutProblems(page)).toEqual([]);
      await context.close();
    },
  );
});
