import { describe, expect, test } from 'vitest';
import { type Document, readDocument } from '#model/document.ts';
import { skimmer } from '#model/skim.ts';

const page = (body: string, head = '<meta charset="utf-8"><title>A < B</title>') =>
  `<!DOCTYPE html><html lang="en"><head>${head}</head><body class="a">${body}</body></html>`;

/** All that a look may go by, but the places. */
function contents({ uses, links, policies, place }: Document) {
  return {
    uses: uses.map(({ kind, directive, where, text }) => [kind, directive, where, text]),
    links: links.map(({ text }) => text),
    policies: policies.map(({ text, late }) => [text, late]),
    place,
  };
}

describe('a page that is skimmed', () => {
  test.each([
    ['words', page('<p>Words &amp; more.</p><!-- <script>no()</script> --><br/><hr>')],
    ['code', page('<script>if (a < b) go("<p>")</script><script type="module" src="/a.js"></script>')],
    ['data', page('<script type="application/json">{"a": "<b onclick=x>"}</script>')],
    ['a style sheet', page('<style>a > b { color: red }</style>')],
    ['links', page(`<a href="/a/?b=1&amp;c=%20">x</a><a href='/b/'>x</a><a href=/c/>x</a><a>x</a>`)],
    ['handlers', page('<p onclick="go(&quot;a&quot;)" STYLE="color: red">x</p>')],
    ['what looks like a tag in an attribute', page('<p title="<script>no()</script>"><a href="/a>b/">x</a></p>')],
    ['a form', page('<form><textarea><a href="/no/"></textarea><select><option value="a">A</select></form>')],
    [
      'a drawing',
      page('<svg viewBox="0 0 1 1"><title>T</title><use href="#a"/><a href="/b/"><path d="M0 0"/></a></svg>'),
    ],
    ['a formula', page('<math><mrow><mi>a</mi><mo>&lt;</mo><mn>1</mn></mrow></math><a href="/a/">x</a>')],
    ['what is for readers without scripts', page('<noscript><img src="/a.png" alt=""></noscript>')],
    ['a template', page('<template><b onclick="go()">x</b></template>')],
    [
      'a policy',
      page('', '<meta http-equiv="Content-Security-Policy" content="default-src &#39;self&#39;"><title>A</title>'),
    ],
    [
      'a late policy',
      page('', '<link rel="icon" href="/a.svg"><meta http-equiv="content-security-policy" content="a">'),
    ],
    ['a head that begins with white space', page('', '\n<meta charset="utf-8"><title>A</title>')],
    ['an empty head', page('', '')],
    ['an end too early', page('<p><a href="/a/">x').slice(0, -14)],
    ['links in a table', page('<table><tr><td><a href="/a/">x</a></td></tr></table>')],
  ])('holds what the whole page holds: %s', (_what, source) => {
    const skimmed = skimmer()(source);
    expect(skimmed && contents(skimmed)).toEqual(contents(readDocument(source)));
  });

  test('is left to the whole reading only where it has to be', () => {
    const skim = skimmer();
    const tags = page('<p><a href="/a/" class="b">x</a></p>');
    expect([skim(tags), skim(tags)].map((found) => found?.links.length)).toEqual([1, 1]);
  });

  test.each([
    ['no head of its own', '<!doctype html><title>A</title><a href="/a/">x</a>'],
    ['no document type', '<html><head></head><body></body></html>'],
    ['words before the head', '<!doctype html><html>Words<head><meta charset="utf-8"></head></html>'],
    ['an end tag first in the head', page('', '</script><title>A</title>')],
    ['Windows line ends', page('<p>\r\n</p>')],
    ['a character that is none', page('<p\0>')],
    ['a tag without an end', page('<a href="/a/"').slice(0, -14)],
    ['attributes without a space', page('<a class="a"href="javascript:go()">x</a>')],
    ['a slash for a space', page('<img/onerror=go() src=a>')],
    ['an attribute twice', page('<a href="/a/" href="javascript:go()">x</a>')],
    ['a space before a value', page('<a href = "javascript:go()">x</a>')],
    ['another reference', page('<a href="java&Tab;script:go()">x</a>')],
    ['a reference without an end', page('<a href="java&#115cript:go()">x</a>')],
    ['a comment that ends at once', page('<!--><script>go()</script>-->')],
    ['a comment that ends otherwise', page('<!-- --!><script>go()</script>-->')],
    ['a comment without an end', page('<!-- <p>').slice(0, -14)],
    ['what looks like XML', page('<![CDATA[<p>]]><?a <script>?>')],
    ['an end tag of nothing', page('</ script><p>')],
    ['a script that holds a comment', page('<script><!--<script></script>go()--></script>')],
    ['a script without an end', page('<script>go()').slice(0, -14)],
    ['a script in a drawing', page('<svg><script>go()</script></svg>')],
    ['a style sheet in a drawing', page('<svg><style><img src=x onerror=go()></style></svg>')],
    ['HTML in a drawing', page('<svg><foreignObject><p>x</p></foreignObject></svg>')],
    ['HTML in the title of a drawing', page('<svg><title><style><a onclick="go()"></style></title></svg>')],
    ['HTML that ends a drawing', page('<svg><p><style><a onclick="go()"></style></p></svg>')],
    ['HTML in a formula', page('<math><mtext><img src=x onerror=go()></mtext></math>')],
    ['an element of a drawing without an end', page('<svg><g></svg>')],
    ['another name of an address in a drawing', page('<svg><a xlink:href="javascript:go()"></a></svg>')],
    ['a style sheet in a list', page('<select><style><a onclick="go()"></style></select>')],
    ['an old name of a picture', page('<image src="https://example.com/a.png">')],
    ['a frame', page('<iframe src="/a/"></iframe>')],
    ['text to the end', page('<plaintext><a href="/a/">')],
    ['old text', page('<xmp><script>go()</script></xmp>')],
  ])('is left to the whole reading with %s', (_what, source) => {
    expect(skimmer()(source)).toBeUndefined();
  });
});
