import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { nginxFile } from '#publish/host-files.ts';
import { injectCsp } from '#publish/inject-csp.ts';
import { policyOf } from '#publish/policy.ts';
import { openSite } from '../browser/site.ts';

const place = mkdtempSync(join(tmpdir(), 'policy-'));
const hosting = { base: '/', isOpen: true };

/** An edition of one page, with something that came into it after its policy was made. */
async function edition(name: string, slipped: string, header = true): Promise<string> {
  const folder = mkdtempSync(join(place, `${name}-`));
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><html><head><meta charset="utf-8"><title>A page</title></head><body><h1>A page</h1><script>window.known = true;</script>',
  );
  writeFileSync(
    join(folder, 'asks.js'),
    "fetch('http://127.0.0.2/asked').catch(() => {}); try { eval('window.ran = true'); } catch {}",
  );
  const policy = policyOf(['window.known = true;']);
  await injectCsp(folder, hosting.base, policy);
  appendFileSync(join(folder, 'index.html'), `${slipped}</body></html>`);
  const text = nginxFile({ ...hosting, policy }, name);
  writeFileSync(`${folder}.nginx.conf`, header ? text : text.replace(/^add_header Content-Security-Policy.*$/m, ''));
  return folder;
}

afterAll(() => rmSync(place, { recursive: true, force: true }));

/** What the tests of a site say at their end, after its page was looked at. */
async function said(folder: string, javaScriptEnabled = true): Promise<string> {
  const site = await openSite(folder);
  const { context } = await site.open({ javaScriptEnabled });
  const page = await context.newPage();
  await page.goto('/');
  const [known, ran] = await page.evaluate(() => {
    const { known, ran } = globalThis as { known?: boolean; ran?: boolean };
    return [known, ran];
  });
  expect({ known, ran }).toEqual({ known: javaScriptEnabled ? true : undefined, ran: undefined });
  return site.close().then(
    () => 'nothing',
    (error: Error) => error.message,
  );
}

test('a page that does what its policy says leaves the tests alone', async () => {
  expect(await said(await edition('clean', '<p style="color: red">Words.</p>'))).toBe('nothing');
});

test('whatever slips into a page is not run and not fetched, and the tests of the site fail', async () => {
  const text = await said(
    await edition(
      'slip',
      `<script>window.ran = true</script>
      <style>h1 { color: red }</style>
      <img src="data:," onerror="window.ran = true">
      <img src="http://127.0.0.2/a.png">
      <script src="http://127.0.0.2/a.js"></script>
      <iframe src="/"></iframe>
      <script src="/asks.js"></script>`,
    ),
  );
  expect(text).toMatch(/^The policy was violated:\nhttp/);
  for (const message of [
    /script-src-elem inline/,
    /style-src-elem inline/,
    /script-src-attr inline/,
    /img-src http:\/\/127\.0\.0\.2\/a\.png/,
    /script-src-elem http:\/\/127\.0\.0\.2\/a\.js/,
    /frame-src/,
    /connect-src http:\/\/127\.0\.0\.2\/asked/,
    /script-src eval/,
  ])
    expect(text).toMatch(message);
});

test('the policy in the page holds by itself, where a host sends no headers', async () => {
  expect(await said(await edition('meta', '<script>window.ran = true</script>', false))).toMatch(
    /script-src-elem inline/,
  );
});

test('and what pages without JavaScript do is seen as well', async () => {
  expect(await said(await edition('still', '<img src="http://127.0.0.2/a.png">'), false)).toMatch(/img-src/);
});
