import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  type Answers,
  CLEAR,
  dots,
  LEAST,
  lean,
  type Question,
  rankTargets,
  SLIGHT,
  type Tally,
  tally,
} from '#formulas/finder.ts';
import { readLayers } from '#load/layers.ts';
import { readText } from '#load/text.ts';
import { questions as schema } from '#schema/data/questions.ts';
import { root } from '../helpers.ts';

/** An option from its points, such as `{ a: 2, b: -1 }`. */
const option = (id: string, points: Record<string, number> = {}) => ({
  id,
  points: Object.entries(points).map(([to, weight]) => ({ to, weight })),
});

const small: Question[] = [
  { id: 'one', options: [option('x', { a: 2, b: -1 }), option('y', { b: 2 }), option('unsure')] },
  { id: 'two', options: [option('x', { a: 1 }), option('y', { b: 1, a: -2 }), option('unsure')] },
  { id: 'three', options: [option('x', { c: 2 }), option('y', { a: -1, b: 1 }), option('unsure')] },
  { id: 'four', options: [option('x', { a: 2 }), option('y', { b: 2 }), option('unsure')] },
];

const sums = (tallies: Tally[]) => Object.fromEntries(tallies.map(({ to, sum }) => [to, sum]));
const find = (tallies: Tally[], to: string) => tallies.find((candidate) => candidate.to === to) as Tally;

/** Numbers from 0 to 1 that look random and are the same on every run. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    yield state / 2 ** 32;
  }
}

/** Sets of answers drawn at random; a question is left open as often as any option is chosen, or never. */
function drawn(questions: readonly Question[], rounds: number, { open } = { open: true }): Answers[] {
  const random = numbers(20_261_121);
  return Array.from({ length: rounds }, () =>
    Object.fromEntries(
      questions.flatMap(({ id, options }) => {
        const choice = options[Math.floor(random.next().value * (options.length + (open ? 1 : 0)))];
        return choice ? [[id, choice.id]] : [];
      }),
    ),
  );
}

/** The questions of the handbook, and the targets of its two groups. */
const real: Question[] = readLayers(root)
  .files.filter(({ path }) => path.startsWith('data/questions/'))
  .flatMap(({ file }) => schema.array().parse(parse(readText(root, file).text ?? '')));
const targets = [
  ...new Set(real.flatMap(({ options }) => options.flatMap(({ points }) => points.map(({ to }) => to)))),
];
const groups = {
  archetypes: targets.filter((to) => to.startsWith('archetypes/')),
  seats: targets.filter((to) => to.startsWith('roles/')),
};

describe('a tally', () => {
  test.each([
    ['nothing', {}, { a: 0, b: 0, c: 0 }],
    ['one answer', { one: 'x' }, { a: 2, b: -1, c: 0 }],
    ['several', { one: 'x', two: 'y', four: 'x' }, { a: 2, b: 0, c: 0 }],
    ['an answer without points', { one: 'x', two: 'unsure' }, { a: 2, b: -1, c: 0 }],
    ['an answer that the question does not have', { one: 'x', two: 'gone' }, { a: 2, b: -1, c: 0 }],
    ['a question that there is not', { one: 'x', five: 'x' }, { a: 2, b: -1, c: 0 }],
  ])('of %s', (_name, answers, expected) => {
    expect(sums(tally(answers, small))).toEqual(expected);
  });

  test('names what was possible in the questions that were answered, and the reasons on both sides', () => {
    expect(tally({ one: 'x', two: 'y', three: 'unsure' }, small)).toEqual([
      {
        to: 'a',
        sum: 0,
        most: 3,
        for: [{ question: 'one', option: 'x', weight: 2 }],
        against: [{ question: 'two', option: 'y', weight: -2 }],
      },
      {
        to: 'b',
        sum: 0,
        most: 3,
        for: [{ question: 'two', option: 'y', weight: 1 }],
        against: [{ question: 'one', option: 'x', weight: -1 }],
      },
      { to: 'c', sum: 0, most: 0, for: [], against: [] },
    ]);
  });

  test('an answer that speaks for a target never lowers it, and one against it never raises it', () => {
    for (const answers of drawn(real, 100)) {
      for (const { id, options } of real) {
        const { [id]: _, ...open } = answers;
        const without = tally(open, real);
        for (const { id: choice, points } of options) {
          const after = tally({ ...open, [id]: choice }, real);
          for (const to of targets) {
            const weight = points.find((point) => point.to === to)?.weight ?? 0;
            expect(find(after, to).sum - find(without, to).sum).toBe(weight);
          }
          // An open question and "I do not know" are the same.
          if (points.length === 0) expect(after).toEqual(without);
        }
      }
    }
  });

  test('does not depend on the order of the questions', () => {
    const reversed = real.toReversed();
    const turned = [...real.slice(3), ...real.slice(0, 3)];
    for (const answers of drawn(real, 200)) {
      const plain = (questions: Question[]) => tally(answers, questions).map(({ to, sum, most }) => [to, sum, most]);
      expect(plain(reversed)).toEqual(plain(real));
      expect(plain(turned)).toEqual(plain(real));
      for (const group of Object.values(groups)) {
        const [one, other] = [rankTargets(answers, real, group), rankTargets(answers, reversed, group)];
        expect(other.result).toBe(one.result);
        expect(other.hinges.toSorted()).toEqual(one.hinges.toSorted());
      }
    }
  });

  test('is drawn as dots that add up', () => {
    expect(dots({ to: 'a', sum: 3, most: 8, for: points(5), against: points(-2) })).toEqual({
      below: 0,
      sum: 3,
      taken: 2,
      rest: 3,
    });
    expect(dots({ to: 'a', sum: -2, most: 8, for: points(1), against: points(-3) })).toEqual({
      below: 2,
      sum: 0,
      taken: 1,
      rest: 7,
    });
    for (const answers of drawn(real, 500))
      for (const each of tally(answers, real)) {
        const { below, sum, taken, rest } = dots(each);
        expect(Math.min(below, sum, taken, rest)).toBeGreaterThanOrEqual(0);
        expect(sum + taken + rest).toBe(each.most);
        expect(sum - below).toBe(each.sum);
      }
  });
});

const points = (weight: number) => [{ question: 'q', option: 'o', weight }];

describe('a lean', () => {
  test.each([
    [7, 7 - SLIGHT + 1, 'none'],
    [7, 7, 'none'],
    [7, 7 - SLIGHT, 'slight'],
    [7, 7 - CLEAR + 1, 'slight'],
    [7, 7 - CLEAR, 'clear'],
    [LEAST, LEAST - CLEAR, 'clear'],
    [LEAST - 1, -8, 'none'],
    [0, -8, 'none'],
    [-1, -8, 'none'],
  ] as const)('of %d before %d is %s', (first, second, expected) => {
    expect(lean({ sum: first }, { sum: second })).toBe(expected);
  });

  test('is measured from nothing where there is no second, and is none where there is nobody', () => {
    expect(lean({ sum: CLEAR }, undefined)).toBe('clear');
    expect(lean(undefined, undefined)).toBe('none');
  });
});

describe('a reading', () => {
  test.each([
    ['nothing', {}, 'early', [0, 0]],
    ['fewer than half', { one: 'x' }, 'early', [1, 1]],
    ['half', { one: 'x', two: 'x' }, 'clear', [2, 2]],
    ['half, of which one says nothing', { one: 'x', two: 'unsure' }, 'unsure', [2, 1]],
    [
      'nothing but "I do not know"',
      { one: 'unsure', two: 'unsure', three: 'unsure', four: 'unsure' },
      'unsure',
      [4, 0],
    ],
    ['answers that take each other back', { one: 'x', two: 'y', four: 'unsure' }, 'none', [3, 2]],
    ['answers of two minds', { one: 'x', two: 'x', three: 'y', four: 'y' }, 'none', [4, 4]],
    ['an answer that there is not', { one: 'x', two: 'gone' }, 'early', [1, 1]],
  ] as const)('of %s', (_name, answers, result, [answered, telling]) => {
    expect(rankTargets(answers, small, ['a', 'b'])).toMatchObject({ result, asked: 4, answered, telling });
  });

  test('counts only the questions and the answers that say something of its group', () => {
    const read = rankTargets({ one: 'x', three: 'x', four: 'y' }, small, ['c']);
    expect(read).toMatchObject({ result: 'none', asked: 1, answered: 1, telling: 1 });
    expect(read.tallies.map(({ to }) => to)).toEqual(['c']);
  });

  test('names who is close: the next after a slight lean, all at the top where there is none, nobody after a clear one', () => {
    const closest = (answers: Answers) => rankTargets(answers, small, ['a', 'b', 'c']).close.map(({ to }) => to);
    expect(closest({ one: 'x', two: 'x', four: 'x' })).toEqual([]);
    expect(closest({ one: 'y', two: 'x', four: 'y', three: 'x' })).toEqual(['c']);
    expect(closest({ one: 'y', three: 'x' })).toEqual(['b', 'c']);
  });

  test('names the questions that decide it', () => {
    // The sums are 3 and 0; another answer to the first question makes b 2 at most, which turns nothing.
    expect(rankTargets({ one: 'unsure', two: 'x', four: 'x', three: 'unsure' }, small, ['a', 'b']).hinges).toEqual([
      'two',
      'four',
    ]);
    expect(rankTargets({ one: 'x', two: 'x', four: 'x' }, small, ['a', 'b']).hinges).toEqual([]);
  });

  test('says what turns it and nothing else', () => {
    for (const answers of drawn(real, 100)) {
      for (const group of Object.values(groups)) {
        const { hinges, tallies } = rankTargets(answers, real, group);
        for (const { id, options } of real.filter((question) => question.id in answers)) {
          const turned = options.some((other) => {
            const after = tally({ ...answers, [id]: other.id }, real).filter(({ to }) => group.includes(to));
            return (after[0]?.sum ?? 0) > find(after, tallies[0]?.to ?? '').sum;
          });
          expect(hinges.includes(id)).toBe(turned);
        }
      }
    }
  });
});

describe('the questions of the handbook', () => {
  test('are eight, with two groups of targets, and every one has an answer that says nothing', () => {
    expect(real).toHaveLength(8);
    expect(groups.archetypes).toHaveLength(4);
    expect(groups.seats.length).toBeGreaterThan(2);
    expect(targets).toHaveLength(groups.archetypes.length + groups.seats.length);
    for (const { id, options } of real)
      expect([id, options.filter(({ points }) => points.length === 0).length]).toEqual([id, 1]);
  });

  test.each(targets)('can lead clearly to %s', (target) => {
    const group = Object.values(groups).find((all) => all.includes(target)) ?? [];
    const best = real.map(({ id, options }): [string, string] => {
      const weight = (option: Question['options'][number]) =>
        option.points.find(({ to }) => to === target)?.weight ?? 0;
      return [id, options.toSorted((a, b) => weight(b) - weight(a))[0]?.id ?? ''];
    });
    const { result, tallies } = rankTargets(Object.fromEntries(best), real, group);
    expect(tallies[0]?.to).toBe(target);
    expect(result).toBe('clear');
  });

  test.each([
    { open: false, name: 'all answered' },
    { open: true, name: 'some left open' },
  ])('favour no target and forget none, $name', ({ open }) => {
    const rounds = 3_000;
    const firsts = new Map<string, number>();
    for (const answers of drawn(real, rounds, { open })) {
      const tallies = tally(answers, real);
      for (const group of Object.values(groups)) {
        const own = tallies.filter(({ to }) => group.includes(to));
        const first = own.filter(({ sum }) => sum === own[0]?.sum);
        // A shared first place counts in equal parts.
        for (const { to } of first) firsts.set(to, (firsts.get(to) ?? 0) + 1 / first.length);
      }
    }
    for (const target of targets) {
      const share = (firsts.get(target) ?? 0) / rounds;
      expect(share, target).toBeLessThanOrEqual(0.45);
      expect(share, target).toBeGreaterThanOrEqual(0.1);
    }
  });
});
