import type { Page } from './index.ts';

/** The day by which a page must be read again, as 2026-01-31. A month too short for the day ends it. */
export function dueDate({ reviewed, reviewEvery }: Pick<Page, 'reviewed' | 'reviewEvery'>): string {
  const [year = 0, month = 1, day = 1] = reviewed.split('-').map(Number);
  const lastOfMonth = new Date(Date.UTC(year, month + reviewEvery, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + reviewEvery, Math.min(day, lastOfMonth))).toISOString().slice(0, 10);
}
