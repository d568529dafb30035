import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenSite, openSite } from './site.ts';
import { describeTool, keyOf, openTool, tabTo, windowOf } from './tool.ts';

const path = '/tools/influence-planner/';
const element = 'influence-planner';

/** What a reader enters in a plan. */
interface Ask {
  what: string;
  ask: string;
  whom: string;
  relationship: string;
  seen: string[];
}

const release: Ask = {
  what: 'Run your next release with our checklist',
  ask: 'change',
  whom: 'Payments',
  relationship: 'other-teams',
  seen: ['build-trust'],
};
const talk: Ask = {
  what: 'Twenty minutes on Thursday',
  ask: 'hear',
  whom: 'The lead of payments',
  relationship: 'peer',
  seen: ['build-trust', 'demonstrate'],
};

/** Chooses one of a group by keyboard: a space for the first, arrows for the rest. */
async function choose(page: Page, name: string, value: string): Promise<void> {
  await tabTo(page, `[name=${name}]`);
  await page.keyboard.press('Space');
  const chosen = () => page.locator(`[name=${name}]:checked`).getAttribute('value');
  for (let step = 0; step < 8 && (await chosen()) !== value; step++) await page.keyboard.press('ArrowDown');
}

/** Makes a new plan by keyboard alone. */
async function write(page: Page, { what, ask, whom, relationship, seen }: Ask): Promise<void> {
  await tabTo(page, '[data-fresh]');
  await page.keyboard.press('Enter');
  await page.keyboard.type(what);
  await choose(page, 'ask', ask);
  await tabTo(page, '[name=whom]');
  await page.keyboard.type(whom);
  await choose(page, 'relationship', relationship);
  for (const level of seen) {
    await tabTo(page, `[name=seen][value=${level}]`);
    await page.keyboard.press('Space');
  }
}

const headline = async (page: Page) => (await page.locator('.score').innerText()).replaceAll(/\s+/g, ' ');
/** Where the plan of an ask starts, once it is opened from the list. */
const startOf = (what: string) => async (page: Page) => {
  const open = page.locator('[data-open]', { hasText: what });
  if ((await open.count()) === 0) return '';
  await open.click();
  return headline(page);
};

describeTool({
  path,
  element,
  changes: [(page) => write(page, release), (page) => write(page, talk)],
  shows: [startOf(release.what), startOf(talk.what)],
  shown: ['Start on Demonstrate', 'Ask now, on Build trust'],
  wrong: { id: '0mhabcdefgh', fields: { ...release, seen: [1] } },
});

let site: OpenSite;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

/** The page with plans that were kept before, and the ids they have, oldest first. */
async function openKept(context: Awaited<ReturnType<typeof windowOf>>['context'], ...asks: Ask[]): Promise<Page> {
  const page = await openTool(context, { path, element });
  const at = '2026-01-05T09:00:00.000Z';
  const entries = Object.fromEntries(asks.map((ask, index) => [`0mh${index}abcdefgh`, { ...ask, at }]));
  await page.evaluate(
    ([key, text]) => localStorage.setItem(key as string, text as string),
    [keyOf(path), JSON.stringify({ version: 1, entries })],
  );
  await page.reload();
  await expect.poll(() => page.locator('[data-open]').count()).toBe(asks.length);
  return page;
}

const keptIn = (page: Page) =>
  page.evaluate((key) => JSON.parse(localStorage.getItem(key) ?? '{"entries":{}}').entries, keyOf(path));
const visible = (page: Page, selector: string) => page.locator(`${selector}:visible`);
const focused = (page: Page, selector: string) =>
  page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);

describe('the influence planner', () => {
  test('by pointer: starts at the first gap, and names the strategies that fit', async () => {
    const { context } = await windowOf(site);
    const page = await openTool(context, { path, element });
    expect(await visible(page, '[data-result]').count()).toBe(0);
    await page.locator('label', { hasText: 'Spend time or money' }).click();
    await page.locator('label', { hasText: 'My team' }).click();
    expect(await headline(page)).toBe('Start on Build trust');
    const strategies = visible(page, '[data-strategy] .behaviour');
    expect(await strategies.allTextContents()).toEqual(['Build credibility', 'Listen first']);
    await page.locator('label:has([name=relationship][value=peer])').click();
    expect(await strategies.allTextContents()).toEqual([
      'Build credibility',
      'Listen first',
      'Be consistently helpful',
    ]);
    await page.locator('label:has([name=seen][value=build-trust])').click();
    expect(await headline(page)).toBe('Start on Demonstrate');
    expect(await strategies.allTextContents()).toEqual(['Build credibility', 'Show, do not tell']);
    expect(await visible(page, '[data-stand]').count()).toBe(1);
    await context.close();
  });

  test('says that a tick above a gap does not count, and what is missing below each higher level', async () => {
    const { context } = await windowOf(site);
    const page = await openKept(context, { ...release, seen: ['build-trust', 'collaborate'] });
    expect(await headline(page)).toBe('Start on Demonstrate');
    expect(await visible(page, '[data-uncounted]').count()).toBe(1);
    const states = page.locator('[data-state]');
    expect(await states.allTextContents()).toEqual([
      'seen',
      'start here',
      'on the way; ticked, but not counted yet',
      'such an ask is usually settled here',
      'more than this ask needs',
    ]);
    expect(await page.locator('[aria-current=step]').getAttribute('data-step')).toBe('demonstrate');
    expect(await visible(page, '[data-above] .behaviour').allTextContents()).toEqual([
      'Collaborate',
      'Persuade',
      'Mandate',
    ]);
    expect(await visible(page, '[data-names]').allTextContents()).toEqual([
      'Demonstrate',
      'Demonstrate',
      'Demonstrate and Persuade',
    ]);
    expect(await visible(page, '[data-unseen]').evaluateAll((all) => all.map((one) => one.dataset['unseen']))).toEqual([
      'demonstrate',
      'persuade',
    ]);
    await page.locator('[name=seen][value=demonstrate]').check();
    expect(await headline(page)).toBe('Start on Persuade');
    expect(await visible(page, '[data-uncounted]').count()).toBe(0);
    await page.locator('[name=seen][value=persuade]').check();
    expect(await headline(page)).toBe('Ask now, on Persuade');
    expect(await visible(page, '[data-missing]').count()).toBe(0);
    expect(await states.nth(3).textContent()).toBe('ask here; such an ask is usually settled here');
    await context.close();
  });

  test('starts on a mandate for a rule alone, and has nothing above it to explain', async () => {
    const { context } = await windowOf(site);
    const seen = ['build-trust', 'demonstrate', 'collaborate', 'persuade'];
    const page = await openKept(context, { ...release, seen });
    expect(await headline(page)).toBe('Ask now, on Persuade');
    await page.locator('[name=ask][value=rule]').check();
    expect(await headline(page)).toBe('Start on Mandate');
    expect(await visible(page, '[data-why]').count()).toBe(0);
    expect(await visible(page, '[data-strategy] .behaviour').allTextContents()).toEqual(['Write it down']);
    await context.close();
  });

  test('keeps several plans: the newest is open, a deleted one comes back, and the focus is never lost', async () => {
    const { context } = await windowOf(site);
    const page = await openKept(context, release, talk);
    const what = page.locator('[name=what]');
    expect(await what.inputValue()).toBe(talk.what);
    expect(await page.locator('[data-open][aria-current]').textContent()).toBe(talk.what);
    await page.locator('[data-open]', { hasText: release.what }).click();
    expect(await what.inputValue()).toBe(release.what);
    expect(await focused(page, '[data-top]')).toBe(true);
    await page.locator('[data-fresh]').click();
    expect(await what.inputValue()).toBe('');
    expect(await focused(page, '[name=what]')).toBe(true);
    expect(await page.locator('[data-open]').count()).toBe(2);
    await page.keyboard.type('A third');
    expect(await page.locator('[data-open]').allTextContents()).toEqual(['A third', talk.what, release.what]);
    await page.locator('[data-forget]').first().click();
    expect(await focused(page, '[data-plans] h2')).toBe(true);
    expect(await what.inputValue()).toBe(talk.what);
    await page.locator('[data-device=undo]').click();
    expect(await what.inputValue()).toBe('A third');
    expect(await focused(page, '[data-plans] h2')).toBe(true);
    for (let left = 3; left > 0; left--) await page.locator('[data-forget]').first().click();
    expect(await what.inputValue()).toBe('');
    expect(await visible(page, '[data-plans]').count()).toBe(0);
    expect(await focused(page, '[data-device=undo]')).toBe(true);
    await page.keyboard.press('Enter');
    expect(await what.inputValue()).toBe(release.what);
    await context.close();
  });

  test('leaves what is being typed alone while another tab changes or deletes the plan', async () => {
    const { context } = await windowOf(site);
    const one = await openKept(context, release);
    const two = await openTool(context, { path, element });
    await one.bringToFront();
    await one.locator('[name=what]').fill('Mine');
    await two.bringToFront();
    await expect.poll(() => two.locator('[name=what]').inputValue()).toBe('Mine');
    await two.locator('[name=whom]').fill('Theirs');
    await expect.poll(() => one.locator('[name=whom]').inputValue()).toBe('Theirs');
    await two.locator('[name=what]').fill('From elsewhere');
    await expect.poll(() => one.locator('[data-open]').textContent()).toBe('From elsewhere');
    expect(await one.locator('[name=what]').inputValue()).toBe('Mine');
    await two.locator('[data-forget]').click();
    await expect.poll(() => one.locator('[data-open]').count()).toBe(0);
    await one.bringToFront();
    await one.keyboard.press('End');
    await one.keyboard.type(' still');
    expect(Object.values(await keptIn(one)).filter((entry) => !(entry as { gone?: true }).gone)).toMatchObject([
      { ...release, what: 'Mine still', whom: 'Theirs' },
    ]);
    await context.close();
  });

  test('copies the plan as text', async () => {
    const { context } = await windowOf(site);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await openKept(context, release);
    await page.locator('[data-copy]').click();
    await expect.poll(() => page.locator('[data-copied]').textContent()).toMatch(/copied/);
    const note = (await page.evaluate(() => navigator.clipboard.readText())).split('\n');
    expect(note.slice(0, 4)).toEqual([
      `What do I want? ${release.what} (Spend time or money on it, or work in a new way)`,
      'From whom? Payments (Other teams I depend on)',
      '',
      'Start on Demonstrate',
    ]);
    for (const line of [
      'Strategies that fit',
      '- Build trust: seen',
      '- Show, do not tell',
      '  Still missing below it: Demonstrate',
    ])
      expect(note).toContain(line);
    expect(note).not.toContain('- Find allies');
    await page.emulateMedia({ media: 'print' });
    expect(await visible(page, `${element} button`).count(), 'no button is printed').toBe(0);
    expect(note.join('\n')).not.toMatch(/Ask now|does not count/);
    await context.close();
  });

  test.each([
    ['refused', () => Promise.reject(new DOMException('denied', 'NotAllowedError'))],
    ['missing', undefined],
  ])('where the clipboard is %s, selects the text to copy by hand', async (_, writeText) => {
    const { context } = await windowOf(site);
    await context.addInitScript(
      `Object.defineProperty(navigator, 'clipboard', { value: ${writeText ? `{ writeText: ${writeText} }` : undefined} })`,
    );
    const page = await openKept(context, { ...release, what: '', whom: ' ' });
    await page.locator('[data-copy]').click();
    await expect.poll(() => focused(page, '[data-by-hand] textarea')).toBe(true);
    const selected = await page.evaluate(() => {
      const field = document.activeElement as HTMLTextAreaElement;
      return field.value.slice(field.selectionStart, field.selectionEnd);
    });
    expect(selected).toMatch(/^What do I want\? Spend time [^(]*\nFrom whom\? Other teams I depend on\n\nStart on/);
    await page.locator('[name=relationship][value=peer]').check();
    expect(await visible(page, '[data-by-hand]').count()).toBe(0);
    await context.close();
  });

  test.each([true, false])('Enter in a field sends nothing, with a script: %s', async (javaScriptEnabled) => {
    const { context, sent } = await windowOf(site, { javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(path);
    await page.locator('[name=whom]').fill('The lead of payments');
    for (const field of ['[name=whom]', '[name=ask][value=try]', '[name=seen][value=demonstrate]'])
      await page.locator(field).press('Enter');
    expect(await page.locator('[name=whom]').inputValue()).toBe('The lead of payments');
    expect(page.url()).toBe(site.address + path);
    expect(sent).toEqual([]);
    await context.close();
  });

  const { seen: _, ...lacking } = release;
  test.each([
    ['a field is missing', '0mhabcdefgh', lacking],
    ['there is a field too many', '0mhabcdefgh', { ...release, votes: 3 }],
    ['a text is none', '0mhabcdefgh', { ...release, what: 7 }],
    ['the kind of ask is no id', '0mhabcdefgh', { ...release, ask: '"] *' }],
    ['the levels are not a list', '0mhabcdefgh', { ...release, seen: 'build-trust' }],
    ['a level is no id', '0mhabcdefgh', { ...release, seen: [''] }],
    ['the id is not one of ours', 'peer/2026-01-05', release],
  ])('takes nothing of a copy in which %s', async (_, id, fields) => {
    const { context } = await windowOf(site);
    const page = await openKept(context, talk);
    const before = await keptIn(page);
    const entries = { [id]: { ...fields, at: '2026-02-01T09:00:00.000Z' } };
    const copy = JSON.stringify({ format: 'playbook', version: 1, parts: { 'tools/influence-planner': entries } });
    await page
      .locator('[data-device=load]')
      .setInputFiles({ name: 'copy.json', mimeType: 'application/json', buffer: Buffer.from(copy) });
    await expect.poll(() => page.locator('[data-said]').textContent()).toMatch(/damaged/);
    expect(await keptIn(page)).toEqual(before);
    await context.close();
  });

  test('shows a plan whose kind of ask this handbook no longer has, and asks for another', async () => {
    const { context } = await windowOf(site);
    const page = await openKept(context, { ...release, ask: 'gone', seen: ['build-trust', 'gone'] });
    expect(await page.locator('[name=what]').inputValue()).toBe(release.what);
    expect(await visible(page, '[data-incomplete]').count()).toBe(1);
    await page.locator('[name=ask][value=try]').check();
    expect(await headline(page)).toBe('Start on Demonstrate');
    await context.close();
  });

  test('as a worksheet shows each level with its strategies, and each ask with where it is settled', async () => {
    const { context } = await windowOf(site, { javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(path);
    expect(await visible(page, '.levels tbody tr').count()).toBe(5);
    expect(await visible(page, '.levels tbody tr:last-child li').allInnerTexts()).toEqual(['Write it down']);
    expect(await visible(page, '[data-strategy]').count()).toBe(7);
    expect(await visible(page, 'form [data-worksheet]').count()).toBe(5);
    for (const live of ['[data-missing]', '[data-beyond]', '[data-none]'])
      expect(await visible(page, live).count()).toBe(0);
    await context.close();
  });
});
