import type { Page } from './index.ts';

/** One entry in the log of the reviews of a page. */
export type Review = Page['reviewed'][number];

type Reviewed = Pick<Page, 'reviewed' | 'reviewEvery'>;

/** The latest review of a page. */
export function lastReview({ reviewed }: Pick<Page, 'reviewed'>): Review {
  // The schema asks for at least one.
  return reviewed.at(-1) as Review;
}

/** Whether a review found that nobody should follow the page any more. */
export function isWithdrawn(page: Pick<Page, 'reviewed'>): boolean {
  return lastReview(page).outcome === 'withdrawn';
}

/** The day by which a page must be read again, as 2026-01-31. A month too short for the day ends it. */
export function dueDate(page: Reviewed): string {
  const [year = 0, month = 1, day = 1] = lastReview(page).day.split('-').map(Number);
  const lastOfMonth = new Date(Date.UTC(year, month + page.reviewEvery, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + page.reviewEvery, Math.min(day, lastOfMonth))).toISOString().slice(0, 10);
}

/** Whether a page should have been read again before a day. Nobody has to read a withdrawn one. */
export function isOverdue(page: Reviewed, today: string): boolean {
  return !isWithdrawn(page) && dueDate(page) < today;
}
