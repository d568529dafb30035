import { readdirSync } from 'node:fs';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import { handbookOutput } from '../helpers.ts';
import { serve } from '../hosting/nginx.ts';
import { findChromium } from '../programs/chromium.ts';
import { fontEnvironment } from './fonts.ts';

/** The built site, served on this machine as it is published, with a browser in front of it. */
export interface OpenSite {
  address: string;
  /** The address of every page, from the files of the build. */
  paths: string[];
  browser: Browser;
  /** A fresh window that records every request to another host. */
  open(options?: BrowserContextOptions): Promise<{ context: BrowserContext; foreign: string[] }>;
  /**
   * Ends the browser and the server.
   * @throws Error if any page in any window did what the policy of its headers or its own refuses.
   */
  close(): Promise<void>;
}

/**
 * Starts Chromium with the fonts of the tests.
 * @throws Error if there is no Chromium; a browser test is never skipped.
 */
export async function launchChromium(fonts = fontEnvironment()): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('There is no Chromium: run node tests/programs/chromium.ts');
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    env: { ...process.env, ...fonts },
  });
}

/**
 * Serves a built edition by nginx and starts Chromium.
 * @param output The folder of the edition.
 * @param base The folder of the host that it was built for, such as `/handbook/`.
 * @throws Error if there is no Chromium or no nginx; a browser test is never skipped.
 */
export async function openSite(output = handbookOutput, base = '/'): Promise<OpenSite> {
  const browser = await launchChromium();
  const { address, stop } = await serve(output);
  const refused = new Set<string>();
  const paths = readdirSync(output, { recursive: true, encoding: 'utf8' })
    .map((file) => base + file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.html'))
    .map((file) => file.replace(/\/index\.html$/, '/'))
    .sort();
  return {
    address,
    paths,
    browser,
    async open(options = {}) {
      const context = await browser.newContext({ baseURL: address, ...options });
      await recordRefused(context, refused);
      const foreign: string[] = [];
      context.on('request', (request) => {
        if (!request.url().startsWith(address) && !request.url().startsWith('data:')) foreign.push(request.url());
      });
      return { context, foreign };
    },
    async close() {
      await browser.close();
      await stop();
      if (refused.size > 0) throw new Error(`The policy was violated:\n${[...refused].join('\n')}`);
    },
  };
}

/** Records what the policy refuses: pages tell of themselves, and the console tells of those without JavaScript. */
async function recordRefused(context: BrowserContext, refused: Set<string>): Promise<void> {
  context.on('console', (message) => {
    if (/content.security.policy/i.test(message.text())) refused.add(`${message.location().url}: ${message.text()}`);
  });
  await context.exposeBinding('tellRefused', ({ page }, what: string) => {
    refused.add(`${page.url()}: ${what}`);
  });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile, sample }) => {
      const { tellRefused } = window as unknown as { tellRefused(what: string): void };
      tellRefused([effectiveDirective, blockedURI, sourceFile, sample].join(' '));
    });
  });
}
