import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FIRST_SEARCH } from '../../bench/budgets.ts';
import { longestTask, longTask } from '../../bench/tasks.ts';
import { Output } from '../../bench/transfer.ts';
import { handbookOutput } from '../helpers.ts';
import { type OpenSite, openSite } from './site.ts';

let site: OpenSite;
const output = new Output(handbookOutput);
const transfers = output.transfers();

beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

/** The files of the output that a page asked for until now, each once. */
function recorded(page: Page): Set<string> {
  const files = new Set<string>();
  page.on('request', (request) => {
    const { origin, pathname } = new URL(request.url());
    if (origin === site.address) files.add(pathname.slice(1).replace(/(^|\/)$/, '$1index.html'));
  });
  return files;
}

/** Opens the search and types all at once, until the first hit is there. Whoever types slowly asks for the starts of the word as well. */
async function searched(page: Page, typed: string): Promise<void> {
  await page.keyboard.press('/');
  await page.locator('.search-dialog input').first().fill(typed);
  await page.locator('.hit-link').first().waitFor();
}

/**
 * The sum of all shifts that a page may have while it loads, where 0.1 is what is held to be good. The lines of the sidebar grow with what
 * has arrived; a tool takes the place of its worksheet.
 */
const mostShift = (path: string) => (path.startsWith('/tools/') ? 0.01 : 0.001);

const pages = ['/', '/guides/trust/', '/practices/be-reliable/', '/templates/goals/', '/tools/pillar-week/'];

describe.each([
  ['wide', 1440],
  ['narrow', 390],
])('a page on a %s screen', (_, width) => {
  test.each(pages)('%s does not move while it loads', async (path) => {
    const { context } = await site.open({ viewport: { width, height: 900 } });
    await context.addInitScript(() => {
      const shifts: number[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value);
      }).observe({ type: 'layout-shift', buffered: true });
    });
    const page = await context.newPage();
    await page.goto(path, { waitUntil: 'networkidle' });
    // What was painted last is told of after the next frame.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
    expect(
      shifts.reduce((sum, shift) => sum + shift, 0),
      `shifts: ${shifts}`,
    ).toBeLessThan(mostShift(path));
    await context.close();
  });
});

test.each(pages)('the browser asks for what the budget of %s counts, and for nothing else', async (path) => {
  const { context } = await site.open();
  const page = await context.newPage();
  const files = recorded(page);
  await page.goto(path, { waitUntil: 'networkidle' });
  const counted = transfers.find((transfer) => transfer.page === path)?.files ?? [];
  // When a browser asks for the picture in the tab is its own affair.
  const own = (names: Iterable<string>) => [...names].filter((name) => !name.startsWith('favicon')).sort();
  expect(own(files)).toEqual(own(counted.map(({ file }) => file)));
  await context.close();
});

// The search is the same on every page; the first has the least beside it, and the second the most.
test.each(['/', '/tools/pillar-week/'])('%s has no long task until it has answered a search', async (path) => {
  const parts: number[] = [];
  // A processor that has other work is slower at one moment than at another: the best of three counts.
  for (let round = 0; round < 3; round++) {
    const { context } = await site.open();
    const page = await context.newPage();
    const longest = await longestTask(page, async () => {
      await page.goto(path);
      await searched(page, 'delegation');
    });
    parts.push(longest / (await longestTask(page, () => page.evaluate(longTask))));
    await context.close();
  }
  expect(Math.min(...parts), `as parts of a long task: ${parts}`).toBeLessThan(1);
});

test('the first search loads no more than its budget', async () => {
  const { context } = await site.open();
  const page = await context.newPage();
  await page.goto('/guides/trust/', { waitUntil: 'networkidle' });
  const files = recorded(page);
  await searched(page, 'delegation');
  await page.waitForLoadState('networkidle');
  const sizes = [...files].map((file) => ({ file, size: output.sizeOf(file) })).sort((a, b) => b.size - a.size);
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  const largest = sizes.map(({ file, size }) => `${file} (${size})`).join(', ');
  expect(total, largest).toBeLessThanOrEqual(FIRST_SEARCH.total);
  expect(sizes.length, largest).toBeLessThanOrEqual(FIRST_SEARCH.requests);
  await context.close();
});

test('the places of many hits are not drawn until their texts are there', async () => {
  const { context } = await site.open();
  const page = await context.newPage();
  await page.goto('/guides/trust/');
  await searched(page, 'team');
  expect(await page.locator('.results .place').count()).toBeGreaterThan(50);
  expect(await page.locator('.place > *').count()).toBe(0);
  await context.close();
});
