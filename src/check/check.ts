import type { Edition } from '#editions/edition.ts';
import type { Content } from '#load/content.ts';
import { about, type Problem, sortProblems } from '#schema/problem.ts';
import type { Rule } from './rule.ts';
import { rules } from './rules/index.ts';

/**
 * Checks the content. Returns the problems and hints in reading order: what could not be read, and what the rules find.
 * A file that is not allowed where it is has one problem, whatever is in it.
 * @param edition The edition that is checked.
 */
export function check(content: Content, edition: Edition, use: readonly Rule[] = rules): Problem[] {
  const { unexpected, problems } = content;
  const mistakes = use.flatMap((rule) => about(rule.code, rule.check(content, edition)));
  return sortProblems([
    ...unexpected.problems,
    ...[...problems, ...mistakes].filter(({ file }) => !unexpected.covers(file)),
  ]);
}
