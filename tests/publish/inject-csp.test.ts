import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Cache } from '#load/cache.ts';
import { filesIn } from '#publish/built-files.ts';
import { headersFile, hostFileProblems } from '#publish/host-files.ts';
import { injectCsp } from '#publish/inject-csp.ts';
import { inlineScripts } from '#publish/inline-scripts.ts';
import { policyOf, policyText } from '#publish/policy.ts';
import { formatProblem } from '#schema/problem.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (name: string) => readFileSync(join(folder, name), 'utf8');
function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}
const page = (body: string) => `<!doctype html><html><head><meta charset="utf-8"><title>A</title></head><body>${body}`;
const META = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/;
/** The scripts that the build made. */
const policy = policyOf(['one()', 'two()', 'one()\n']);
const report = async () => (await injectCsp(folder, '/', policy)).map(formatProblem);

describe('the policy of an edition', () => {
  test('is one for all pages, and holds a hash of each script that the build made', async () => {
    write('a/index.html', page('<script>one()</script><script type="module">two()</script>'));
    write('index.html', page('<script>one()</script>'));
    expect(await report()).toEqual([]);
    expect(policyOf(['one()']).get('script-src')).toEqual([
      "'self'",
      "'wasm-unsafe-eval'",
      // printf 'one()' | openssl dgst -sha256 -binary | base64
      "'sha256-HR7iaask9daLMRRskMI++QeJtjWDOjyPA6lGzYGzKW4='",
    ]);
    expect(policy.get('style-src')).toEqual(["'self'"]);
    const [, inPage] = META.exec(read('index.html')) ?? [];
    expect(META.exec(read('a/index.html'))?.[1]).toBe(inPage);
    expect(inPage).not.toContain('frame-ancestors');
    expect(`${inPage}; frame-ancestors 'none'`).toBe(policyText(policy, 'header'));
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
    expect(await report()).toEqual([
      expect.stringMatching(/^index\.html:1:\d+ {2}This build did not make the (code|script)/),
    ]);
  });

  test('knows the scripts that Starlight writes into pages', async () => {
    expect(inlineScripts().length).toBeGreaterThanOrEqual(4);
    expect(inlineScripts().filter((code) => code.includes('window.StarlightThemeProvider ='))).toHaveLength(1);
  });

  test('lets data stand in a page', async () => {
    write('index.html', page('<script type="application/json">{}</script><script type="text/template"><b></script>'));
    expect(await report()).toEqual([]);
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
    write('b/index.html', page(''));
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
    write('a.png', '');
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
    for (const file of ['a.png', 'b.png', '_astro/a.js']) write(file, '');
    expect(await report()).toEqual([]);
  });

  test('takes the place of none, and holds for style sheets', async () => {
    write('other.html', page('<meta http-equiv="content-security-policy" content="default-src \'self\'">'));
    write('words.html', 'Only words.');
    write('look.css', '@import "//example.com/a.css";\nh1 {\n  background: url( "https://example.com/a.png" );\n}');
    write('own.css', '@import "a.css"; h1 { background: url(data:image/svg+xml,%3Csvg%3E) url(b.png) }');
    expect(await report()).toMatchSnapshot();
  });

  test('is no longer than hosts can read', () => {
    const many = policyOf(Array.from({ length: 40 }, (_, count) => `f(${count})`));
    const headers = headersFile({ base: '/', isOpen: true, policy: many });
    expect(hostFileProblems('_headers', headers).map(formatProblem)).toMatchSnapshot();
  });
});

describe('a page that passed in an earlier build', () => {
  const [body, slip] = ['<a href="../b/">B</a><script>one()</script>', '<script>evil()</script>'];
  const inject = async (cache: Cache<number>, base = '/', use = policy) =>
    (await injectCsp(folder, base, use, new Set(), cache)).map(formatProblem);
  const writePages = () => {
    write('a/index.html', page(body));
    write('b/index.html', page('Words.'));
  };

  test('is written as a build from nothing writes it', async () => {
    const cache = new Cache<number>();
    const written = [];
    for (const use of [cache, cache, new Cache<number>()]) {
      writePages();
      expect(await inject(use)).toEqual([]);
      written.push(read('a/index.html'));
    }
    expect(cache.entries.size).toBe(2);
    expect(new Set(written).size).toBe(1);
  });

  test.each<[what: string, change: () => void, base?: string, use?: typeof policy]>([
    ['it has a script that the build did not make', () => write('a/index.html', page(body + slip))],
    ['a script in it has another letter', () => write('a/index.html', page(body.replace('one()', 'One()')))],
    ['it has a handler', () => write('a/index.html', page(`${body}<p onclick="one()">A</p>`))],
    ['it has a policy of its own', () => write('a/index.html', page(`<meta http-equiv="Content-Security-Policy">`))],
    ['it links elsewhere', () => write('a/index.html', page(body.replace('../b/', '../c/')))],
    ['it asks another host', () => write('a/index.html', page('<img src="https://example.com/a.png" alt="">'))],
    ['the page that it links to is gone', () => rmSync(join(folder, 'b'), { recursive: true })],
    ['the page that it links to has moved', () => renameSync(join(folder, 'b'), join(folder, 'c'))],
    ['the same page lies in another folder', () => renameSync(join(folder, 'a'), join(folder, 'b/a'))],
    ['the path of the site has changed', () => write('a/index.html', page('<a href="/b/">B</a>')), '/handbook/'],
    ['the policy allows its script no more', () => {}, '/', policyOf(['two()'])],
    ['the policy allows no script', () => {}, '/', policyOf([])],
  ])('is checked again where %s', async (_what, change, base, use) => {
    const cache = new Cache<number>();
    writePages();
    expect(await inject(cache)).toEqual([]);
    writePages();
    change();
    const files = filesIn(folder).map((name) => [name, read(name)] as const);
    const problems = await inject(cache, base, use);
    expect(problems).toHaveLength(1);
    for (const [name, text] of files) write(name, text);
    // A page with problems is not remembered.
    expect(await inject(cache, base, use)).toEqual(problems);
  });
});
