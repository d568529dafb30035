import type { KindOfBytes } from './transfer.ts';

/** The most that opening a page may cost a reader who has nothing of the site yet: bytes as they are sent, and requests. */
export type Budget = Record<KindOfBytes | 'total' | 'requests', number>;

/** Some pages, by their addresses, and what each of them may cost. */
export interface Budgeted {
  /** What they have in common, for a message. */
  what: string;
  /** The addresses, without the base. */
  pages: RegExp;
  budget: Budget;
}

/** Every page has the budget of the first line that fits it. To raise one is a decision: say in the commit what for. */
export const budgets: readonly Budgeted[] = [
  {
    // Reads and writes YAML and checks it by the very schemas, on the device.
    what: 'the form',
    pages: /^\/contribute\/$/,
    budget: { html: 22_500, css: 14_500, javascript: 80_000, fonts: 0, images: 300, total: 116_000, requests: 12 },
  },
  {
    what: 'a tool, or a plan to follow',
    pages: /^\/(tools|paths)\/./,
    budget: { html: 18_500, css: 15_000, javascript: 10_500, fonts: 0, images: 300, total: 42_000, requests: 12 },
  },
  {
    // Their text is what grows: a list of all entries or of all pages of a kind, or figures.
    what: 'a long page',
    pages: /^\/(changes\/|pillars\/.|guides\/(glossary|sources|metrics|influence|trust)\/)/,
    budget: { html: 21_000, css: 13_500, javascript: 6_500, fonts: 0, images: 300, total: 38_000, requests: 9 },
  },
  {
    what: 'a page of the handbook',
    pages: /^\//,
    budget: { html: 14_000, css: 16_000, javascript: 6_600, fonts: 0, images: 300, total: 30_000, requests: 11 },
  },
];

/**
 * What may stand around the text of a page, in characters as they lie in the output: head, menus, sidebar, search. A list of the
 * contents of the page is part of it, so a long page has more.
 */
export const BEYOND_TEXT = 31_000;

/** What the first search may load, with the words that are looked for and the hits: bytes as they are sent, and requests. */
export const FIRST_SEARCH = { total: 210_000, requests: 20 };
