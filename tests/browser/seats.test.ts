import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findings } from './axe.ts';
import { type OpenSite, openSite } from './site.ts';

let site: OpenSite;

beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

describe('two seats compared', () => {
  test('shows only what differs, by keyboard alone, and keeps the choice in the address', async () => {
    const { context, foreign } = await site.open();
    const page = await context.newPage();
    await page.goto('/guides/compare-seats/#senior-engineer..staff-engineer');
    const heads = page.locator('compare-seats thead th:visible a');
    await expect.poll(() => heads.allTextContents()).toEqual(['Senior engineer', 'Staff engineer']);
    expect(await page.locator('compare-seats tbody th:visible').allTextContents()).toContain('Scope');
    // Both stand on the same ladder, so the row of tracks says nothing and is not there.
    expect(await page.locator('compare-seats tbody th:visible').allTextContents()).not.toContain('Track');

    await page.locator('compare-seats select[name=second]').focus();
    await page.keyboard.type('Engineering m');
    await page.keyboard.press('Enter');
    await expect.poll(() => heads.allTextContents()).toEqual(['Senior engineer', 'Engineering manager']);
    expect(await page.locator('compare-seats tbody th:visible').allTextContents()).toContain('Track');
    expect(page.url()).toMatch(/#senior-engineer\.\.engineering-manager$/);
    expect(await findings(page)).toEqual([]);
    expect(foreign).toEqual([]);
    await context.close();
  });

  test('says so when a seat is compared with itself, and ignores a seat that does not exist', async () => {
    const { context } = await site.open();
    const page = await context.newPage();
    await page.goto('/guides/compare-seats/#nobody..staff-engineer');
    await expect.poll(() => page.locator('compare-seats thead th:visible a').count()).toBe(2);
    await page.locator('compare-seats select[name=first]').selectOption('staff-engineer');
    await expect.poll(() => page.locator('compare-seats [role=status]').textContent()).toMatch(/differ in nothing/);
    await context.close();
  });

  test('without JavaScript shows all seats side by side', async () => {
    const { context } = await site.open({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto('/guides/compare-seats/');
    expect(await page.locator('compare-seats thead th a').count()).toBeGreaterThan(14);
    expect(await page.locator('compare-seats form').isVisible()).toBe(false);
    await context.close();
  });
});

test('a role says what changes on the way to the next seat, and a practice what it is connected with', async () => {
  const { context } = await site.open();
  const page = await context.newPage();
  await page.goto('/roles/senior-engineer/');
  expect(await page.locator('.next h2').first().textContent()).toMatch(/Staff engineer/);
  expect(await page.locator('.next .changes').first().locator('tbody tr').count()).toBeGreaterThan(2);
  await page.goto('/pillars/systems/');
  const headings = await page.locator('.connections h3').allTextContents();
  for (const heading of ['Practices', 'Systems', 'Challenges', 'Questions to ask', 'Measures'])
    expect(headings).toContain(heading);
  await page.goto('/practices/one-to-ones/');
  expect(await page.locator('.facts [data-field=template] a').count()).toBe(1);
  expect(await page.locator('.connections h3').allTextContents()).toContain('Challenges');
  await context.close();
});
