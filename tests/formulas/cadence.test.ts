import { describe, expect, test } from 'vitest';
import { ruleOf, talksWith } from '#formulas/cadence.ts';

const people = (...rhythms: string[]) => rhythms.map((rhythm, id) => ({ id, rhythm }));
const monday = '2026-11-23';

describe('talks', () => {
  test('of the same rhythm are spread over the weekdays, from the chosen day on', () => {
    const talks = talksWith(people(...Array(7).fill('weekly')), '2026-11-25');
    expect(talks.map(({ day, slot }) => `${day} ${slot}`)).toEqual([
      '2026-11-25 0',
      '2026-11-26 0',
      '2026-11-27 0',
      '2026-11-30 0',
      '2026-12-01 0',
      '2026-11-25 1',
      '2026-11-26 1',
    ]);
  });

  test('on one day follow each other, and daily ones take time on each day', () => {
    const talks = talksWith(people('weekly', 'daily', 'weekly', 'monthly', 'as needed', 'daily'), monday);
    expect(talks.map(({ person, day, slot }) => `${person.id} ${day} ${slot}`)).toEqual([
      '0 2026-11-23 0',
      '1 2026-11-23 1',
      '2 2026-11-24 0',
      '3 2026-11-25 0',
      '5 2026-11-23 2',
    ]);
  });

  test.each([
    ['2026-11-28', '2026-11-30'],
    ['2026-11-29', '2026-11-30'],
    ['2026-11-30', '2026-11-30'],
    ['2027-01-02', '2027-01-04'],
  ])('from %s begin on %s', (start, day) => {
    expect(talksWith(people('weekly'), start)[0]?.day).toBe(day);
  });

  test('are balanced for every mixture: per rhythm no day has two more than another, and nobody shares a time', () => {
    const rhythms = ['daily', 'weekly', 'fortnightly', 'monthly', 'quarterly', 'as needed'];
    for (let seed = 1; seed <= 200; seed++) {
      const mixed = people(
        ...Array.from({ length: seed % 30 }, (_, i) => rhythms[(i * seed + (i >> 2)) % 6] as string),
      );
      const talks = talksWith(mixed, monday);
      expect(talks.map(({ person }) => person)).toEqual(mixed.filter(({ rhythm }) => rhythm !== 'as needed'));
      for (const rhythm of rhythms.slice(1)) {
        const days = Map.groupBy(
          talks.filter(({ person }) => person.rhythm === rhythm),
          ({ day }) => day,
        );
        const counts = [...days.values()].map(({ length }) => length);
        const fewest = days.size < 5 ? 0 : Math.min(...counts);
        expect(Math.max(0, ...counts) - fewest).toBeLessThanOrEqual(1);
      }
      const week = [...new Set(talks.map(({ day }) => day)), monday];
      const times = talks.flatMap(({ person, day, slot }) =>
        (person.rhythm === 'daily' ? [...new Set(week)] : [day]).map((on) => `${on} ${slot}`),
      );
      expect(new Set(times).size).toBe(times.length);
      // Somebody who is added later moves nobody.
      expect(talksWith([...mixed, { id: 99, rhythm: 'weekly' }], monday).slice(0, talks.length)).toEqual(talks);
    }
  });

  test('of nobody are none', () => {
    expect(talksWith([], monday)).toEqual([]);
    expect(talksWith(people('as needed'), monday)).toEqual([]);
  });
});

describe('a rule', () => {
  test.each([
    ['daily', '2026-11-23', 'FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR'],
    ['weekly', '2026-11-24', 'FREQ=WEEKLY;BYDAY=TU'],
    ['fortnightly', '2026-11-27', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR'],
    ['monthly', '2026-12-01', 'FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1'],
    ['monthly', '2026-12-07', 'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1'],
    ['monthly', '2026-12-08', 'FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2'],
    ['monthly', '2026-12-28', 'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=4'],
    ['monthly', '2026-12-29', 'FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1'],
    ['monthly', '2026-12-31', 'FREQ=MONTHLY;BYDAY=TH;BYSETPOS=-1'],
    ['quarterly', '2026-11-23', 'FREQ=MONTHLY;INTERVAL=3;BYDAY=MO;BYSETPOS=4'],
  ] as const)('%s from %s is %s', (rhythm, day, rule) => {
    expect(ruleOf(rhythm, day)).toBe(rule);
  });
});
