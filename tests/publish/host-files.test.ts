import { expect, test } from 'vitest';
import { headersFile, nginxFile } from '#publish/host-files.ts';
import { policyFor, policyText, sourcesOf } from '#publish/policy.ts';
import { basePath } from '#schema/address.ts';

const policy = policyFor(['b', 'a', 'b']);
const hosted = (base: string, isOpen = true) => ({ policy, base, isOpen });

test('a policy allows nothing that it does not name', () => {
  expect(policyText(policy, 'header')).toBe(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-a' 'sha256-b'; style-src 'self'; " +
      "style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; media-src 'self'; connect-src 'self'; " +
      "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  expect(sourcesOf(policy, 'frame-src')).toEqual(["'none'"]);
  expect(policyText(policy, 'page')).toBe(policyText(policy, 'header').replace("; frame-ancestors 'none'", ''));
});

test.each([
  [undefined, '/'],
  ['', '/'],
  ['/', '/'],
  ['handbook', '/handbook/'],
  ['/handbook', '/handbook/'],
  ['/docs/handbook/', '/docs/handbook/'],
])('the base path %j is %s', (written, base) => {
  expect(basePath(written)).toBe(base);
});

test('the headers of a handbook with a host of its own', () => {
  expect(headersFile(hosted('/'))).toMatchSnapshot();
});

test('a host that is shared keeps its own rule on encryption, and the addresses carry the base path', () => {
  const text = headersFile(hosted('/handbook/', false));
  expect(text).not.toContain('Strict-Transport-Security');
  expect(text.match(/^\S.*$/gm)).toEqual([
    '/handbook/*',
    '/handbook/_astro/*',
    '/handbook/pagefind/fragment/*',
    '/handbook/pagefind/index/*',
    '/handbook/pagefind/filter/*',
  ]);
});

test('the file for nginx', () => {
  expect(nginxFile(hosted('/'), 'dist.public')).toMatchSnapshot();
});

test('the file for nginx under a base path', () => {
  const text = nginxFile(hosted('/handbook/', false), 'dist');
  expect(text).not.toContain('Strict-Transport-Security');
  expect(text.slice(text.indexOf('error_page'))).toMatchSnapshot();
});
