import { join } from 'node:path';
import { expect, test } from 'vitest';
import { measure, openIndex, readQueries } from '../../scripts/search.ts';
import { root } from '../helpers.ts';

test('the search answers what people type: see npm run search', async () => {
  const { scores } = await measure(readQueries(root), await openIndex(join(root, 'dist')));
  expect(scores['all']?.first).toBeGreaterThanOrEqual(0.9);
  expect(scores['all']?.firstThree).toBeGreaterThanOrEqual(0.97);
  for (const [name, { first }] of Object.entries(scores)) expect(first, name).toBeGreaterThanOrEqual(0.8);
});
