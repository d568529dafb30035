import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { settings } from '#schema/settings.ts';
import { root } from '../helpers.ts';

test('the table of what may be set where names every setting, and each has its sentence', () => {
  const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const [, table = ''] = /\| Setting \|[^\n]*\n\| ---[^\n]*\n((?:\|[^\n]*\n)+)/.exec(text) ?? [];
  const named = table
    .split('\n')
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map((match) => match[1]));
  expect(named.toSorted()).toEqual(Object.keys(settings.shape).toSorted());
  for (const field of Object.values(settings.shape)) expect(field.description).toMatch(/\.$/);
});
