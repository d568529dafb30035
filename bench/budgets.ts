import type { KindOfBytes } from './transfer.ts';

/**
 * Upper limits for a first visit to a page with an empty cache: transferred bytes by kind and in total, and requests.
 */
export type Budget = Record<KindOfBytes | 'total' | 'requests', number>;

/** A group of pages, matched by URL, and the budget of each of them. */
export interface Budgeted {
  /** Name of the group, for messages. */
  what: string;
  /** Pattern of their URLs, without the base path. */
  pages: RegExp;
  budget: Budget;
}

/** Budgets by page group; the first match applies. Raising one is a decision: give the reason in the commit message. */
export const budgets: readonly Budgeted[] = [
  {
    // Large because the YAML parser and the content schemas run in the browser.
    what: 'the form',
    pages: /^\/contribute\/$/,
    budget: { html: 22_500, css: 14_500, javascript: 80_000, fonts: 0, images: 300, total: 116_000, requests: 12 },
  },
  {
    what: 'a tool, or a plan to follow',
    pages: /^\/(tools|paths)\/./,
    budget: { html: 18_500, css: 15_000, javascript: 10_850, fonts: 0, images: 300, total: 42_000, requests: 12 },
  },
  {
    // These pages grow with the content: lists of all entries or of all pages of a kind, and figures.
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
 * Limit for the HTML outside `<main>` of a page (head, menus, sidebar, search), in characters of the uncompressed
 * output. It includes the table of contents, so a long page has more of it.
 */
export const BEYOND_TEXT = 31_000;

/** Limits for the first search, index chunks and results included: transferred bytes and requests. */
export const FIRST_SEARCH = { total: 180_000, requests: 20 };
