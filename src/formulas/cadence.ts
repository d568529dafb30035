/** Rhythm that a calendar rule can repeat. */
type Repeated = 'daily' | 'weekly' | 'fortnightly' | 'monthly' | 'quarterly';

/** Date as YYYY-MM-DD. */
type Day = string;

/** First of the recurring talks with a person. */
export interface Talk<P> {
  person: P;
  day: Day;
  /** Index among the talks of that weekday, from 0. No other talk has the same index on any of its days. */
  slot: number;
}

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const WORKDAYS = 'MO,TU,WE,TH,FR';
const DAY = 86_400_000;

/**
 * Spreads talks over weekdays: each person gets the day with the fewest talks of the same rhythm, then the one with the
 * fewest talks at all, then the earliest. Daily talks begin on the first day and take a slot on each. People added
 * later never move earlier ones. People with the rhythm `as needed` are left out.
 * @param people People in the order in which they were added.
 * @param start The first day; a Saturday or Sunday counts as the following Monday.
 */
export function talksWith<P extends { rhythm: string }>(people: readonly P[], start: Day): Talk<P>[] {
  const week = workdaysFrom(start).map((day) => ({ day, rhythms: [] as string[], slots: new Set<number>() }));
  return people
    .filter(({ rhythm }) => rhythm !== 'as needed')
    .map((person) => {
      const { rhythm } = person;
      const same = ({ rhythms }: { rhythms: string[] }) => rhythms.filter((other) => other === rhythm).length;
      const [emptiest] = week.toSorted((a, b) => same(a) - same(b) || a.rhythms.length - b.rhythms.length);
      const days = rhythm === 'daily' ? week : emptiest ? [emptiest] : [];
      let slot = 0;
      while (days.some(({ slots }) => slots.has(slot))) slot++;
      for (const { rhythms, slots } of days) {
        rhythms.push(rhythm);
        slots.add(slot);
      }
      return { person, day: days[0]?.day ?? '', slot };
    });
}

/** Returns five working days, one of each weekday, from a day on. */
function workdaysFrom(start: Day): Day[] {
  // Compute in UTC, where every day has 24 hours, so that daylight saving cannot shift the date.
  const days = Array.from({ length: 7 }, (_, count) => new Date(Date.parse(`${start}T00:00:00Z`) + count * DAY));
  return days.filter((day) => day.getUTCDay() % 6 !== 0).map((day) => day.toISOString().slice(0, 10));
}

/**
 * RFC 5545 recurrence rule of a talk that starts on a day. Monthly talks keep to their weekday of the month and never
 * fall on a weekend: the second Tuesday, or the last one, since a month may have no fifth.
 */
export function ruleOf(rhythm: Repeated, day: Day): string {
  const weekday = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()];
  const count = Math.ceil(Number(day.slice(8)) / 7);
  const monthly = `FREQ=MONTHLY;BYDAY=${weekday};BYSETPOS=${count > 4 ? -1 : count}`;
  return {
    daily: `FREQ=DAILY;BYDAY=${WORKDAYS}`,
    weekly: `FREQ=WEEKLY;BYDAY=${weekday}`,
    fortnightly: `FREQ=WEEKLY;INTERVAL=2;BYDAY=${weekday}`,
    monthly,
    quarterly: monthly.replace('MONTHLY;', 'MONTHLY;INTERVAL=3;'),
  }[rhythm];
}
