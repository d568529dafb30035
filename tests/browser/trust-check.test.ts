import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenSite, openSite } from './site.ts';
import { describeTool, keyOf, openTool, tabTo, windowOf } from './tool.ts';

const path = '/tools/trust-check/';
const element = 'trust-check';

/** Marks the four factors by keyboard: arrows move a mark to the right from 1, which a space sets. */
async function mark(page: Page, marks: Record<string, number>): Promise<void> {
  for (const [factor, value] of Object.entries(marks)) {
    await page.locator(`[name=${factor}][value="1"]`).focus();
    await page.keyboard.press('Space');
    for (let step = 1; step < value; step++) await page.keyboard.press('ArrowRight');
  }
}

const choose = async (page: Page, relationship: string) => {
  await tabTo(page, '[name=relationship]');
  await page.locator('[name=relationship]:checked').focus();
  for (let step = 0; step < 4; step++) {
    if ((await page.locator('[name=relationship]:checked').getAttribute('value')) === relationship) return;
    await page.keyboard.press('ArrowRight');
  }
};
const scoreOf = (relationship: string) => async (page: Page) => {
  await page.locator(`[name=relationship][value=${relationship}]`).check();
  return (await page.locator('[data-score]').textContent()) ?? '';
};

describeTool({
  path,
  element,
  changes: [
    async (page) => {
      await choose(page, 'manager');
      await mark(page, { credibility: 8, reliability: 7, intimacy: 6, 'self-orientation': 3 });
    },
    async (page) => {
      await choose(page, 'peer');
      await mark(page, { credibility: 5, reliability: 5, intimacy: 5, 'self-orientation': 5 });
    },
  ],
  shows: [scoreOf('manager'), scoreOf('peer')],
  shown: ['7', '3'],
  wrong: { id: 'manager/2026-01-05', fields: { credibility: 11 } },
});

let site: OpenSite;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

describe('the trust check', () => {
  test('by pointer: names what pulls the score down, and one behaviour of it', async () => {
    const { context } = await windowOf(site);
    const page = await openTool(context, { path, element });
    for (const [factor, value] of [
      ['credibility', 8],
      ['reliability', 3],
      ['intimacy', 7],
      ['self-orientation', 4],
    ])
      await page.locator(`label:has([name=${factor}][value="${value}"])`).click();
    expect(await page.locator('[data-score]').textContent()).toBe('4.5');
    expect(await page.locator('[data-pull]:visible').textContent()).toMatch(/Reliability/);
    expect(await page.locator('[data-band]:visible').count()).toBe(1);
    expect(await page.locator('[data-better=self-orientation]').textContent()).toBe('6');
    const behaviours = page.locator('[data-behaviour]:visible .behaviour');
    expect(await behaviours.allTextContents()).toEqual(['Keep the promise, and keep its date']);
    await page.locator('[data-another]').click();
    expect(await behaviours.allTextContents()).toEqual(['Warn early when something will slip']);
    await page.reload();
    await expect.poll(() => behaviours.allTextContents()).toEqual(['Warn early when something will slip']);
    await context.close();
  });

  test('shows the weeks before as a line and a table, with the last mark beside each scale', async () => {
    const { context } = await windowOf(site);
    const page = await openTool(context, { path, element });
    await page.evaluate(
      ([key]) => {
        const day = (at: string, marks: number[]) => ({
          at: `${at}T09:00:00.000Z`,
          credibility: marks[0],
          reliability: marks[1],
          intimacy: marks[2],
          'self-orientation': marks[3],
        });
        const entries = {
          'team/2026-01-05': day('2026-01-05', [6, 6, 6, 6]),
          'team/2026-01-19': day('2026-01-19', [6, 7, 6, 5]),
          'team/2026-02-02': day('2026-02-02', [7, 7, 6, 4]),
          'peer/2026-01-06': day('2026-01-06', [5, 5, 5, 5]),
        };
        localStorage.setItem(key as string, JSON.stringify({ version: 1, entries }));
      },
      [keyOf(path)],
    );
    await page.reload();
    await expect.poll(() => page.locator('[name=relationship]:checked').getAttribute('value')).toBe('team');
    expect(await page.locator('[data-history] tbody tr').count()).toBe(3);
    expect(await page.locator('[data-history] tbody td:nth-child(6)').allTextContents()).toEqual(['5', '3.8', '3']);
    expect(await page.locator('[data-chart] polyline').getAttribute('points')).toMatch(/^0,24 150,14\.4 300,0$/);
    expect(await page.locator('[data-factor=reliability] [data-last]').innerText()).toBe('Last time: 7');
    await page.locator('[data-history] tbody button').first().click();
    expect(await page.locator('[data-history] tbody tr').count()).toBe(2);
    await page.locator('[data-device=undo]').click();
    expect(await page.locator('[data-history] tbody tr').count()).toBe(3);
    await context.close();
  });
});
