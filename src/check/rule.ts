import type { Edition } from '#editions/edition.ts';
import type { Content } from '#load/content.ts';
import type { Problem } from '#schema/problem.ts';

/** Rule of the check. */
export interface Rule {
  /** Stable name: tools count and silence problems by it. */
  code: string;
  /** What holds where the rule finds nothing, as a sentence without a full stop. */
  describes: string;
  /**
   * Finds the problems and hints in the content.
   * @param edition The edition that is checked; `npm run check` checks the strictest, which shows everything.
   */
  check(content: Content, edition: Edition): Problem[];
}
