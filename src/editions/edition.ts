import type * as z from 'zod';
import { ONLY } from '#load/body.ts';
import { type Attribute, literalValue } from '#load/code.ts';
import type { MarkdownNode } from '#load/markdown-tree.ts';
import { namesAround, namesIn } from '#schema/address.ts';
import { type Components, ourComponents } from '#schema/components.ts';
import { isDataName } from '#schema/data/index.ts';
import { sameName } from '#schema/fields.ts';
import { type Reference, referencesIn } from '#schema/references.ts';

/** Edition: the view of the handbook for one audience. */
export interface Edition {
  /** Audience of the edition. */
  audience: string;
  /** All audiences, from the widest to the strictest. */
  audiences: readonly string[];
  /** Excluded entries: pages by id, data as `data/terms/roadmap`. */
  excluded: ReadonlySet<string>;
  /** New titles, by page id or `data/terms/roadmap`. */
  titles: Readonly<Record<string, string>>;
  /** New titles of renamed pages, by the old ones as `sameName` has them. */
  names?: ReadonlyMap<string, string>;
  /** Owners that replace those in the front matter, by page id. */
  owners?: Readonly<Record<string, string>>;
  /** Files of the notes in the edition, by the name of their target. */
  notes: ReadonlyMap<string, string>;
  /** Components that pages may use; those of the handbook if left out. */
  components?: Components;
}

/** Maps pages to the settings key that applies to them: the page's own id or, failing that, the nearest folder. */
export function keysOf(keys: Iterable<string>, ids: readonly string[]): Map<string, string> {
  const all = new Set(keys);
  return new Map(
    ids.flatMap((id): [string, string][] => {
      const key = namesAround(id).find((name) => all.has(name));
      return key === undefined ? [] : [[id, key]];
    }),
  );
}

/** Name of a page or data entry in `hidden` and in lists of excluded entries: `guides/trust`, `data/terms/roadmap`. */
export function nameOf(to: string, id: string): string {
  return isDataName(to) ? `data/${to}/${id}` : id;
}

/**
 * Strictness of an audience, from 0 for the widest. A missing or unknown audience counts as the strictest, so that an
 * omission never publishes content.
 */
export function strictness(audience: string | undefined, audiences: readonly string[]): number {
  const place = audience === undefined ? -1 : audiences.indexOf(audience);
  return place === -1 ? audiences.length - 1 : place;
}

/** Returns the strictest of several audiences. A block inside a page is for readers who may read both. */
export function strictestAudience(circles: readonly (string | undefined)[], audiences: readonly string[]): string {
  return audiences[Math.max(...circles.map((circle) => strictness(circle, audiences)))] as string;
}

/** Checks whether an edition includes content for an audience. */
export function shows(edition: Pick<Edition, 'audience' | 'audiences'>, audience: string | undefined): boolean {
  return strictness(audience, edition.audiences) <= strictness(edition.audience, edition.audiences);
}

/**
 * Returns the fields of an entry for an edition: without references to excluded entries, with its new title and owner.
 * Drops the item of a list or the value of an optional field, and strips the question mark from optional references.
 * @returns The fields, and the excluded references that the entry requires.
 */
export function fieldsIn<T>(
  { excluded, titles, names, owners = {} }: Pick<Edition, 'excluded' | 'titles' | 'names' | 'owners'>,
  schema: z.ZodType<T>,
  id: string,
  written: T,
): { value: T; needs: Reference[] } {
  const value = owners[id] === undefined ? written : { ...written, owner: owners[id] };
  // Skip the copy for the many entries without changes.
  const changed = referencesIn(schema, value).filter(
    ({ to, id, optional }) => optional || excluded.has(nameOf(to, id)),
  );
  let current = changed.length === 0 ? value : structuredClone(value);
  const needs: Reference[] = [];
  // Process from last to first, so that earlier paths stay valid.
  for (const reference of changed.reverse()) {
    if (excluded.has(nameOf(reference.to, reference.id))) {
      const shorter = removable(reference.path)
        .map((path) => removeAt(current, path))
        .find((candidate) => schema.safeParse(candidate).success);
      if (shorter === undefined) needs.push(reference);
      else current = shorter;
    } else setAt(current, reference.path, reference.id);
  }
  return { value: withNames(withTitle(current, titles[id]), names), needs };
}

/** Replaces the title and adds the old one to the aliases, so that search still finds it. */
function withTitle<T>(value: T, title: string | undefined): T {
  const { title: before, aliases } = value as { title?: string; aliases?: string[] };
  if (title === undefined || title === before) return value;
  const others = aliases?.filter((alias) => sameName(alias) !== sameName(title));
  return { ...value, title, ...(others && before ? { aliases: [...others, before] } : {}) };
}

/** Gives the columns of a comparison that are called as a renamed page its new title. */
function withNames<T>(value: T, names: Edition['names']): T {
  const { sides } = value as { sides?: string[] };
  if (!sides || !names || names.size === 0) return value;
  return { ...value, sides: sides.map((side) => names.get(sameName(side)) ?? side) };
}

/** Returns the paths to try to remove for a reference: its field, or the list item around it. */
function removable(path: PropertyKey[]): PropertyKey[][] {
  const item = path.findLastIndex((key) => typeof key === 'number');
  return item === -1 || item === path.length - 1 ? [path] : [path, path.slice(0, item + 1)];
}

function removeAt<T>(value: T, path: readonly PropertyKey[]): T {
  const copy = structuredClone(value);
  const holder = at(copy, path.slice(0, -1)) as Record<PropertyKey, unknown> | unknown[];
  const key = path.at(-1) as PropertyKey;
  if (Array.isArray(holder)) holder.splice(key as number, 1);
  else delete holder[key];
  return copy;
}

function setAt(value: unknown, path: readonly PropertyKey[], id: string): void {
  const holder = at(value, path.slice(0, -1)) as Record<PropertyKey, unknown>;
  holder[path.at(-1) as PropertyKey] = id;
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inner, key) => (inner as Record<PropertyKey, unknown>)[key], value);
}

/**
 * Returns the source of a page for an edition: cuts blocks for other audiences, turns links to excluded entries into
 * plain text, and drops imports that are no longer used.
 * @param text The whole file, including front matter.
 */
export function textIn(edition: Edition, text: string, tree: MarkdownNode): string {
  const walk: TextWalk = {
    edition,
    text,
    lines: text.split('\n'),
    offset: offsets(text),
    cuts: [],
    lostDefinitions: new Set(),
    components: new Set(),
    imports: [],
  };
  visitNode(walk, tree);
  const { cuts, lostDefinitions, components, imports } = walk;
  if (lostDefinitions.size > 0) unwrapReferences(walk, tree);
  const unused = cuts.length === 0 ? [] : imports.filter(({ name }) => !components.has(name));
  cuts.push(...unused.map(({ line }) => lineCut(walk, line, '')));
  return applyCuts(text, cuts);
}

/** Text to replace in a source. */
interface Cut {
  from: number;
  to: number;
  put: string;
}

/** State of the walk over the body of a page. */
interface TextWalk {
  edition: Edition;
  text: string;
  lines: readonly string[];
  offset: ReturnType<typeof offsets>;
  cuts: Cut[];
  /** Identifiers of link definitions that are cut. */
  lostDefinitions: Set<string>;
  /** Names of the components that stay. */
  components: Set<string>;
  imports: { name: string; line: number }[];
}

type Position = NonNullable<MarkdownNode['position']>;

function visitNode(walk: TextWalk, node: MarkdownNode): void {
  const { position, type } = node;
  if (position && isExcluded(walk, node, position)) {
    walk.cuts.push({ from: walk.offset(position.start), to: walk.offset(position.end), put: '' });
    return;
  }
  if (position && isOnlyPart(node)) {
    walk.cuts.push(lineCut(walk, position.start.line, '\n'), lineCut(walk, position.end.line, '\n'));
  }
  if (position && (type === 'link' || type === 'definition')) visitLink(walk, node, position);
  if (/^mdxJsx/.test(type)) {
    for (const { id, optional } of renderedBy(walk.edition, node))
      if (optional && position) cutMark(walk, position, id, `${id}?`);
    walk.components.add(node.name ?? '');
  }
  if (position && type === 'mdxjsEsm') visitImports(walk, position);
  for (const child of node.children ?? []) visitNode(walk, child);
}

function isOnlyPart({ type, name }: MarkdownNode): boolean {
  return type === 'containerDirective' && name === 'only';
}

/** Checks whether a node goes as a whole: a block for other audiences, or a component that renders an excluded entry. */
function isExcluded({ edition, lines }: TextWalk, node: MarkdownNode, { start }: Position): boolean {
  if (/^mdxJsx/.test(node.type))
    return renderedBy(edition, node).some(({ to, id }) => edition.excluded.has(nameOf(to, id)));
  if (!isOnlyPart(node)) return false;
  const [, audience] = ONLY.exec(lines[start.line - 1]?.slice(start.column - 1) ?? '') ?? [];
  return !shows(edition, audience);
}

function visitLink(walk: TextWalk, node: MarkdownNode, position: Position): void {
  const { edition, offset, cuts, lostDefinitions } = walk;
  const { url, type } = node;
  if (url === undefined) return;
  if (!namesIn(url, '').some((name) => edition.excluded.has(name))) {
    if (isOptionalLink(url)) cutMark(walk, position, url.replace('?', ''), url);
  } else if (type === 'definition') {
    lostDefinitions.add(identifierOf(node));
    cuts.push({ from: offset(position.start), to: offset(position.end), put: '' });
  } else cuts.push(...unwrapLink(node, offset));
}

function visitImports({ lines, imports }: TextWalk, { start, end }: Position): void {
  for (let line = start.line; line <= end.line; line++) {
    const name = /^import (\w+)/.exec(lines[line - 1] ?? '')?.[1];
    if (name !== undefined) imports.push({ name, line });
  }
}

/** Turns the links into words whose definition is cut. */
function unwrapReferences(walk: TextWalk, node: MarkdownNode): void {
  const { cuts, lostDefinitions, offset } = walk;
  if (node.type === 'linkReference' && lostDefinitions.has(identifierOf(node))) cuts.push(...unwrapLink(node, offset));
  for (const child of node.children ?? []) unwrapReferences(walk, child);
}

/** Cuts the question mark from an optional address or id. */
function cutMark({ text, offset, cuts }: TextWalk, { start }: Position, put: string, written: string): void {
  const from = text.indexOf(written, offset(start));
  if (from !== -1) cuts.push({ from, to: from + written.length, put });
}

function lineCut({ offset }: TextWalk, line: number, put: string): Cut {
  return { from: offset({ line, column: 1 }), to: offset({ line: line + 1, column: 1 }), put };
}

/** Returns the entries that a component renders by id. */
function renderedBy({ components = ourComponents }: Edition, { name, attributes = [] }: MarkdownNode): Reference[] {
  const component = components.get(name ?? '');
  if (!component) return [];
  const props = Object.fromEntries((attributes as Attribute[]).map((prop) => [prop.name, literalValue(prop)]));
  return referencesIn(component.props, props);
}

/** Checks whether a link is optional, which an empty query marks: `/guides/pay/?`. */
export function isOptionalLink(url: string): boolean {
  return /^\/[^?#]*\?(#|$)/.test(url);
}

function identifierOf(node: MarkdownNode): string {
  return String((node as { identifier?: unknown }).identifier ?? '');
}

/** Returns the cuts that reduce a link to its text. */
function unwrapLink({ position, children = [] }: MarkdownNode, offset: ReturnType<typeof offsets>): Cut[] {
  const [first, last] = [children[0]?.position, children.at(-1)?.position];
  if (!position || !first || !last) return [];
  return [
    { from: offset(position.start), to: offset(first.start), put: '' },
    { from: offset(last.end), to: offset(position.end), put: '' },
  ];
}

/** Applies cuts. They never overlap, because nodes that are cut whole are not visited. */
function applyCuts(text: string, cuts: readonly Cut[]): string {
  return [...cuts]
    .sort((a, b) => b.from - a.from)
    .reduce((result, { from, to, put: words }) => result.slice(0, from) + words + result.slice(to), text);
}

/** Returns a function from line and column to offset. */
function offsets(text: string): (point: { line: number; column: number }) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return ({ line, column }) => Math.min(text.length, (starts[line - 1] ?? text.length) + column - 1);
}
