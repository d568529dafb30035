import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filesIn } from '#publish/built-files.ts';
import { makeSite, root, runIn } from '../helpers.ts';
import { findings } from './axe.ts';
import { type OpenSite, openSite } from './site.ts';

// An organisation that uses all that it may have, in two editions below a path. Words that only leads may meet start
// with qz.

const FIXTURE = join(root, 'tests/fixtures/organisation');
const FONT = '@expo-google-fonts/pt-sans-narrow/400Regular/PTSansNarrow_400Regular.ttf';
const BASE = '/handbook/';
const made = makeSite();
const sites: Partial<Record<'public' | 'leads', OpenSite>> = {};

const build = (edition: string) =>
  runIn(made.folder, 'npm', ['run', '-s', 'build', '--', '--edition', edition], {
    SITE_URL: 'https://handbook.example.com',
    BASE_PATH: BASE,
  });
/** Files of an edition that hold a word in their bytes or their names. */
const filesWith = (word: string, edition: string) =>
  filesIn(join(made.folder, `dist.${edition}`)).filter(
    (name) => name.includes(word) || made.read(`dist.${edition}/${name}`).toLowerCase().includes(word),
  );

beforeAll(async () => {
  cpSync(FIXTURE, made.folder, { recursive: true });
  cpSync(join(root, 'node_modules', FONT), join(made.folder, 'org/theme/condensed.ttf'));
  made.write('content/playbook.yaml', `${made.read('content/playbook.yaml')}\naudience: public\n`);
  for (const edition of ['public', 'leads'] as const) {
    const { code, output } = await build(edition);
    expect(code, output).toBe(0);
    sites[edition] = await openSite(join(made.folder, `dist.${edition}`), BASE);
  }
}, 120_000);
afterAll(async () => {
  for (const site of Object.values(sites)) await site.close();
  made.remove('.');
});

/** Opens a page of an edition, with stand-ins for other hosts. */
async function openPage(edition: 'public' | 'leads', path: string, options = {}) {
  const { context, foreign } = await (sites[edition] as OpenSite).open(options);
  await context.route('https://video.example.com/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: 'Shown' }),
  );
  await context.route('https://stats.example.com/**', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: 'document.documentElement.dataset.counted = "yes"' }),
  );
  const page = await context.newPage();
  await page.goto(BASE + path);
  return { page, context, foreign };
}

test('what is for leads alone is in no byte of the edition for all, and in that for leads', () => {
  const texts = readdirSync(FIXTURE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name} ${readFileSync(join(entry.parentPath, entry.name), 'latin1')}`);
  const words = [
    ...new Set(
      texts
        .join(' ')
        .toLowerCase()
        .match(/qz[a-z]+/g),
    ),
  ];
  expect(words.length).toBeGreaterThan(12);
  expect(words.filter((word) => filesWith(word, 'public').length > 0)).toEqual([]);
  // Names of components and of nodes in diagrams are no words of the site.
  const inCode = ['qzorgchart', 'qz', 'qzask', 'qzgrant'];
  expect(words.filter((word) => filesWith(word, 'leads').length === 0 && !inCode.includes(word))).toEqual([]);
});

describe.each([
  { name: 'wide and light', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { name: 'narrow and dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
])('$name, axe finds nothing', (options) => {
  test.each([
    ['public', ''],
    ['public', 'guides/house/'],
    ['public', 'guides/imprint/'],
    ['public', 'guides/drawn/'],
    ['public', 'rituals/retro/'],
    ['public', 'guides/trust/'],
    ['leads', 'guides/qzpay/bands/'],
  ] as const)('in the edition for %s on /%s', async (edition, path) => {
    const { page, context } = await openPage(edition, path, options);
    expect(await findings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await context.close();
  });
});

test('the header, the menu of a phone and the foot show the links of the edition', async () => {
  const linksIn = async (edition: 'public' | 'leads', width: number) => {
    const { page, context } = await openPage(edition, 'guides/house/', { viewport: { width, height: 900 } });
    const links = await page
      .locator('.look-links a')
      .evaluateAll((all) =>
        all.filter((link) => link.checkVisibility()).map((link) => `${link.textContent} ${link.getAttribute('href')}`),
      );
    await context.close();
    return links;
  };
  const [intranet, imprint] = ['Intranet https://intranet.example.com/', `Imprint ${BASE}guides/imprint/`];
  expect(await linksIn('public', 1440)).toEqual([intranet, imprint]);
  expect(await linksIn('public', 390)).toEqual([intranet, imprint]);
  const bands = `qzpayroll ${BASE}guides/qzpay/bands/`;
  expect(await linksIn('leads', 1440)).toEqual([intranet, bands, imprint, 'qzboard https://qzboard.example.com/']);
});

test('the fonts and the style sheet of the organisation are those of the pages', async () => {
  const { page, context } = await openPage('public', 'guides/house/');
  const title = page.locator('h1');
  expect(await title.evaluate((one) => getComputedStyle(one).fontFamily)).toMatch(/^"House Condensed"/);
  expect(await page.evaluate(() => document.fonts.check('16px "House Condensed"'))).toBe(true);
  expect(await title.evaluate((one) => getComputedStyle(one).letterSpacing)).not.toMatch(/normal|^-/);
  expect(await title.evaluate((one) => getComputedStyle(one).backgroundImage)).toMatch(/\/handbook\/_astro\/.*\.png/);
  expect(await page.locator('link[rel=preload][as=font]').getAttribute('href')).toMatch(
    /^\/handbook\/_astro\/condensed/,
  );
  expect(await page.locator('meta[property="og:image"]').getAttribute('content')).toMatch(
    /^https:\/\/handbook\.example\.com\/handbook\/_astro\/.*\.png$/,
  );
  await context.close();
});

test('scripts of the settings run in the editions that they name, and in no other', async () => {
  const open = await openPage('public', 'guides/house/');
  await expect.poll(() => open.page.evaluate(() => document.documentElement.dataset['counted'])).toBe('yes');
  expect(open.foreign).toEqual(['https://stats.example.com/count.js']);
  await open.context.close();
  const strict = await openPage('leads', 'guides/house/');
  expect(await strict.page.evaluate(() => document.documentElement.dataset['qzscript'])).toBe('run');
  expect(strict.foreign).toEqual([]);
  await strict.context.close();
});

test('diagrams are drawn with their words inside their boxes, and scroll by themselves on a phone', async () => {
  const { page, context } = await openPage('leads', 'guides/drawn/', { viewport: { width: 390, height: 844 } });
  expect(await page.locator('.mermaid[role=img]').count()).toBe(4);
  const outside = await page.locator('.mermaid').evaluateAll((all) =>
    all.flatMap((one) => {
      const boxes = [...one.querySelectorAll<SVGGraphicsElement>('.box')];
      const words = [...one.querySelectorAll<SVGGraphicsElement>('.box + text')];
      return words.flatMap((text) => {
        const inner = text.getBoundingClientRect();
        const isInside = boxes.some((box) => {
          const outer = box.getBoundingClientRect();
          return (
            outer.left <= inner.left &&
            inner.right <= outer.right &&
            outer.top <= inner.top &&
            inner.bottom <= outer.bottom
          );
        });
        return isInside ? [] : [text.textContent];
      });
    }),
  );
  expect(outside).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await context.close();
});

test('files of the organisation are served to their readers', async () => {
  const answer = async (edition: 'public' | 'leads', path: string) => {
    const response = await fetch((sites[edition] as OpenSite).address + BASE + path);
    return [response.status, response.headers.get('content-type')];
  };
  expect(await answer('public', 'forms/leave.pdf')).toEqual([200, 'application/pdf']);
  expect(await answer('leads', 'qzpay/bands.pdf')).toEqual([200, 'application/pdf']);
  expect((await answer('public', 'qzpay/bands.pdf'))[0]).toBe(404);
});

test.each(['mouse', 'keyboard'])('an embed asks its host for nothing before a click by %s', async (by) => {
  const { page, context, foreign } = await openPage('leads', 'guides/house/');
  const button = page.getByRole('button', { name: 'Show it here' });
  await button.waitFor();
  expect(foreign).toEqual([]);
  expect(await page.locator('iframe').count()).toBe(0);
  if (by === 'mouse') await button.click();
  else {
    await button.focus();
    await page.keyboard.press('Enter');
  }
  await page.frameLocator('iframe[title="How we plan a quarter"]').getByText('Shown').waitFor();
  expect(foreign).toEqual(['https://video.example.com/plan']);
  await context.close();
});

test('without JavaScript an embed is a link', async () => {
  const { page, context, foreign } = await openPage('leads', 'guides/house/', { javaScriptEnabled: false });
  const link = page.getByRole('link', { name: 'Open it at video.example.com' });
  expect(await link.getAttribute('href')).toBe('https://video.example.com/plan');
  expect(await page.getByRole('button', { name: 'Show it here' }).isVisible()).toBe(false);
  expect(foreign).toEqual([]);
  await context.close();
});

test('on paper an embed is its title and its address, and the links of the organisation are left out', async () => {
  const { page, context } = await openPage('leads', 'guides/house/');
  await page.emulateMedia({ media: 'print' });
  const hidden = page.locator('embed-card button, embed-card .soft, .look-links');
  expect(await hidden.evaluateAll((all) => all.some((one) => one.checkVisibility()))).toBe(false);
  const shown = await page.locator('embed-card a').evaluate((link) => getComputedStyle(link, '::after').content);
  expect(shown).toContain('https://video.example.com/plan');
  await context.close();
});

test('a page is rendered anew when a part of its component has changed', async () => {
  expect(made.read('dist.public/guides/house/index.html')).toMatch(/<li[^>]*>Team Core</);
  made.write('org/components/parts/Row.astro', '<li>Squad {Astro.props.team}</li>');
  const { code, output } = await build('public');
  expect(code, output).toBe(0);
  expect(made.read('dist.public/guides/house/index.html')).toMatch(/<li[^>]*>Squad Core</);
}, 60_000);
