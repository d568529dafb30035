import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { chosenFonts, FONT_SETS, fontEnvironment } from './fonts.ts';
import { layoutProblems } from './layout.ts';
import { launchChromium } from './site.ts';

/** The family that Chromium draws an element with, which is not always the one that the styles name. */
async function drawnFamilies(page: Page, selector: string): Promise<string[]> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('DOM.enable');
  await devtools.send('CSS.enable');
  const { root } = await devtools.send('DOM.getDocument');
  const { nodeId } = await devtools.send('DOM.querySelector', { nodeId: root.nodeId, selector });
  const { fonts } = await devtools.send('CSS.getPlatformFontsForNode', { nodeId });
  return [...new Set(fonts.map(({ familyName }) => familyName))];
}

const linux = process.platform === 'linux';
const reason = linux ? '' : ' (skipped: only Chromium on Linux takes its fonts from fontconfig)';

describe.skipIf(!linux).each(Object.entries(FONT_SETS))(`the fonts "%s"${reason}`, (name, { sans, serif, mono }) => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launchChromium(fontEnvironment(name));
    page = await browser.newPage();
  });
  afterAll(() => browser?.close());

  test.each([
    ['system-ui', sans],
    ['sans-serif', sans],
    ['serif', serif],
    ['monospace', mono],
    // What a stack names and the machine may have is not there.
    ['"Palatino Linotype", "URW Palladio L", P052, serif', serif],
    ['"Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif', sans],
    ['"Nimbus Sans"', sans],
    ['ui-monospace, Menlo, "Liberation Mono", "Courier New", monospace', mono],
    // The families of every set can be named.
    ...Object.values(FONT_SETS).flatMap((set) =>
      [set.sans, set.serif, set.mono].map((family) => [`"${family}"`, family]),
    ),
  ])('%s is drawn with %s', async (family = '', drawn) => {
    await page.setContent(`<p style='font-family: ${family}'>Handbook 123 <b>of</b> leaders</p>`);
    expect(await drawnFamilies(page, 'p')).toEqual([drawn]);
  });

  test('differ in width from the other sets', async () => {
    await page.setContent('<span>Will this line fill the hall?</span>');
    const widths = await page.evaluate(
      (families) => {
        const [line] = document.getElementsByTagName('span');
        return families.map((family) => {
          line?.style.setProperty('font-family', `"${family}"`);
          return line?.getBoundingClientRect().width ?? 0;
        });
      },
      Object.values(FONT_SETS).map((set) => set.sans),
    );
    expect(new Set(widths).size, String(widths)).toBe(widths.length);
  });

  test.each([
    ['nothing', '<p>Short.</p>', []],
    ['a wide table', '<table><td><p style="width: 900px">Wide</table>', [/^is \d+ px wider than the screen/]],
    [
      'a wide table that scrolls inside itself',
      '<div style="overflow: auto"><table><td><p style="width: 900px">Wide</table></div>',
      [],
    ],
    [
      'a line that ends in dots',
      '<p style="width: 2em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap">Cut off',
      [/^cuts off P "Cut off"/],
    ],
    ['a line that is too high', '<p style="height: 5px; overflow: hidden">Low', [/^cuts off P "Low"/]],
    ['a word for screen readers', '<p style="width: 1px; height: 1px; overflow: hidden">Heard', []],
    ['a label in its box', '<svg><g><rect width="200" height="20"/><text y="9">In</text></g></svg>', []],
    [
      'a label out of its box',
      '<svg><g><rect width="9" height="20"/><text y="9">Outside</text></g></svg>',
      [/^has "Outside" wider/],
    ],
    ['a label without a box', '<svg><g><text>Free</text></g></svg>', []],
  ])('are measured: %s', async (_, html, expected) => {
    await page.setViewportSize({ width: 320, height: 740 });
    await page.setContent(`<body style="margin: 0">${html}`);
    const problems = (await layoutProblems(page)).filter((line) => line.endsWith(`"${name}"`));
    expect(problems).toEqual(expected.map((line) => expect.stringMatching(line)));
  });
});

describe('TEST_FONTS', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test.each([
    [undefined, 'wide'],
    ['', 'wide'],
    ['narrow', 'narrow'],
    ['serif', 'serif'],
  ])('%j gives %s', (name, expected) => {
    vi.stubEnv('TEST_FONTS', name);
    expect(chosenFonts()).toBe(expected);
  });

  test.each(['huge', 'Wide', 'wide ', 'toString', 'wide,narrow'])('%j is refused in one sentence', (name) => {
    vi.stubEnv('TEST_FONTS', name);
    expect(() => chosenFonts()).toThrow(
      new Error(`TEST_FONTS is "${name}", but it must be one of wide, narrow, serif.`),
    );
  });
});
