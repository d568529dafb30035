import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  centreOf,
  hoursAWeek,
  lineOf,
  moveByKey,
  type Place,
  placeAt,
  quadrantOf,
  RHYTHMS,
  type Rhythm,
  rhythmOf,
  spreadMarks,
} from '#formulas/stakeholders.ts';
import { root } from '../helpers.ts';

interface Rhythmic {
  id: string;
  rhythm: Rhythm;
  influence: 'low' | 'high';
  interest: 'low' | 'high';
}

const dataOf = (name: string) =>
  parse(readFileSync(join(root, `content/data/${name}/${name}.yaml`), 'utf8')) as Rhythmic[];
const quadrants = dataOf('quadrants');
const audiences = dataOf('audiences');
const axis = Array.from({ length: 101 }, (_, value) => value);

describe('the field of a place', () => {
  test.each([
    [0, 0, 'low', 'low'],
    [49, 49, 'low', 'low'],
    [49.9, 50, 'low', 'high'],
    [50, 49, 'high', 'low'],
    [50, 50, 'high', 'high'],
    [100, 100, 'high', 'high'],
  ])('of influence %d and interest %d is %s and %s', (up, right, influence, interest) => {
    expect(quadrantOf(up, right)).toEqual({ influence, interest });
  });

  test('is exactly one field of the handbook, everywhere on the grid', () => {
    for (const up of axis)
      for (const right of axis) {
        const halves = quadrantOf(up, right);
        const found = quadrants.filter((q) => q.influence === halves.influence && q.interest === halves.interest);
        expect(found.length).toBe(1);
      }
  });

  test.each([
    [-1, 50],
    [101, 50],
    [50, -0.1],
    [50, Number.NaN],
  ])('is refused off the grid: %d, %d', (up, right) => {
    expect(() => quadrantOf(up, right)).toThrow(RangeError);
  });
});

describe('the rhythm', () => {
  test.each([
    ['weekly', 'monthly', true, 'weekly'],
    ['weekly', 'monthly', false, 'monthly'],
    ['fortnightly', 'daily', true, 'daily'],
    ['fortnightly', 'daily', false, 'fortnightly'],
    ['as needed', 'monthly', true, 'monthly'],
    ['as needed', 'monthly', false, 'monthly'],
    ['quarterly', 'as needed', true, 'quarterly'],
    ['quarterly', 'as needed', false, 'quarterly'],
    ['as needed', 'as needed', true, 'as needed'],
    ['as needed', 'as needed', false, 'as needed'],
  ] as const)(
    'of a field that says %s and an audience that says %s, influence high: %s, is %s',
    (a, b, high, wanted) => {
      expect(rhythmOf(a, b, high)).toBe(wanted);
    },
  );

  test('is always one of the two, whichever comes first', () => {
    for (const a of RHYTHMS)
      for (const b of RHYTHMS)
        for (const high of [true, false]) {
          expect([a, b]).toContain(rhythmOf(a, b, high));
          expect(rhythmOf(a, b, high)).toBe(rhythmOf(b, a, high));
        }
  });

  test('never becomes rarer as influence rises, in the fields and audiences of the handbook', () => {
    const rarity = (influence: number, interest: number, audience: Rhythm) => {
      const halves = quadrantOf(influence, interest);
      const field = quadrants.find((q) => q.influence === halves.influence && q.interest === halves.interest);
      return RHYTHMS.indexOf(rhythmOf(field?.rhythm as Rhythm, audience, halves.influence === 'high'));
    };
    for (const { rhythm } of [...audiences, { rhythm: 'as needed' as const }])
      for (const interest of axis)
        for (const influence of axis.slice(1))
          expect(rarity(influence, interest, rhythm)).toBeLessThanOrEqual(rarity(influence - 1, interest, rhythm));
  });
});

describe('a place', () => {
  test.each([
    [-3, 104, 0, 100],
    [49.5, 49.4, 50, 49],
    [0, 100, 0, 100],
  ])('at %d and %d is %d and %d', (up, right, influence, interest) => {
    expect(placeAt(up, right)).toEqual({ influence, interest });
  });

  test.each([
    ['ArrowUp', false, 55, 50],
    ['ArrowDown', true, 49, 50],
    ['ArrowLeft', false, 50, 45],
    ['ArrowRight', true, 50, 51],
  ])('moves by %s, fine: %s, to %d and %d', (key, fine, influence, interest) => {
    expect(moveByKey(key, { influence: 50, interest: 50 }, fine)).toEqual({ influence, interest });
  });

  test('stops at the edge, and is not moved by other keys', () => {
    expect(moveByKey('ArrowUp', { influence: 98, interest: 0 }, false)).toEqual({ influence: 100, interest: 0 });
    expect(moveByKey('ArrowLeft', { influence: 98, interest: 0 }, true)).toEqual({ influence: 98, interest: 0 });
    for (const key of ['Enter', ' ', 'Tab', 'Delete', 'a'])
      expect(moveByKey(key, { influence: 50, interest: 50 }, false)).toBeUndefined();
  });

  test('of somebody of whom only the field is known is in that field', () => {
    for (const up of [true, false])
      for (const right of [true, false]) {
        const { influence, interest } = centreOf(up, right);
        const level = (high: boolean) => (high ? 'high' : 'low');
        expect(quadrantOf(influence, interest)).toEqual({ influence: level(up), interest: level(right) });
      }
  });
});

describe('marks drawn apart', () => {
  const nearest = (marks: Place[]) =>
    Math.min(
      ...marks.flatMap((a, index) =>
        marks.slice(index + 1).map((b) => Math.hypot(a.influence - b.influence, a.interest - b.interest)),
      ),
    );

  const furthest = (marks: Place[], places: Place[]) =>
    Math.max(
      ...marks.map(({ influence, interest }, index) =>
        Math.hypot(influence - (places[index]?.influence ?? 0), interest - (places[index]?.interest ?? 0)),
      ),
    );

  test('stay where they are if none is too near another', () => {
    const places = [placeAt(10, 10), placeAt(10, 19), placeAt(90, 40), placeAt(50, 50), placeAt(49, 49 - 9)];
    expect(spreadMarks(places, 9)).toEqual(places);
  });

  test.each([
    ['two on one spot', Array.from({ length: 2 }, () => placeAt(75, 75))],
    ['eight on one spot', Array.from({ length: 8 }, () => placeAt(25, 75))],
    ['ten in a corner', Array.from({ length: 10 }, () => placeAt(100, 100))],
    ['five on the line between two fields', Array.from({ length: 5 }, () => placeAt(50, 49))],
    ['a crowd around the middle', Array.from({ length: 16 }, (_, i) => placeAt(45 + (i % 4) * 3, 45 + (i >> 2) * 3))],
  ])('do not cover each other: %s', (_, places) => {
    const drawn = spreadMarks(places, 9);
    expect(nearest(drawn)).toBeGreaterThanOrEqual(9);
    expect(furthest(drawn, places)).toBeLessThan(32);
    for (const [index, { influence, interest }] of drawn.entries()) {
      const place = places[index] as Place;
      expect(quadrantOf(influence, interest)).toEqual(quadrantOf(place.influence, place.interest));
    }
  });

  test('do not move when somebody is added', () => {
    const places = Array.from({ length: 12 }, () => placeAt(75, 75));
    expect(spreadMarks([...places, placeAt(75, 75)], 9).slice(0, 12)).toEqual(spreadMarks(places, 9));
  });

  test('are drawn in the same way every time, and none is lost', () => {
    const places = Array.from({ length: 60 }, (_, index) => placeAt((index * 37) % 101, (index * 53) % 101));
    expect(spreadMarks(places, 9)).toEqual(spreadMarks(places, 9));
    expect(spreadMarks(places, 9).length).toBe(60);
    expect(spreadMarks([], 9)).toEqual([]);
  });
});

describe('the hours of a week', () => {
  test.each([
    [[], 30, 0],
    [['weekly', 'weekly'], 30, 1],
    [['daily'], 15, 1.25],
    [['fortnightly', 'fortnightly', 'as needed'], 30, 0.5],
    [['monthly'], 52 * 5, 1],
    [['quarterly'], 52 * 15, 1],
  ] as [Rhythm[], number, number][])('for talks %j of %d minutes are %d', (rhythms, minutes, hours) => {
    expect(hoursAWeek(rhythms, minutes)).toBeCloseTo(hours);
  });

  test('rise with every talk that is more frequent', () => {
    for (const [index, rhythm] of RHYTHMS.slice(1).entries())
      expect(hoursAWeek([rhythm], 15)).toBeLessThan(hoursAWeek([RHYTHMS[index] as Rhythm], 15));
  });
});

test.each([
  ['  Product manager ', 'Product manager'],
  ['Line\r\nbreak\ttab', 'Line break tab'],
  ['a\u0000b\u2028c\uFFFEd', 'a b c d'],
  ['half \uD83D', 'half'],
  ['👩‍💻 Zoë, 李; \\ "x" <y>', '👩‍💻 Zoë, 李; \\ "x" <y>'],
  [' \n ', ''],
])('a line typed as %j is kept as %j', (typed, kept) => {
  expect(lineOf(typed)).toBe(kept);
  expect(lineOf(kept)).toBe(kept);
});
