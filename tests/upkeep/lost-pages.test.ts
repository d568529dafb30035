import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { handbookOf } from '#check/handbook.ts';
import { load } from '#load/content.ts';
import { withLostPages } from '#upkeep/lost-pages.ts';
import { copyHandbook, temporaryFolder } from '../helpers.ts';

const folder = temporaryFolder();

/** Does something to a handbook, and returns the problems that have to do with pages that are gone. */
function problemsAfter(act: (at: (path: string) => string) => void): string[] {
  const root = copyHandbook(folder);
  const before = load(root).pages;
  act((path) => join(root, 'content', path));
  const problems = withLostPages(before, load(root), (content) => handbookOf(content, {}).problems);
  return problems
    .filter(({ code }) => ['redirects', 'links', 'references'].includes(code ?? ''))
    .map(({ file, fix }) => `${file}  ${fix}`);
}

const rewrite = (file: string, from: string | RegExp, to: string) =>
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));

describe('pages that somebody renamed or removed by hand', () => {
  const words = 'content/guides/words.mdx  Run npm run move -- guides/words';
  const trust = 'Run npm run move -- guides/trust guides/trusting';
  test.each<[what: string, act: (at: (path: string) => string) => void, expected: string[]]>([
    ['nothing', () => {}, []],
    ['a page renamed', (at) => renameSync(at('guides/words.mdx'), at('guides/terms.mdx')), [`${words} guides/terms`]],
    [
      'a page renamed and edited',
      (at) => {
        renameSync(at('guides/words.mdx'), at('guides/terms.mdx'));
        rewrite(at('guides/terms.mdx'), /^title: .*$/m, 'title: Terms');
      },
      [`${words} guides/terms`],
    ],
    [
      'a page to which others lead renamed',
      (at) => renameSync(at('guides/trust.mdx'), at('guides/trusting.mdx')),
      [
        `content/guides/trust.mdx  ${trust}`,
        `content/index.mdx  ${trust}`,
        `content/index.mdx  ${trust}`,
        `content/pillars/direction.mdx  ${trust}`,
      ],
    ],
    ['a page removed', (at) => rmSync(at('guides/words.mdx')), [`${words} <the page that takes over>`]],
    [
      'a page removed and another one written',
      (at) => {
        rmSync(at('guides/words.mdx'));
        writeFileSync(at('guides/other.mdx'), 'Nothing of it.\n');
      },
      [`${words} <the page that takes over>`],
    ],
    [
      'a page moved into another part',
      (at) => renameSync(at('guides/words.mdx'), at('pillars/words.mdx')),
      [`${words} pillars/words`],
    ],
    [
      'a page split into two copies',
      (at) => {
        writeFileSync(at('guides/a.mdx'), readFileSync(at('guides/words.mdx')));
        renameSync(at('guides/words.mdx'), at('guides/b.mdx'));
      },
      [`${words} guides/a`],
    ],
    [
      'a page renamed that leads on',
      (at) => {
        renameSync(at('guides/words.mdx'), at('guides/terms.mdx'));
        writeFileSync(at('redirects.yaml'), 'guides/words: guides/terms\n');
      },
      [],
    ],
    ['the home page removed', (at) => rmSync(at('index.mdx')), []],
    ['a page added', (at) => writeFileSync(at('guides/new.mdx'), readFileSync(at('guides/words.mdx'))), []],
    ['a page emptied', (at) => writeFileSync(at('guides/words.mdx'), ''), []],
    [
      'a folder in the place of a page',
      (at) => {
        rmSync(at('guides/words.mdx'));
        renameSync(at('pillars'), at('guides/words.mdx'));
      },
      [],
    ],
    [
      'two pages that swap their names',
      (at) => {
        renameSync(at('guides/words.mdx'), at('guides/x.mdx'));
        renameSync(at('guides/trust.mdx'), at('guides/words.mdx'));
        renameSync(at('guides/x.mdx'), at('guides/trust.mdx'));
      },
      // The heading that a link names is not there any more.
      ['content/pillars/direction.mdx  Write "roadmap"'],
    ],
  ])('%s', (_what, act, expected) => {
    expect(problemsAfter(act)).toEqual(expected);
  });
});
