import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findings } from './axe.ts';
import { type OpenSite, openSite } from './site.ts';
import { describeTool, openTool, tabTo, windowOf } from './tool.ts';

const path = '/tools/seat-finder/';
const element = 'seat-finder';

/** Answers by keyboard: a space chooses the first option of a question, arrows go on to the others. */
async function press(page: Page, answers: Record<string, string>): Promise<void> {
  for (const [question, option] of Object.entries(answers)) {
    await page.locator(`[name=${question}]`).first().focus();
    await page.keyboard.press('Space');
    for (let step = 0; step < 5; step++) {
      if (await page.locator(`[name=${question}][value=${option}]`).isChecked()) break;
      await page.keyboard.press('ArrowDown');
    }
  }
}

/** Answers by pointer. */
async function click(page: Page, answers: Record<string, string>): Promise<void> {
  for (const [question, option] of Object.entries(answers))
    await page.locator(`label:has([name=${question}][value=${option}])`).click();
}

const reasons = (page: Page, target: string) =>
  page.locator(`[data-of="${target}"] [data-reason]:not([hidden])`).allTextContents();
const firstReason = (target: string) => async (page: Page) =>
  ((await reasons(page, target))[0] ?? '').split('(')[0] ?? '';
const said = async (page: Page, group: string) =>
  (await page.locator(`[data-group=${group}] [data-result]:visible`).innerText()).replaceAll(/\s+/g, ' ');
const doubts = async (page: Page, group: string) =>
  (await page.locator(`[data-group=${group}] [data-doubts]`).innerText()).replaceAll(/\s+/g, ' ');

const fourOfArchitect = {
  'good-week': 'teams-fit',
  'vague-problem': 'draw-the-whole',
  'breadth-or-depth': 'one-layer-everywhere',
  'near-the-code': 'small-examples',
};
const fourOfSolver = {
  'whose-call': 'lost-data',
  careers: 'uneasy',
  'how-long': 'until-it-is-solved',
  'whose-authority': 'the-assignment',
};

describeTool({
  path,
  element,
  changes: [(page) => press(page, fourOfArchitect), (page) => press(page, fourOfSolver)],
  shows: [firstReason('archetypes/architect'), firstReason('archetypes/right-hand')],
  shown: [
    'separate choices that begin to fit together are what you call a success ',
    'it rarely lets you stay with one problem for a month ',
  ],
  wrong: { id: 'answer/good-week', fields: { option: 3 } },
});

let site: OpenSite;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

/** A page of the finder in a window of its own. */
async function open(): Promise<{ page: Page; close: () => Promise<void> }> {
  const { context } = await windowOf(site);
  return { page: await openTool(context, { path, element }), close: () => context.close() };
}

describe('the seat finder', () => {
  test('follows from the first answer on, says when it is too early, and then what the answers lean towards', async () => {
    const { page, close } = await open();
    expect(await page.locator('[data-group]:visible').count()).toBe(0);
    await click(page, { 'good-week': 'teams-fit' });
    expect(await said(page, 'archetype')).toMatch(/^Too early to say\. At least 4 of the 8/);
    expect(await page.locator('[data-doubts]:visible').count()).toBe(0);
    await click(page, { 'vague-problem': 'draw-the-whole', 'near-the-code': 'small-examples' });
    expect(await said(page, 'role')).toMatch(/^Too early/);
    await click(page, { 'breadth-or-depth': 'one-layer-everywhere' });
    expect(await said(page, 'archetype')).toBe('Your answers lean towards this archetype: The architect.');
    expect(await said(page, 'role')).toBe('Your answers lean towards this seat: Staff engineer.');
    expect(await page.locator('[data-target="archetypes/architect"] .count').textContent()).toMatch(
      /8 of 8\s+points possible/,
    );
    expect(await page.locator('[data-target="archetypes/architect"] a').getAttribute('href')).toBe(
      '/archetypes/architect/',
    );
    expect(await page.locator('[data-target="archetypes/architect"] .sum').getAttribute('d')).toBe('M0.5 .5h7.01');
    expect(await page.locator('[data-of][open]').count()).toBe(2);
    expect(await reasons(page, 'roles/staff-engineer')).toHaveLength(4);
    expect(await page.locator('[data-answered]').textContent()).toBe('4 of 8');
    await close();
  });

  test('names who is close behind, what speaks against the first, and the questions that decide it', async () => {
    const { page, close } = await open();
    await click(page, {
      'good-week': 'team-lands',
      'vague-problem': 'ask-around',
      'whose-call': 'team-adrift',
      careers: 'glad',
      'near-the-code': 'in-it-daily',
      'how-long': 'same-people',
      'whose-authority': 'the-team',
    });
    expect(await said(page, 'role')).toBe(
      'Your answers lean slightly towards this seat: Engineering manager. Close behind: Tech lead.',
    );
    const text = await doubts(page, 'role');
    expect(text).toMatch(/Against it: you would read changes and join a pair/);
    expect(text).toMatch(/The closest in points: /);
    expect(text).toMatch(/One other answer here would put another first: question /);
    expect(text).toMatch(/Questions left open: 1 of 8/);
    // An answer changed later turns it.
    await click(page, { careers: 'teach-only' });
    expect(await said(page, 'role')).toMatch(/this seat: Tech lead\. Close behind: Engineering manager\.$/);
    await page.locator('[data-group=archetype] [data-of="archetypes/tech-lead"] a').first().click();
    expect(page.url()).toMatch(/#question-/);
    await close();
  });

  test('“I do not know” is an answer that counts nothing, and is no lean', async () => {
    const { page, close } = await open();
    const all = [...Object.keys(fourOfArchitect), ...Object.keys(fourOfSolver)];
    await click(page, Object.fromEntries(all.map((question) => [question, 'unsure'])));
    expect(await said(page, 'archetype')).toMatch(/do not lean anywhere, because too few/);
    expect(await doubts(page, 'archetype')).toMatch(/Answers that say nothing here: 8 of 8/);
    expect(await page.locator('[data-answered]').textContent()).toBe('8 of 8');
    expect(await page.locator('[data-sum]').allTextContents()).toEqual(Array(7).fill('0 of 0'));
    await close();
  });

  test('answers that pull in all directions lean nowhere, and those at the top are named', async () => {
    const { page, close } = await open();
    await click(page, {
      'good-week': 'teams-fit',
      'vague-problem': 'look-inside',
      'breadth-or-depth': 'how-we-work',
      'whose-call': 'team-adrift',
    });
    expect(await said(page, 'archetype')).toBe('Your answers do not lean anywhere: nothing stands out.');
    expect(await doubts(page, 'archetype')).toMatch(
      /The closest in points: The architect 2, The right hand 2, The solver 2 and The tech lead 1/,
    );
    expect(await page.locator('[data-group=archetype] details[open]').count()).toBe(0);
    await close();
  });

  test('leads to the two leading seats compared, and to the seat the reader holds, by keyboard', async () => {
    const { page, close } = await open();
    await press(page, fourOfArchitect);
    const pair = page.locator('[data-compare=second]');
    expect(await pair.innerText()).toBe('Compare: Staff engineer and Engineering manager');
    expect(await page.locator('[data-compare=seat]').isVisible()).toBe(false);
    await tabTo(page, '[data-seat]');
    await page.keyboard.type('Senior engineer');
    await expect.poll(() => page.locator('[data-seat]').inputValue()).toBe('roles/senior-engineer');
    const own = page.locator('[data-compare=seat]');
    await expect.poll(() => own.isVisible()).toBe(true);
    expect(await own.innerText()).toBe('Compare: Senior engineer and Staff engineer');
    expect(await own.getAttribute('href')).toBe('/guides/compare-seats/#senior-engineer..staff-engineer');
    await page.reload();
    await expect.poll(() => page.locator('[data-seat]').inputValue()).toBe('roles/senior-engineer');
    await page.locator('[data-seat]').selectOption('roles/staff-engineer');
    expect(await page.locator('[data-same]').isVisible()).toBe(true);
    expect(await own.isVisible()).toBe(false);
    await page.locator('[data-seat]').selectOption('');
    expect(await page.locator('[data-same]').isVisible()).toBe(false);
    await tabTo(page, '[data-compare=second]');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/guides/compare-seats/#*');
    const heads = page.locator('compare-seats thead th:visible a');
    await expect.poll(() => heads.allTextContents()).toEqual(['Staff engineer', 'Engineering manager']);
    await close();
  });

  test('keeps the focus where it is while another tab answers', async () => {
    const { context } = await windowOf(site);
    const [one, two] = [await openTool(context, { path, element }), await openTool(context, { path, element })];
    await one.bringToFront();
    await press(one, { 'good-week': 'gap-closed' });
    await two.bringToFront();
    await press(two, fourOfSolver);
    await expect.poll(() => one.locator('[data-answered]').textContent()).toBe('5 of 8');
    await one.bringToFront();
    expect(await one.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe('gap-closed');
    await context.close();
  });

  test('ignores a kept seat and an option that the handbook no longer has', async () => {
    const { page, close } = await open();
    await press(page, fourOfArchitect);
    await page.evaluate(() => {
      const [key = ''] = Object.keys(localStorage).filter((name) => name.endsWith('seat-finder'));
      const kept = JSON.parse(localStorage.getItem(key) ?? '');
      const at = new Date().toISOString();
      kept.entries = {
        ...kept.entries,
        seat: { role: 'roles/wizard', at },
        'answer/careers': { option: 'wizardry', at },
      };
      localStorage.setItem(key, JSON.stringify(kept));
    });
    await page.reload();
    await expect.poll(() => page.locator('[data-answered]').textContent()).toBe('4 of 8');
    expect(await page.locator('[data-seat]').inputValue()).toBe('');
    expect(await page.locator('[data-compare=seat]').isVisible()).toBe(false);
    await close();
  });

  test.each(['early', 'unsure'] as const)('axe finds nothing where the result is %s', async (result) => {
    const { page, close } = await open();
    const count = result === 'early' ? 1 : 8;
    const all = [...Object.keys(fourOfArchitect), ...Object.keys(fourOfSolver)].slice(0, count);
    await click(page, Object.fromEntries(all.map((question) => [question, 'unsure'])));
    expect(await page.locator(`[data-result=${result}]:visible`).count()).toBe(2);
    expect(await findings(page)).toEqual([]);
    await close();
  });

  test('without JavaScript has a key to count by hand', async () => {
    const { context } = await windowOf(site, { javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(path);
    const keys = await page.locator('.key:visible').allTextContents();
    expect(keys).toHaveLength(40);
    expect(keys[1]?.trim()).toBe('Archetypes: The architect +2. Seats: Staff engineer +2, Tech lead −1.');
    expect(keys.filter((key) => key.includes('Counts nothing'))).toHaveLength(8);
    expect(await page.locator('.sums:visible tr').count()).toBe(7);
    await context.close();
  });
});
