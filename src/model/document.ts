import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import type { Point } from './problem.ts';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** Something in a page that runs, or that the browser asks for by itself. */
export interface Use extends Point {
  /** Code inside the page, code inside an attribute, or an address. */
  kind: 'inline' | 'attribute' | 'address';
  /** The directive of a Content-Security-Policy that decides about it. */
  directive: string;
  /** How it stands in the page, such as `<img src>`. */
  where: string;
  /** The code, or the address. */
  text: string;
}

/** A policy that a page carries. */
export interface Carried extends Point {
  text: string;
  /** Whether something that it should decide about stands before it, where it holds for nothing. */
  late: boolean;
}

/** What a policy has to know of a built page. */
export interface Document {
  uses: Use[];
  /** The addresses that a reader may follow. */
  links: (Point & { text: string })[];
  policies: Carried[];
  /** Where a policy belongs: the number of characters before it. Absent in a page without a head. */
  place?: number;
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

/** What a link element makes the browser ask for, by its relation; the others ask for nothing. */
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

/** Attributes that hold an address which a click follows, and which may hold code instead. */
const FOLLOWED = new Set(['href', 'src', 'action', 'formaction', 'data', 'poster', 'srcdoc']);

/** What decides of an element what it uses: the least that a reader of pages has to know. */
export interface Tag {
  tagName: string;
  attrs: readonly { name: string; value: string }[];
}

/** Reads a built page: all that a policy decides about, with its places. */
export function readDocument(source: string): Document {
  // Without scripting, so that what stands in noscript is read as well.
  const tree = parse(source, { sourceCodeLocationInfo: true, scriptingEnabled: false });
  const uses: Use[] = [];
  const links: Document['links'] = [];
  const policies: Carried[] = [];
  const elements = elementsOf(tree);
  for (const element of elements) {
    const found = usesOf(element, textOf, pointOf);
    if (isPolicy(element)) {
      policies.push({ ...pointOf(element), text: attributeOf(element, 'content') ?? '', late: uses.length > 0 });
    }
    uses.push(...found);
    const link = element.tagName === 'a' ? attributeOf(element, 'href') : undefined;
    if (link !== undefined) links.push({ text: link, ...pointOf(element, 'href') });
  }
  const place = placeIn(elements);
  return { uses, links, policies, ...(place === undefined ? {} : { place }) };
}

/**
 * The first place in the head, so that the policy holds for all that follows; after the character
 * set, which must stand in the first 1,024 bytes of a page.
 */
function placeIn(elements: readonly Element[]): number | undefined {
  const head = elements.find(({ tagName }) => tagName === 'head');
  const first = head?.childNodes.find((node) => node.sourceCodeLocation);
  if (!first?.sourceCodeLocation) return head?.sourceCodeLocation?.startTag?.endOffset;
  const isCharset = 'attrs' in first && attributeOf(first, 'charset') !== undefined;
  return isCharset ? first.sourceCodeLocation.endOffset : first.sourceCodeLocation.startOffset;
}

/** All elements below a node, in the order of the page. */
function elementsOf(node: Node, found: Element[] = []): Element[] {
  if ('tagName' in node) found.push(node);
  if ('childNodes' in node) for (const child of node.childNodes) elementsOf(child, found);
  if ('content' in node) elementsOf(node.content, found);
  return found;
}

/**
 * What an element runs or asks for.
 * @param codeOf What stands between its tags.
 * @param pointOf Where it stands, or an attribute of it.
 */
export function usesOf<T extends Tag>(
  element: T,
  codeOf: (element: T) => string,
  pointOf: (element: T, attribute?: string) => Point,
): Use[] {
  const name = element.tagName.toLowerCase();
  const use = (kind: Use['kind'], directive: string, text: string, attribute?: string): Use => ({
    kind,
    directive,
    text,
    where: `<${name}${attribute ? ` ${attribute}` : ''}>`,
    ...pointOf(element, attribute),
  });
  const inAttributes = element.attrs.flatMap(({ name: attribute, value }): Use[] => {
    if (/^on/i.test(attribute)) return [use('attribute', 'script-src-attr', value, attribute)];
    if (attribute === 'style') return [use('attribute', 'style-src-attr', value, attribute)];
    // Browsers skip white space and control characters in front of an address, and line ends within it.
    if (FOLLOWED.has(attribute) && /^[\s\p{Cc}]*javascript:/iu.test(value.replace(/[\t\n\r]/g, '')))
      return [use('attribute', 'script-src-attr', value, attribute)];
    const directive = name === 'link' ? relationOf(element, attribute) : ADDRESSES[name]?.[attribute];
    if (!directive) return [];
    const addresses = attribute === 'srcset' ? value.split(/,\s+/).map((part) => part.trim().split(/\s/)[0]) : [value];
    return addresses.flatMap((address) =>
      address && !address.startsWith('#') ? [use('address', directive, address.trim(), attribute)] : [],
    );
  });
  return [
    ...inAttributes,
    ...(name === 'script' && isCode(element) ? [use('inline', 'script-src', codeOf(element))] : []),
    ...(name === 'style' ? [use('inline', 'style-src', codeOf(element))] : []),
  ];
}

function relationOf(link: Tag, attribute: string): string | undefined {
  if (attribute !== 'href') return undefined;
  const relations = (attributeOf(link, 'rel') ?? '').toLowerCase().split(/\s+/);
  return relations.map((relation) => RELATIONS[relation]).find((directive) => directive !== undefined);
}

/** Whether a script element holds code: one with an address runs that, and one of another type is data. */
function isCode(script: Tag): boolean {
  if (attributeOf(script, 'src') !== undefined) return false;
  const type = (attributeOf(script, 'type') ?? '').trim();
  return type === '' || /^(module|importmap|speculationrules)$|(java|ecma|live|j)script/i.test(type);
}

/** Whether an element carries a policy. */
export function isPolicy(element: Tag): boolean {
  return element.tagName === 'meta' && attributeOf(element, 'http-equiv')?.toLowerCase() === 'content-security-policy';
}

/** What an attribute says; nothing where there is none. */
export function attributeOf(element: Tag, name: string): string | undefined {
  return element.attrs.find((attribute) => attribute.name === name)?.value;
}

function textOf(element: Element): string {
  return element.childNodes.map((node) => ('value' in node ? node.value : '')).join('');
}

function pointOf(element: Element, attribute?: string): Point {
  const location = element.sourceCodeLocation;
  const at = (attribute && location?.attrs?.[attribute]) || location;
  return { line: at?.startLine ?? 1, column: at?.startCol ?? 1 };
}

/** The addresses that a style sheet makes the browser ask for. */
export function addressesInStyles(text: string): (Point & { text: string })[] {
  const found = text.matchAll(/url\(\s*(?:"([^"]*)"|'([^']*)'|([^)\s]*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')/gi);
  return [...found].map((match) => {
    const before = text.slice(0, match.index).split('\n');
    return {
      text: match.slice(1).find((group) => group !== undefined) ?? '',
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
    };
  });
}
