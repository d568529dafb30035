import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filesIn } from '#loaders/output.ts';
import { indexOf, writeIndex } from '#loaders/search-index.ts';
import { FACETS, type Facets } from '#model/search.ts';
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
    const [first, second] = [await indexOf(edition).finish(), await indexOf(edition).finish()];
    expect([...first].sort()).toEqual([...second].sort());
    expect([...first.keys()].filter((name) => name.endsWith('.pf_fragment'))).toHaveLength(4);
    expect([...first.keys()].filter((name) => name.endsWith('.pf_filter'))).toHaveLength(2);
    writeIndex(join(place, 'pagefind'), first);
    expect(filesIn(join(place, 'pagefind'))).toEqual([...first.keys()].sort());
  });

  test('takes in pages while others are drawn, and those that were written again since', async () => {
    const growing = join(place, 'growing');
    const write = (name: string, from = name) =>
      cpSync(join(edition, from), join(growing, name), { recursive: true, force: true });
    const names = ['a', 'b', 'c', 'd'];
    const pages = names.map((name) => `${name}/index.html`);
    const whole = [...(await indexOf(edition).finish())].sort();

    const early = indexOf(growing);
    write('a');
    early.add('a/index.html');
    for (const name of ['b', 'c', 'd']) write(name);
    expect([...(await early.finish())].sort()).toEqual(whole);

    write('a', 'b');
    const again = indexOf(growing);
    for (const page of pages) again.add(page);
    write('a');
    expect([...(await again.finish())].sort()).toEqual(whole);
  });

  test('holds the same of a page without what stands around its text', async () => {
    const [bare, dressed] = [join(place, 'bare'), join(place, 'dressed')];
    const page = (around: string) =>
      `<!doctype html><html lang="en"><head><title>A</title></head><body>${around}<main data-pagefind-body><h1 id="top">A page</h1><p>Its words.</p></main>${around}</body></html>`;
    for (const [folder, around] of Object.entries({
      [bare]: '',
      [dressed]: '<nav><svg></svg><a href="/">Main</a></nav>',
    })) {
      mkdirSync(folder);
      writeFileSync(join(folder, 'index.html'), page(around));
    }
    expect([...(await indexOf(dressed).finish())].sort()).toEqual([...(await indexOf(bare).finish())].sort());
  });

  test('says which pages have what value of each facet', async () => {
    const files = await indexOf(edition).finish();
    const facets: Facets = JSON.parse(Buffer.from(files.get(FACETS) ?? []).toString());
    const addresses = (ids: string[]) =>
      ids.map((id) => {
        const text = gunzipSync(files.get(`fragment/${id}.pf_fragment`) ?? new Uint8Array());
        return JSON.parse(text.subarray('pagefind_dcd'.length).toString()).url;
      });
    const pages = Object.values(facets).map((values) =>
      Object.entries(values).map(([value, ids]) => [value, addresses(ids)]),
    );
    expect(Object.keys(facets)).toEqual(['kind', 'track']);
    expect(pages).toEqual([
      [
        ['Guide', ['/a/']],
        ['Pillar', ['/c/']],
        ['Role', ['/b/']],
        ['Tool', ['/d/']],
      ],
      ['a', 'b', 'c', 'd'].map((name) => [name, [`/${name}/`]]),
    ]);
  });

  test.each([
    [
      'is an error in words, even where Pagefind ends without one',
      'await index.finish().catch(({ message }) => console.log(message));',
      'The search index could not be made: Pagefind ended before it was done.\n',
    ],
    ['is no error where nobody waits for it', 'await index.abandon();', ''],
  ])('that cannot be made %s', async (_what, end, said) => {
    const ends = join(place, 'ends');
    writeFileSync(ends, '#!/bin/sh\nhead -c 20 > /dev/null\nexit 3\n');
    chmodSync(ends, 0o755);
    const script = `import { indexOf } from '#loaders/search-index.ts';
      const index = indexOf(${JSON.stringify(edition)});
      ${end}`;
    const { code, output } = await runIn(root, process.execPath, ['--input-type=module', '-e', script], {
      PAGEFIND_EXTENDED_BINARY_PATH: ends,
    });
    expect(output).toBe(said);
    expect(code).toBe(0);
  });
});
