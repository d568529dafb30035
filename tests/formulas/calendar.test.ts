import { expect, test } from 'vitest';
import { dayOf, daysAfter, daysBetween, isDay, mondayOf } from '#formulas/calendar.ts';

test.each([
  ['2026-01-31', 1, '2026-02-01'],
  ['2028-02-28', 1, '2028-02-29'],
  ['2026-02-28', 1, '2026-03-01'],
  ['2026-12-31', 1, '2027-01-01'],
  ['2026-03-29', 1, '2026-03-30'],
  ['2026-01-01', -1, '2025-12-31'],
  ['2026-11-16', 89, '2027-02-13'],
])('%s and %i days is %s', (day, days, later) => {
  expect(daysAfter(day, days)).toBe(later);
  expect(daysBetween(day, later)).toBe(days);
});

test.each([
  ['2026-11-16', '2026-11-16'],
  ['2026-11-21', '2026-11-16'],
  ['2026-11-22', '2026-11-16'],
  ['2026-11-23', '2026-11-23'],
  ['2027-01-01', '2026-12-28'],
])('the week of %s begins on %s', (day, monday) => {
  expect(mondayOf(day)).toBe(monday);
});

test('every day of ten years is in the week of a Monday at most six days before', () => {
  for (let day = '2024-01-01'; day < '2034-01-01'; day = daysAfter(day, 1)) {
    const monday = mondayOf(day);
    expect(mondayOf(monday)).toBe(monday);
    expect(daysBetween(monday, day)).toBeGreaterThanOrEqual(0);
    expect(daysBetween(monday, day)).toBeLessThanOrEqual(6);
  }
});

test.each([
  ['2026-02-28', true],
  ['2026-02-29', false],
  ['2028-02-29', true],
  ['2026-13-01', false],
  ['2026-1-1', false],
  ['', false],
  [undefined, false],
  [20260101, false],
  ['9999-12-31', false],
  ['0000-01-01', false],
  ['0999-12-31', false],
  ['1000-01-01', true],
  ['2999-12-31', true],
  ['3000-01-01', false],
])('%s is a day: %s', (text, is) => {
  expect(isDay(text)).toBe(is);
});

test('a day is the one on the calendar of the reader, just before and after midnight', () => {
  expect(dayOf(new Date(2026, 0, 5, 23, 59, 59))).toBe('2026-01-05');
  expect(dayOf(new Date(2026, 0, 6, 0, 0, 0))).toBe('2026-01-06');
});
