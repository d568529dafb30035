import { describe, expect, test } from 'vitest';
import { svgProblem } from '#load/svg.ts';

const NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
/** A picture with something on its second line. */
const svg = (inner: string, attributes = '') => `<svg ${NS} viewBox="0 0 9 9"${attributes}>\n${inner}\n</svg>`;
const href = (element: string, value: string) => svg(`<${element} href="${value}"/>`);
const css = (text: string) => svg(`<style>${text}</style>`);

const hold = 'A picture must not hold';
const out = 'leads out of the picture';
const sheet = `The style sheet of the picture ${out}`;

const hostile: [name: string, text: string, message: string, line?: number, column?: number][] = [
  ['a script', svg('<g/><script>alert(1)</script>'), `${hold} <script>`, 2, 5],
  ['a script by address', svg('<script href="https://example.com/x.js"/>'), `${hold} <script>`],
  [
    'a script under a prefix',
    `<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script/></s:svg>`,
    `${hold} <s:script>`,
    1,
    45,
  ],
  ['a script in a CDATA section', svg('<script><![CDATA[alert(1)]]></script>'), `${hold} <script>`],
  ['a script inside metadata', svg('<metadata><script/></metadata>'), `${hold} <script>`, 2, 11],
  ['a script of XHTML', svg('<script xmlns="http://www.w3.org/1999/xhtml">1</script>'), `${hold} <script>`],
  ['an element of XHTML', svg('<h:img xmlns:h="http://www.w3.org/1999/xhtml" src="x"/>'), `${hold} <h:img>`],
  ['an element of MathML', svg('<math xmlns="http://www.w3.org/1998/Math/MathML"/>'), `${hold} <math>`],
  ['an element of no namespace', svg('<x xmlns=""/>'), `${hold} <x>`],
  ['an embedded page', svg('<foreignObject><p>x</p></foreignObject>'), `${hold} <foreignObject>`],
  ['a frame', svg('<iframe src="https://example.com"/>'), `${hold} <iframe>`],
  ['a handler', svg('<handler type="text/javascript">1</handler>'), `${hold} <handler>`],
  ['an event of the root', svg('', ' onload="alert(1)"'), `${hold} onload="alert(1)"`, 1, 1],
  ['an event in capitals', svg('<rect ONCLICK="x()"/>'), `${hold} ONCLICK="x()"`, 2, 1],
  ['an event of a shape', svg('\n\n  <g>\n    <rect onmouseover="x()"/></g>'), `${hold} onmouseover="x()"`, 5, 5],
  ['an event of an animation', svg('<animate onbegin="x()" attributeName="x"/>'), `${hold} onbegin="x()"`],
  [
    'an event of XML',
    svg('<g xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load"/>'),
    'The picture holds "ev:event" of another format',
  ],
  ['a link that runs code', href('a', 'javascript:alert(1)'), `href="javascript:alert(1)" ${out}`],
  ['one in capitals with a tab', href('a', 'Java&#9;Script:alert(1)'), `href="Java\tScript:alert(1)" ${out}`],
  ['one in entities', href('a', '&#x6a;avascript&#58;alert(1)'), `href="javascript:alert(1)" ${out}`],
  ['one by XLink', svg('<a xlink:href=" javascript:x"/>'), `xlink:href=" javascript:x" ${out}`],
  [
    'one under another prefix',
    svg('<a xmlns:l="http://www.w3.org/1999/xlink" l:href="javascript:x"/>'),
    `l:href="javascript:x" ${out}`,
  ],
  ['one of another language', href('a', 'vbscript:x'), `href="vbscript:x" ${out}`],
  ['one behind a soft hyphen', href('a', 'java&#173;script:x'), `href="java\u00adscript:x" ${out}`],
  ['a link to data', href('a', 'data:text/html,x'), `href="data:text/html,x" ${out}`],
  ['a link to a file', href('a', 'file:///etc/passwd'), `href="file:///etc/passwd" ${out}`],
  ['a use of another file', href('use', 'other.svg#x'), `href="other.svg#x" ${out}`],
  ['a use of data', href('use', 'data:image/svg+xml,x#y'), `href="data:image/svg+xml,x#y" ${out}`],
  ['a use of a raster picture', href('use', 'data:image/png;base64,x'), `href="data:image/png;base64,x" ${out}`],
  ['an image from a host', href('image', 'https://example.com/x.png'), `href="https://example.com/x.png" ${out}`],
  ['an image beside it', href('image', './x.png'), `href="./x.png" ${out}`],
  [
    'an image of SVG',
    href('image', 'data:image/svg+xml;base64,PHN2Zz4='),
    `href="data:image/svg+xml;base64,PHN2Zz4=" ${out}`,
  ],
  ['a filter image', href('feImage', '//example.com/x.png'), `href="//example.com/x.png" ${out}`],
  ['a gradient of another file', href('linearGradient', 'x.svg#a'), `href="x.svg#a" ${out}`],
  ['a base', svg('<g xml:base="https://example.com/"/>'), `${hold} xml:base="https://example.com/"`],
  ['an imported sheet', css('@import "https://example.com/x.css";'), sheet],
  ['one in escapes', css('@\\69mport "//example.com";'), sheet],
  ['an imported sheet in capitals', css('@IMPORT "x.css"'), sheet],
  ['a url in escapes of six digits', css('rect{fill:\\000075\\72 l(x.svg#y)}'), sheet],
  ['a url with an escaped letter', css('rect{fill:u\\rl(x.svg#y)}'), sheet],
  ['a sheet under a prefix', svg('<s:style xmlns:s="http://www.w3.org/2000/svg">@import "x";</s:style>'), sheet],
  ['a font from a host', css('@font-face{font-family:x;src:url(https://example.com/x.woff2)}'), sheet],
  ['a url in escapes', css('rect{fill:\\75 rl(//example.com/x)}'), sheet],
  ['a url that follows a comment in a string', css('a{content:"/*";fill:url(//x.y);b:"*/"}'), sheet],
  ['a url in quotes', css("rect{fill:url( '//example.com/x#y')}"), sheet],
  ['a url in a CDATA section', css('<![CDATA[rect{fill:url(x.svg#y)}]]>'), sheet],
  ['a url in two pieces', css('rect{fill:u<!-- -->rl(//example.com/x)}'), sheet],
  ['a url around an element', css('rect{fill:u<g/>rl(//example.com/x)}'), `${hold} <g>`, 2, 19],
  ['a url to a page', css('rect{fill:url(data:text/html,x)}'), sheet],
  ['a set of images', css('rect{background:image-set("//example.com/x" 1x)}'), sheet],
  ['a style attribute', svg('<rect style="fill:url(//example.com/x)"/>'), `style="fill:url(//example.com/x)" ${out}`],
  ['a presentation attribute', svg('<rect fill="url(x.svg#y)"/>'), `fill="url(x.svg#y)" ${out}`],
  ['a filter attribute in capitals', svg('<g filter="URL(HTTPS://X.Y/#z)"/>'), `filter="URL(HTTPS://X.Y/#z)" ${out}`],
  ['an animated address', svg('<set attributeName="href" to="javascript:x"/>'), `${hold} attributeName="href"`],
  [
    'one by XLink, with a space',
    svg('<animate attributeName=" xlink:href" to="x"/>'),
    `${hold} attributeName=" xlink:href"`,
  ],
  ['an animated event', svg('<set attributeName="onclick" to="x()"/>'), `${hold} attributeName="onclick"`],
  [
    'an animated fill',
    svg('<animate attributeName="fill" values="#fff;url(//x.y)"/>'),
    `values="#fff;url(//x.y)" ${out}`,
  ],
  [
    'an entity',
    `<!DOCTYPE svg [<!ENTITY x "y">]>\n${svg('&x;')}`,
    'A picture must not declare entities in its DOCTYPE',
    1,
    1,
  ],
  [
    'entities from elsewhere',
    `\n<!DOCTYPE svg [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>${svg('')}`,
    'A picture must not declare entities in its DOCTYPE',
    2,
    1,
  ],
  ['a DOCTYPE of a page', `<!DOCTYPE html>${svg('')}`, 'A picture must not declare entities in its DOCTYPE'],
  ['a style sheet by instruction', `<?xml-stylesheet href="x.css"?>${svg('')}`, `${hold} <?xml-stylesheet?>`, 1, 1],
  ['an instruction inside', svg('<?php x ?>'), `${hold} <?php?>`, 2, 1],
  ['another encoding', `<?xml version="1.0" encoding="UTF-7"?>${svg('')}`, 'The picture says that it is UTF-7'],
  ['an encoding of its own', `<?xml version='1.0' encoding='utf-16'?>${svg('')}`, 'The picture says that it is utf-16'],
  ['a page', '<html><svg/></html>', 'An SVG starts with <svg>, not with <html>', 1, 1],
  [
    'a page with a namespace',
    '<html xmlns="http://www.w3.org/1999/xhtml"/>',
    'An SVG starts with <svg>, not with <html>',
  ],
  ['no namespace', '<svg viewBox="0 0 9 9"/>', 'The <svg> has no namespace, so no browser draws it'],
  ['two pictures', `${svg('')}${svg('')}`, 'A second picture, <svg>, follows the first', 3, 7],
  ['an element of no prefix that JavaScript knows', svg('<constructor:script/>'), `${hold} <constructor:script>`],
  ['a prefix __proto__', svg('<__proto__:script/>'), `${hold} <__proto__:script>`],
  [
    'an attribute of a prefix that JavaScript knows',
    svg('<g toString:x="1"/>'),
    'The picture holds "toString:x" of another format',
  ],
  ['nothing', '', 'The file holds no picture', 1, 1],
  ['a comment', '<!-- x -->', 'The file holds no picture', 1, 1],
];

describe('an SVG that does more than draw is refused', () => {
  test.each(hostile)('%s', (_name, text, message, line = 2, column = 1) => {
    const problem = svgProblem(text);
    expect(problem?.message).toBe(message);
    if (text.startsWith(`<svg ${NS}`))
      expect(problem).toMatchObject({ line, column: message === sheet ? expect.any(Number) : column });
    expect(problem?.fix).toMatch(/^(Export|Save|Write) /);
  });

  test.each([
    ['an element that is not closed', '<svg xmlns="http://www.w3.org/2000/svg"><g>'],
    ['an attribute without quotes', svg('<g id=x/>')],
    ['an unknown entity', svg('<text>&nbsp;</text>')],
    ['an unknown prefix', svg('<x:g/>')],
    ['words before it', `Picture:${svg('')}`],
    ['words behind it', `${svg('')}x`],
    ['a bare ampersand', svg('<text>a & b</text>')],
    ['a closing tag too many', svg('</g>')],
    ['no XML', 'GIF89a'],
  ])('%s', (_name, text) => {
    expect(svgProblem(text)?.message).toMatch(/^The picture is not well-formed XML: [^\n]+$/);
  });
});

describe('an SVG that draws passes', () => {
  test.each([
    [
      'Inkscape',
      `<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<!-- Created with Inkscape -->\n<svg ${NS} xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:cc="http://creativecommons.org/ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" width="9mm" height="9mm" inkscape:version="1.3"><sodipodi:namedview pagecolor="#fff" inkscape:zoom="2"><inkscape:grid type="xygrid"/></sodipodi:namedview><metadata><rdf:RDF><cc:Work rdf:about=""><dc:format>image/svg+xml</dc:format><dc:type rdf:resource="http://purl.org/dc/dcmitype/StillImage"/></cc:Work></rdf:RDF></metadata><g inkscape:label="Layer 1" inkscape:groupmode="layer"><path style="fill:url(#a);stroke:none" d="M0 0h9" sodipodi:nodetypes="cc"/></g></svg>`,
    ],
    [
      'Illustrator',
      `<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n<svg version="1.1" id="Layer_1" ${NS} x="0px" y="0px" viewBox="0 0 9 9" style="enable-background:new 0 0 9 9;" xml:space="preserve"><style type="text/css">.st0{clip-path:url(#SVGID_2_);}</style><switch><g><path class="st0" d="M0 0"/></g></switch></svg>`,
    ],
    [
      'Figma',
      `<svg width="9" height="9" viewBox="0 0 9 9" fill="none" ${NS}><g clip-path="url(#clip0_1_2)" filter="url(#f)"><rect width="9" height="9" fill="url(#pattern0)"/></g><defs><pattern id="pattern0" patternContentUnits="objectBoundingBox"><use xlink:href="#image0" transform="scale(.1)"/></pattern><image id="image0" width="9" height="9" xlink:href="data:image/png;base64,iVBORw0KGgo="/><filter id="f"><feFlood flood-opacity="0"/><feBlend in2="x"/></filter></defs></svg>`,
    ],
    [
      'Mermaid',
      `<svg aria-roledescription="flowchart" role="graphics-document" viewBox="0 0 9 9" style="max-width: 9px;" ${NS} id="m"><style>#m{font-family:"trebuchet ms",sans-serif;}@keyframes dash{to{stroke-dashoffset:0;}}#m .marker{fill:#333}</style><g><marker id="e" orient="auto"><path d="M0 0"/></marker><path marker-end="url(#e)" d="M0 0"/><text><tspan>To</tspan></text></g></svg>`,
    ],
    ['Excalidraw', css('@font-face { font-family: Virgil; src: url("data:font/woff2;base64,d09GMg=="); }')],
    [
      'a gradient',
      svg(`<linearGradient id="a" xlink:href="#b"><stop stop-color="#fff"/></linearGradient><path fill="url('#a')"/>`),
    ],
    ['a use', svg('<symbol id="x"><circle r="1"/></symbol><use href="#x"/>')],
    [
      'a title and a description',
      svg('<title>How url(https://x) and &lt;script&gt; &amp; @import look</title><desc>x</desc>'),
    ],
    ['an animation', svg('<circle r="1"><animate attributeName="opacity" from="0" to="1" dur="1s"/></circle>')],
    [
      'a style in a CDATA section',
      css('<![CDATA[ .a > .b { fill: #fff } @media (prefers-color-scheme: dark) { .a { fill: #000 } } ]]>'),
    ],
    ['links', svg('<a href="https://example.com/"><text>x</text></a><a xlink:href="/guides/trust/"/><a href="#x"/>')],
    ['a raster picture', href('image', 'data:image/jpeg;base64,/9j/4AAQ')],
    ['a prefix', '<s:svg xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><s:path d="M0 0"/></s:svg>'],
    ['a label that speaks of addresses', svg('<g aria-label="url(https://example.com)" data-url="url(x)"/>')],
    ['scrolling', css('svg{scroll-behavior:smooth}')],
  ])('%s', (_name, text) => {
    expect(svgProblem(text)).toBeUndefined();
  });
});

test('whatever is cut off or mixed up is answered', () => {
  const texts = hostile.map(([, text]) => text).filter((text) => text !== '');
  for (const [at, text] of texts.entries()) {
    for (let end = 1; end < text.length; end += 7) {
      expect(() => svgProblem(text.slice(0, end) + (texts[(at + end) % texts.length] ?? '').slice(end))).not.toThrow();
    }
  }
});
