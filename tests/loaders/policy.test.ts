import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inlineScripts } from '#loaders/inline-scripts.ts';
import { refusedIn, seal } from '#loaders/policy.ts';
import type { Policy } from '#model/policy.ts';
import { formatProblem, type Problem } from '#model/problem.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealed-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const hosting = { base: '/', isOpen: true };
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}
const page = (body: string) => `<!doctype html><html><head><meta charset="utf-8"><title>A</title></head><body>${body}`;
const META = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/;
/** Scripts that the build made. */
const OWN = ['one()', 'two()', 'one()\n', 'never()', ...Array.from({ length: 40 }, (_, count) => `f(${count})`)];
const report = async () => (await refusedIn(folder, await seal(folder, hosting, OWN))).map(formatProblem);

describe('the policy of an edition', () => {
  test('is one for all pages, holds a hash of each script that is used, and comes out the same again', async () => {
    write('a/index.html', page('<script>one()</script><script type="module">two()</script>'));
    write('index.html', page('<script>one()</script>'));
    const first = await seal(folder, hosting, OWN);
    expect(first.get('script-src')).toEqual([
      "'self'",
      "'wasm-unsafe-eval'",
      // printf 'one()' | openssl dgst -sha256 -binary | base64
      "'sha256-HR7iaask9daLMRRskMI++QeJtjWDOjyPA6lGzYGzKW4='",
      "'sha256-iMrPAWirDC2X0OhZzLsM2MRIWSmepJGI4r7D8ZlwBOw='",
    ]);
    expect(first.get('style-src')).toEqual(["'self'"]);
    const [, inPage] = META.exec(read('index.html')) ?? [];
    expect(META.exec(read('a/index.html'))?.[1]).toBe(inPage);
    expect(inPage).not.toContain('frame-ancestors');
    expect(read('_headers')).toContain(`  Content-Security-Policy: ${inPage}; frame-ancestors 'none'\n`);
    expect(await refusedIn(folder, first)).toEqual([]);
  });

  test.each([
    ['in a page', '<script>evil()</script>'],
    ['that is like one of ours', '<script>one() </script>'],
    ['that is ours and more', '<script>one();evil()</script>'],
    ['as a module', '<script type="module">evil()</script>'],
    ['that says where others are', '<script type="importmap">{"imports":{"a":"/a.js"}}</script>'],
    ['that says what to fetch', '<script type="speculationrules">{"prefetch":[]}</script>'],
    ['in a drawing', '<svg><script>evil()</script></svg>'],
    ['in a template', '<template><script>evil()</script></template>'],
    ['behind a title that ends early', '<title>A</title><script>evil()</script></title>'],
    ['with an attribute of ours', '<script aria-hidden="true">evil()</script>'],
    ['in a file beside the pages', '<script src="/evil.js"></script>'],
    ['in a file that sounds like ours', '<script src="/my_astro/evil.js"></script>'],
    ['in a folder below ours', '<script src="/_astro/../evil.js"></script>'],
    ['in the index of the search', '<script src="/pagefind/evil.js"></script>'],
    ['that is loaded early', '<link rel="modulepreload" href="/evil.js">'],
    ['as a style', '<style>h1 { color: red }</style>'],
  ])('a foreign script fails the build: %s', async (_what, body) => {
    write('index.html', page(`<script>one()</script>${body}`));
    const policy = await seal(folder, hosting, OWN);
    expect(policy.get('script-src')).toHaveLength(3);
    expect(policy.get('style-src')).toEqual(["'self'"]);
    expect((await refusedIn(folder, policy)).map(formatProblem)).toEqual([
      expect.stringMatching(/^index\.html:1:\d+ {2}This build did not make the (code|script)/),
    ]);
  });

  test('knows the scripts that Starlight writes into pages', () => {
    expect(inlineScripts().length).toBeGreaterThanOrEqual(4);
    expect(inlineScripts().filter((code) => code.includes('window.StarlightThemeProvider ='))).toHaveLength(1);
  });

  test('has no hash of what is data and not code', async () => {
    write('index.html', page('<script type="application/json">{}</script><script type="text/template"><b></script>'));
    expect((await seal(folder, hosting, OWN)).get('script-src')).toEqual(["'self'", "'wasm-unsafe-eval'"]);
  });

  test.each([
    ['after the character set', '<!doctype html><head><meta charset="utf-8"/>', '<script>one()</script>'],
    ['before everything else', '<html><head>', '<title>A</title><script>one()</script>'],
    // As Astro writes a page that leads to another address.
    [
      'in a page without a head',
      '<!doctype html>\n',
      '<title>Redirecting</title>\n<meta http-equiv="refresh" content="0;url=/b/">\n<link rel="canonical" href="https://example.com/b/">\n<body><a href="/b/">On</a></body>',
    ],
    ['in an empty head', '<html><head>', '</head><body>Words.'],
    [
      'in a page with Windows line ends',
      '<!doctype html>\r\n<head>\r\n',
      '<title>A</title>\r\n<script>one()\r\n</script>',
    ],
  ])('stands %s, and changes nothing else of the page', async (_where, before, after) => {
    write('index.html', before + after);
    expect(await report()).toEqual([]);
    const [start, end] = read('index.html').split(META.exec(read('index.html'))?.[0] as string);
    expect([start?.trim(), end?.trim()]).toEqual([before.trim(), after.trim()]);
    expect(read('index.html').replace(META, '')).toBe(before + after);
  });

  test.each([
    ['a handler', '<button onclick="go()">Go</button>'],
    ['an address that is code', '<a href=" java\nscript:go()">Go</a>'],
    ['an address that is code, in a drawing', '<svg><a xlink:href="javascript:go()"></a></svg>'],
    ['a script of another host', '<script src="https://example.com/a.js"></script>'],
    ['a script of whatever host', '<script src="//example.com/a.js"></script>'],
    ['a picture of another host', '<img src="https://example.com/a.png" alt="">'],
    ['one picture of several', '<img srcset="/a.png 1x, https://example.com/b.png 2x" alt="">'],
    ['a picture in a drawing', '<svg><image href="https://example.com/a.png"/></svg>'],
    ['a picture for readers without JavaScript', '<noscript><img src="https://example.com/a.png" alt=""></noscript>'],
    ['a film of another host', '<video poster="/a.png"><source src="https://example.com/a.mp4"></video>'],
    ['a style sheet of another host', '<link rel="stylesheet" href="https://example.com/a.css">'],
    ['a hint to another host', '<link rel="preconnect" href="https://example.com">'],
    ['a frame', '<iframe src="/guides/"></iframe>'],
    ['a frame of another host', '<iframe src="https://example.com/film"></iframe>'],
    ['an embedded file', '<object data="/a.pdf"></object>'],
    ['a form that sends', '<form action="/send"></form>'],
    ['another root of addresses', '<base href="/elsewhere/">'],
    ['a picture in a style', '<style>h1 { background: url(https://example.com/a.png) }</style>'],
    ['code in a template', '<template><b onclick="go()">Go</b></template>'],
  ])('refuses %s, and says where it stands', async (_what, body) => {
    write('guides/a/index.html', page(`\n<p>Words.</p>\n${body}`));
    expect(await report()).toMatchSnapshot();
  });

  test.each([
    ['a link to another host', '<a href="https://example.com/">There</a>'],
    ['an address of the edition', '<link rel="canonical" href="https://example.com/a/">'],
    [
      'files of its own',
      '<img src="/a.png" srcset="/a.png 1x, /b.png 2x" alt=""><script src="./_astro/a.js"></script>',
    ],
    ['a picture in the page', '<img src="data:image/png;base64,AAAA" alt="">'],
    ['a part of the page', '<svg><use href="#part"/></svg>'],
    ['a style of an element', '<p style="color: red">Words.</p>'],
    ['a form that a script reads', '<form method="dialog"><input name="a"></form>'],
  ])('allows %s', async (_what, body) => {
    write('index.html', page(body));
    expect(await report()).toEqual([]);
  });

  test('is looked at again in what was written: changed code, a missing, a second or another policy', async () => {
    write('changed.html', page('<script>one()</script>'));
    write('missing.html', page(''));
    write('second.html', page('<meta http-equiv="content-security-policy" content="default-src \'self\'">'));
    write('other.html', page(''));
    write('late.html', page(''));
    write('look.css', '@import "//example.com/a.css";\nh1 {\n  background: url( "https://example.com/a.png" );\n}');
    write('own.css', '@import "a.css"; h1 { background: url(data:image/svg+xml,%3Csvg%3E) url(b.png) }');
    const policy = await seal(folder, hosting, OWN);
    write('changed.html', read('changed.html').replace('one()', 'other()'));
    write('missing.html', read('missing.html').replace(META, ''));
    write('other.html', read('other.html').replace("img-src 'self'", 'img-src *'));
    const [meta = ''] = META.exec(read('late.html')) ?? [];
    write('late.html', `${read('late.html').replace(meta, '<script src="/_astro/a.js"></script>')}${meta}`);
    expect((await refusedIn(folder, policy)).map(formatProblem)).toMatchSnapshot();
  });

  test('is no longer than hosts can read', async () => {
    write('index.html', page(Array.from({ length: 40 }, (_, count) => `<script>f(${count})</script>`).join('')));
    expect(await report()).toMatchSnapshot();
  });
});

describe('a page in which nothing was found is looked at again', () => {
  test('once it, its policy or what the looks depend on has changed, and one with problems always', async () => {
    write('index.html', page('<script>one()</script>'));
    const policy = await seal(folder, hosting, OWN);
    let looked = 0;
    const problem = { file: 'index.html', line: 1, column: 1, message: 'Wrong', fix: 'Mend it' };
    const look = async (given: unknown, found: Problem[] = [], under: Policy = policy) => {
      looked = 0;
      const counting = () => {
        looked++;
        return found;
      };
      const all = await refusedIn(folder, under, { looks: [counting], given });
      return [looked, all.length];
    };
    expect(await look('a')).toEqual([1, 0]);
    expect(await look('a')).toEqual([0, 0]);
    expect(await look('b', [problem])).toEqual([2, 1]);
    expect(await look('b', [problem])).toEqual([2, 1]);
    expect(await look('b')).toEqual([1, 0]);
    expect((await look('a', [], new Map([...policy, ['font-src', ["'none'"]]])))[0]).toBeGreaterThan(0);
    write('index.html', `${read('index.html')} `);
    expect(await look('a')).toEqual([1, 0]);
    write('b/index.html', read('index.html'));
    expect(await look('a')).toEqual([1, 0]);
  });
});
