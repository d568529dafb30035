import { expect, test } from 'vitest';
import { linePoints } from '#formulas/chart.ts';

const ground = { width: 100, height: 50, least: 0, most: 10 };

test('a line runs from the left edge to the right one, higher values higher up', () => {
  const points = linePoints(
    [
      [0, 0],
      [7, 5],
      [28, 10],
    ],
    ground,
  );
  expect(points).toEqual([
    { x: 0, y: 50 },
    { x: 25, y: 25 },
    { x: 100, y: 0 },
  ]);
});

test('a single value, and several of one day, stand in the middle', () => {
  expect(linePoints([[3, 5]], ground)).toEqual([{ x: 50, y: 25 }]);
  expect(
    linePoints(
      [
        [3, 5],
        [3, 10],
      ],
      ground,
    ).map(({ x }) => x),
  ).toEqual([50, 50]);
});

test('no value is no point, and a value off the ground stands on its edge', () => {
  expect(linePoints([], ground)).toEqual([]);
  expect(
    linePoints(
      [
        [0, -3],
        [1, 30],
      ],
      ground,
    ).map(({ y }) => y),
  ).toEqual([50, 0]);
});
