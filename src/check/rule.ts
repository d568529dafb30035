import type { Edition } from '#editions/edition.ts';
import type { Content } from '#load/content.ts';
import type { Problem } from '#schema/problem.ts';

/** Rule of the check. */
export interface Rule {
  /** Stable name: tools count and silence problems by it. */
  code: string;
  /** Sentence without a full stop about content that passes the rule. */
  describes: string;
  /**
   * Finds the problems and hints in the content.
   * @param edition The edition that is checked; `npm run check` checks the strictest, which shows everything.
   */
  check(content: Content, edition: Edition): Problem[];
}
