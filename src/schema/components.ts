import * as z from 'zod';
import type { DataName } from './data/index.ts';
import { reference } from './fields.ts';
import type { Kind } from './pages/index.ts';

/** Component that authors may use in a page, as the check knows it. */
export interface AuthorComponent {
  /** Description of its output, for the reference of contributors. */
  draws: string;
  /** Schema of its props. */
  props: z.ZodObject;
  /** Kinds of page on which it works; absent for any kind. */
  kinds?: Kind[];
  /** Data collection whose ids it renders as anchors, so that links to them can be checked. */
  anchors?: DataName;
  /** Data collections that it renders as a whole. Single entries are given by the references in its props. */
  data?: readonly DataName[];
}

const none = z.strictObject({});

/** Components for authors, by name. Each is a file in `src/components/authoring/` or of a tool in `src/tools/`. */
export const components = {
  ArchetypeWeeks: { draws: 'A week of each staff archetype, day by day.', props: none },
  Audiences: {
    draws: 'The audiences of a lead, with what they want to hear and how often.',
    props: none,
    anchors: 'audiences',
    data: ['audiences'],
  },
  CompareSeats: { draws: 'Any two roles side by side, with only what differs.', props: none },
  Comparison: {
    draws: 'Two things set side by side, from the data.',
    props: z.strictObject({ id: reference('comparisons').describe('The comparison.') }),
  },
  Continue: {
    draws: 'The paths that the reader has begun on this device, each with its progress.',
    props: none,
    kinds: ['landing'],
  },
  Coverage: { draws: 'How many pages of each kind serve each pillar.', props: none },
  Crosswalk: { draws: 'Where other frameworks meet the pillars.', props: none, data: ['crosswalk'] },
  Ladders: { draws: 'The roles on their ladders, with promotions and changes of track.', props: none },
  Metrics: {
    draws: 'All metrics, each with its use and its caution.',
    props: none,
    anchors: 'metrics',
    data: ['metrics'],
  },
  StakeholderGrid: {
    draws: 'The stakeholder grid and its four fields.',
    props: none,
    anchors: 'quadrants',
    data: ['quadrants'],
  },
  Archetypes: { draws: 'The staff archetypes side by side.', props: none },
  Glossary: {
    draws: 'All terms, by letter, and the words to avoid.',
    props: none,
    anchors: 'terms',
    data: ['terms', 'style'],
  },
  InfluencePyramid: {
    draws: 'The pyramid of influence and its levels.',
    props: none,
    anchors: 'influence',
    data: ['influence'],
  },
  Parts: { draws: 'The parts of the book with the first of their pages.', props: none },
  Pillars: { draws: 'The pillars side by side.', props: none },
  Prompts: {
    draws: 'All questions and lines, by when to use them.',
    props: none,
    anchors: 'prompts',
    data: ['prompts'],
  },
  Readers: {
    draws: 'Where each kind of reader should start, from the front matter of a landing page.',
    props: none,
    kinds: ['landing'],
  },
  InfluencePlanner: {
    draws: 'The influence planner, from the levels, the strategies and the asks.',
    props: none,
    data: ['influence', 'asks', 'relationships', 'strategies'],
  },
  PillarWeek: { draws: 'The week on the four pillars, with its questions.', props: none, data: ['weeks', 'prompts'] },
  Plan: {
    draws: 'The stages of a path as a list to tick off, from its front matter.',
    props: none,
    kinds: ['path'],
  },
  SeatFinder: { draws: 'The finder of archetypes and tracks, from the questions.', props: none, data: ['questions'] },
  StakeholderMap: { draws: 'The grid to place stakeholders on.', props: none, data: ['quadrants', 'audiences'] },
  TrustCheck: {
    draws: 'The trust self-check, from the factors, the relationships and the bands.',
    props: none,
    data: ['trust', 'relationships', 'bands'],
  },
  Sources: { draws: 'All works that the handbook rests on.', props: none, anchors: 'sources', data: ['sources'] },
  Strategies: {
    draws: 'The strategies of influence, each with an example.',
    props: none,
    anchors: 'strategies',
    data: ['strategies'],
  },
  StrategyLevels: {
    draws: 'Which strategy works on which level of the pyramid.',
    props: none,
    data: ['strategies', 'influence'],
  },
  TrustEquation: {
    draws: 'The trust equation, with a picture of what self-orientation does to it.',
    props: none,
    data: ['trust'],
  },
  TrustFactor: {
    draws: 'The question and the behaviours of one factor of trust.',
    props: z.strictObject({ id: reference('trust').describe('The factor.') }),
  },
} satisfies Record<string, AuthorComponent>;

/** Names of the components that authors may use. */
export const componentNames = Object.keys(components);

/** HTML elements that authors may use, where Markdown has no syntax for them. */
export const htmlElements = new Set(
  'abbr br cite dd del details dfn div dl dt em figcaption figure ins kbd li mark ol p q s section small span strong sub summary sup table tbody td th thead time tr ul var wbr'.split(
    ' ',
  ),
);

/** Attributes that these elements may have; no styles or scripts. */
export const htmlAttributes = new Set([
  'class',
  'colspan',
  'datetime',
  'dir',
  'id',
  'lang',
  'open',
  'rowspan',
  'scope',
  'start',
  'title',
]);

/** Types of aside that `:::` opens. */
export const asides = ['note', 'tip', 'caution', 'danger'];
