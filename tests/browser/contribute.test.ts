import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { complete, dataNames } from '#schema/data/index.ts';
import { escapeRegExp } from '#schema/escaping.ts';
import { kinds } from '#schema/pages/index.ts';
import { formatProblem } from '#schema/problem.ts';
import { repositoryAt } from '#schema/repository-links.ts';
import { root } from '../helpers.ts';
import { findings } from './axe.ts';
import { layoutProblems } from './layout.ts';
import { type OpenSite, openSite } from './site.ts';
import { openTool, tabTo, windowOf } from './tool.ts';

const FORM = { path: '/contribute/', element: 'contribution-form' };
/** All that the form offers: no landing page, and nothing of what the tools count with as it is. */
const subjects = [
  ...kinds.filter((kind) => kind !== 'landing'),
  ...dataNames.filter((name) => !complete.has(name)).map((name) => `data/${name}`),
];

let site: OpenSite;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

const choose = (page: Page, subject: string) => page.locator('[data-subject]').selectOption(subject);
const field = (page: Page, path: string) => page.locator(`[data-path="${path}"]`);
const wrongBeside = async (page: Page, path: string) => {
  const id = await field(page, path).getAttribute('id');
  return page.locator(`#${id}-wrong`).textContent();
};
const source = async (page: Page) => (await page.locator('[data-source]').textContent()) ?? '';
const file = async (page: Page) => (await page.locator('[data-file]').textContent()) ?? '';

/**
 * Fills in all that is needed, field after field, as somebody would who knows nothing of the schema. It all happens
 * in the page: hundreds of fields from outside take half a minute.
 */
async function fill(page: Page, title: string): Promise<void> {
  await page.locator('[data-needed]').evaluate((needed, name) => {
    for (const [index, control] of needed.querySelectorAll<HTMLInputElement>('[data-path]').entries()) {
      const path = control.dataset['path'] ?? '';
      control.focus();
      if (control instanceof HTMLSelectElement) control.selectedIndex = 1;
      else if (path === 'title') control.value = name;
      else if (control.inputMode === 'numeric') control.value = path.endsWith('percent') ? '100' : '1';
      else control.value = control.getAttribute('rows') === '3' ? '[one, other]' : `words-${index}`;
      control.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
  }, title);
}

/** Chromium silently drops what one page saves beyond this many files within a second; no person is that fast, a test is. */
const SAVED_AT_ONCE = 10;

async function downloaded(page: Page): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('[data-download]').press('Enter')]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

/** The problems that the check finds in the handbook with some files more, as whoever runs it reads them. */
function checked(files: ReadonlyMap<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'playbook-contribute-'));
  try {
    for (const name of ['content', 'public']) cpSync(join(root, name), join(folder, name), { recursive: true });
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return readHandbook(folder).problems.map(formatProblem);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The form as a build with a repository has it. */
async function withRepository(context: BrowserContext, layer: string, address: string): Promise<void> {
  const repository = JSON.stringify(repositoryAt(address));
  await context.route('**/contribute/', async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(
      // A build in a pipeline of a Git host knows its repository already.
      /"layer":"content",("repository":\{[^}]*\},)?/,
      `"layer":"${layer}","repository":${repository},`,
    );
    await route.fulfill({ response, body });
  });
}

describe('what the form makes', () => {
  test('of every kind and for every collection passes the check the first time', async () => {
    const { context, foreign, sent } = await windowOf(site);
    let page = await openTool(context, FORM);
    const offered = await page
      .locator('[data-subject] option:not([value=""])')
      .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
    expect(offered).toEqual(subjects);
    const files = new Map<string, string>();
    for (const [index, subject] of subjects.entries()) {
      if (index > 0 && index % SAVED_AT_ONCE === 0) {
        await page.close();
        page = await openTool(context, FORM);
      }
      await choose(page, subject);
      await fill(page, `Something new ${index}`);
      const path = await file(page);
      const { name, text } = await downloaded(page);
      expect(text).toBe(await source(page));
      expect(path).toMatch(new RegExp(`^content/.*/${name}$`));
      files.set(path, text);
    }
    expect(files.size).toBe(subjects.length);
    expect(checked(files)).toEqual([]);
    expect(foreign).toEqual([]);
    expect(sent).toEqual([]);
    await context.close();
  });

  test('with nothing but a title says what the check says, beside each field and in all', async () => {
    const { context } = await windowOf(site);
    const page = await openTool(context, FORM);
    const files = new Map<string, string>();
    const shown: string[] = [];
    for (const [index, subject] of subjects.entries()) {
      await choose(page, subject);
      await field(page, 'title').fill(`Something new ${index}`);
      if (subject === 'guide') {
        await field(page, 'description').fill('Too long. '.repeat(21));
        await page.locator('[data-more] summary').click();
        await field(page, 'order').fill('first');
      }
      await page.locator('[data-download]').press('Enter');
      const wrong = await page.locator('.wrong span').allTextContents();
      expect(wrong.length, subject).toBeGreaterThan(0);
      expect(await page.locator('[data-list] li').count(), subject).toBe(wrong.length);
      expect(await page.locator('[data-count]').textContent(), subject).toMatch(new RegExp(`^${wrong.length} thing`));
      const first = page.locator('[aria-invalid], [data-part]:has(> .wrong:not(:empty)) [data-path]').first();
      expect(await first.evaluate((element) => element === document.activeElement), subject).toBe(true);
      const path = await file(page);
      files.set(path, await source(page));
      shown.push(...wrong.map((words) => `${path}  ${words}`));
    }
    const said = checked(files).map((line) => line.replace(/:\d+:\d+ /, ' '));
    expect(shown.sort()).toEqual(said.sort());
    await context.close();
  });

  test('does not take an id or a title that is taken, or a page that the readers may not see', async () => {
    const { context } = await windowOf(site);
    const page = await openTool(context, FORM);
    await choose(page, 'guide');
    await field(page, 'title').fill('Trust');
    await page.locator('[data-download]').press('Enter');
    expect(await wrongBeside(page, 'name')).toBe(
      'The id "guides/trust" is taken by content/guides/trust.mdx  Write another name',
    );
    await field(page, 'name').fill('Ours!');
    expect(await wrongBeside(page, 'name')).toBe('"Ours!" does not make a good address  Write ours');
    await field(page, 'name').fill('ours');
    expect(await wrongBeside(page, 'name')).toBe('');
    const title = readFileSync(join(root, 'content/guides/trust.mdx'), 'utf8').match(/^title: (.*)$/m)?.[1] ?? '';
    await field(page, 'title').fill(title);
    expect(await wrongBeside(page, 'title')).toBe(
      `The title "${title}" is taken by content/guides/trust.mdx  Give this page a title of its own`,
    );
    await context.close();
  });
});

describe('the form', () => {
  test('works by keyboard alone, says what is wrong on leaving a field, and keeps all across a reload', async () => {
    const { context, sent } = await windowOf(site);
    const page = await openTool(context, FORM);
    await tabTo(page, '[data-subject]');
    await page.keyboard.type('Gui');
    await tabTo(page, '[data-path=title]');
    await page.keyboard.type('Leading remote teams');
    await page.keyboard.press('Tab');
    expect(await wrongBeside(page, 'title')).toBe('');
    expect(await wrongBeside(page, 'description')).toBe('');
    await page.keyboard.press('Tab');
    await expect
      .poll(() => wrongBeside(page, 'description'))
      .toMatch(/^"description" is missing {2}Write description: /);
    expect(await field(page, 'description').getAttribute('aria-invalid')).toBe('true');
    expect(await field(page, 'description').getAttribute('aria-describedby')).toContain('field-description-wrong');
    await tabTo(page, '[data-add=sources]');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset['path'])).toBe(
      'sources[1].source',
    );
    await page.keyboard.press('ArrowDown');
    await tabTo(page, '[data-path="sources[1].where"]');
    await page.keyboard.type('The second');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    // The button of the first item, which goes; the second moves up.
    await page.keyboard.press('Enter');
    expect(await field(page, 'sources[0].where').inputValue()).toBe('The second');
    expect(await field(page, 'sources[1].where').count()).toBe(0);
    await tabTo(page, '[data-body]');
    await page.keyboard.press('Control+End');
    await page.keyboard.type(`${'More. '.repeat(20)}`);
    await page
      .locator('[data-body]')
      .fill(`${await page.locator('[data-body]').inputValue()}${'Long. '.repeat(4_000)}`);
    const before = await source(page);
    expect(before).toContain('where: The second');
    expect(before).toContain('More. More.');
    await page.reload();
    await expect.poll(() => source(page)).toBe(before);
    expect(await field(page, 'title').inputValue()).toBe('Leading remote teams');
    await tabTo(page, '[data-download]');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.evaluate(() => (document.activeElement as HTMLElement).dataset['path']))
      .toBe('description');
    expect(await source(page)).toBe(before);
    // Another draft does not touch this one.
    await choose(page, 'data/terms');
    await field(page, 'title').fill('Another');
    await choose(page, 'guide');
    expect(await source(page)).toBe(before);
    await page.locator('[data-clear]').click();
    expect(await field(page, 'title').inputValue()).toBe('');
    await page.locator('[data-device=undo]').click();
    expect(await source(page)).toBe(before);
    expect(sent).toEqual([]);
    await context.close();
  });

  test.each([
    { theme: 'light', width: 1280 },
    { theme: 'dark', width: 320 },
  ] as const)(
    'with problems, axe finds nothing in the $theme theme at $width px, and nothing is too wide in any font',
    async ({ theme, width }) => {
      const { context } = await windowOf(site, { colorScheme: theme, viewport: { width, height: 740 } });
      const page = await openTool(context, FORM);
      for (const subject of ['path', 'data/comparisons']) {
        await choose(page, subject);
        await page.locator('[data-more]').evaluate((details) => {
          (details as HTMLDetailsElement).open = true;
        });
        await page.locator('[data-download]').press('Enter');
        expect(await findings(page)).toEqual([]);
        expect(await layoutProblems(page)).toEqual([]);
      }
      await context.close();
    },
  );

  test.each([
    ['content', 'https://github.com/us/handbook', '/new/main/content/data/terms?filename=moonshot.yaml', 'value'],
    [
      'org/content',
      'https://github.com/us/handbook',
      '/new/main/org/content/data/terms?filename=moonshot.yaml',
      'value',
    ],
    [
      'org/content',
      'https://gitlab.com/us/books/handbook',
      '/-/new/main?file_name=org%2Fcontent%2Fdata%2Fterms%2Fmoonshot.yaml',
      'content',
    ],
    [
      'org/content',
      'https://codeberg.org/us/handbook',
      '/_new/main/org/content/data/terms?filename=moonshot.yaml',
      'value',
    ],
  ])('opens the form for a new file, filled in, for the layer %s at %s', async (layer, repository, path, text) => {
    const { context } = await site.open();
    await withRepository(context, layer, repository);
    const opened: string[] = [];
    await context.route(`${repository}/**`, (route) => {
      opened.push(route.request().url());
      return route.fulfill({ body: 'A form' });
    });
    const page = await openTool(context, FORM);
    await choose(page, 'data/terms');
    await field(page, 'title').fill('Moonshot');
    const link = page.locator('[data-open]');
    await link.click();
    expect(opened).toEqual([]);
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset['path'])).toBe('definition');
    await field(page, 'definition').fill('A goal & a "wager": 100%');
    expect(await file(page)).toBe(`${layer}/data/terms/moonshot.yaml`);
    const [tab] = await Promise.all([context.waitForEvent('page'), link.click()]);
    await tab.waitForLoadState();
    expect(tab.url()).toMatch(new RegExp(`^${escapeRegExp(repository + path)}&${text}=`));
    expect(new URL(tab.url()).searchParams.get(text)).toBe(await source(page));
    await tab.close();

    await field(page, 'definition').fill('Long. '.repeat(1_500));
    expect(await page.locator('[data-long]').isVisible()).toBe(true);
    expect((await link.getAttribute('href'))?.startsWith(repository + path)).toBe(true);
    expect((await link.getAttribute('href'))?.length).toBeLessThan(1_000);
    expect(await page.locator('[data-folder]').isVisible()).toBe(false);
    await context.close();
  });

  test.each([
    ['https://bitbucket.org/us/handbook', '/src/main/org/content/data/terms'],
    [
      'https://bitbucket.example.com/projects/US/repos/handbook',
      '/browse/org/content/data/terms?at=refs%2Fheads%2Fmain',
    ],
    ['https://dev.azure.com/us/book/_git/site', '?path=%2Forg%2Fcontent%2Fdata%2Fterms&version=GBmain'],
  ])('makes a file to download, and shows its folder, at %s', async (repository, folder) => {
    const { context } = await site.open();
    await withRepository(context, 'org/content', repository);
    const page = await openTool(context, FORM);
    await choose(page, 'data/terms');
    await field(page, 'title').fill('Moonshot');
    await field(page, 'definition').fill('A goal.');
    expect(await page.locator('[data-open]').isVisible()).toBe(false);
    expect(await page.locator('[data-next-open]').isVisible()).toBe(false);
    expect(await page.locator('[data-next]').innerText()).toContain('org/content/data/terms/');
    expect(await page.locator('[data-folder]').getAttribute('href')).toBe(repository + folder);
    const [saved] = await Promise.all([page.waitForEvent('download'), page.locator('[data-download]').click()]);
    expect(saved.suggestedFilename()).toBe('moonshot.yaml');
    await context.close();
  });

  test('without JavaScript says what to do instead', async () => {
    const { context } = await site.open({ javaScriptEnabled: false });
    await context.route('**/contribute/', (route) => route.continue());
    const page = await context.newPage();
    await page.goto(FORM.path);
    expect(await page.locator('form[data-live]').isVisible()).toBe(false);
    expect(await page.locator('contribution-form').innerText()).toMatch(/Without it, write the file by hand/);
    await context.close();
  });

  test('brings its script to no other page', async () => {
    const codeOf = async (address: string) => (await fetch(site.address + address)).text();
    const scriptsOf = async (address: string) =>
      [...(await codeOf(address)).matchAll(/<script type="module" src="([^"]+)"/g)].map((match) => match[1] ?? '');
    const others = new Set([...(await scriptsOf('/guides/trust/')), ...(await scriptsOf('/tools/trust-check/'))]);
    const own = (await scriptsOf(FORM.path)).filter((script) => !others.has(script));
    expect(own).toHaveLength(1);
    const bytes = gzipSync(await codeOf(own[0] ?? ''), { level: 9 }).length;
    // Zod and YAML are most of it.
    expect(bytes).toBeGreaterThan(20_000);
    expect(bytes).toBeLessThan(80_000);
  });
});
