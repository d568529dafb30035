import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filesIn } from '#loaders/output.ts';
import { indexOf, writeIndex } from '#loaders/search-index.ts';
import { root, runIn } from '../helpers.ts';

const place = mkdtempSync(join(tmpdir(), 'index-'));
const edition = join(place, 'edition');

beforeAll(() => {
  for (const [name, kind] of Object.entries({ a: 'Guide', b: 'Role', c: 'Pillar', d: 'Tool' })) {
    mkdirSync(join(edition, name), { recursive: true });
    writeFileSync(
      join(edition, name, 'index.html'),
      `<!doctype html><html lang="en"><head><title>${name}</title><meta data-pagefind-filter="kind[content]" content="${kind}"><meta data-pagefind-filter="track[content]" content="${name}"></head><body><main data-pagefind-body><h1>Page ${name}</h1><p>Words of ${kind}.</p></main></body></html>`,
    );
  }
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

describe('the search index', () => {
  test('comes out the same again, byte for byte', async () => {
    const [first, second] = [await indexOf(edition).files, await indexOf(edition).files];
    expect([...first].sort()).toEqual([...second].sort());
    expect([...first.keys()].filter((name) => name.endsWith('.pf_fragment'))).toHaveLength(4);
    expect([...first.keys()].filter((name) => name.endsWith('.pf_filter'))).toHaveLength(2);
    writeIndex(join(place, 'pagefind'), first);
    expect(filesIn(join(place, 'pagefind'))).toEqual([...first.keys()].sort());
  });

  test('that cannot be made is an error in words, even where Pagefind ends without one', async () => {
    const ends = join(place, 'ends');
    writeFileSync(ends, '#!/bin/sh\nhead -c 20 > /dev/null\nexit 3\n');
    chmodSync(ends, 0o755);
    const script = `import { indexOf } from '#loaders/search-index.ts';
      await indexOf(${JSON.stringify(edition)}).files.catch(({ message }) => console.log(message));`;
    const { code, output } = await runIn(root, process.execPath, ['--input-type=module', '-e', script], {
      PAGEFIND_EXTENDED_BINARY_PATH: ends,
    });
    expect(output).toBe('The search index could not be made: Pagefind ended before it was done.\n');
    expect(code).toBe(0);
  });
});
