import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { filesIn, pagesIn } from '#publish/built-files.ts';
import { indexPages, writeSearchIndex } from '#publish/search-index.ts';
import { FACETS, type Facets } from '#search/search.ts';
import { root, runIn, temporaryFolder } from '../helpers.ts';

const place = temporaryFolder();
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

const index = () => indexPages(edition, pagesIn(edition));
const texts = (files: ReadonlyMap<string, Uint8Array>) =>
  [...files].filter(([name]) => name.startsWith('fragment/')).sort();

describe('the search index', () => {
  test('has the same texts and facets again, in a folder of the output', async () => {
    const told = (files: ReadonlyMap<string, Uint8Array>) =>
      [...files].filter(([name]) => name.startsWith('fragment/') || name === FACETS).sort();
    const [first, second] = [await index(), await index()];
    expect(told(first)).toEqual(told(second));
    expect([...first.keys()].filter((name) => name.endsWith('.pf_fragment'))).toHaveLength(4);
    expect(await writeSearchIndex(edition)).toBe(4);
    expect(filesIn(join(edition, 'pagefind'))).toEqual(expect.arrayContaining([FACETS, 'pagefind-entry.json']));
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
    expect(texts(await indexPages(dressed, ['index.html']))).toEqual(texts(await indexPages(bare, ['index.html'])));
  });

  test('says which pages have what value of each facet', async () => {
    const files = await index();
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

  test('that cannot be made is an error in words, even where Pagefind ends without one', async () => {
    const ends = join(place, 'ends');
    writeFileSync(ends, '#!/bin/sh\nhead -c 20 > /dev/null\nexit 3\n');
    chmodSync(ends, 0o755);
    const script = `import { indexPages } from '#publish/search-index.ts';
      await indexPages(${JSON.stringify(edition)}, ['a/index.html']).catch(({ message }) => console.log(message));`;
    const { code, output } = await runIn(root, process.execPath, ['--input-type=module', '-e', script], {
      PAGEFIND_EXTENDED_BINARY_PATH: ends,
    });
    expect(output).toBe('The search index could not be made: Pagefind ended before it was done.\n');
    expect(code).toBe(0);
  });
});
