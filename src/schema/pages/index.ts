import * as z from 'zod';
import { archetype } from './archetype.ts';
import { challenge } from './challenge.ts';
import { guide } from './guide.ts';
import { landing } from './landing.ts';
import { upstreamFields } from './page-fields.ts';
import { path } from './path.ts';
import { pillar } from './pillar.ts';
import { practice } from './practice.ts';
import { role } from './role.ts';
import { scenario } from './scenario.ts';
import { system } from './system.ts';
import { template } from './template.ts';
import { tool } from './tool.ts';

const schemas = [
  pillar,
  practice,
  role,
  archetype,
  system,
  challenge,
  scenario,
  template,
  path,
  tool,
  guide,
  landing,
] as const;

/** Front matter of any page; `kind` selects the fields. */
export const page = z.discriminatedUnion('kind', schemas);

/** Front matter of a page of upstream, which says what it rests on. */
export const upstreamPage = z.discriminatedUnion(
  'kind',
  // `map` makes an array of the tuple that the type of a union needs.
  schemas.map((schema) => schema.safeExtend(upstreamFields)) as unknown as typeof schemas,
);

/** Validated front matter of a page, with defaults filled in. */
export type Page = z.infer<typeof page>;

/** Kind of a page. */
export type Kind = Page['kind'];

/** Front matter of one kind of page. */
export type PageOf<K extends Kind> = Extract<Page, { kind: K }>;

/** Folder of each kind of page. Landing pages have none: they are at the top of `content/`. */
export const folderOf: Record<Kind, string> = {
  pillar: 'pillars',
  practice: 'practices',
  role: 'roles',
  archetype: 'archetypes',
  system: 'systems',
  challenge: 'challenges',
  scenario: 'scenarios',
  template: 'templates',
  path: 'paths',
  tool: 'tools',
  guide: 'guides',
  landing: '',
};

/** All kinds of page, in the order of the union. */
export const kinds = Object.keys(folderOf) as Kind[];

/** Checks whether pages of a kind may be in a part: that of the kind, or one that is of no kind. */
export function belongsIn(kind: Kind, part: string): boolean {
  return part === folderOf[kind] || (folderOf[kind] !== '' && !kinds.some((name) => folderOf[name] === part));
}

/**
 * Returns the id of a page, which is also its address, from its path inside a layer: `guides/trust.mdx` is
 * `guides/trust`, `guides/index.mdx` is `guides`, and `index.mdx` at the top is `index`.
 */
export function pageId(path: string): string {
  return path.replace(/\.mdx$/, '').replace(/\/index$/, '');
}

/** Title and place of a page among others. */
type Ordered = Pick<Page, 'title'> & { order?: number | undefined };

/** Compares two pages by order, then by title. */
export function byOrder(a: Ordered, b: Ordered): number {
  const difference = (a.order ?? Number.MAX_SAFE_INTEGER) - (b.order ?? Number.MAX_SAFE_INTEGER);
  return difference || a.title.localeCompare(b.title, 'en');
}
