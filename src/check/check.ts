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
  const all = [...problems, ...mistakes].filter(({ file }) => !unexpected.covers(file));
  // Several pages may have the same problem with a field that the settings give to each of them.
  const distinct = new Map(all.map((problem) => [JSON.stringify(problem), problem]));
  return sortProblems([...unexpected.problems, ...distinct.values()]);
}
