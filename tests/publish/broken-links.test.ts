import { describe, expect, test } from 'vitest';
import { brokenLinks } from '#publish/broken-links.ts';
import { readPageResources } from '#publish/page-resources.ts';
import { formatProblem } from '#schema/problem.ts';

const files = new Set([
  'index.html',
  '404.html',
  'guides/a/index.html',
  '_astro/a b.png',
  'favicon.svg',
  'a&b.pdf',
  'c+d%e.pdf',
]);
const report = (html: string, base = '/', page = 'guides/a/index.html') =>
  brokenLinks(page, readPageResources(`<!doctype html><title>A</title>\n${html}`), base, files).map(formatProblem);

describe('an address in a built page', () => {
  test.each([
    ['the home page', '<a href="/">x</a>'],
    ['a page', '<a href="/guides/a/#part">x</a>'],
    ['a place on the page itself', '<a href="#part">x</a>'],
    ['a file beside it', '<a href="../a/">x</a>'],
    ['a file with a space', '<img src="/_astro/a%20b.png">'],
    ['a file with an ampersand', '<a href="/a&amp;b.pdf">x</a><a href="/a%26b.pdf">x</a>'],
    ['a file with a plus and a percent sign', '<a href="/c+d%25e.pdf">x</a>'],
    ['another host', '<a href="https://example.com/guides/b/">x</a>'],
    ['a person', '<a href="mailto:us@example.com">x</a>'],
    ['nowhere', '<a>x</a>'],
  ])('may lead to %s', (_what, html) => {
    expect(report(html)).toEqual([]);
  });

  test.each([
    ['/guides/b/', '<a href="/guides/b/#part">x</a>'],
    ['/guides/a', '<a href="/guides/a">x</a>'],
    ['/_astro/c.png', '<img src="/_astro/c.png">'],
    ['/100%', '<a href="/100%">x</a>'],
  ])('may not lead to %s', (address, html) => {
    const [found, ...others] = report(html);
    expect(others).toEqual([]);
    expect(found).toContain(`  Nothing lies at ${address}`);
    expect(found).toMatch(/^guides\/a\/index\.html:2:\d+ {2}/);
  });

  test('starts with the path of the site', () => {
    expect(report('<a href="/handbook/guides/a/">x</a>', '/handbook/')).toEqual([]);
    expect(report('<a href="/guides/a/">x</a>', '/handbook/')).toHaveLength(1);
  });
});
