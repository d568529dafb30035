import * as z from 'zod';
import type { DataName } from './data/index.ts';
import { reference, text } from './fields.ts';
import type { Kind } from './pages/index.ts';

/** Component that authors may use in a page, as the check knows it. */
export interface AuthorComponent {
  /** Schema of its props. */
  props: z.ZodObject;
  /** Kinds of page on which it works; absent for any kind. */
  kinds?: Kind[];
  /** Data collection whose ids it renders as anchors, so that links to them can be checked. */
  anchors?: DataName;
  /** Data collections that it renders as a whole. Single entries are given by the references in its props. */
  data?: readonly DataName[];
  /** Prop with the address of a page of another host, which it shows after a click. */
  embeds?: string;
  /** Sentence on what it shows; only a component of an organisation has it here. */
  description?: string;
  /** True for a component of an organisation, in `org/components/`. */
  isOwn?: true;
}

/** Components that the pages of a handbook may use, by name. */
export type Components = ReadonlyMap<string, AuthorComponent>;

const none = z.strictObject({});

/** Components for authors, by name. Each is a file in `src/components/authoring/` or of a tool in `src/tools/`. */
export const components = {
  /** A week of each staff archetype, day by day. */
  ArchetypeWeeks: { props: none },
  /** The audiences of a lead, with what they want to hear and how often. */
  Audiences: { props: none, anchors: 'audiences', data: ['audiences'] },
  /** Any two roles side by side, with only what differs. */
  CompareSeats: { props: none },
  /** Two things set side by side, from the data. */
  Comparison: { props: z.strictObject({ id: reference('comparisons').describe('The comparison.') }) },
  /** The paths that the reader has begun on this device, each with its progress. */
  Continue: { props: none, kinds: ['landing'] },
  /** Number of pages of each kind that serve each pillar. */
  Coverage: { props: none },
  /** Crosswalk from other frameworks to the pillars. */
  Crosswalk: { props: none, data: ['crosswalk'] },
  /** A video or form of another host, which asks that host for nothing before a click. */
  Embed: {
    props: z.strictObject({
      url: z.url({ protocol: /^https$/ }).describe('The address of the page to show, at a host that embeds names.'),
      title: text().describe('What it shows, in a few words.'),
    }),
    embeds: 'url',
  },
  /** The roles on their ladders, with promotions and changes of track. */
  Ladders: { props: none },
  /** All metrics, each with its use and its caution. */
  Metrics: { props: none, anchors: 'metrics', data: ['metrics'] },
  /** The stakeholder grid and its four fields. */
  StakeholderGrid: { props: none, anchors: 'quadrants', data: ['quadrants'] },
  /** The staff archetypes side by side. */
  Archetypes: { props: none },
  /** All terms, by letter, and the words to avoid. */
  Glossary: { props: none, anchors: 'terms', data: ['terms', 'style'] },
  /** The pyramid of influence and its levels. */
  InfluencePyramid: { props: none, anchors: 'influence', data: ['influence'] },
  /** The parts of the book with the first of their pages. */
  Parts: { props: none },
  /** The pillars side by side. */
  Pillars: { props: none },
  /** All questions and lines, by when to use them. */
  Prompts: { props: none, anchors: 'prompts', data: ['prompts'] },
  /** Starting page of each kind of reader, from the front matter of a landing page. */
  Readers: { props: none, kinds: ['landing'] },
  /** The influence planner, from the levels, the strategies and the asks. */
  InfluencePlanner: { props: none, data: ['influence', 'asks', 'relationships', 'strategies'] },
  /** The week on the four pillars, with its questions. */
  PillarWeek: { props: none, data: ['weeks', 'prompts'] },
  /** The stages of a path as a list to tick off, from its front matter. */
  Plan: { props: none, kinds: ['path'] },
  /** The finder of archetypes and tracks, from the questions. */
  SeatFinder: { props: none, data: ['questions'] },
  /** The grid to place stakeholders on. */
  StakeholderMap: { props: none, data: ['quadrants', 'audiences'] },
  /** The trust self-check, from the factors, the relationships and the bands. */
  TrustCheck: { props: none, data: ['trust', 'relationships', 'bands'] },
  /** All works that the handbook rests on. */
  Sources: { props: none, anchors: 'sources', data: ['sources'] },
  /** The strategies of influence, each with an example. */
  Strategies: { props: none, anchors: 'strategies', data: ['strategies'] },
  /** Which strategy works on which level of the pyramid. */
  StrategyLevels: { props: none, data: ['strategies', 'influence'] },
  /** The trust equation, with a picture of what self-orientation does to it. */
  TrustEquation: { props: none, data: ['trust'] },
  /** The question and the behaviours of one factor of trust. */
  TrustFactor: { props: z.strictObject({ id: reference('trust').describe('The factor.') }) },
} satisfies Record<string, AuthorComponent>;

/** Components for authors that come with the handbook. An organisation adds its own: see `readComponents`. */
export const ourComponents: Components = new Map(Object.entries(components));

/** Returns what pages import a component from. */
export function componentPath(name: string, components: Components): string {
  return `#${components.get(name)?.isOwn ? 'org/' : ''}components/${name}.astro`;
}

/** Elements with text of a keyboard, a program or a screen, which spelling and typography leave alone. */
export const literalElements = new Set(['code', 'kbd', 'samp']);

/** HTML elements that authors may use, where Markdown has no syntax for them. */
export const htmlElements = new Set(
  'abbr br cite code dd del details dfn div dl dt em figcaption figure ins kbd li mark ol p q s samp section small span strong sub summary sup table tbody td th thead time tr ul var wbr'.split(
    ' ',
  ),
);

/** Attributes that these elements may have; no styles or scripts. */
export const htmlAttributes = new Set('class colspan datetime dir id lang open rowspan scope start title'.split(' '));

/** Types of aside that `:::` opens. */
export const asides = ['note', 'tip', 'caution', 'danger'];
