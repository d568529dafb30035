import type { Page } from './index.ts';

/** Entry in the review log of a page. */
export type Review = Page['reviewed'][number];

type Reviewed = Pick<Page, 'reviewed' | 'reviewEvery'>;

/** Returns the latest review of a page. */
export function lastReview({ reviewed }: Pick<Page, 'reviewed'>): Review {
  // The schema requires at least one review.
  return reviewed.at(-1) as Review;
}

/** Checks whether the latest review withdrew the page. */
export function isWithdrawn(page: Pick<Page, 'reviewed'>): boolean {
  return lastReview(page).outcome === 'withdrawn';
}

/** Date by which a page must be reviewed again, as YYYY-MM-DD. In a month too short for the day, it is the last day. */
export function dueDate(page: Reviewed): string {
  const [year = 0, month = 1, day = 1] = lastReview(page).day.split('-').map(Number);
  const lastOfMonth = new Date(Date.UTC(year, month + page.reviewEvery, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + page.reviewEvery, Math.min(day, lastOfMonth))).toISOString().slice(0, 10);
}

/** Checks whether a review was due before a day. Withdrawn pages need none. */
export function isOverdue(page: Reviewed, today: string): boolean {
  return !isWithdrawn(page) && dueDate(page) < today;
}
