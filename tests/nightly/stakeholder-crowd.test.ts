import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Place, placeAt } from '#formulas/stakeholders.ts';
import { longestTask, longTask } from '../../bench/tasks.ts';
import { type OpenSite, openSite } from '../browser/site.ts';
import { keyOf, openTool, windowOf } from '../browser/tool.ts';

const path = '/tools/stakeholder-map/';
const element = 'stakeholder-map';
const at = '2026-01-05T09:00:00.000Z';

let site: OpenSite;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

const idOf = (index: number) => `mhx2${1000 + index}-1-1`;
const allOver = (index: number) => placeAt((index * 37) % 101, (index * 53) % 101);

/** Entries of people, by default all over the grid. */
function people(count: number, { from = 0, place = allOver as (index: number) => Place, fields = {} } = {}) {
  const entryOf = (index: number) => ({
    at,
    name: `Person ${index + 1}`,
    audience: 'product',
    ...place(index),
    ...fields,
  });
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [idOf(from + index), entryOf(from + index)]));
}

/** The page with entries that are kept. */
async function openWith(entries: Record<string, unknown>): Promise<Page> {
  const { context } = await windowOf(site);
  const page = await openTool(context, { path, element });
  await page.evaluate(
    ([key, kept]) => localStorage.setItem(key as string, JSON.stringify({ version: 1, entries: kept })),
    [keyOf(path), entries] as const,
  );
  await page.reload();
  await expect.poll(() => page.locator('[data-list] > li').count()).toBeGreaterThan(0);
  return page;
}

/** Counts what changes in the page during an action. */
async function changesOf(page: Page, act: () => Promise<unknown>): Promise<number> {
  const watched = await page.evaluateHandle((name) => {
    const seen: MutationRecord[] = [];
    const observer = new MutationObserver((records) => seen.push(...records));
    const options = { subtree: true, childList: true, attributes: true, characterData: true };
    observer.observe(document.querySelector(name) as Element, options);
    return { seen, observer };
  }, element);
  await act();
  return watched.evaluate(({ seen, observer }) => {
    seen.push(...observer.takeRecords());
    observer.disconnect();
    return seen.length;
  });
}

const field = (name: string) => `[data-change] [name=${name}]`;
const press = (selector: string, key: string) => (page: Page) => page.locator(selector).press(key);
const choose = (selector: string, value: string) => (page: Page) => page.locator(selector).selectOption(value);

const actions: [what: string, act: (page: Page) => Promise<unknown>][] = [
  ['a letter of the name', press(field('name'), 'x')],
  ['a letter of the next step', press(field('next'), 'x')],
  ['a letter that is taken away', press(field('name'), 'Backspace')],
  ['a letter of somebody new', press('[data-add] [name=name]', 'x')],
  ['another audience', choose(field('audience'), 'director')],
  ['another rhythm', choose(field('rhythm'), 'quarterly')],
  ['more influence', press(field('influence'), 'ArrowRight')],
  ['no interest', press(field('interest'), 'Home')],
  ['a mark up', press('[data-mark]:last-of-type', 'ArrowUp')],
  ['a mark a little to the left', press('[data-mark]:last-of-type', 'Shift+ArrowLeft')],
  ['another length of talks', press('[name=minutes][value="15"]', 'ArrowRight')],
  ['leaving a field', press(field('name'), 'Tab')],
];

describe('with three hundred people', () => {
  test('no action changes more of the page than with three', async () => {
    // All but the last are far from where the last moves.
    const openLine = (count: number) =>
      openWith(people(count, { place: (index) => (index === count - 1 ? placeAt(75, 75) : placeAt(10, index % 101)) }));
    const [few, many] = [await openLine(3), await openLine(300)];
    for (const page of [few, many]) await page.locator('[data-edit]').last().click();
    for (const [what, act] of actions) {
      const most = await changesOf(few, () => act(few));
      expect(await changesOf(many, () => act(many)), what).toBeLessThanOrEqual(most + 4);
    }
    for (const page of [few, many]) await page.context().close();
  });

  test.each([
    ['all over the grid', allOver],
    ['on one spot', () => placeAt(75, 75)],
    ['around one corner', (index: number) => placeAt(99 - (index % 10), 99 - ((index / 10) % 10))],
  ])('%s, no press of a key is a long task', async (_, place) => {
    const page = await openWith(people(300, { place }));
    await page.locator('[data-edit]').first().click();
    for (const [what, selector, key] of [
      ['a letter', field('name'), 'x'],
      ['the first mark', '[data-mark]:first-of-type', 'ArrowUp'],
      ['the last mark', '[data-mark]:last-of-type', 'ArrowDown'],
      ['a slider', field('interest'), 'ArrowLeft'],
    ] as const) {
      const parts: number[] = [];
      // A processor that has other work is slower at one moment than at another: the best of three counts.
      for (let round = 0; round < 3; round++) {
        const longest = await longestTask(page, () => page.locator(selector).press(key));
        parts.push(longest / (await longestTask(page, () => page.evaluate(longTask))));
      }
      expect(Math.min(...parts), `${what}, as parts of a long task: ${parts}`).toBeLessThan(1);
    }
    await page.context().close();
  });
});

const trouble = (page: Page) => page.locator('[data-full]').textContent();
const marks = (page: Page) => page.locator('[data-mark]').count();
const kept = (page: Page) => page.evaluate((key) => localStorage.getItem(key), keyOf(path));

async function add(page: Page, name: string): Promise<void> {
  await page.locator('[data-add] [name=name]').fill(name);
  await page.locator('[data-add] [name=audience]').selectOption('other');
  await page.locator('[data-add] [type=submit]').click();
}

/** Loads a copy, and returns what the page says of it. */
async function load(page: Page, entries: Record<string, unknown>): Promise<string | null> {
  const text = JSON.stringify({
    format: 'playbook',
    version: 1,
    written: at,
    parts: { 'tools/stakeholder-map': entries },
  });
  await page.evaluate(() => document.querySelector('[data-said]')?.replaceChildren());
  const file = { name: 'copy.json', mimeType: 'application/json', buffer: Buffer.from(text) };
  await page.locator('[data-device=load]').setInputFiles(file);
  await expect.poll(() => page.locator('[data-said]').textContent()).not.toBe('');
  const said = await page.locator('[data-said]').textContent();
  const take = page.locator('[data-device=take]');
  if (await take.isVisible()) await take.click();
  return said;
}

const plan = { $calendar: { at, start: '2026-02-16', minutes: 30 } };
const later = '2026-01-06T09:00:00.000Z';
const last = '2026-01-07T09:00:00.000Z';
const gone = (count: number, from = 0, day = later) => people(count, { from, fields: { gone: true, at: day } });

const full = /^The grid takes at most 500 people/;

describe('the grid takes 500 people', () => {
  test('and adds nobody to them, in this tab or another, until somebody is deleted', async () => {
    const page = await openWith({ ...people(499), ...plan });
    const other = await openTool(page.context(), { path, element });
    await add(page, 'The last');
    await expect.poll(() => marks(other)).toBe(500);
    expect(await trouble(page)).toMatch(full);
    const before = await kept(page);
    for (const tab of [page, other]) {
      await add(tab, 'One more');
      expect(await trouble(tab)).toMatch(full);
      expect(await tab.locator('[data-add] [name=name]').inputValue()).toBe('One more');
    }
    expect(await kept(page)).toBe(before);
    await page.locator('[data-remove]').first().click();
    expect(await trouble(page)).toBe('');
    await add(page, 'One more');
    expect(await marks(page)).toBe(500);
    await page.locator('[data-device=undo]').click();
    expect(await trouble(page)).toMatch(full);
    expect(await marks(page)).toBe(500);
    await page.context().close();
  });

  test.each([
    ['501', people(501)],
    ['1,200', people(1_200)],
    [
      '500, one who is deleted, one whom this version does not understand, and a plan',
      { ...people(500), ...gone(1, 500), [idOf(501)]: { at, name: 'x' }, ...plan },
    ],
  ])('of %s that are kept shows the first 500, and says so', async (_, entries) => {
    const page = await openWith(entries);
    expect(await marks(page)).toBe(500);
    expect(await page.locator('[data-list] .behaviour').last().textContent()).toBe('Person 500');
    expect(await trouble(page)).toMatch(full);
    await page.locator('[data-remove]').first().click();
    expect(JSON.parse((await kept(page)) ?? '').entries).toMatchObject({ ...entries, [idOf(0)]: { gone: true } });
    await page.context().close();
  });

  test('takes no copy with which there would be more, and every other', async () => {
    const page = await openWith(people(300));
    for (const [what, copy, said] of [
      ['another 201', people(201, { from: 300 }), full],
      ['501, 300 of whom are here', people(501), full],
      ['1,500 others', people(1_500, { from: 2_000 }), full],
      ['one that is damaged', people(1, { from: 300, fields: { name: '' } }), /damaged/],
      ['250 others, 50 of them deleted', { ...people(200, { from: 300 }), ...gone(50, 600) }, / 200 new\.$/],
      ['one more', people(1, { from: 500 }), full],
      ['the same', people(500), /nothing for this page that is newer/],
      ['the same, changed', people(500, { fields: { at: later } }), / 500 newer than yours/],
      ['a plan', plan, / 1 new\.$/],
      ['those who were deleted, as they were before', people(50, { from: 600 }), /nothing for this page that is newer/],
      ['one who is deleted', gone(1, 0, last), / 1 deleted since/],
      ['another one', people(1, { from: 500 }), / 1 new\.$/],
    ] as const) {
      const before = [await kept(page), await marks(page)];
      expect(await load(page, copy), what).toMatch(said);
      if (!/new|since/.test(said.source) || said.source.includes('nothing'))
        expect([await kept(page), await marks(page)], what).toEqual(before);
    }
    expect(await marks(page)).toBe(500);
    await page.context().close();
  });

  test('takes a newer copy of more than that where they are here already', async () => {
    const page = await openWith(people(501));
    expect(await load(page, people(501, { fields: { at: later } }))).toMatch(/ 501 newer than yours/);
    expect(await load(page, people(1, { from: 501 }))).toMatch(full);
    await page.context().close();
  });
});
