import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readHandbook } from '#check/handbook.ts';
import { listFiles, ORGANISATION } from '#load/layers.ts';
import { addressOf } from '#schema/address.ts';
import { escapeRegExp } from '#schema/escaping.ts';
import type { Problem } from '#schema/problem.ts';
import { STATE } from '#upstream/drift.ts';
import type { MoveContext, MovePlan } from './move-plan.ts';
import { type Rewrite, rewritten } from './rewriting.ts';
import { Transaction } from './transaction.ts';

/** Outcome of a move. */
export interface MoveResult {
  /** Problems that the move would make. If there are any, nothing was changed. */
  newProblems: Problem[];
  /** All problems that the check finds. */
  problems: readonly Problem[];
  /** Numbers of rewritten links and references by file. */
  rewrites: ReadonlyMap<string, number>;
  /** Number of links that lead to the page now, as it lacks the heading. */
  anchors: number;
}

type FileRewrite = Rewrite & { file: string };

/** Carries out a plan and runs the check; rolls back if that finds a new problem. */
export function carryOut(plan: MovePlan, context: MoveContext): MoveResult {
  const { root, today, handbook } = context;
  const names = new Map(plan.renames);
  // Problems of before, under the new names of the files.
  const old = handbook.problems.map((problem) => ({ ...problem, file: names.get(problem.file) ?? problem.file }));
  const check = () => readHandbook(root, { today }).problems;
  const transaction = new Transaction(root);
  try {
    moveFiles(plan, transaction);
    const links = writable(linkRewrites(check(), plan), context);
    applyRewrites(transaction, links);
    const between = check();
    const anchors = writable(anchorRewrites(withNewMessages(between, old), plan), context);
    applyRewrites(transaction, anchors);
    const problems = anchors.length > 0 ? check() : between;
    const newProblems = findNewProblems(problems, old);
    if (newProblems.length > 0) transaction.rollBack();
    const rewrites = new Map([...Map.groupBy(links, ({ file }) => file)].map(([file, { length }]) => [file, length]));
    return { newProblems, problems, rewrites, anchors: anchors.length };
  } catch (error) {
    transaction.rollBack();
    throw error;
  }
}

function moveFiles({ renames, removed, pictures, redirects, state }: MovePlan, transaction: Transaction): void {
  for (const [from, to] of renames) transaction.rename(from, to);
  if (removed) transaction.remove(removed);
  const [page] = renames;
  if (page)
    applyRewrites(
      transaction,
      pictures.map((rewrite) => ({ ...rewrite, file: page[1] })),
    );
  if (redirects) transaction.write(redirects.file, redirects.text);
  if (state) transaction.write(STATE, state);
}

/** Rewrites of references to the old id, from the positions and fixes that the check reports. */
function linkRewrites(problems: readonly Problem[], { from }: MovePlan): FileRewrite[] {
  return problems.flatMap(({ file, line, column, message, fix }): FileRewrite[] => {
    const [as] = (['address', 'id'] as const).filter((form) => message === `"${formatId(form, from)}" has moved`);
    const to = /^Write (\S+)$/.exec(fix)?.[1];
    return as && to ? [{ file, line, column, as, from: formatId(as, from), to }] : [];
  });
}

function formatId(as: Rewrite['as'], id: string): string {
  return as === 'address' ? addressOf(id) : id;
}

/** Rewrites of links to headings that the new page does not have, so that they lead to the page. */
function anchorRewrites(problems: readonly Problem[], { to }: MovePlan): FileRewrite[] {
  const address = addressOf(to);
  return problems.flatMap(({ file, line, column, message }): FileRewrite[] => {
    const anchor = message.startsWith(`${address} has no heading "`) ? /"(#[^"]+)"$/.exec(message)?.[1] : undefined;
    return anchor ? [{ file, line, column, as: 'address', from: address + anchor, to: address }] : [];
  });
}

/** Drops rewrites in files of upstream, which only upstream corrects. */
function writable(rewrites: FileRewrite[], { adopted }: MoveContext): FileRewrite[] {
  return rewrites.filter(({ file }) => !adopted || file.startsWith(`${dirname(ORGANISATION)}/`));
}

function applyRewrites(transaction: Transaction, rewrites: readonly FileRewrite[]): void {
  // `ignoreBOM` leaves a byte order mark in the text.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for (const [file, some] of Map.groupBy(rewrites, (rewrite) => rewrite.file)) {
    const text = decoder.decode(readFileSync(join(transaction.root, file)));
    transaction.write(file, rewritten(text, some));
  }
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
