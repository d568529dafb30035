import { readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import sirv from 'sirv';
import { findChromium } from '../../scripts/chromium.ts';
import { root } from '../helpers.ts';

/** The built site, served on this machine, with a browser in front of it. */
export interface OpenSite {
  address: string;
  /** The address of every page, from the files of the build. */
  paths: string[];
  browser: Browser;
  /** A fresh window that records every request to another host. */
  open(options?: BrowserContextOptions): Promise<{ context: BrowserContext; foreign: string[] }>;
  close(): Promise<void>;
}

/**
 * Serves `dist/` and starts Chromium.
 * @throws Error if there is no Chromium; a browser test is never skipped.
 */
export async function openSite(): Promise<OpenSite> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('There is no Chromium: run node scripts/chromium.ts');
  const dist = join(root, 'dist');
  const server: Server = createServer(sirv(dist, { dev: true }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const paths = readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .map((file) => `/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.html'))
    .map((file) => file.replace(/\/index\.html$/, '/'))
    .sort();
  return {
    address,
    paths,
    browser,
    async open(options = {}) {
      const context = await browser.newContext({ baseURL: address, ...options });
      const foreign: string[] = [];
      context.on('request', (request) => {
        if (!request.url().startsWith(address) && !request.url().startsWith('data:')) foreign.push(request.url());
      });
      return { context, foreign };
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
