import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../scripts/chromium.ts';

/** What the first search on a site costs somebody who has nothing of it yet. */
export interface SearchCost {
  /** From the last letter to the first hit, in milliseconds. */
  latency: number;
  /** What was sent since the search was opened, in bytes, packed with gzip where that is of use. */
  bytes: number;
  /** What was sent for the page and the search together: a site may send a part of its search with each page. */
  total: number;
}

/** Where the search of a site is typed and answers. */
export interface SearchBox {
  input: string;
  hit: string;
}

/** The two searches that are compared. */
export const boxes = {
  own: { input: 'pagefind-modal input', hit: '.pf-result-title a' },
  stock: { input: '.pagefind-ui__search-input', hit: '.pagefind-ui__result-link' },
} as const satisfies Record<string, SearchBox>;

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

/**
 * Opens a page of a built site in Chromium, searches on it, and waits for the first hit. The host is this machine, so
 * that the time is that of the code and not of a line.
 * @param output The folder of the built site.
 * @param page The address of the page to start from.
 * @param typed What is looked for.
 */
export async function firstSearch(output: string, page: string, box: SearchBox, typed: string): Promise<SearchCost> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('There is no Chromium: run node scripts/chromium.ts');
  const { address, sent, stop } = await serve(output);
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] });
    const window = await browser.newPage();
    await window.goto(address + page, { waitUntil: 'networkidle' });
    const before = sent();
    await window.keyboard.press('Control+k');
    await window.locator(box.input).first().waitFor();
    await window.locator(box.input).first().focus();
    const found = window.evaluate(untilFirst, box.hit);
    await window.keyboard.type(typed);
    const latency = await found;
    await window.waitForLoadState('networkidle');
    return { latency, bytes: sent() - before, total: sent() };
  } finally {
    await browser?.close();
    stop();
  }
}

/** For a page: how long it takes from the last letter until an element is there, looked for in each frame. */
function untilFirst(selector: string): Promise<number> {
  return new Promise((found) => {
    let typed = performance.now();
    addEventListener(
      'input',
      () => {
        typed = performance.now();
      },
      { capture: true },
    );
    const look = () => {
      if (document.querySelector(selector)) found(performance.now() - typed);
      else requestAnimationFrame(look);
    };
    look();
  });
}

/** Serves a folder on this machine, and counts the bytes of the bodies that it sends. */
async function serve(folder: string): Promise<{ address: string; sent(): number; stop(): void }> {
  let sent = 0;
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
    if (!existsSync(file)) return response.writeHead(404).end();
    const type = TYPES[extname(file)];
    // The index is packed already.
    const bytes = type ? gzipSync(readFileSync(file)) : readFileSync(file);
    sent += bytes.length;
    return response
      .writeHead(200, {
        'Content-Type': type ?? 'application/octet-stream',
        ...(type ? { 'Content-Encoding': 'gzip' } : {}),
      })
      .end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: () => sent,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
