import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handbookOutput, makeSite, plainEnvironment, root, type Site } from '../helpers.ts';
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
    shows: ['content/guides/front-matter.mdx:4:1', 'in brackets is not closed'],
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
    await open('/guides/trust/', page, connected);
    const [team, words] = [site.read('content/data/teams/editors.yaml'), site.read('content/guides/words.mdx')];
    site.write('content/data/teams/editors.yaml', team.replace(/title: .*/, 'title: The renamed team'));
    await expect.poll(() => page.locator('main').innerText()).toContain('The renamed team');
    site.write('content/guides/words.mdx', words.replace('title: Words', 'title: Other words'));
    await expect.poll(() => page.locator('nav.sidebar').textContent()).toContain('Other words');
    site.write('content/data/teams/editors.yaml', team);
    site.write('content/guides/words.mdx', words);
    await expect.poll(() => page.locator('nav.sidebar').textContent()).not.toContain('Other words');
  });

  test.each([
    ['what belongs to no page', 'title: Editors\nnothing: known\n', 'Unknown key "nothing"'],
    ['a data file that is empty', '', 'The file is empty'],
  ])('%s is left to the terminal', async (_what, text, says) => {
    const data = site.read('content/data/teams/editors.yaml');
    site.write('content/data/teams/editors.yaml', text);
    await expect.poll(() => printed).toContain(says);
    await open('/guides/trust/');
    await soon('Trust');
    expect(await overlays()).toBe(0);
    site.write('content/data/teams/editors.yaml', data);
  });
});

test('in astro dev, the search answers from the last build and says so', async () => {
  await open('/guides/trust/?q=delegation');
  await expect.poll(() => page.locator('.hit-link').first().textContent()).toBe('Delegate an outcome');
  expect(await page.getByText('As of the last build').isVisible()).toBe(true);
});
