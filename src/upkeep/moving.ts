import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readHandbook } from '#check/handbook.ts';
import { listFiles, ORGANISATION } from '#load/layers.ts';
import type { Transaction } from '#load/transaction.ts';
import { addressOf } from '#schema/address.ts';
import { escapeRegExp } from '#schema/escaping.ts';
import type { Edit, Problem } from '#schema/problem.ts';
import { STATE } from '#upstream/paths.ts';
import type { MoveContext, MovePlan } from './move-plan.ts';
import { type Rewrite, rewriteText } from './rewriting.ts';

/** Outcome of a move. */
export interface MoveResult {
  /** Problems that the move would make. If there are any, nothing was changed. */
  newProblems: Problem[];
  /** All problems that the check finds. */
  problems: readonly Problem[];
  /** Numbers of rewritten links and references by file. */
  links: ReadonlyMap<string, number>;
  /** Numbers of links, by file, that lead to the top of the page now, as it lacks the heading. */
  anchors: ReadonlyMap<string, number>;
}

/** Start of the paths of an organisation's own files. */
const OURS = `${dirname(ORGANISATION)}/`;

/** Carries out a plan and runs the check; rolls back if that finds a new problem. */
export function carryOut(plan: MovePlan, context: MoveContext, transaction: Transaction): MoveResult {
  const { root, today, rules, handbook } = context;
  const names = new Map(plan.renames);
  // Problems of before, under the new names of the files.
  const old = handbook.problems.map((problem) => ({ ...problem, file: names.get(problem.file) ?? problem.file }));
  const check = () => readHandbook(root, { today, rules }).problems;
  moveFiles(plan, transaction);
  const isLink = ({ from }: Edit) => from === plan.from || from === addressOf(plan.from);
  const links = applyEdits(check(), isLink, transaction, context);
  const between = check();
  // Links to headings that the new page does not have lead to its top.
  const isAnchor = ({ from }: Edit) => from.startsWith(`${addressOf(plan.to)}#`);
  const anchors = applyEdits(withNewMessages(between, old), isAnchor, transaction, context);
  const problems = anchors.size > 0 ? check() : between;
  const newProblems = findNewProblems(problems, old);
  if (newProblems.length > 0) transaction.rollBack();
  return { newProblems, problems, links, anchors };
}

function moveFiles({ renames, removed, pictures, redirects, state }: MovePlan, transaction: Transaction): void {
  for (const [from, to] of renames) transaction.rename(from, to);
  if (removed) transaction.remove(removed);
  for (const [, file] of renames.slice(0, 1)) applyRewrites(transaction, file, pictures);
  if (redirects) transaction.write(redirects.file, redirects.text);
  if (state) transaction.write(STATE, state);
}

/**
 * Makes the edits that problems propose. Files of upstream are left out, as only upstream corrects them.
 * @returns Numbers of edits by file.
 */
function applyEdits(
  problems: readonly Problem[],
  isWanted: (edit: Edit) => boolean,
  transaction: Transaction,
  { adopted }: MoveContext,
): Map<string, number> {
  const rewrites = problems.flatMap(({ file, line, column, edit }) =>
    edit && isWanted(edit) && (!adopted || file.startsWith(OURS)) ? [{ file, line, column, ...edit }] : [],
  );
  const byFile = Map.groupBy(rewrites, ({ file }) => file);
  for (const [file, some] of byFile) applyRewrites(transaction, file, some);
  return new Map([...byFile].map(([file, { length }]) => [file, length]));
}

function applyRewrites(transaction: Transaction, file: string, rewrites: readonly Rewrite[]): void {
  // `ignoreBOM` leaves a byte order mark in the text.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  transaction.write(file, rewriteText(decoder.decode(readFileSync(join(transaction.root, file))), rewrites));
}

/** New problems: for each line and rule, those beyond the number before. */
function findNewProblems(now: readonly Problem[], old: readonly Problem[]): Problem[] {
  const placeOf = ({ file, line, code }: Problem) => `${file} ${line} ${code}`;
  const counts = new Map([...Map.groupBy(old, placeOf)].map(([place, { length }]) => [place, length]));
  return withNewMessages(now, old).filter((problem) => {
    const left = counts.get(placeOf(problem)) ?? 0;
    counts.set(placeOf(problem), left - 1);
    return left <= 0;
  });
}

/** Problems with a message that their file did not have before. */
function withNewMessages(now: readonly Problem[], old: readonly Problem[]): Problem[] {
  const messages = new Set(old.map(({ file, message }) => `${file} ${message}`));
  return now.filter(({ file, message }) => !messages.has(`${file} ${message}`));
}

/** Finds components and tests that name an id. */
export function findCodeNaming(root: string, id: string): string[] {
  const named = new RegExp(`(?<![\\w-])${escapeRegExp(id)}(?![\\w-])`);
  return ['src/components', 'src/tools', 'tests']
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => listFiles(root, folder).map((name) => `${folder}/${name}`))
    .filter((file) => /\.(ts|astro|yaml)$/.test(file) && !file.startsWith('tests/fixtures/'))
    .filter((file) => named.test(readFileSync(join(root, file), 'utf8')))
    .sort();
}
