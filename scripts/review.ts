import { readHandbook } from '#check/handbook.ts';
import { insideLayer } from '#load/layers.ts';
import type { ReadPage } from '#load/pages.ts';
import { inTransaction } from '#load/transaction.ts';
import { refuseUnread } from '#load/unexpected-files.ts';
import { plainLine } from '#schema/escaping.ts';
import { OUTCOMES } from '#schema/fields.ts';
import { lastReview, type Review } from '#schema/pages/review.ts';
import { didYouMean } from '#schema/problem.ts';
import { addReview, findReviewable } from '#upkeep/reviewing.ts';
import { type Arguments, runCommand, runMain, type Terminal, UsageError } from './terminal.ts';

type Outcome = Review['outcome'];

const HELP = `npm run review -- <id>       adds a review of today to the log of a page, such as guides/trust

It asks what you found. For scripts, and for several pages with the same outcome:
npm run review -- guides/trust guides/words --outcome "still right"

--outcome "still right"   you have read the whole page, and all of it holds
--outcome edited          you have read the whole page, and changed it
--outcome withdrawn       nobody should follow it any more: it leaves the sidebar and the search, and says so

A review is of a page that somebody has read, so each is named; a whole folder is not taken. npm run health lists the
pages that wait for one. All are written, or none.`;

const COMMAND = {
  name: 'review',
  help: HELP,
  options: { outcome: { type: 'string' } },
  allowPositionals: true,
} as const;

/**
 * Runs `npm run review`, which adds a review to the logs of pages.
 * @param args Arguments after the command.
 * @param root Root folder of the handbook.
 * @param today Day of the review, as 2026-01-31.
 * @returns Exit code: 0, 1 on a user error, 2 on a usage error.
 */
export function review(args: readonly string[], root: string, terminal: Terminal, today: string): Promise<number> {
  return runCommand(COMMAND, args, terminal, async (line) => {
    const { ids, outcome: given } = parseOptions(line);
    refuseUnread(root);
    const handbook = readHandbook(root, { today });
    const pages = ids.map((id) => findReviewable(id, handbook, root));
    const reviewed: { page: ReadPage; text: string | undefined; outcome: Outcome }[] = [];
    for (const page of pages) {
      const outcome = given ?? (await askForOutcome(page, terminal));
      reviewed.push({ page, outcome, text: addReview(root, page, { day: today, outcome }) });
    }
    await inTransaction(root, 'npm run review', terminal.warn, (transaction) => {
      for (const { page, text } of reviewed) if (text !== undefined) transaction.write(page.file, text);
    });
    for (const { page, text, outcome } of reviewed) {
      const result = text === undefined ? 'says so already' : `reviewed on ${today}`;
      terminal.log(`${page.file}  ${result}: ${outcome}${adviceOn(page, outcome)}`);
    }
    return 0;
  });
}

function parseOptions({ values: { outcome }, positionals }: Arguments<typeof COMMAND.options>) {
  if (positionals.length === 0)
    throw new UsageError('Which page was reviewed is missing  Write its id, such as guides/trust');
  if (outcome !== undefined && !isOutcome(outcome)) {
    throw new UsageError(`There is no outcome "${outcome}"  ${didYouMean(outcome, OUTCOMES)}`);
  }
  return { ids: [...new Set(positionals.map(idIn))], outcome };
}

function isOutcome(word: string): word is Outcome {
  return (OUTCOMES as readonly string[]).includes(word);
}

/** Reads the page id from an id, an address or the path of a file. */
function idIn(written: string): string {
  const path = written.replaceAll('\\', '/').replace(/^(\.?\/)+/, '');
  return insideLayer(path).replace(/\.mdx$|\/+$/g, '');
}

async function askForOutcome(page: ReadPage, { prompts }: Terminal): Promise<Outcome> {
  if (!prompts)
    throw new UsageError(`What the review found is missing  Write --outcome and one of "${OUTCOMES.join('", "')}"`);
  const latest = page.data && lastReview(page.data);
  const about = `${plainLine(`${page.id}: ${page.data?.title}`)}. The last review was on ${latest?.day}: ${latest?.outcome}.`;
  const choices = OUTCOMES.map((value) => ({ value, hint: MEANINGS[value] }));
  return (await prompts.choose(`${about}\nYou have read the whole page. What did you find?`, choices)) as Outcome;
}

const MEANINGS: Record<Outcome, string> = {
  'still right': 'all of it holds',
  edited: 'you have changed it',
  withdrawn: 'nobody should follow it any more',
};

function adviceOn({ data }: ReadPage, outcome: Outcome): string {
  if (outcome !== 'withdrawn' || (data?.related.length ?? 0) > 0) return '';
  return '\n  Name under related where its readers go now; the page leads them there.';
}

if (import.meta.main) await runMain(review, { asks: true });
