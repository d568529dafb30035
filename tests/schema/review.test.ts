import { expect, test } from 'vitest';
import { dayOf } from '#schema/day.ts';
import { dueDate, isOverdue } from '#schema/pages/review.ts';

test.each([
  ['2026-01-15', 12, '2027-01-15'],
  ['2026-11-20', 3, '2027-02-20'],
  ['2026-08-31', 6, '2027-02-28'],
  ['2027-08-31', 6, '2028-02-29'],
  ['2026-12-31', 1, '2027-01-31'],
])('reviewed on %s every %d months is due on %s', (reviewed, reviewEvery, expected) => {
  expect(dueDate({ reviewed: [{ day: reviewed, outcome: 'edited' }], reviewEvery })).toBe(expected);
});

test.each([
  ['edited', '2027-01-15', false],
  ['edited', '2027-01-16', true],
  ['withdrawn', '2099-01-01', false],
] as const)('%s a year ago is, on %s, overdue: %s', (outcome, today, expected) => {
  expect(isOverdue({ reviewed: [{ day: '2026-01-15', outcome }], reviewEvery: 12 }, today)).toBe(expected);
});

test('the day of a build is that of the clock, if nothing makes it repeatable', () => {
  const now = new Date('2026-11-20T23:59:59Z');
  expect(dayOf({}, now)).toBe('2026-11-20');
  expect(dayOf({ SOURCE_DATE_EPOCH: '' }, now)).toBe('2026-11-20');
  expect(dayOf({ SOURCE_DATE_EPOCH: '1782820800' }, now)).toBe('2026-06-30');
  for (const wrong of ['today', '2026-06-30', '-1', '9'.repeat(20)]) {
    expect(() => dayOf({ SOURCE_DATE_EPOCH: wrong }, now)).toThrow('should be the seconds since 1970');
  }
});
