import sax, { type QualifiedAttribute, type QualifiedTag } from 'sax';
import { type Advice, advice, type Point, pointAt } from '#schema/problem.ts';

const SVG = 'http://www.w3.org/2000/svg';
const XLINK = 'http://www.w3.org/1999/xlink';
const XML = 'http://www.w3.org/XML/1998/namespace';
const XMLNS = 'http://www.w3.org/2000/xmlns/';

/** Namespaces of metadata that drawing programs write. Browsers ignore them. */
const INERT =
  `http://sodipodi.sourceforge.net/ http://www.inkscape.org/namespaces/ http://www.w3.org/1999/02/22-rdf-syntax-ns#
  http://creativecommons.org/ns# http://web.resource.org/cc/ http://purl.org/dc/ http://ns.adobe.com/
  http://www.bohemiancoding.com/sketch/ns http://www.figma.com/figma/ns http://www.serif.com/
  http://schemas.microsoft.com/visio/ https://boxy-svg.com http://vectornator.io http://svgjs.dev http://svgjs.com`.split(
    /\s+/,
  );

/** Allowed SVG elements. Not listed: script, foreignObject, handler, iframe and elements that load other files. */
const ELEMENTS = new Set(
  `svg g defs symbol use image path rect circle ellipse line polyline polygon text tspan textPath title desc metadata
  style linearGradient radialGradient meshgradient meshrow meshpatch hatch hatchpath solidcolor stop pattern clipPath mask
  marker filter view switch a animate animateTransform animateMotion set mpath feBlend feColorMatrix feComponentTransfer
  feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB
  feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting
  feSpotLight feTile feTurbulence flowRoot flowRegion flowPara flowSpan`.split(/\s+/),
);

const ANIMATIONS = new Set(['animate', 'animateTransform', 'animateMotion', 'set']);

const EXPORT = 'Export it again without scripts, links to other files and embedded pages, or save it as PNG';
const PLAIN_LABELS = 'Export it again without HTML labels, a setting of draw.io and Mermaid, or save it as PNG';
const SAVE = 'Save it again as plain SVG in UTF-8';

/** DOCTYPE that names a public DTD, as older programs write it, and declares no entities. */
const DOCTYPE = /^\s*svg(\s+PUBLIC\s+"[^"]*"\s+"[^"]*"|\s+SYSTEM\s+"[^"]*")?\s*$/;

/**
 * Checks that an SVG only draws: no script, no external resources, no entities for the parser to expand. Elements and
 * namespaces are on an allowlist, so that elements that browsers add later are refused until someone lists them.
 * @param text The source of the file.
 * @returns The first problem, with its position.
 */
export function svgProblem(text: string): (Point & Advice) | undefined {
  const parser = sax.parser(true, { xmlns: true, strictEntities: true } as sax.SAXOptions);
  let problem: (Point & Advice) | undefined;
  const report = (words: Advice | undefined, offset = parser.startTagPosition - 1) => {
    if (words) problem ??= { ...pointAt(text, offset), ...words };
  };
  const open: string[] = [];
  let hasRoot = false;
  let css = '';
  parser.onprocessinginstruction = (node) => report(instructionWords(node, hasRoot));
  parser.ondoctype = (doctype) => {
    if (!DOCTYPE.test(doctype)) report(advice('A picture must not declare entities in its DOCTYPE', SAVE));
  };
  parser.onsgmldeclaration = () => report(advice('A picture must not hold declarations', SAVE), 0);
  parser.onopentag = (tag) => {
    const element = tag as QualifiedTag;
    // After an error, sax goes on with an incomplete tag.
    if (problem) return;
    const words = open.length === 0 ? rootWords(element, hasRoot) : undefined;
    report(words ?? elementWords(element, open.at(-1)));
    open.push(element.local);
    hasRoot = true;
    css = '';
  };
  parser.ontext = (piece) => (css += piece);
  parser.oncdata = (piece) => (css += piece);
  parser.onclosetag = () => {
    if (open.pop() === 'style' && leadsOut(css)) report(outWords('The style sheet of the picture'));
  };
  parser.onerror = ({ message }) => {
    const what = message.split('\n')[0]?.replace(/\.$/, '');
    report(advice(`The picture is not well-formed XML: ${what}`, EXPORT), parser.position - 1);
    // sax throws from close() unless the error is cleared.
    parser.error = null as unknown as Error;
  };
  parser.write(text).close();
  if (!hasRoot) report(advice('The file holds no picture', SAVE), 0);
  return problem;
}

function instructionWords({ name, body }: { name: string; body: string }, isLate: boolean): Advice | undefined {
  const [, encoding = 'utf-8'] = /\bencoding\s*=\s*["']([^"']*)/.exec(body) ?? [];
  if (name !== 'xml' || isLate) return advice(`A picture must not hold <?${name}?>`, EXPORT);
  return /^utf-?8$/i.test(encoding) ? undefined : advice(`The picture says that it is ${encoding}`, SAVE);
}

function rootWords({ local, name, uri }: QualifiedTag, hasRoot: boolean): Advice | undefined {
  if (hasRoot) return advice(`A second picture, <${name}>, follows the first`, EXPORT);
  if (local !== 'svg') return advice(`An SVG starts with <svg>, not with <${name}>`, SAVE);
  if (uri !== '') return undefined;
  return advice('The <svg> has no namespace, so no browser draws it', `Write <svg xmlns="${SVG}"`);
}

function elementWords(element: QualifiedTag, parent: string | undefined): Advice | undefined {
  const { local, name, uri, attributes } = element;
  const isKnown = uri === SVG ? ELEMENTS.has(local) : isInert(uri);
  // Browsers join the text around an element inside a style sheet, but it is checked here in one piece.
  if (!isKnown || parent === 'style') {
    return advice(`A picture must not hold <${name}>`, local === 'foreignObject' ? PLAIN_LABELS : EXPORT);
  }
  for (const attribute of Object.values(attributes)) {
    const words = attributeWords(element, attribute);
    if (words) return words;
  }
  return undefined;
}

function isInert(uri: string): boolean {
  // sax looks prefixes up in a plain object, so for `constructor:x` the URI is a function.
  return INERT.some((start) => String(uri).startsWith(start));
}

function attributeWords(element: QualifiedTag, { name, local, uri, value }: QualifiedAttribute): Advice | undefined {
  if (uri === XMLNS || name === 'xmlns' || isInert(uri)) return undefined;
  const message = `A picture must not hold ${name}="${shorten(value)}"`;
  // The effect of an unprefixed attribute depends on its element; on inert elements it has none.
  if (/^on/i.test(local) || (uri === XML && local === 'base')) return advice(message, EXPORT);
  if (!['', XML, XLINK].includes(uri)) return advice(`The picture holds "${name}" of another format`, EXPORT);
  if (ANIMATIONS.has(element.local) && local === 'attributeName' && isRisky(value)) return advice(message, EXPORT);
  if (/^(href|src)$/i.test(local))
    return leadsInside(element.local, value) ? undefined : outWords(`${name}="${shorten(value)}"`);
  if (uri !== '' || /^(aria|data)-/.test(local)) return undefined;
  return leadsOut(value) ? outWords(`${name}="${shorten(value)}"`) : undefined;
}

function outWords(what: string): Advice {
  return advice(`${what} leads out of the picture`, EXPORT);
}

function shorten(value: string): string {
  return value.length > 40 ? `${value.slice(0, 40)}…` : value;
}

/** Checks whether animating an attribute could make it load another address or run code. */
function isRisky(attribute: string): boolean {
  return /(^|:)(href|src|base|on.*)$/i.test(compact(attribute));
}

/** Checks whether a reference stays inside the SVG. Only `<a>` may point outside, because only a click follows it. */
function leadsInside(element: string, value: string): boolean {
  const target = compact(value);
  if (target.startsWith('#')) return true;
  if (element === 'a') return !/^[a-z][a-z0-9+.-]*:/i.test(target) || /^https?:/i.test(target);
  return (element === 'image' || element === 'feImage') && RASTER.test(target);
}

/** Removes white space and control characters, which browsers ignore in URLs. */
function compact(value: string): string {
  return value.replace(/[\s\p{Cc}\p{Cf}]/gu, '');
}

const RASTER = /^data:image\/(png|jpe?g|gif|webp)[;,]/i;
const FONT = /^data:(font\/[\w+-]+|application\/(x-)?font-[\w+-]+)[;,]/i;

/** Checks whether a style sheet or style attribute loads an external resource. */
function leadsOut(css: string): boolean {
  // Decode escapes first: browsers read `\75 rl(` as `url(`. Comments can stay, since none can split the matched names.
  const plain = css.replace(/\\(?:([0-9a-f]{1,6})(?:\r\n|\s)?|(\r\n|[\s\S]))/gi, (_, hex, other) =>
    hex === undefined ? other : String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff)),
  );
  if (/@import|image-set\s*\(|\bsrc\(|expression\s*\(|-moz-binding|(?<![\w-])behavior\s*:|javascript:/i.test(plain))
    return true;
  return [...plain.matchAll(/url\(\s*["']?/gi)].some(({ 0: start, index }) => {
    const target = compact(plain.slice(index + start.length, index + start.length + 80));
    return !(target.startsWith('#') || RASTER.test(target) || FONT.test(target));
  });
}
