import { gunzipSync } from 'node:zlib';
import { Parser } from 'htmlparser2';
import { normalizeText } from '#editions/restricted-strings.ts';
import type { Point } from '#schema/problem.ts';
import { pointsIn } from './page-resources.ts';

/** Normalised text of a part of a file, with the places of its pieces in the file. */
export interface View {
  text: string;
  pieces: { start: number; point: Point }[];
}

/** Text of a file of the output, for a search for restricted strings. */
export interface SearchableText {
  /** Words, as readers see or hear them, and code. */
  words: View;
  /** Attributes, addresses in the text, and code. */
  addresses: View;
  /** Headings of a page: their anchors and normalised texts. */
  headings: { id: string; text: string }[];
  /** Address of the page that this is the search entry of. */
  entryOf?: string;
}

/** Separates pieces that no match may span. */
const BREAK = '\0';

/** Elements inside a line of text. Any other element separates words. */
const INLINE = new Set(
  'a abbr b bdi bdo cite code data del dfn em font i ins kbd mark math mi mn mo mtext q s samp small span strike strong sub sup textpath time tspan tt u var wbr'.split(
    ' ',
  ),
);

/** Attributes with keywords of HTML and code of drawings, which hold no words. */
const KEYWORDS = new Set('class role type rel name id for style d points transform viewbox'.split(' '));

/** Reads a file of the output, decompressed if it is gzip. */
export function searchableText(file: string, bytes: Buffer): SearchableText {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const source = (isPacked ? gunzipSync(bytes) : bytes).toString('utf8');
  const found = /\.(html?|svg|xml|xhtml)$/i.test(file) ? readMarkup(source) : readCode(source);
  addPath(found, file);
  const entryOf = isPacked ? /"url":"([^"]+)"/.exec(source)?.[1] : undefined;
  return { ...found, ...(entryOf ? { entryOf } : {}) };
}

/** Reads HTML or SVG: words across the tags inside a line, and the attributes. */
function readMarkup(source: string): SearchableText {
  const found: SearchableText = { words: emptyView(), addresses: emptyView(), headings: [] };
  const attributes: [name: string, value: string, point: Point][] = [];
  const pointAt = pointsIn(source);
  let heading: { id: string; from: number } | undefined;
  let isCode = false;
  const separate = (name: string) => {
    if (!INLINE.has(name.toLowerCase())) addLines(found, ' ');
  };
  const parser = new Parser({
    onopentag(name, written) {
      const point = pointAt(parser.startIndex);
      separate(name);
      isCode = name === 'script' || name === 'style';
      if (/^h[1-6]$/.test(name)) heading = { id: written['id'] ?? '', from: found.words.text.length };
      for (const [attribute, value] of Object.entries(written)) attributes.push([attribute, value, point]);
    },
    ontext(text) {
      const point = pointAt(parser.startIndex);
      if (isCode) addCode(found, text, point.line);
      else addLines(found, text, point, decoded);
    },
    oncomment(text) {
      addCode(found, text, pointAt(parser.startIndex).line);
    },
    onclosetag(name) {
      if (heading && /^h[1-6]$/.test(name)) {
        found.headings.push({ id: heading.id, text: found.words.text.slice(heading.from).trim() });
        heading = undefined;
      }
      isCode = false;
      separate(name);
    },
  });
  parser.end(source);
  for (const [name, value, point] of attributes) addAttribute(found, name, value, point);
  return found;
}

function addAttribute({ words, addresses }: SearchableText, name: string, value: string, point: Point): void {
  const plain = decoded(value);
  add(addresses, `${BREAK}${name}="${plain}"`, point);
  if (KEYWORDS.has(name.toLowerCase())) return;
  add(words, BREAK + plain, point);
  if (/[-_+]/.test(plain)) add(words, BREAK + plain.replace(/[-_+]+/g, ' '), point);
}

/** Reads a text that is no markup. */
function readCode(source: string): SearchableText {
  const found: SearchableText = { words: emptyView(), addresses: emptyView(), headings: [] };
  addCode(found, source, 1);
  return found;
}

function addCode(found: SearchableText, source: string, line: number): void {
  addLines(found, BREAK);
  addLines(found, source, { line, column: 1 }, decoded);
  addLines(found, BREAK);
}

/** Adds a text to both views, with the place of each of its lines. */
function addLines({ words, addresses }: SearchableText, text: string, point?: Point, decode = (line: string) => line) {
  for (const [index, line] of text.split('\n').entries()) {
    const decodedLine = index === 0 ? decode(line) : ` ${decode(line)}`;
    const place = point && index > 0 ? { line: point.line + index, column: 1 } : point;
    add(words, decodedLine, place);
    add(addresses, decodedLine, place);
  }
}

/** Adds the path of a file, as an address and as words. */
function addPath(found: SearchableText, file: string): void {
  addAttribute(found, 'path', `/${file}`, { line: 1, column: 1 });
}

function emptyView(): View {
  return { text: '', pieces: [] };
}

function add(view: View, text: string, point?: Point): void {
  if (point) view.pieces.push({ start: view.text.length, point });
  view.text += normalizeText(text);
}

const ENTITIES: Readonly<Record<string, string>> = {
  quot: '"',
  apos: "'",
  amp: '&',
  nbsp: ' ',
  shy: '',
  lt: '<',
  gt: '>',
};

/** Decodes the escapes of addresses, JavaScript, JSON and HTML, and embedded files. */
function decoded(text: string): string {
  // Most texts contain none of these.
  if (!/[%\\&]|;base64,/.test(text)) return text;
  return text
    .replace(/;base64,([\w+/=]+)/g, (_all, code: string) => `,${Buffer.from(code, 'base64')}`)
    .replace(/%25/g, '%')
    .replace(/(?:%[0-9a-f]{2})+/gi, (written) => Buffer.from(written.replaceAll('%', ''), 'hex').toString())
    .replace(
      /\\u\{([0-9a-f]{1,6})\}|\\u([0-9a-f]{4})|\\x([0-9a-f]{2})/gi,
      (all, a, b, c) => character(a ?? b ?? c, 16) ?? all,
    )
    .replace(/\\[nrt]/g, ' ')
    .replace(/\\(["'`/])/g, '$1')
    .replace(/&#(\d{1,7});?|&#x([0-9a-f]{1,6});?/gi, (all, ten, six) => character(ten ?? six, ten ? 10 : 16) ?? all)
    .replace(/&(\w+);/g, (all, name: string) => ENTITIES[name] ?? all);
}

function character(code: string, base: number): string | undefined {
  const number = Number.parseInt(code, base);
  return number <= 0x10ffff ? String.fromCodePoint(number) : undefined;
}
