import { expect, test } from 'vitest';
import { dueDate } from '#model/pages/review.ts';

test.each([
  ['2026-01-15', 12, '2027-01-15'],
  ['2026-11-20', 3, '2027-02-20'],
  ['2026-08-31', 6, '2027-02-28'],
  ['2027-08-31', 6, '2028-02-29'],
  ['2026-12-31', 1, '2027-01-31'],
])('reviewed on %s every %d months is due on %s', (reviewed, reviewEvery, expected) => {
  expect(dueDate({ reviewed: [{ day: reviewed, outcome: 'edited' }], reviewEvery })).toBe(expected);
});
