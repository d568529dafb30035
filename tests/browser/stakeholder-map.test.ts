import { readFileSync } from 'node:fs';
import ICAL from 'ical.js';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayOf, daysAfter, mondayOf } from '#formulas/calendar.ts';
import { type OpenSite, openSite } from './site.ts';
import { describeTool, keyOf, openTool, tabTo, windowOf } from './tool.ts';

const path = '/tools/stakeholder-map/';
const element = 'stakeholder-map';

/** Adds somebody by keyboard alone. */
async function add(page: Page, name: string, audience: string, { influence = false, interest = false } = {}) {
  await tabTo(page, '[data-add] [name=name]');
  await page.keyboard.type(name);
  await page.keyboard.press('Tab');
  await page.keyboard.type(audience);
  for (const ticked of [influence, interest]) {
    await page.keyboard.press('Tab');
    if (ticked) await page.keyboard.press('Space');
  }
  await page.keyboard.press('Enter');
}

const markOf = (name: string) => `[data-mark][aria-label*=${JSON.stringify(`. ${name}:`)}]`;
const labelOf = (name: string) => (page: Page) =>
  page.locator(markOf(name)).evaluateAll(([mark]) => mark?.getAttribute('aria-label') ?? '');
const rowOf = (page: Page, name: string) =>
  page.locator('[data-list] > li').filter({ has: page.locator('.behaviour', { hasText: name }) });

/** A press on the grid, as shares of its width from the left and of its height from the bottom. */
async function spotOf(page: Page, interest: number, influence: number): Promise<[x: number, y: number]> {
  await page.locator('[data-plot]').scrollIntoViewIfNeeded();
  const box = await page.locator('[data-plot]').boundingBox();
  if (!box) throw new Error('There is no grid');
  return [box.x + (box.width * interest) / 100, box.y + (box.height * (100 - influence)) / 100];
}

async function saved(page: Page, kind: 'calendar' | 'text' | 'picture'): Promise<[name: string, text: string]> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator(`[data-file=${kind}]`).click()]);
  return [download.suggestedFilename(), readFileSync(await download.path(), 'utf8')];
}

describeTool({
  path,
  element,
  changes: [
    async (page) => {
      await add(page, 'Product manager', 'Product', { influence: true, interest: true });
      await tabTo(page, markOf('Product manager'));
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Shift+ArrowLeft');
    },
    async (page) => {
      await page.locator('[data-add] [name=name]').focus();
      await add(page, 'Platform team', 'Teams', { interest: true });
      await tabTo(page, '[data-change] [name=influence]');
      for (let step = 0; step < 25; step++) await page.keyboard.press('ArrowRight');
    },
  ],
  shows: [labelOf('Product manager'), labelOf('Platform team')],
  shown: [
    '1. Product manager: influence 80, interest 74, Manage closely',
    '2. Platform team: influence 50, interest 75, Manage closely',
  ],
  wrong: {
    id: 'mhx2k9ab-1-2',
    fields: { name: 'Product manager', audience: 'product', influence: 50, interest: 101 },
  },
});

let site: OpenSite;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

describe('the stakeholder grid', () => {
  test('by pointer: a drag moves a mark, and a press on an empty place moves whoever is chosen', async () => {
    const { context } = await windowOf(site);
    const page = await openTool(context, { path, element });
    await add(page, 'Product manager', 'Product', { influence: true, interest: true });
    await add(page, 'Director', 'Director');
    const mark = page.locator(markOf('Product manager'));
    await page.mouse.move(...(await spotOf(page, 75, 75)));
    await page.mouse.down();
    await page.mouse.move(...(await spotOf(page, 60, 60)), { steps: 4 });
    await page.mouse.move(...(await spotOf(page, 20, 90)), { steps: 4 });
    await page.mouse.up();
    expect(await labelOf('Product manager')(page)).toBe(
      '1. Product manager: influence 90, interest 20, Keep satisfied',
    );
    expect(await mark.getAttribute('aria-pressed')).toBe('true');
    await page.mouse.click(...(await spotOf(page, 80, 10)));
    expect(await labelOf('Product manager')(page)).toBe('1. Product manager: influence 10, interest 80, Keep informed');
    // A press that does not move is a choice and no move.
    await page.locator(markOf('Director')).click();
    expect(await labelOf('Director')(page)).toBe('2. Director: influence 25, interest 25, Monitor');
    await page.mouse.click(
      ...((await spotOf(page, 100, 100)).map((value, index) => value + (index ? 3 : -3)) as [number, number]),
    );
    expect(await labelOf('Director')(page)).toMatch(/influence 99, interest 99|influence 100, interest 100/);
    await context.close();
  });

  test('by touch: a tap moves whoever is chosen, and a drag beyond the edge stops there', async () => {
    const { context } = await windowOf(site, { hasTouch: true, viewport: { width: 360, height: 740 } });
    const page = await openTool(context, { path, element });
    await add(page, 'Director', 'Director', { influence: true });
    await page.touchscreen.tap(...(await spotOf(page, 70, 30)));
    expect(await labelOf('Director')(page)).toMatch(/Keep informed$/);
    const [x, y] = await spotOf(page, 70, 30);
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 20, y, { steps: 2 });
    await page.mouse.move(x + 300, y - 2, { steps: 4 });
    await page.mouse.up();
    expect(await labelOf('Director')(page)).toMatch(/interest 100, Keep informed$/);
    await context.close();
  });

  test('gives each person the advice of their field and audience, and a rhythm that the reader may change', async () => {
    const { context } = await windowOf(site);
    const page = await openTool(context, { path, element });
    await add(page, 'Director', 'Director', { influence: true });
    const row = rowOf(page, 'Director');
    expect(await row.innerText()).toMatch(/Keep satisfied · Director or vice-president · Influence 75, interest 25/);
    expect(await row.innerText()).toMatch(/Meet their few needs[\s\S]*Every month[\s\S]*Ask once what would make them/);
    await row.locator('summary').click();
    expect(await row.innerText()).toMatch(/What the work does for the business; [\s\S]*One page, sent before/);
    expect(await row.innerText()).not.toMatch(/Show them drafts|Stand-up/);
    expect(await page.locator('[data-change] [name=rhythm] option').first().textContent()).toBe(
      'As suggested: every month',
    );
    await page.locator('[data-change] [name=rhythm]').selectOption('weekly');
    await page.locator('[data-change] [name=next]').fill('Half a page on Monday');
    await page.locator('[data-change] [name=interest]').press('End');
    await expect.poll(() => row.innerText()).toMatch(/Manage closely · .*Influence 75, interest 100/);
    expect(await row.innerText()).toMatch(
      /Every week \(your choice; suggested: every week\)[\s\S]*Half a page on Monday/,
    );
    expect(await row.locator('details').getAttribute('open')).not.toBeNull();
    await page.reload();
    await expect.poll(() => row.innerText()).toMatch(/Every week \(your choice/);
    await row.locator('[data-edit]').click();
    expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe('Director');
    await page.locator('[data-change] [name=rhythm]').selectOption('');
    await page.locator('[data-change] [name=next]').fill('');
    await expect.poll(() => row.innerText()).toMatch(/Every week\s+Next step\s+Show them drafts/);
    await context.close();
  });

  test('keeps a name that is typed, and shows the last one again where it was emptied', async () => {
    const { context } = await windowOf(site);
    const page = await openTool(context, { path, element });
    await add(page, 'Director', 'None', { influence: true });
    const name = page.locator('[data-change] [name=name]');
    await name.fill('  Head of operations ');
    await expect.poll(() => labelOf('Head of operations')(page)).toMatch(/Keep satisfied/);
    expect(await name.inputValue()).toBe('  Head of operations ');
    await name.fill('');
    await page.locator('[data-change] [name=next]').focus();
    expect(await name.inputValue()).toBe('Head of operations');
    await page.locator('[data-add] [name=name]').fill('   ');
    await page.locator('[data-add] [name=audience]').selectOption('other');
    await page.locator('[data-add] [type=submit]').click();
    expect(await page.locator('[data-mark]').count()).toBe(1);
    await context.close();
  });

  test('deletes with Undo, and leaves the focus in the list', async () => {
    const { context } = await windowOf(site);
    const page = await openTool(context, { path, element });
    await add(page, 'Product manager', 'Product', { influence: true });
    await add(page, 'Works council', 'None', { interest: true });
    await rowOf(page, 'Product manager').locator('[data-remove]').click();
    expect(await page.locator('[data-mark]').count()).toBe(1);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Who needs what');
    expect(await page.locator('[data-said]').textContent()).toBe('Product manager is deleted.');
    await page.locator('[data-device=undo]').click();
    expect(await page.locator('[data-list] .behaviour').allTextContents()).toEqual([
      'Product manager',
      'Works council',
    ]);
    expect(await page.locator('[data-mark]').allTextContents()).toEqual(['1', '2']);
    expect(await labelOf('Product manager')(page)).toMatch(/influence 75, interest 25/);
    for (let left = 2; left > 0; left--) await page.locator('[data-remove]').first().click();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('name');
    expect(await page.locator('[data-nobody]').isVisible()).toBe(true);
    await context.close();
  });

  test('takes no copy with anything that it never writes', async () => {
    const { context } = await windowOf(site);
    const page = await openTool(context, { path, element });
    const person = { name: 'Director', audience: 'director', influence: 80, interest: 20 };
    const load = async (id: string, fields: Record<string, unknown>) => {
      const entry = { ...fields, at: '2026-01-05T09:00:00.000Z' };
      const text = JSON.stringify({
        format: 'playbook',
        version: 1,
        parts: { 'tools/stakeholder-map': { [id]: entry } },
      });
      await page.evaluate(() => document.querySelector('[data-said]')?.replaceChildren());
      await page
        .locator('[data-device=load]')
        .setInputFiles({ name: 'copy.json', mimeType: 'application/json', buffer: Buffer.from(text) });
      await expect.poll(() => page.locator('[data-said]').textContent()).not.toBe('');
      return page.locator('[data-said]').textContent();
    };
    for (const [id, fields] of [
      ['director', person],
      ['mhx2k9ab-1-2', { ...person, name: ' Director' }],
      ['mhx2k9ab-1-2', { ...person, name: '' }],
      ['mhx2k9ab-1-2', { ...person, name: 'Line\nbreak' }],
      ['mhx2k9ab-1-2', { ...person, influence: 49.5 }],
      ['mhx2k9ab-1-2', { ...person, influence: '80' }],
      ['mhx2k9ab-1-2', { ...person, rhythm: 'hourly' }],
      ['mhx2k9ab-1-2', { ...person, audience: '' }],
      ['mhx2k9ab-1-2', { ...person, constructor: 'x' }],
      ['mhx2k9ab-1-2', { ...person, start: '2026-01-05' }],
      ['mhx2k9ab-1-2', { name: 'Director', influence: 80, interest: 20 }],
      ['$calendar', { start: '2026-02-30', minutes: 15 }],
      ['$calendar', { start: '2026-02-20', minutes: 20 }],
      ['$calendar', { start: '2026-02-20', minutes: 15, next: '' }],
      ['$calendar', person],
    ] as const)
      expect(await load(id, fields), JSON.stringify(fields)).toMatch(/damaged/);
    expect(await load('mhx2k9ab-1-2', { ...person, rhythm: '', next: '' })).toMatch(/ 1 new\.$/);
    expect(await load('$calendar', { start: '2026-02-20', minutes: 15 })).toMatch(/ 1 new\.$/);
    await context.close();
  });

  test('draws no mark over another, on a phone and for ten people on one spot', async () => {
    const { context } = await windowOf(site, { viewport: { width: 360, height: 740 } });
    const page = await openTool(context, { path, element });
    for (let count = 1; count <= 10; count++) await add(page, `Person ${count}`, 'None', { influence: true });
    const boxes = await page
      .locator('[data-mark]')
      .evaluateAll((marks) => marks.map((mark) => mark.getBoundingClientRect().toJSON() as DOMRect));
    expect(boxes.length).toBe(10);
    for (const [index, one] of boxes.entries()) {
      expect(one.width).toBeGreaterThanOrEqual(24);
      for (const other of boxes.slice(index + 1)) {
        // Marks are round: what counts is the distance of their middles. A border may touch a border.
        expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(one.width - 4);
      }
    }
    await context.close();
  });

  test('keeps the focus and what is being typed while another tab changes something', async () => {
    const { context } = await windowOf(site);
    const one = await openTool(context, { path, element });
    await add(one, 'Product manager', 'Product', { influence: true });
    const two = await openTool(context, { path, element });
    await one.locator(markOf('Product manager')).click();
    await one.locator('[data-change] [name=next]').focus();
    await one.keyboard.type('Ask ');
    await two.locator(markOf('Product manager')).press('ArrowUp');
    await expect.poll(() => labelOf('Product manager')(one)).toMatch(/influence 80/);
    await one.keyboard.type('twice');
    expect(await one.locator('[data-change] [name=next]').inputValue()).toBe('Ask twice');
    await one.locator(markOf('Product manager')).focus();
    await two.locator('[data-add] [name=name]').focus();
    await add(two, 'Works council', 'None');
    await expect.poll(() => one.locator('[data-mark]').count()).toBe(2);
    expect(await one.evaluate(() => document.activeElement?.textContent)).toBe('1');
    await context.close();
  });
});

describe('the files of the stakeholder grid', () => {
  const names = ['Product <b>"lead"</b> & co', 'Ops | [night](shift) \\ *all*', 'Zoë, 李; 👩‍💻 \\n', 'Works council'];

  async function crowd(page: Page): Promise<void> {
    for (const [index, name] of names.entries())
      await add(page, name, index === 0 ? 'Product' : 'None', { influence: index < 2, interest: index % 2 === 0 });
  }

  test('a picture that stands alone, with every name as it was typed', async () => {
    const { context } = await windowOf(site, { colorScheme: 'dark' });
    const page = await openTool(context, { path, element });
    await crowd(page);
    const [name, text] = await saved(page, 'picture');
    expect(name).toBe('stakeholders.svg');
    const seen = await page.evaluate((svg) => {
      const picture = new DOMParser().parseFromString(svg, 'image/svg+xml');
      return {
        root: picture.documentElement.namespaceURI,
        errors: picture.querySelectorAll('parsererror').length,
        title: picture.querySelector('title')?.textContent,
        description: picture.querySelector('desc')?.textContent,
        names: [...picture.querySelectorAll('tspan[x]')].map(({ textContent }) => textContent),
        marks: picture.querySelectorAll('circle').length,
        others: picture.querySelectorAll('script, style, image, a, b').length,
      };
    }, text);
    expect(seen).toMatchObject({ root: 'http://www.w3.org/2000/svg', errors: 0, marks: 4, others: 0, names });
    expect(seen.title).toMatch(/stakeholder grid/i);
    expect(seen.description).toContain('Product <b>"lead"</b> & co: influence 75, interest 75, Manage closely');
    await context.close();
  });

  test('a text with a line for each person', async () => {
    const { context } = await windowOf(site);
    const page = await openTool(context, { path, element });
    await crowd(page);
    const [name, text] = await saved(page, 'text');
    expect(name).toBe('stakeholders.md');
    const lines = text.trimEnd().split('\n');
    expect(lines.length).toBe(2 + names.length);
    expect(lines[0]).toBe('| Name or role | Field | Aim for | How often | Next step |');
    expect(lines[3]).toMatch(
      /^\| Ops \\\| \\\[night\\\]\(shift\) \\\\ \\\*all\\\* \| Keep satisfied \| Meet .* \| Every month \| Ask /,
    );
    await context.close();
  });

  test('a calendar that a parser reads, with one repeating event for each person', async () => {
    const { context } = await windowOf(site, { timezoneId: 'Pacific/Auckland' });
    const page = await openTool(context, { path, element });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await crowd(page);
    for (const [name, rhythm] of [
      ['Works council', 'as needed'],
      ['Zoë', 'monthly'],
      ['Ops', 'daily'],
    ] as const) {
      await rowOf(page, name).locator('[data-edit]').click();
      await page.locator('[data-change] [name=rhythm]').selectOption(rhythm);
    }
    expect(await page.locator('[data-left-out]:visible').textContent()).toMatch(
      /Not in the calendar.*: Works council$/,
    );
    const start = daysAfter(mondayOf(daysAfter(dayOf(new Date()), 40)), 2);
    await page.locator('[name=start]').fill(start);
    await page.locator('[name=minutes][value="30"]').check();
    expect(asked.filter((url) => url.includes('stakeholder-calendar'))).toEqual([]);
    const before = Math.floor(Date.now() / 1000) * 1000;
    const [name, text] = await saved(page, 'calendar');
    expect(name).toBe('talks.ics');

    expect(text).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*\r\nEND:VCALENDAR\r\n$/);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(text.replaceAll('\r\n ', '')).toContain('SUMMARY:Talk with Zoë\\, 李\\; 👩‍💻 \\\\n\r\n');

    const calendar = new ICAL.Component(ICAL.parse(text));
    const events = calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
    expect(events.map(({ summary }) => summary)).toEqual(names.slice(0, 3).map((person) => `Talk with ${person}`));
    expect(
      events.map(({ component }) => String(component.getFirstPropertyValue('rrule')).match(/FREQ=\w+/)?.[0]),
    ).toEqual(['FREQ=WEEKLY', 'FREQ=DAILY', 'FREQ=MONTHLY']);
    for (const { component, startDate, duration } of events) {
      // Nine o'clock wherever the reader is: no time zone, and no UTC.
      expect(startDate.zone).toBe(ICAL.Timezone.localTimezone);
      expect(duration.toSeconds()).toBe(30 * 60);
      expect(component.getFirstPropertyValue('class')).toBe('PRIVATE');
      expect(component.getFirstPropertyValue('transp')).toBe('TRANSPARENT');
      expect((component.getFirstPropertyValue('dtstamp') as ICAL.Time).toJSDate().getTime()).toBeGreaterThanOrEqual(
        before,
      );
    }
    expect(events.map(({ startDate }) => startDate.toString())).toEqual([
      `${start}T09:00:00`,
      `${start}T09:30:00`,
      `${daysAfter(start, 1)}T09:00:00`,
    ]);
    expect(events[0]?.description).toMatch(
      /^Next step: Show them drafts .*\nWhat they want to hear: Whether .*\nWhere: Planning/,
    );
    for (const event of events) {
      const times = event.iterator();
      for (let count = 0; count < 30; count++) {
        const time = times.next();
        if (count === 0) expect(time.toString()).toBe(event.startDate.toString());
        expect([1, 7]).not.toContain(time.dayOfWeek());
      }
    }
    await context.close();
  });

  test('a second calendar updates the first: the same events, later', async () => {
    const { context } = await windowOf(site);
    const page = await openTool(context, { path, element });
    await crowd(page);
    const eventsOf = ([, text]: [string, string]) =>
      new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((event) => ({
        uid: event.getFirstPropertyValue('uid') as string,
        sequence: Number(event.getFirstPropertyValue('sequence')),
        stamp: String(event.getFirstPropertyValue('dtstamp')),
      }));
    const first = eventsOf(await saved(page, 'calendar'));
    await page.clock.install({ time: new Date(Date.now() + 3_600_000) });
    await page.reload();
    await page.locator(markOf('Works council')).press('ArrowUp');
    const second = eventsOf(await saved(page, 'calendar'));
    expect(new Set(first.map(({ uid }) => uid)).size).toBe(4);
    expect(second.map(({ uid }) => uid)).toEqual(first.map(({ uid }) => uid));
    for (const [index, { sequence, stamp }] of second.entries()) {
      expect(sequence).toBeGreaterThan(first[index]?.sequence ?? Number.NaN);
      expect(stamp > (first[index]?.stamp ?? '')).toBe(true);
    }
    await context.close();
  });

  test('begins next Monday unless told otherwise, also where the chosen day has passed', async () => {
    const { context } = await windowOf(site);
    const page = await openTool(context, { path, element });
    await page.evaluate(
      ([key]) => {
        const at = '2026-01-05T09:00:00.000Z';
        const person = { at, name: 'Director', audience: 'director', influence: 80, interest: 20 };
        const entries = { 'mhx2k9ab-1-2': person, $calendar: { at, start: '2026-01-07', minutes: 30 } };
        localStorage.setItem(key as string, JSON.stringify({ version: 1, entries }));
      },
      [keyOf(path)],
    );
    await page.reload();
    const monday = mondayOf(daysAfter(dayOf(new Date()), 7));
    await expect.poll(() => page.locator('[name=start]').inputValue()).toBe(monday);
    expect(await page.locator('[name=minutes]:checked').inputValue()).toBe('30');
    await rowOf(page, 'Director').locator('[data-edit]').click();
    await page.locator('[data-change] [name=rhythm]').selectOption('as needed');
    expect(await page.locator('[data-file=calendar]').isDisabled()).toBe(true);
    await context.close();
  });

  test('says in words that what writes a file could not be loaded, and works once it can', async () => {
    const { context } = await windowOf(site);
    const page = await openTool(context, { path, element });
    await crowd(page);
    await page.route(/stakeholder-(calendar|files)/, (route) => route.abort());
    for (const kind of ['calendar', 'text', 'picture']) {
      await page.locator(`[data-file=${kind}]`).click();
      await expect.poll(() => page.locator('[data-said]').textContent()).toMatch(/could not be loaded/);
    }
    await page.unroute(/stakeholder-(calendar|files)/);
    await page.reload();
    expect((await saved(page, 'text'))[1]).toContain('Works council');
    await context.close();
  });

  test('says how much of a week the talks take, and when that is too much', async () => {
    const { context } = await windowOf(site);
    const page = await openTool(context, { path, element });
    await add(page, 'My team', 'Your own', { influence: true, interest: true });
    await expect.poll(() => page.locator('[data-hours]').textContent()).toMatch(/about 1\.3 h/);
    expect(await page.locator('[data-too-many]').isVisible()).toBe(false);
    await page.locator('[name=minutes][value="30"]').check();
    await expect.poll(() => page.locator('[data-hours]').textContent()).toMatch(/about 2\.5 h/);
    expect(await page.locator('[data-too-many]').isVisible()).toBe(true);
    await context.close();
  });
});

test('without JavaScript: an empty grid, a table to fill in, and the four fields with stance and rhythm', async () => {
  const { context } = await windowOf(site, { javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(path);
  const sheet = await page.locator(element).innerText();
  for (const field of ['Keep satisfied', 'Manage closely', 'Monitor', 'Keep informed'])
    expect(sheet.split(field).length).toBe(3);
  expect(sheet).toMatch(/Spend little on them, and notice when they move\.\s+How often: Ten minutes a quarter/);
  expect(await page.locator(`${element} table tbody tr:visible`).count()).toBe(8);
  await context.close();
});
