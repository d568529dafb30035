import { describe, expect, test } from 'vitest';
import { fittingStrategies } from '#formulas/influence-plan.ts';
import { readData } from '#load/data.ts';
import { readLayers } from '#load/layers.ts';
import { type DataEntry, type DataName, data } from '#schema/data/index.ts';
import { root } from '../helpers.ts';

// What an organisation writes in org/ is its own affair.
const { entries } = readData(root, readLayers(root, ['content']).files);
const all = <N extends DataName>(name: N) =>
  entries
    .filter(({ collection }) => collection === name)
    .map(({ located }) => data[name].parse(located.value) as DataEntry<N>);

const levels = all('influence').sort((a, b) => a.order - b.order);
const relationships = all('relationships');
const strategies = all('strategies');

describe('the influence planner has something to advise', () => {
  test.each(levels.flatMap(({ id: level }) => relationships.map(({ id }) => [level, id] as const)))(
    'on the level %s with %s',
    (level, relationship) => {
      expect(fittingStrategies(strategies, level, relationship)).not.toEqual([]);
    },
  );
});

test('the levels stand in one order from the base, each on a place of its own', () => {
  expect(levels.map(({ order }) => order)).toEqual([1, 2, 3, 4, 5]);
});

test('a larger ask is never settled lower than a smaller one', () => {
  const asks = all('asks').sort((a, b) => a.order - b.order);
  const reaches = asks.map(({ reach }) => levels.findIndex(({ id }) => id === reach));
  expect(reaches).toEqual([...reaches].sort((a, b) => a - b));
});
