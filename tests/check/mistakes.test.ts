import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { formatReport } from '#schema/problem.ts';

const fixtures = join(import.meta.dirname, '../fixtures');
const mistakes = readdirSync(join(fixtures, 'mistakes'));
const today = '2026-06-30';

describe('each common mistake is found where it stands, with a cure', () => {
  test('the handbook without mistakes has no problem', () => {
    const { problems } = readHandbook(fixtures, { layers: ['handbook/content'], today });
    expect(problems).toEqual([]);
  });

  // A mistake is a layer over the good handbook, and its report stands beside it.
  test.each(mistakes)('%s', async (name) => {
    const folder = `mistakes/${name}`;
    const read = () => readHandbook(fixtures, { layers: ['handbook/content', `${folder}/content`], today }).problems;
    const problems = read();
    // What is kept of pages still knows the places in them.
    expect(read()).toEqual(problems);
    expect(problems).not.toEqual([]);
    expect(problems.filter(({ code }) => code === undefined)).toEqual([]);
    const report = formatReport(problems).replaceAll(`${folder}/`, '');
    await expect(`${report}\n`).toMatchFileSnapshot(join(fixtures, folder, 'problems.txt'));
  });
});
