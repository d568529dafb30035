import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handbookOutput, makeSite, plainEnvironment, root, type Site, smallHandbook } from '../helpers.ts';
import { launchChromium } from './site.ts';

let site: Site;
let server: ChildProcess;
let browser: Browser;
let page: Page;
let address: string;
/** What the terminal says. */
let printed = '';

const guide = (title: string, body = 'Words.') => `---
kind: guide
title: ${title}
description: A page.
owner: editors
reviewed: [{day: 2026-01-31, outcome: edited}]
sources: [{source: a-book}]
provenance: derived
---

${body}
`;

/** The pages that are wrong when the server starts, each with what its place shows. */
const broken = {
  'front-matter': {
    text: guide('[Front'),
    shows: ['content/guides/front-matter.mdx:3:1', 'A bracket is opened and never closed'],
  },
  fields: {
    text: guide('Fields').replace('owner: editors\n', '').replace('derived', 'derivd'),
    shows: [
      'content/guides/fields.mdx:2:1',
      '"owner" is missing',
      'does not fit provenance',
      'Did you mean "derived"?',
    ],
  },
  body: {
    text: guide('Body', 'Some <b>words.'),
    shows: ['content/guides/body.mdx:11:6', '<b> is opened and never closed'],
  },
  code: {
    text: guide('Code', "{[process.getBuiltinModule('node:fs').writeFileSync('canary.txt', 'It ran.')]}"),
    shows: ['content/guides/code.mdx:11:1', 'Braces hold code'],
  },
  link: {
    text: guide('Link', 'A [link](/guides/trsut/).'),
    shows: ['content/guides/link.mdx:11:3', 'Did you mean /guides/trust/?'],
  },
};

beforeAll(async () => {
  site = makeSite();
  for (const [name, { text }] of Object.entries(broken)) site.write(`content/guides/${name}.mdx`, text);
  // The index of another handbook does for a build that was before.
  cpSync(join(handbookOutput, 'pagefind'), join(site.folder, 'dist.leads/pagefind'), { recursive: true });
  server = spawn(process.execPath, [join(root, 'node_modules/astro/bin/astro.mjs'), 'dev', '--port', '0'], {
    cwd: site.folder,
    // With VITEST set, Vite watches no files.
    env: { ...plainEnvironment(), NO_COLOR: '1', ASTRO_TELEMETRY_DISABLED: '1' },
  });
  const listening = new Promise<string>((resolve, reject) => {
    for (const stream of [server.stdout, server.stderr]) {
      stream?.on('data', (chunk) => {
        printed += chunk;
        const [found] = /http:\/\/localhost:\d+/.exec(printed) ?? [];
        if (found) resolve(found);
      });
    }
    server.on('close', () => reject(new Error(`astro dev ended:\n${printed}`)));
  });
  [browser, address] = await Promise.all([launchChromium(), listening]);
  page = await browser.newPage();
});

afterAll(async () => {
  await browser?.close();
  server?.kill();
  site.remove('.');
});

/** In milliseconds, for one attempt and for all of them. */
const ATTEMPT = 6000;
const PATIENCE = { timeout: 60_000 };

/** Opens a page. A reload that an earlier change causes may come between, so that it is opened again. */
const open = (path: string, tab = page, until = (): Promise<unknown> => Promise.resolve()) => {
  const attempt = () => Promise.all([until(), tab.goto(address + path, { waitUntil: 'load', timeout: ATTEMPT })]);
  return expect
    .poll(
      () =>
        attempt().then(
          () => true,
          () => false,
        ),
      PATIENCE,
    )
    .toBe(true);
};

/** Until a page listens to the server, which says nothing twice. A page of problems asks by itself. */
const connected = () =>
  page.waitForEvent('console', {
    predicate: (message) => message.text() === '[vite] connected.',
    timeout: ATTEMPT,
  });

const heading = (tab = page) => tab.locator('h1').first().textContent();
const soon = (words: string) => expect.poll(() => heading()).toBe(words);
const mainText = () => page.locator('main').innerText();

/** Opens a page until it has a heading and listens to the server. */
const shows = (path: string, title: string) =>
  expect
    .poll(async () => {
      await open(path, page, title.includes('problem') ? undefined : connected);
      return heading();
    }, PATIENCE)
    .toBe(title);
const overlays = (tab = page) => tab.locator('vite-error-overlay').count();

describe('in astro dev, a broken page shows its problems', () => {
  test.each(Object.entries(broken))('%s', async (name, { shows }) => {
    await open(`/guides/${name}/`);
    const text = await page.locator('main').innerText();
    for (const words of shows) expect(text).toContain(words);
  });

  test('and code in it does not run when it is asked for as it is', async () => {
    const response = await fetch(`${address}/guides/code/?as-it-is`);
    expect(response.status).toBe(500);
    expect(printed).toContain('is code');
    expect(existsSync(join(site.folder, 'canary.txt'))).toBe(false);
  });

  test.each(['front-matter', 'body'])('%s comes back once it is mended', async (name) => {
    await open(`/guides/${name}/`);
    site.write(`content/guides/${name}.mdx`, guide(`Mended ${name}`, 'A [link](/guides/trust/).'));
    await soon(`Mended ${name}`);
    expect(await overlays()).toBe(0);
  });

  test.each([
    ['its front matter', /title:/, 'title: ['],
    ['its body', /$/, '\nA {brace.\n'],
  ])('when %s breaks while it is open, and the others go on', async (_what, right, wrong) => {
    const text = site.read('content/guides/words.mdx');
    await expect
      .poll(async () => {
        await open('/guides/words/', page, connected);
        return heading();
      }, PATIENCE)
      .toBe('Words');
    site.write('content/guides/words.mdx', text.replace(right, wrong));
    await soon('1 problem on this page');
    const other = await browser.newPage();
    await open('/guides/trust/', other);
    expect(await heading(other)).toBe('Trust');
    expect(await overlays(other)).toBe(0);
    await other.close();
    site.write('content/guides/words.mdx', text);
    await soon('Words');
  });

  test('what a page shows of data and of other pages follows them', async () => {
    const [team, words] = ['content/data/teams/editors.yaml', 'content/guides/words.mdx'];
    const [teamText, wordsText] = [team, words].map((path) => readFileSync(join(smallHandbook, path), 'utf8')) as [
      string,
      string,
    ];
    const sidebar = () => page.locator('nav.sidebar').textContent();
    // An attempt before this one may have left them changed.
    site.write(team, teamText);
    site.write(words, wordsText);
    await open('/guides/trust/', page, connected);
    await expect.poll(sidebar, PATIENCE).not.toContain('Other words');
    site.write(team, teamText.replace(/title: .*/, 'title: The renamed team'));
    await expect.poll(() => page.locator('main').innerText(), PATIENCE).toContain('The renamed team');
    site.write(words, wordsText.replace('title: Words', 'title: Other words'));
    await expect.poll(sidebar, PATIENCE).toContain('Other words');
    site.write(team, teamText);
    site.write(words, wordsText);
    await expect.poll(sidebar, PATIENCE).not.toContain('Other words');
  });

  test.each([
    [
      'an unknown key in data',
      'content/data/teams/editors.yaml',
      'title: Editors\nnothing: known\n',
      'Unknown key "nothing"',
    ],
    ['data that is no YAML', 'content/data/teams/editors.yaml', 'title: [\n', 'A bracket is opened and never closed'],
    ['a data file that is empty', 'content/data/teams/editors.yaml', '', 'The file is empty'],
    ['settings that are no YAML', 'content/playbook.yaml', 'title: [\n', 'A bracket is opened and never closed'],
    ['an unknown setting', 'org/playbook.yaml', 'titel: A\n', 'Unknown key "titel"'],
    ['strings that are no YAML', 'content/interface/en.yaml', 'a: [\n', 'A bracket is opened and never closed'],
    ['a redirect to no page', 'content/redirects.yaml', 'guides/old: guides/nowhere\n', 'no page "guides/nowhere"'],
    ['a picture that is none', 'public/a.png', 'words', 'public/a.png:1:1'],
    ['an empty picture', 'content/guides/empty.png', '', 'The picture is empty'],
    ['a file that nothing reads', 'org/notes.txt', 'words', 'org/notes.txt is read by nothing'],
  ])('%s shows above every page, and they go on', async (_what, file, text, says) => {
    const before = existsSync(join(site.folder, file)) ? site.read(file) : undefined;
    await shows('/guides/trust/', 'Trust');
    site.write(file, text);
    await expect.poll(() => page.getByRole('alert').allInnerTexts(), PATIENCE).toEqual([expect.stringContaining(says)]);
    expect(await heading()).toBe('Trust');
    expect(await overlays()).toBe(0);
    if (before === undefined) site.remove(file);
    else site.write(file, before);
    await expect.poll(() => page.getByRole('alert').count(), PATIENCE).toBe(0);
    expect(await heading()).toBe('Trust');
  });

  test.each([
    ['beside the page', './there.png', 'content/guides/there.png'],
    ['in a new folder', './new/there.png', 'content/guides/new/there.png'],
    ['in public/', '/there.png', 'public/there.png'],
    ['in a format that Astro reads as a component', './there.svg', 'content/guides/there.svg'],
  ])('a missing picture %s heals by itself, also where the page was shown as it is', async (_what, url, file) => {
    site.write('content/guides/picture.mdx', guide('Picture', `![A dot](${url})`));
    await shows('/guides/picture/', '1 problem on this page');
    expect(await page.locator('main').innerText()).toContain(`There is no image "${url}"`);
    const asItIs = await fetch(`${address}/guides/picture/?as-it-is`, { headers: { accept: 'text/html' } });
    expect(await asItIs.text()).not.toMatch(/^ +at /m);
    mkdirSync(dirname(join(site.folder, file)), { recursive: true });
    if (file.endsWith('.svg')) site.write(file, '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>');
    else cpSync(join(site.folder, 'content/guides/dot.png'), join(site.folder, file));
    await expect.poll(() => heading(), PATIENCE).toBe('Picture');
    const image = page.getByRole('img', { name: 'A dot' });
    await expect.poll(() => image.evaluate((it: HTMLImageElement) => it.complete).catch(() => false)).toBe(true);
    site.remove(file);
    await expect.poll(() => heading(), PATIENCE).toBe('1 problem on this page');
    site.remove('content/guides/picture.mdx');
    await expect.poll(() => heading(), PATIENCE).toContain('404');
  });

  test('a page that was renamed or removed says how to lead its readers on', async () => {
    const [words, people] = [site.read('content/guides/words.mdx'), site.read('content/pillars/people.mdx')];
    await shows('/guides/words/', 'Words');
    site.remove('content/guides/words.mdx');
    site.write('content/guides/terms.mdx', words);
    await expect.poll(mainText, PATIENCE).toContain('npm run move -- guides/words guides/terms');
    await shows('/guides/terms/', 'Words');
    site.remove('content/guides/terms.mdx');
    site.write('content/guides/words.mdx', words);
    await shows('/pillars/people/', 'People');
    site.remove('content/pillars/people.mdx');
    await expect.poll(mainText, PATIENCE).toContain('npm run move -- pillars/people <the page that takes over>');
    await shows('/guides/trust/', '1 problem on this page');
    expect(await mainText()).toContain('There is no page "pillars/people"');
    site.write('content/pillars/people.mdx', people);
    await expect.poll(() => heading(), PATIENCE).toBe('Trust');
  });

  test('a page that data stops from being shown says so, without a stack trace', async () => {
    const text = site.read('content/guides/trust.mdx');
    site.write('content/guides/trust.mdx', text.replace('id="credibility"', 'id="nothing"'));
    await expect.poll(() => printed).toContain('There is no entry of trust "nothing"');
    const before = printed.length;
    const answer = await fetch(`${address}/guides/trust/?as-it-is`, { headers: { accept: 'text/html' } });
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain('This page cannot be shown: There is no entry');
    expect(printed.slice(before)).not.toMatch(/^ +at /m);
    site.write('content/guides/trust.mdx', text);
    await shows('/guides/trust/', 'Trust');
  });
});

test('in astro dev, the search answers from the last build and says so', async () => {
  await open('/guides/trust/?q=delegation');
  await expect.poll(() => page.locator('.hit-link').first().textContent()).toBe('Delegate an outcome');
  expect(await page.getByText('As of the last build').isVisible()).toBe(true);
});
