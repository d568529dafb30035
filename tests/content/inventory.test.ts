import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readHandbook } from '#check/handbook.ts';
import { readData } from '#load/data.ts';
import { readLayers } from '#load/layers.ts';
import { root } from '../helpers.ts';

/** Each concept that the handbook must hold, and the page or entry that holds it, or why none does. */
const table: Record<string, Record<string, string>> = parse(
  readFileSync(join(import.meta.dirname, 'inventory.yaml'), 'utf8'),
);

const pages = new Set(readHandbook(root).pages.map(({ id }) => id));
const entries = new Set(
  readData(root, readLayers(root).files).entries.map(({ collection, id }) => `${collection}#${id}`),
);

test.each(Object.entries(table))('every concept of section %s has its home', (_section, concepts) => {
  const homeless = Object.entries(concepts).filter(([, home]) => {
    if (home.startsWith('reason: ')) return home.split(' ').length < 5;
    return !pages.has(home) && !entries.has(home);
  });
  expect(homeless).toEqual([]);
});

test('the table is whole', () => {
  const concepts = Object.values(table).flatMap(Object.keys);
  expect(concepts.length).toBeGreaterThan(400);
});
