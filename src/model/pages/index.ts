import * as z from 'zod';
import { archetype } from './archetype.ts';
import { challenge } from './challenge.ts';
import { guide } from './guide.ts';
import { landing } from './landing.ts';
import { path } from './path.ts';
import { pillar } from './pillar.ts';
import { practice } from './practice.ts';
import { role } from './role.ts';
import { scenario } from './scenario.ts';
import { system } from './system.ts';
import { template } from './template.ts';
import { tool } from './tool.ts';

/** The front matter of any page: which fields it has follows from its `kind`. */
export const page = z.discriminatedUnion('kind', [
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
]);

/** The front matter of a page once it is checked and its defaults are filled in. */
export type Page = z.infer<typeof page>;

/** The kinds of page. */
export type Kind = Page['kind'];

/** The front matter of one kind of page. */
export type PageOf<K extends Kind> = Extract<Page, { kind: K }>;

/** The folder in which the pages of each kind live; a landing page stands beside the folders. */
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

/** All kinds, in the order of the union. */
export const kinds = Object.keys(folderOf) as Kind[];

/**
 * The id of a page, which is its address too, from its path inside a layer: `guides/trust.mdx` is
 * `guides/trust`, `guides/index.mdx` is `guides`, and `index.mdx` at the top is `index`.
 */
export function pageId(path: string): string {
  return path.replace(/\.mdx$/, '').replace(/\/index$/, '');
}
