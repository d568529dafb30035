import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { restrictedStrings } from '#editions/restricted-strings.ts';
import { leaksIn } from '#publish/leak-scan.ts';
import { temporaryFolder } from '../helpers.ts';

const settings = {
  audiences: ['public', 'leads'],
  restrictedTerms: { leads: ['Project “Falcon”', 'naïve pilot', 'Zürich'] },
  allowedTitles: ['Hiring', 'Health'],
};
const excludedEntries = [
  { name: 'guides/pay', title: 'What we pay', file: 'org/content/guides/pay.mdx' },
  { name: 'guides/hiring', title: 'Hiring', file: 'org/content/guides/hiring.mdx' },
  { name: 'guides/offers', title: 'Offers', file: 'org/content/guides/offers.mdx', overriddenTitle: 'Offers' },
  { name: 'status', title: 'How the service does', file: 'org/content/status/index.mdx' },
  { name: 'data/terms/offer', title: 'An offer', file: 'org/content/data/terms/ours.yaml', overriddenTitle: 'Offer' },
  { name: 'guides/salaries', title: '', file: 'content/redirects.yaml' },
  { name: 'data/terms/band', title: 'Pay band', file: 'org/content/data/terms/ours.yaml' },
  { name: 'data/terms/pay-day', title: 'Day of pay', file: 'org/content/data/terms/ours.yaml' },
  { name: 'data/terms/search', title: 'Search of our shop', file: 'org/content/data/terms/ours.yaml' },
  { name: 'data/terms/health', title: 'Health', file: 'org/content/data/terms/ours.yaml' },
];
const strings = restrictedStrings(excludedEntries, 'public', settings, '/handbook/');
const all = temporaryFolder();
let count = 0;

const pay = Buffer.from([137, 80, 78, 71, 1]);
const open = Buffer.from([137, 80, 78, 71, 2]);

/** Scans an output of some files. */
function scan(files: Record<string, string | Buffer>) {
  const [folder, layers] = [join(all, `${++count}/output`), join(all, `${count}/layers`)];
  const write = (path: string, bytes: string | Buffer) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  };
  for (const [file, bytes] of Object.entries(files)) write(join(folder, file), bytes);
  const pictures = [
    { file: 'pay.png', shown: false, bytes: pay },
    { file: 'under.png', shown: false, bytes: open },
    { file: 'over.png', shown: true, bytes: open },
  ];
  for (const picture of pictures) write(join(layers, picture.file), picture.bytes);
  return leaksIn(folder, strings, layers, pictures);
}

const falcon = 'Project “Falcon”';

describe('the scan of the output', () => {
  test.each<[what: string, file: string, bytes: string | Buffer, leak: string | undefined]>([
    ['an address in a link', 'a.html', '<a href="/handbook/guides/pay/">', 'guides/pay'],
    ['an address without a slash', 'a.html', '<a href="/handbook/guides/pay">', 'guides/pay'],
    ['an address with an anchor', 'a.html', '<a href="/guides/pay#bands">', 'guides/pay'],
    ['an address with a query', 'a.html', '<a href="/guides/pay?a=1">', 'guides/pay'],
    ['an absolute address', 'a.xml', '<loc>https://example.com/guides/pay</loc>', 'guides/pay'],
    ['an address with two slashes', 'a.html', '<a href="/guides/pay//">', 'guides/pay'],
    ['an address with a file', 'a.html', '<a href="/guides/pay/index.html">', 'guides/pay'],
    ['an address with an ending', 'a.html', '<a href="/guides/pay.html">', 'guides/pay'],
    ['the path of the source', 'a.html', '<a href="https://host.example/edit/guides/pay.mdx">', 'guides/pay'],
    ['an address in capitals', 'a.html', '<a href="/Guides/PAY/">', 'guides/pay'],
    ['an encoded address', 'a.html', '<a href="/guides/%70%61y/">', 'guides/pay'],
    ['an address in entities', 'a.html', '<a href="/guides&#x2F;pay&#47;">', 'guides/pay'],
    ['an address in the text', 'a.html', '<code>/guides/pay/</code>', 'guides/pay'],
    ['an address in a comment', 'a.html', '<!-- /guides/pay/ -->', 'guides/pay'],
    ['an address in JSON', 'a.json', '{"id": "guides/pay"}', 'guides/pay'],
    ['an address in a script of a page', 'a.html', '<script>go("/guides/pay/")</script>', 'guides/pay'],
    ['an address in a map of a site', 'sitemap.txt', 'https://example.com/guides/pay/\n', 'guides/pay'],
    ['an address with escaped slashes', 'a.js', 'x="\\/guides\\/pay\\/"', 'guides/pay'],
    ['an address in an address', 'a.html', '<a href="?to=%2Fguides%2Fpay%2F">', 'guides/pay'],
    ['an address that is encoded twice', 'a.html', '<a href="?to=%252Fguides%252Fpay">', 'guides/pay'],
    ['the file of a page', 'guides/pay/index.html', '', 'guides/pay'],
    ['a data file of a page', 'guides/pay.json', '', 'guides/pay'],
    ['the page of a part', 'a.html', '<a href="/handbook/status/">', 'status'],
    ['the page of a part at the root', 'a.html', '<a href="/status">', 'status'],
    ['the absolute page of a part', 'a.html', '<a href="https://example.com:8080/handbook/status#x">', 'status'],
    ['the file of the page of a part', 'status/index.html', '', 'status'],
    ['a page below it', 'a.html', '<a href="/status/reports/">', undefined],
    ['a page of its name elsewhere', 'a.html', '<a href="/handbook/guides/status/">', undefined],
    [
      'its name as a word',
      'a.html',
      '<p role="status" class="status" data-x="status">The status: "status".</p>',
      undefined,
    ],
    ['its name in a script', 'a.js', 'x={status:"status"};y.querySelector("[role=status]")', undefined],
    ['a title', 'a.html', '<b>What we pay</b>', 'What we pay'],
    ['a title in other letters', 'feed.xml', '<title>WHAT WE PAY</title>', 'What we pay'],
    ['a title over lines', 'a.html', '<p>What\n   we\tpay</p>', 'What we pay'],
    ['a title with hard spaces', 'a.html', '<p>What&nbsp;we\u202fpay</p>', 'What we pay'],
    ['a title in parts', 'a.html', '<p>What <em>we</em> <a href="/">pay</a></p>', 'What we pay'],
    ['a title with soft hyphens', 'a.html', '<p>Wh&shy;at w\u00ade pay</p>', 'What we pay'],
    ['a title with places to break', 'a.html', '<p>What<wbr> we\u200b pay</p>', 'What we pay'],
    ['a title of letters in other forms', 'a.html', '<p>What we ｐａｙ</p>', 'What we pay'],
    ['a title in an attribute', 'a.html', '<img alt="What we pay">', 'What we pay'],
    ['a title in a description', 'a.html', '<meta name="description" content="What we pay, and why">', 'What we pay'],
    ['a title in JSON', 'a.json', '{"title":"What\\u0020we pay"}', 'What we pay'],
    [
      'a title in JSON of a page',
      'a.html',
      '<script type="application/json">{"a":"What we pay"}</script>',
      'What we pay',
    ],
    ['a title in a drawing', 'a.svg', '<svg><text>What <tspan>we pay</tspan></text></svg>', 'What we pay'],
    ['a title over two cells', 'a.html', '<td>What we</td><td>paying</td>', undefined],
    [
      'a title in a packed piece of the index',
      'pagefind/x.pf_fragment',
      gzipSync('pagefind_dcd{"title":"What we pay"}'),
      'What we pay',
    ],
    ['a title in a program of the search', 'pagefind/pagefind.js', '"What we pay"', undefined],
    ['the title of an entry of data', 'a.html', 'a pay band', 'Pay band'],
    ['the id of an entry of data', 'a.html', '<dt id="band">', 'band'],
    ['the id of an entry in JSON', 'a.json', '{"id": "band"}', 'band'],
    ['the id of an entry in a script', 'a.js', 'x=[{id:"band",t:1}]', 'band'],
    ['a link to an entry of data', 'a.html', '<a href="/guides/glossary/#band">', 'band'],
    ['a link to an entry on its page', 'a.html', '<a href="#band">', 'band'],
    ['an id of two words', 'a.html', '<p data-term="pay-day">', 'pay-day'],
    ['an id of two words in JSON', 'a.json', '{"pay-day":1}', 'pay-day'],
    ['an id in a longer one', 'a.html', '<a href="#band-two"><p data-term="pay-days">', undefined],
    ['an id that is an ordinary word', 'a.html', '<form role="search"><input type="search" name="search">', undefined],
    ['an id in the text', 'a.html', '<p>A search in #search: "search".</p>', undefined],
    ['an id that is a word of a script', 'a.js', 'x={search:1,type:"search"};valid="search"', undefined],
    [
      'an id that is an anchor of another heading',
      'a.html',
      '<a href="#search">A</a><h2 id="search">Search</h2>',
      undefined,
    ],
    ['an id with its own heading', 'a.html', '<h3 id="band">Pay Band</h3>', 'band|Pay band'],
    ['an id whose title is an ordinary word', 'a.html', '<h2 id="health">Health</h2>', undefined],
    ['a marked word', 'a.html', 'of Project &quot;Falcon&quot;.', falcon],
    ['a marked word in a script', 'a.js', 'const x = "project \\u201cfalcon\\u201d"', falcon],
    ['a marked word in braces of a script', 'a.js', 'x="project \\u{201c}falcon\\x22"', falcon],
    ['a marked word in a picture', 'a.svg', '<svg><title>Project "Falcon"</title></svg>', falcon],
    [
      'a marked word in an embedded picture',
      'a.css',
      `a{b:url(data:image/svg+xml;base64,${btoa('<text>naive</text>Zurich naïve pilot')})}`,
      undefined,
    ],
    [
      'a marked word in an embedded drawing',
      'a.css',
      `url("data:image/svg+xml;base64,${Buffer.from('<text>Zürich</text>').toString('base64')}")`,
      'Zürich',
    ],
    ['a marked word in an encoded drawing', 'a.css', 'url("data:image/svg+xml,%3Ctext%3EZ%C3%BCrich")', 'Zürich'],
    ['a marked word in the name of a picture', '_astro/naïve-pilot.Dx3.png', pay.subarray(1), 'naïve pilot'],
    ['a marked word in the address of a picture', 'a.html', '<img src="/_astro/na%C3%AFve_pilot.png">', 'naïve pilot'],
    ['a marked word in decomposed letters', 'a.html', '<p>Zu\u0308rich</p>', 'Zürich'],
    ['a marked word inside another', 'a.html', '<p>Greater-Zürich-area</p>', 'Zürich'],
    ['a marked word inside tags', 'a.html', '<p>Zür<b>ich</b></p>', 'Zürich'],
    ['a marked word of a withdrawn page', 'guides/old/index.html', '<div data-withdrawn><p>Zürich</p></div>', 'Zürich'],
    ['a marked word without its accent', 'a.html', 'Zurich', undefined],
    ['the bytes of a picture under another name', 'public.png', pay, 'the picture pay.png'],
    ['a picture that is shown elsewhere too', 'public.png', open, undefined],
    ['the old address of a page', 'a.html', '<a href="/guides/salaries/">', 'guides/salaries'],
    ['the address of a replaced page', 'a.html', '<a href="/guides/offers/">', 'guides/offers'],
    ['the title of a replaced page, which upstream says too', 'a.html', 'Offers', undefined],
    ['the new title of a replaced entry', 'a.html', 'an offer', 'An offer'],
    ['the id of a replaced entry, which upstream says too', 'a.html', '<dt id="offer">', undefined],
    ['an ordinary word that is a title', 'a.html', 'Hiring takes time.', undefined],
    ['a longer word', 'a.html', 'They say what we pays for.', undefined],
    [
      'a longer address',
      'a.html',
      '<a href="/guides/payments/"><a href="/guides/pay-scale/"><a href="/our-guides/pay-x">',
      undefined,
    ],
    ['a page below a page', 'a.html', '<a href="/guides/pay/bands/">', undefined],
  ])('%s', (_what, file, bytes, leak) => {
    const holds = scan({ [file]: bytes }).map((found) => found.holds.replace(/^"(.*)", .*/, '$1'));
    expect(holds).toEqual(leak === undefined ? [] : leak.split('|'));
  });

  test('says the page and the place, and repeats nothing that the search index repeats', () => {
    const fragment = gzipSync('pagefind_dcd{"url":"/guides/open/","content":"Zürich"}');
    const files = { 'pagefind/fragment/en_1.pf_fragment': fragment };
    const page = { 'guides/open/index.html': '<main>\n  <p>Words</p>\n  <p>Of\n  Zürich</p>\n</main>' };
    const place = (all: Record<string, string | Buffer>) => scan(all).map((leak) => leak.place);
    expect(place({ ...files, ...page })).toEqual(['guides/open/index.html:4:1']);
    expect(place(files)).toEqual(['/guides/open/ in the search (pagefind/fragment/en_1.pf_fragment)']);
    expect(place({ 'a.js': 'const a = 1;\n\nconst b = "Zürich";' })).toEqual(['a.js:3:1']);
  });
});
