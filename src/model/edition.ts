import type * as z from 'zod';
import { namesIn } from './address.ts';
import { components as vocabulary } from './components.ts';
import { isDataName } from './data/index.ts';
import { type MarkdownNode, ONLY } from './rules/body.ts';
import { type Attribute, literalValue } from './rules/code.ts';
import { type Reference, referencesIn } from './rules/references.ts';

/** What one build of the handbook shows: to whom, and without what. */
export interface Edition {
  /** The audience that it is for. */
  audience: string;
  /** All audiences, from the widest circle to the narrowest. */
  audiences: readonly string[];
  /** What is left out: pages by their ids, entries of data as `data/terms/roadmap`. */
  excluded: ReadonlySet<string>;
  /** New titles of pages, by their ids. */
  titles: Readonly<Record<string, string>>;
  /** The teams that look after pages here, by the ids of the pages; others keep the team that they name. */
  owners?: Readonly<Record<string, string>>;
  /** The files of the notes that it shows, by the name of what each stands on. */
  notes: ReadonlyMap<string, string>;
}

/** The pages of which the settings name the part or the page itself, by page the key that names it: the page goes before. */
export function keysOf(keys: Iterable<string>, ids: readonly string[]): Map<string, string> {
  const all = new Set(keys);
  return new Map(
    ids.flatMap((id): [string, string][] => {
      const folders = id.split('/').map((_name, depth, names) => names.slice(0, names.length - depth).join('/'));
      const key = folders.find((folder) => all.has(folder));
      return key === undefined ? [] : [[id, key]];
    }),
  );
}

/** The name under which a page or an entry of data is hidden or left out: `guides/trust`, `data/terms/roadmap`. */
export function nameOf(to: string, id: string): string {
  return isDataName(to) ? `data/${to}/${id}` : id;
}

/**
 * How narrow an audience is, from 0 for the widest. What names no audience, or one that does not
 * exist, is for the narrowest: nothing is published by forgetting.
 */
export function strictness(audience: string | undefined, audiences: readonly string[]): number {
  const place = audience === undefined ? -1 : audiences.indexOf(audience);
  return place === -1 ? audiences.length - 1 : place;
}

/** The narrowest of several audiences: what stands in a part of a page is for those who may read both. */
export function strictestAudience(circles: readonly (string | undefined)[], audiences: readonly string[]): string {
  return audiences[Math.max(...circles.map((circle) => strictness(circle, audiences)))] as string;
}

/** Whether an edition shows what is written for an audience. */
export function shows(edition: Pick<Edition, 'audience' | 'audiences'>, audience: string | undefined): boolean {
  return strictness(audience, edition.audiences) <= strictness(edition.audience, edition.audiences);
}

/**
 * The fields of an entry without references to what is left out, with its new title and owner. Of a list the
 * item goes, of an optional field the value; the question mark behind an id goes everywhere.
 * @returns The fields, and the references that the entry cannot do without.
 */
export function fieldsIn<T>(
  { excluded, titles, owners = {} }: Pick<Edition, 'excluded' | 'titles' | 'owners'>,
  schema: z.ZodType<T>,
  id: string,
  written: T,
): { value: T; needs: Reference[] } {
  const value = owners[id] === undefined ? written : { ...written, owner: owners[id] };
  // Most entries lose nothing, and stay as they are.
  const changed = referencesIn(schema, value).filter(
    ({ to, id, optional }) => optional || excluded.has(nameOf(to, id)),
  );
  let current = changed.length === 0 ? value : structuredClone(value);
  const needs: Reference[] = [];
  // From the last to the first, so that the places of those before stay right.
  for (const reference of changed.reverse()) {
    if (excluded.has(nameOf(reference.to, reference.id))) {
      const shorter = removable(reference.path)
        .map((path) => without(current, path))
        .find((candidate) => schema.safeParse(candidate).success);
      if (shorter === undefined) needs.push(reference);
      else current = shorter;
    } else put(current, reference.path, reference.id);
  }
  return { value: renamed(current, titles[id]), needs };
}

/** A page keeps the title it had as a word that people may still search for. */
function renamed<T>(value: T, title: string | undefined): T {
  const { title: before, aliases } = value as { title?: string; aliases?: string[] };
  if (title === undefined || title === before) return value;
  return { ...value, title, ...(aliases && before ? { aliases: [...aliases, before] } : {}) };
}

/** What may go with a reference: the field itself, or the item of the list around it. */
function removable(path: PropertyKey[]): PropertyKey[][] {
  const item = path.findLastIndex((key) => typeof key === 'number');
  return item === -1 || item === path.length - 1 ? [path] : [path, path.slice(0, item + 1)];
}

function without<T>(value: T, path: readonly PropertyKey[]): T {
  const copy = structuredClone(value);
  const holder = at(copy, path.slice(0, -1)) as Record<PropertyKey, unknown> | unknown[];
  const key = path.at(-1) as PropertyKey;
  if (Array.isArray(holder)) holder.splice(key as number, 1);
  else delete holder[key];
  return copy;
}

function put(value: unknown, path: readonly PropertyKey[], id: string): void {
  const holder = at(value, path.slice(0, -1)) as Record<PropertyKey, unknown>;
  holder[path.at(-1) as PropertyKey] = id;
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inner, key) => (inner as Record<PropertyKey, unknown>)[key], value);
}

/**
 * The text of a page as an edition shows it: parts for others are cut, links to what is left out
 * become plain words, and components that nothing uses any more are not imported.
 * @param text The whole file, front matter included.
 */
export function textIn(edition: Edition, text: string, tree: MarkdownNode): string {
  const cuts: Cut[] = [];
  const offset = offsets(text);
  const lines = text.split('\n');
  const dead = new Set<string>();
  const components = new Set<string>();
  const imports: { name: string; line: number }[] = [];
  const lineAt = (line: number, put: string): Cut => ({
    from: offset({ line, column: 1 }),
    to: offset({ line: line + 1, column: 1 }),
    put,
  });

  const visit = (node: MarkdownNode): void => {
    const { position, type } = node;
    if (position && type === 'containerDirective' && node.name === 'only') {
      const { start, end } = position;
      const [, audience] = ONLY.exec(lines[start.line - 1]?.slice(start.column - 1) ?? '') ?? [];
      if (!shows(edition, audience)) {
        cuts.push({ from: offset(start), to: offset(end), put: '' });
        return;
      }
      cuts.push(lineAt(start.line, '\n'), lineAt(end.line, '\n'));
    }
    if (position && (type === 'link' || type === 'definition') && node.url !== undefined) {
      const isGone = namesIn(node.url, '').some((name) => edition.excluded.has(name));
      if (isGone && type === 'definition') {
        dead.add(identifierOf(node));
        cuts.push({ from: offset(position.start), to: offset(position.end), put: '' });
      } else if (isGone) cuts.push(...unwrapped(node, offset));
      else if (isOptionalLink(node.url)) {
        const from = text.indexOf(node.url, offset(position.start));
        cuts.push({ from, to: from + node.url.length, put: node.url.replace('?', '') });
      }
    }
    if (type === 'mdxJsxFlowElement' || type === 'mdxJsxTextElement') {
      const drawn = drawnBy(node);
      if (position && drawn.some(({ to, id }) => edition.excluded.has(nameOf(to, id)))) {
        cuts.push({ from: offset(position.start), to: offset(position.end), put: '' });
        return;
      }
      for (const { id } of drawn.filter(({ optional }) => optional)) {
        const from = position ? text.indexOf(`${id}?`, offset(position.start)) : -1;
        if (from !== -1) cuts.push({ from, to: from + id.length + 1, put: id });
      }
      components.add(node.name ?? '');
    }
    if (position && type === 'mdxjsEsm') {
      for (let line = position.start.line; line <= position.end.line; line++) {
        const name = /^import (\w+)/.exec(lines[line - 1] ?? '')?.[1];
        if (name !== undefined) imports.push({ name, line });
      }
    }
    for (const child of node.children ?? []) visit(child);
  };
  visit(tree);
  const unwrapReferences = (node: MarkdownNode): void => {
    if (node.type === 'linkReference' && dead.has(identifierOf(node))) cuts.push(...unwrapped(node, offset));
    for (const child of node.children ?? []) unwrapReferences(child);
  };
  if (dead.size > 0) unwrapReferences(tree);
  const unused = cuts.length === 0 ? [] : imports.filter(({ name }) => !components.has(name));
  cuts.push(...unused.map(({ line }) => lineAt(line, '')));
  return applied(text, cuts);
}

/** What a component draws by its id. */
function drawnBy({ name, attributes = [] }: MarkdownNode): Reference[] {
  const component = Object.hasOwn(vocabulary, name ?? '') ? vocabulary[name as keyof typeof vocabulary] : undefined;
  if (!component) return [];
  const props = Object.fromEntries((attributes as Attribute[]).map((prop) => [prop.name, literalValue(prop)]));
  return referencesIn(component.props, props);
}

interface Cut {
  from: number;
  to: number;
  put: string;
}

/** A link to what may be left out carries an empty query: `/guides/pay/?`. */
export function isOptionalLink(url: string): boolean {
  return /^\/[^?#]*\?(#|$)/.test(url);
}

function identifierOf(node: MarkdownNode): string {
  return String((node as { identifier?: unknown }).identifier ?? '');
}

/** The cuts that leave of a link its words. */
function unwrapped({ position, children = [] }: MarkdownNode, offset: ReturnType<typeof offsets>): Cut[] {
  const [first, last] = [children[0]?.position, children.at(-1)?.position];
  if (!position || !first || !last) return [];
  return [
    { from: offset(position.start), to: offset(first.start), put: '' },
    { from: offset(last.end), to: offset(position.end), put: '' },
  ];
}

/** The text after all cuts. None lies in another: of what is cut whole, nothing inside is looked at. */
function applied(text: string, cuts: readonly Cut[]): string {
  return [...cuts]
    .sort((a, b) => b.from - a.from)
    .reduce((result, { from, to, put: words }) => result.slice(0, from) + words + result.slice(to), text);
}

/** Finds the place of a line and column in a text. */
function offsets(text: string): (point: { line: number; column: number }) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return ({ line, column }) => Math.min(text.length, (starts[line - 1] ?? text.length) + column - 1);
}
