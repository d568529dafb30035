import { insideLayer } from '#load/layers.ts';
import { inTransaction } from '#load/transaction.ts';
import { addressOf } from '#schema/address.ts';
import { pageId } from '#schema/pages/index.ts';
import { formatReport, plural } from '#schema/problem.ts';
import { idIn } from '#schema/redirects.ts';
import { type Move, type MoveContext, type MovePlan, planMove, readMoveContext } from '#upkeep/move-plan.ts';
import { carryOut, findCodeNaming, type MoveResult } from '#upkeep/moving.ts';
import { type Arguments, runCommand, runMain, type Terminal, UsageError } from './terminal.ts';

const HELP = `npm run move -- <id> <new id>    gives a page another id, such as guides/trust, which is its address too

The file and the note on it are renamed, redirects.yaml leads readers on from the old address, and every link and reference
that named the old id is rewritten. If the file has been renamed or deleted already, only the rest is done: name the page
that takes over. Either all of it is done, or nothing where the check would find a new problem.

--delete    deletes the first page, and leads its readers to the second, which is there already
--force     lets a redirect lead elsewhere than it did, writes over a note, and leads on from an id that git knows no page of

Ids may also be written as addresses or as files. Exits with 0, with 1 where it refuses, 2 for wrong usage.`;

const COMMAND = {
  name: 'move',
  help: HELP,
  options: { delete: { type: 'boolean', default: false }, force: { type: 'boolean', default: false } },
  allowPositionals: true,
} as const;

/**
 * Runs `npm run move`, which renames or merges a page and updates every reference to it.
 * @param args Arguments after the command.
 * @param root Root folder of the handbook.
 * @param today Day to measure review dates against, as 2026-01-31.
 * @returns Exit code: 0, 1 if it refuses or fails, after which nothing is changed, 2 on a usage error.
 */
export function move(args: readonly string[], root: string, terminal: Terminal, today: string): Promise<number> {
  return runCommand(COMMAND, args, terminal, (line) => {
    const request = parseMove(line);
    return inTransaction(root, 'npm run move', terminal.warn, async (transaction) => {
      const context = await readMoveContext(root, today);
      const plan = await planMove(request, context);
      const result = carryOut(plan, context, transaction);
      if (result.newProblems.length > 0) {
        const report = formatReport(result.newProblems);
        terminal.warn(`${report}\n\nNothing was changed: the check would find what stands above.`);
        return 1;
      }
      for (const text of formatMove(plan, result, context)) terminal.log(text);
      return 0;
    });
  });
}

function parseMove({ values, positionals }: Arguments<typeof COMMAND.options>): Move {
  const [from, to, third] = positionals.map(parseId);
  if (!from || !to) {
    const missing = from ? 'The id that it is to have is missing' : 'No page is named';
    throw new UsageError(`${missing}: npm run move -- guides/old guides/new`);
  }
  if (third !== undefined) throw new UsageError(`What "${positionals[2]}" means is not clear`);
  return { from, to, deletes: values.delete, force: values.force };
}

/** Parses an id that is written as an id, an address or a file. */
function parseId(written: string): string {
  return written === '/' ? 'index' : pageId(insideLayer(idIn(written.trim().replace(/^\.\//, ''))));
}

/** Most files with code that are named. */
const MAX_NAMED = 5;

function formatMove(
  { from, to, renames, removed, redirects }: MovePlan,
  { links, anchors, problems }: MoveResult,
  { root, adopted, hidden }: MoveContext,
): string[] {
  const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((total, count) => total + count, 0);
  const references = (count: number) => plural(count, 'link or reference', 'links and references');
  const changed = `${references(sum(links))} in ${plural(links.size, 'file')} changed to ${to}.`;
  const unchanged = hidden.has(from)
    ? `Links to ${from} become plain words, as it is hidden. Where readers should go on, write ${addressOf(to)}.`
    : `Nothing else named ${from}.`;
  const [lost, found] = [sum(anchors), problems.length];
  const whither = lost === 1 ? 'it leads' : 'they lead';
  const code = adopted ? [] : findCodeNaming(root, from);
  const others = code.length > MAX_NAMED ? ` and ${plural(code.length - MAX_NAMED, 'other')}` : '';
  return [
    ...renames.map(([old, next]) => `${old}  is ${next} now`),
    removed && `${removed}  deleted`,
    ...(redirects?.changes ?? []).map((line) => `${redirects?.file}  ${line}`),
    ...[...links].map(([file, count]) => `${file}  ${references(count)}`),
    links.size > 0 ? changed : unchanged,
    lost > 0 && `${plural(lost, 'link')} named a heading that ${to} lacks: ${whither} to its top.`,
    found > 0
      ? `It made no problem; npm run check still finds ${plural(found, 'problem')}.`
      : 'npm run check finds no problem.',
    code.length > 0 &&
      `Code may name it too. Look at ${code.slice(0, MAX_NAMED).join(', ')}${others}, and run npm test.`,
  ].filter((line) => typeof line === 'string');
}

if (import.meta.main) {
  // Ignores Ctrl+C, so that the changes are completed or rolled back.
  process.on('SIGINT', () => {});
  await runMain(move);
}
