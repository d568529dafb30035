import { Parser } from 'htmlparser2';
import type { Point } from '#schema/problem.ts';

/** Code that a page runs, or an address that the browser requests by itself. */
export interface Resource extends Point {
  /** Code inside the page, code inside an attribute, or an address. */
  kind: 'inline' | 'attribute' | 'address';
  /** Directive of a Content-Security-Policy that governs it. */
  directive: string;
  /** Element and attribute, such as `<img src>`. */
  where: string;
  /** Code or address. */
  text: string;
}

/** Resources, links and policies of a built page. */
export interface PageResources {
  resources: Resource[];
  /** Addresses of its links. */
  links: (Point & { text: string })[];
  /** Positions of the policies in the page. */
  policies: Point[];
  /** Offset in characters at which to insert a policy. Absent in a page without an element. */
  policyOffset?: number;
}

/** Start tag of an element. */
interface Element extends Point {
  name: string;
  attributes: Readonly<Record<string, string>>;
}

const ADDRESSES: Record<string, Record<string, string>> = {
  img: { src: 'img-src', srcset: 'img-src' },
  image: { href: 'img-src' },
  feimage: { href: 'img-src' },
  use: { href: 'img-src' },
  input: { src: 'img-src', formaction: 'form-action' },
  source: { src: 'media-src', srcset: 'img-src' },
  video: { src: 'media-src', poster: 'img-src' },
  audio: { src: 'media-src' },
  track: { src: 'media-src' },
  script: { src: 'script-src', href: 'script-src' },
  iframe: { src: 'frame-src' },
  frame: { src: 'frame-src' },
  embed: { src: 'object-src' },
  object: { data: 'object-src' },
  form: { action: 'form-action' },
  button: { formaction: 'form-action' },
  base: { href: 'base-uri' },
};

/** Directives for what a link element makes the browser request, by its relation; other relations request nothing. */
const RELATIONS: Record<string, string> = {
  stylesheet: 'style-src',
  icon: 'img-src',
  'apple-touch-icon': 'img-src',
  'mask-icon': 'img-src',
  manifest: 'manifest-src',
  modulepreload: 'script-src',
  preload: 'connect-src',
  prefetch: 'connect-src',
  preconnect: 'connect-src',
  'dns-prefetch': 'connect-src',
};

/** Attributes with an address that a click follows, and which may contain code instead. */
const FOLLOWED = new Set(['href', 'src', 'action', 'formaction', 'data', 'poster', 'srcdoc']);

/** Parses a built page in one pass: everything that a policy governs, and its links. */
export function readPageResources(source: string): PageResources {
  const found: PageResources = { resources: [], links: [], policies: [] };
  const pointAt = pointsIn(source);
  let isInHead = false;
  let hasContent = false;
  let code: { element: Element; text: string } | undefined;
  const parser = new Parser({
    onopentag(name, written) {
      const element = { name, attributes: withoutPrefixes(written), ...pointAt(parser.startIndex) };
      if (name === 'head') {
        isInHead = true;
        found.policyOffset = parser.endIndex + 1;
      } else if (name !== 'html' && !hasContent) {
        hasContent = true;
        if (!isInHead) found.policyOffset = parser.startIndex;
        // The character set must be declared in the first 1,024 bytes of a page.
        if (name === 'meta' && 'charset' in written) found.policyOffset = parser.endIndex + 1;
      }
      if (isPolicy(element)) found.policies.push(pointAt(parser.startIndex));
      found.resources.push(...resourcesOf(element));
      const { href } = element.attributes;
      if (name === 'a' && href !== undefined)
        found.links.push({ text: href, line: element.line, column: element.column });
      if (name === 'script' || name === 'style') code = { element, text: '' };
    },
    ontext(text) {
      if (code) code.text += text;
    },
    onclosetag(name) {
      if (!code || name !== code.element.name) return;
      // Browsers hash the code after parsing, which normalises line ends.
      const text = code.text.replace(/\r\n?/g, '\n');
      if (isCode(code.element)) found.resources.push(inlineCode(code.element, text));
      code = undefined;
    },
  });
  parser.end(source);
  return found;
}

/** Creates a converter from offsets to positions. Offsets must be passed in ascending order. */
export function pointsIn(source: string): (offset: number) => Point {
  let [line, start] = [1, 0];
  return (offset) => {
    for (let end = source.indexOf('\n', start); end !== -1 && end < offset; end = source.indexOf('\n', start)) {
      line++;
      start = end + 1;
    }
    return { line, column: offset - start + 1 };
  };
}

/** Drops the prefix of `xlink:href`, which is another name for `href` in SVG. */
function withoutPrefixes(attributes: Record<string, string>): Record<string, string> {
  const names = Object.keys(attributes);
  if (!names.some((name) => name.startsWith('xlink:'))) return attributes;
  return Object.fromEntries(names.map((name) => [name.replace(/^xlink:/, ''), attributes[name] ?? '']));
}

function resourcesOf(element: Element): Resource[] {
  return Object.entries(element.attributes).flatMap(([attribute, value]): Resource[] => {
    const resource = (kind: Resource['kind'], directive: string, text: string): Resource => ({
      kind,
      directive,
      text,
      where: `<${element.name} ${attribute}>`,
      line: element.line,
      column: element.column,
    });
    if (/^on/i.test(attribute)) return [resource('attribute', 'script-src-attr', value)];
    if (attribute === 'style') return [resource('attribute', 'style-src-attr', value)];
    // Browsers skip white space and control characters before an address, and line ends within it.
    if (FOLLOWED.has(attribute) && /^[\s\p{Cc}]*javascript:/iu.test(value.replace(/[\t\n\r]/g, '')))
      return [resource('attribute', 'script-src-attr', value)];
    const directive = element.name === 'link' ? relationOf(element, attribute) : ADDRESSES[element.name]?.[attribute];
    if (!directive) return [];
    const addresses = attribute === 'srcset' ? value.split(/,\s+/).map((part) => part.trim().split(/\s/)[0]) : [value];
    return addresses.flatMap((address) =>
      address && !address.startsWith('#') ? [resource('address', directive, address.trim())] : [],
    );
  });
}

function relationOf({ attributes }: Element, attribute: string): string | undefined {
  if (attribute !== 'href') return undefined;
  const relations = (attributes['rel'] ?? '').toLowerCase().split(/\s+/);
  return relations.map((relation) => RELATIONS[relation]).find((directive) => directive !== undefined);
}

function inlineCode({ name, line, column }: Element, text: string): Resource {
  const directive = name === 'script' ? 'script-src' : 'style-src';
  return { kind: 'inline', directive, text, where: `<${name}>`, line, column };
}

/** Checks whether an element contains code: a script with an address runs that, and one of another type is data. */
function isCode({ name, attributes }: Element): boolean {
  if (name === 'style') return true;
  if (attributes['src'] !== undefined) return false;
  const type = (attributes['type'] ?? '').trim();
  return type === '' || /^(module|importmap|speculationrules)$|(java|ecma|live|j)script/i.test(type);
}

function isPolicy({ name, attributes }: Element): boolean {
  return name === 'meta' && attributes['http-equiv']?.toLowerCase() === 'content-security-policy';
}

/** Finds the addresses that a style sheet makes the browser request. */
export function addressesInStyles(text: string): (Point & { text: string })[] {
  const found = text.matchAll(/url\(\s*(?:"([^"]*)"|'([^']*)'|([^)\s]*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')/gi);
  const pointAt = pointsIn(text);
  return [...found].map((match) => ({
    text: match.slice(1).find((group) => group !== undefined) ?? '',
    ...pointAt(match.index),
  }));
}
