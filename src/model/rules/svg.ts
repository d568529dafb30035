import sax, { type QualifiedAttribute, type QualifiedTag } from 'sax';
import type { Point, Problem } from '../problem.ts';

type Words = Pick<Problem, 'message' | 'fix'>;

const SVG = 'http://www.w3.org/2000/svg';
const XLINK = 'http://www.w3.org/1999/xlink';
const XML = 'http://www.w3.org/XML/1998/namespace';
const XMLNS = 'http://www.w3.org/2000/xmlns/';

/** Namespaces in which drawing programs write notes of their own. Browsers do nothing with them. */
const INERT = [
  'http://sodipodi.sourceforge.net/',
  'http://www.inkscape.org/namespaces/',
  'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  'http://creativecommons.org/ns#',
  'http://web.resource.org/cc/',
  'http://purl.org/dc/',
  'http://ns.adobe.com/',
  'http://www.bohemiancoding.com/sketch/ns',
  'http://www.figma.com/figma/ns',
  'http://www.serif.com/',
  'http://schemas.microsoft.com/visio/',
  'https://boxy-svg.com',
  'http://vectornator.io',
  'http://svgjs.dev',
  'http://svgjs.com',
];

/** Elements that draw, by their names in SVG. Not in it: script, foreignObject, handler, iframe and what loads other files. */
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

/** A DOCTYPE that names a public DTD, as older programs write it, and declares nothing. */
const DOCTYPE = /^\s*svg(\s+PUBLIC\s+"[^"]*"\s+"[^"]*"|\s+SYSTEM\s+"[^"]*")?\s*$/;

/**
 * Checks that an SVG only draws: no script, nothing loaded from elsewhere, nothing that a parser expands.
 * Elements and namespaces are known by a list, so that what browsers learn later is refused until somebody adds it.
 * @param text The file as text.
 * @returns The first problem in it, with its place.
 */
export function svgProblem(text: string): (Point & Words) | undefined {
  const parser = sax.parser(true, { xmlns: true, strictEntities: true } as sax.SAXOptions);
  let found: (Point & Words) | undefined;
  const report = (words: Words | undefined, offset: number) => {
    if (words) found ??= { ...pointAt(text, offset), ...words };
  };
  const open: string[] = [];
  let hasRoot = false;
  let css = '';
  parser.onprocessinginstruction = (node) => report(instructionWords(node, hasRoot), parser.startTagPosition - 1);
  parser.ondoctype = (doctype) => {
    if (!DOCTYPE.test(doctype)) {
      report({ message: 'A picture must not declare entities in its DOCTYPE', fix: SAVE }, parser.startTagPosition - 1);
    }
  };
  parser.onsgmldeclaration = () => report({ message: 'A picture must not hold declarations', fix: SAVE }, 0);
  parser.onopentag = (tag) => {
    const element = tag as QualifiedTag;
    // After a mistake the parser goes on with half a tag.
    if (found) return;
    const words = open.length === 0 ? rootWords(element, hasRoot) : undefined;
    report(words ?? elementWords(element, open.at(-1)), parser.startTagPosition - 1);
    open.push(element.local);
    hasRoot = true;
    css = '';
  };
  parser.ontext = (piece) => (css += piece);
  parser.oncdata = (piece) => (css += piece);
  parser.onclosetag = () => {
    if (open.pop() === 'style' && leadsOut(css)) {
      report(outWords('The style sheet of the picture'), parser.startTagPosition - 1);
    }
  };
  parser.onerror = ({ message }) => {
    const what = message.split('\n')[0]?.replace(/\.$/, '');
    report({ message: `The picture is not well-formed XML: ${what}`, fix: EXPORT }, parser.position - 1);
    // The parser refuses to end after an error that nobody has taken back.
    parser.error = null as unknown as Error;
  };
  parser.write(text).close();
  if (!hasRoot) report({ message: 'The file holds no picture', fix: SAVE }, 0);
  return found;
}

function pointAt(text: string, offset: number): Point {
  const before = text.slice(0, Math.max(0, offset)).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

function instructionWords({ name, body }: { name: string; body: string }, isLate: boolean): Words | undefined {
  const [, encoding = 'utf-8'] = /\bencoding\s*=\s*["']([^"']*)/.exec(body) ?? [];
  if (name !== 'xml' || isLate) return { message: `A picture must not hold <?${name}?>`, fix: EXPORT };
  return /^utf-?8$/i.test(encoding) ? undefined : { message: `The picture says that it is ${encoding}`, fix: SAVE };
}

function rootWords({ local, name, uri }: QualifiedTag, hasRoot: boolean): Words | undefined {
  if (hasRoot) return { message: `A second picture, <${name}>, follows the first`, fix: EXPORT };
  if (local !== 'svg') return { message: `An SVG starts with <svg>, not with <${name}>`, fix: SAVE };
  if (uri !== '') return undefined;
  return { message: 'The <svg> has no namespace, so no browser draws it', fix: `Write <svg xmlns="${SVG}"` };
}

function elementWords(element: QualifiedTag, parent: string | undefined): Words | undefined {
  const { local, name, uri, attributes } = element;
  const isKnown = uri === SVG ? ELEMENTS.has(local) : isInert(uri);
  // A browser joins the text around an element in a style sheet, which is read in one piece here.
  if (!isKnown || parent === 'style') {
    return { message: `A picture must not hold <${name}>`, fix: local === 'foreignObject' ? PLAIN_LABELS : EXPORT };
  }
  for (const attribute of Object.values(attributes)) {
    const words = attributeWords(element, attribute);
    if (words) return words;
  }
  return undefined;
}

function isInert(uri: string): boolean {
  // The parser looks prefixes up in an object, so for constructor:x it finds a function.
  return INERT.some((start) => String(uri).startsWith(start));
}

function attributeWords(element: QualifiedTag, { name, local, uri, value }: QualifiedAttribute): Words | undefined {
  if (uri === XMLNS || name === 'xmlns' || isInert(uri)) return undefined;
  const message = `A picture must not hold ${name}="${shortened(value)}"`;
  // What an attribute without a prefix does depends on its element; those of the inert ones do nothing.
  if (/^on/i.test(local) || (uri === XML && local === 'base')) return { message, fix: EXPORT };
  if (!['', XML, XLINK].includes(uri)) return { message: `The picture holds "${name}" of another format`, fix: EXPORT };
  if (ANIMATIONS.has(element.local) && local === 'attributeName' && isRisky(value)) return { message, fix: EXPORT };
  if (/^(href|src)$/i.test(local))
    return leadsInside(element.local, value) ? undefined : outWords(`${name}="${shortened(value)}"`);
  if (uri !== '' || /^(aria|data)-/.test(local)) return undefined;
  return leadsOut(value) ? outWords(`${name}="${shortened(value)}"`) : undefined;
}

function outWords(what: string): Words {
  return { message: `${what} leads out of the picture`, fix: EXPORT };
}

function shortened(value: string): string {
  return value.length > 40 ? `${value.slice(0, 40)}…` : value;
}

/** Whether an animation of an attribute could make it lead elsewhere or run code. */
function isRisky(attribute: string): boolean {
  return /(^|:)(href|src|base|on.*)$/i.test(compact(attribute));
}

/** Whether a reference stays in the picture. Only a link may lead elsewhere: nothing follows it but a reader. */
function leadsInside(element: string, value: string): boolean {
  const target = compact(value);
  if (target.startsWith('#')) return true;
  if (element === 'a') return !/^[a-z][a-z0-9+.-]*:/i.test(target) || /^https?:/i.test(target);
  return (element === 'image' || element === 'feImage') && RASTER.test(target);
}

/** Without the white space and control characters that browsers pass over in addresses. */
function compact(value: string): string {
  return value.replace(/[\s\p{Cc}\p{Cf}]/gu, '');
}

const RASTER = /^data:image\/(png|jpe?g|gif|webp)[;,]/i;
const FONT = /^data:(font\/[\w+-]+|application\/(x-)?font-[\w+-]+)[;,]/i;

/** Whether a style sheet, or an attribute that takes a style, loads something that is not in the picture. */
function leadsOut(css: string): boolean {
  // Escapes first: \75 rl( is url( to a browser. A comment cannot stand inside the names, so comments may stay.
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
