import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { SEARCH_WORDS } from '#schema/generated-pages.ts';
import type { Offers } from '#search/suggestions.ts';
import { measure, openIndex, readQueries } from '../../scripts/search.ts';
import { handbookOutput, root } from '../helpers.ts';

test('the search answers what people type: see npm run search', async () => {
  const { scores } = await measure(readQueries(root), await openIndex(handbookOutput));
  expect(scores['all']?.first).toBeGreaterThanOrEqual(0.9);
  expect(scores['all']?.firstThree).toBeGreaterThanOrEqual(0.97);
  for (const [name, { first }] of Object.entries(scores)) expect(first, name).toBeGreaterThanOrEqual(0.8);
});

test('what the search suggests finds the page that is called so', async () => {
  const dist = handbookOutput;
  const { suggested } = (JSON.parse(readFileSync(join(dist, SEARCH_WORDS), 'utf8')) as { offers: Offers }).offers;
  expect(suggested.length).toBeGreaterThan(2);
  const ask = await openIndex(dist);
  const { pages } = readHandbook(root);
  for (const typed of suggested) {
    const page = pages.find(({ data }) => data?.aliases.includes(typed));
    expect((await ask(typed)).slice(0, 3), typed).toContain(page?.id);
  }
});
