import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../tests/programs/chromium.ts';

/** Cost of the first search on a site with an empty cache. */
export interface SearchCost {
  /** Time from the last keystroke to the first result, in milliseconds. */
  latency: number;
  /** Bytes sent since the search was opened, gzipped unless the format is compressed already. */
  bytes: number;
  /** Bytes sent for the page and the search together, as a site may send part of its search with each page. */
  total: number;
}

/** Selectors of the input and the results of a search. */
export interface SearchBox {
  input: string;
  hit: string;
}

/** Selectors of the two searches that are compared. */
export const boxes = {
  own: { input: '.search-dialog input', hit: '.hit-link' },
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
 * Opens a page of a built site in Chromium, searches on it and waits for the first result. The server is local, so that
 * the time is that of the code and not of the network.
 * @param output Folder of the built site.
 * @param page Path of the page to start from.
 * @param typed Search term.
 */
export async function firstSearch(output: string, page: string, box: SearchBox, typed: string): Promise<SearchCost> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('There is no Chromium: run node tests/programs/chromium.ts');
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
    const firstHit = window.evaluate(timeToFirst, box.hit);
    await window.keyboard.type(typed);
    const latency = await firstHit;
    await window.waitForLoadState('networkidle');
    return { latency, bytes: sent() - before, total: sent() };
  } finally {
    await browser?.close();
    stop();
  }
}

/**
 * Runs in the page: measures the time from the last input event until an element exists, in milliseconds, checking in
 * every frame.
 */
function timeToFirst(selector: string): Promise<number> {
  return new Promise((resolve) => {
    let typed = performance.now();
    addEventListener(
      'input',
      () => {
        typed = performance.now();
      },
      { capture: true },
    );
    const poll = () => {
      if (document.querySelector(selector)) resolve(performance.now() - typed);
      else requestAnimationFrame(poll);
    };
    poll();
  });
}

/** Serves a folder on localhost and counts the bytes of the bodies sent. */
async function serve(folder: string): Promise<{ address: string; sent(): number; stop(): void }> {
  let sent = 0;
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
    if (!existsSync(file)) return response.writeHead(404).end();
    const type = TYPES[extname(file)];
    // The search index is compressed already.
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
