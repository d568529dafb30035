import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { kinds } from '#schema/pages/index.ts';
import { writeHandbook } from '../../bench/handbook.ts';
import { root } from '../helpers.ts';

const folders: string[] = [];

function written(count: number, over?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'playbook-bench-'));
  folders.push(folder);
  writeHandbook(folder, count, over);
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('a handbook to measure with', { timeout: 30_000 }, () => {
  test.each([
    ['alone', 120, undefined],
    ['over another', 60, join(root, 'tests/fixtures/handbook')],
  ])('%s has as many pages as wanted and no problem', (_name, count, over) => {
    const { pages, problems } = readHandbook(written(count, over));
    expect(problems).toEqual([]);
    expect(pages).toHaveLength(count);
    // The first hundred have every kind.
    if (count > 100) expect(new Set(pages.map(({ data }) => data?.kind))).toEqual(new Set(kinds));
  });

  test('is always the same', () => {
    const texts = (folder: string) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.mdx') || name.endsWith('.yaml'))
        .map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
    const [one, other] = [written(30), written(30)];
    expect(texts(one)).toEqual(texts(other));
    expect(existsSync(join(one, 'org'))).toBe(false);
  });
});
