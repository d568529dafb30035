import { type EditionContent, editionOf } from '#editions/edition-of.ts';
import { type Cache, openCaches } from '#load/cache.ts';
import { type Content, load } from '#load/content.ts';
import { pageCache } from '#load/pages.ts';
import { yamlCache } from '#load/yaml.ts';
import type { InterfaceStrings } from '#schema/interface.ts';
import type { Problem } from '#schema/problem.ts';
import { check } from './check.ts';
import type { Rule } from './rule.ts';
import { rules } from './rules/index.ts';
import { interfaceStrings } from './rules/interface-keys.ts';

/** Handbook that was read and checked, with what one edition shows. */
export interface Handbook extends EditionContent {
  content: Content;
  /** Strings of the interface in the language of the settings, the same in all editions. */
  interface: InterfaceStrings;
  /** Problems in reading order. Each stops a build. */
  problems: Problem[];
  /** Hints in reading order. They do not fail a build. */
  hints: Problem[];
}

/** Options of a check. */
export interface CheckOptions {
  /** Audience of the edition; the strictest, which may read everything, if left out. */
  edition?: string | undefined;
  /** Rules of the check: ours alone if left out. `allRules` has those of the organisation too. */
  rules?: readonly Rule[];
}

/**
 * Reads a handbook, chooses what an edition shows and checks it, in the three steps `load`, `editionOf` and `check`.
 * @param root The folder that holds the layers and `public/`.
 * @param options.today The day to measure review dates against, such as 2026-01-31.
 */
export function readHandbook(
  root: string,
  options: CheckOptions & { layers?: readonly string[]; today?: string } = {},
): Handbook {
  return handbookOf(load(root, options), options);
}

/** Chooses what an edition shows of content that was read, and checks it. */
export function handbookOf(content: Content, { edition, rules: use = rules }: CheckOptions): Handbook {
  const shown = editionOf(content, edition);
  const all = check(content, shown.edition, use);
  return {
    ...shown,
    content,
    interface: interfaceStrings(content),
    problems: all.filter(({ isHint }) => !isHint),
    hints: all.filter(({ isHint }) => isHint),
  };
}

/**
 * Fills the caches of parsed files with the values of earlier runs.
 * @param others Further caches of a command.
 * @returns Writes the new values, to be called after reading.
 */
export function openHandbookCaches(root: string, others: Readonly<Record<string, Cache<unknown>>> = {}): () => void {
  return openCaches(root, { yamlCache, pageCache, ...others });
}
