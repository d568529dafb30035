import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeSite, runIn } from '../helpers.ts';
import { findings } from './axe.ts';
import { type OpenSite, openSite } from './site.ts';

const made = makeSite();
let site: OpenSite;

beforeAll(async () => {
  made.write('org/playbook.yaml', 'embeds: [video.example]\n');
  const embed = `import Embed from '#components/Embed.astro';\n\n<Embed url="https://video.example/a" title="How we plan" />\n`;
  const [frontMatter = ''] = /^---[\s\S]*?\n---\n/.exec(made.read('content/guides/words.mdx')) ?? [];
  made.write('content/guides/video.mdx', `${frontMatter.replace(/title: .*/, 'title: Video')}\n${embed}`);
  const { code, output } = await runIn(made.folder, 'npm', ['run', '-s', 'build', '--', '--edition', 'leads']);
  expect(code, output).toBe(0);
  site = await openSite(`${made.folder}/dist.leads`);
}, 60_000);
afterAll(async () => {
  await site?.close();
  made.remove('.');
});

/** Opens the page, with a stand-in for the other host. */
async function openVideo(options = {}) {
  const { context, foreign } = await site.open(options);
  await context.route('https://video.example/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: 'Shown' }),
  );
  const page = await context.newPage();
  await page.goto('/guides/video/');
  return { page, context, foreign };
}

test.each(['mouse', 'keyboard'])('an embed asks its host for nothing before a click by %s', async (by) => {
  const { page, context, foreign } = await openVideo();
  const button = page.getByRole('button', { name: 'Show it here' });
  await button.waitFor();
  expect(foreign).toEqual([]);
  expect(await page.locator('iframe').count()).toBe(0);
  expect(await findings(page)).toEqual([]);
  if (by === 'mouse') await button.click();
  else {
    await button.focus();
    await page.keyboard.press('Enter');
  }
  await page.frameLocator('iframe[title="How we plan"]').getByText('Shown').waitFor();
  expect(foreign).toEqual(['https://video.example/a']);
  await context.close();
});

test('without JavaScript an embed is a link', async () => {
  const { page, context, foreign } = await openVideo({ javaScriptEnabled: false });
  expect(await page.getByRole('link', { name: 'Open it at video.example' }).getAttribute('href')).toBe(
    'https://video.example/a',
  );
  expect(await page.getByRole('button', { name: 'Show it here' }).isVisible()).toBe(false);
  expect(foreign).toEqual([]);
  await context.close();
});

test('on paper an embed is its title and its address', async () => {
  const { page, context, foreign } = await openVideo();
  await page.emulateMedia({ media: 'print' });
  const card = page.locator('embed-card');
  expect(await card.locator('button, .soft').evaluateAll((all) => all.map((one) => one.checkVisibility()))).toEqual([
    false,
    false,
  ]);
  const shown = await card.locator('a').evaluate((link) => getComputedStyle(link, '::after').content);
  expect(shown).toContain('https://video.example/a');
  expect(foreign).toEqual([]);
  await context.close();
});
