import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { filesIn, pagesIn } from '#publish/built-files.ts';
import { indexPages, writeSearchIndex } from '#publish/search-index.ts';
import { wordsOf } from '#search/query.ts';
import { CORRECT_WORDS, FACETS, type Facets } from '#search/search.ts';
import { isInFilter } from '#search/word-filter.ts';
import { openIndex } from '../../scripts/search.ts';
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

  describe('with the dictionary', () => {
    const folder = join(place, 'words');
    const names = ['R&D', 'C++', 'C#', 'F#', '.NET', 'CI/CD', 'A/B testing', 'Q&A', 'P&L', 'Node.js', 'AT&T', 'I/O'];
    let ask: (typed: string) => Promise<string[]>;

    beforeAll(async () => {
      const known = names
        .flatMap(wordsOf)
        .concat('tasks', 'praise', 'dates', 'hire', 'order', 'archetypes', 'kubernetos');
      const words = { known: known.filter((word) => word.length > 3).join(' '), common: 'the a' };
      for (const [at, name] of names.entries()) {
        mkdirSync(join(folder, `guides/n${at}`), { recursive: true });
        writeFileSync(
          join(folder, `guides/n${at}/index.html`),
          `<!doctype html><html lang="en"><head><title>${name}</title></head><body><main data-pagefind-body><h1>On ${name.replace('&', '&amp;')}</h1><p>A car, an axe, data, fruit, plans and the Kubernetes network: testing tasks, praise, dates, hire, order, archetypes, kubernetos.</p></main></body></html>`,
        );
      }
      writeFileSync(join(folder, 'search-words.json'), JSON.stringify(words));
      await writeSearchIndex(folder);
      ask = await openIndex(folder);
    });

    test.each(names.flatMap((name, at) => [[name, at] as const, [`"${name}"`, at] as const]))(
      'finds %s by its name',
      async (name, at) => {
        expect((await ask(name))[0]).toBe(`guides/n${at}`);
      },
    );

    test.each([
      ...['asks', 'raise', 'hates', 'hide', 'older', 'basks', 'gates', 'mates', 'sorder', 'Kubernetes'],
      ...['rates', 'fire', 'border', 'masks', 'ordered'],
    ])('has %s among the words that are no misspellings, if it is one', (word) => {
      const isWord = word !== 'sorder';
      const filter = readFileSync(join(folder, 'pagefind', CORRECT_WORDS));
      expect(isInFilter(word.toLowerCase(), filter)).toBe(isWord);
    });
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
