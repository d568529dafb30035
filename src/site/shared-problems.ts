import type { Problem } from '#schema/problem.ts';

const SLOT = Symbol.for('playbook.problems');
const slots = globalThis as { [SLOT]?: readonly Problem[] };

/** Shares the problems in files that belong to no page with the middleware, which Vite loads with its own instances. */
export function shareProblems(problems: readonly Problem[]): void {
  slots[SLOT] = problems;
}

/** Returns the problems that were shared last. */
export function sharedProblems(): readonly Problem[] {
  return slots[SLOT] ?? [];
}
