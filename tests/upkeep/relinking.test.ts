import { cpSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { changeDates } from '#site/change-dates.ts';
import { differenceSince, readChangelog } from '#upkeep/page-history.ts';
import { withoutMoves } from '#upkeep/relinking.ts';
import { changes } from '../../scripts/changes.ts';
import { move } from '../../scripts/move.ts';
import { outputOf, smallHandbook, temporaryFolder } from '../helpers.ts';
import { at, plainGit, type Repository } from '../repository.ts';

// Pages in which a move of other pages has only rewritten links.

const folder = temporaryFolder();
const before = join(folder, 'before');
let here: Repository;

/** A page that names another one in each way there is, on more lines than a change of a few words has. */
const naming = `---
kind: guide
title: Naming
description: A page.
owner: editors
reviewed: [{day: 2026-01-31, outcome: edited}]
sources: [{source: a-book}]
provenance: derived
related: [guides/words]
---

One [link](/guides/words/), and
one [with an anchor](/guides/words/#r), and
one [with a title](/guides/words/ "Words"), and

- [in a list](/guides/words/)
- [by a name][words]
- [and](/guides/words/) [two](/guides/words/)

![A dot](./dot.png)

[words]: /guides/words/
`;

const on = (day: string) => {
  for (const who of ['AUTHOR', 'COMMITTER']) vi.stubEnv(`GIT_${who}_DATE`, `${day}T12:00:00Z`);
};

beforeAll(() => {
  plainGit();
  cpSync(smallHandbook, before, { recursive: true });
  const first = at(before);
  first.write('content/guides/naming.mdx', naming);
  first.git('init', '--quiet', '--initial-branch=main');
  on('2026-02-01');
  first.commit('Begin');
});
beforeEach(() => {
  plainGit();
  on('2026-03-01');
  const copy = mkdtempSync(join(folder, 'copy-'));
  cpSync(before, copy, { recursive: true });
  here = at(copy);
});
afterAll(() => vi.unstubAllEnvs());

const moved = async (...args: string[]) => {
  const { code, output } = await outputOf((terminal) => move(args, here.folder, terminal, '2026-06-30'));
  expect(code, output).toBe(0);
};

/** What is said of a page: by `npm run changes`, by its date, and by the changelog and the feed made from it. */
async function saidOf(id: string, since = 'main@{1}') {
  const handbook = readHandbook(here.folder, { today: '2026-06-30' });
  const { pages } = await differenceSince(here.folder, here.git('rev-parse', since), {});
  const dates = await changeDates(here.folder, expect.fail, handbook.redirects);
  const { news } = await readChangelog(here.folder, handbook);
  const file = handbook.pages.find((page) => page.id === id)?.file ?? '';
  return [
    pages.find((page) => page.id === id)?.change,
    dates.get(file)?.slice(0, 10),
    ...news.filter((line) => line.id === id).map(({ day, news: what }) => `${day} ${what}`),
  ];
}

const RELINKED = ['relinked', '2026-02-01', '2026-02-01 added'];
const CHANGED = ['changed', '2026-03-01', '2026-03-01 changed', '2026-02-01 added'];

describe('a page that names pages which were moved', () => {
  test.each<[what: string, act: () => void | Promise<void>, expected: string[]]>([
    ['one move', () => moved('guides/words', 'guides/terms'), RELINKED],
    ['a move into another folder', () => moved('guides/words', 'guides/more/terms'), RELINKED],
    [
      'two moves in one commit',
      async () => {
        await moved('guides/words', 'guides/terms');
        await moved('guides/terms', 'guides/glossary');
      },
      RELINKED,
    ],
    ['a page that takes over', () => moved('guides/words', 'guides/trust', '--delete'), RELINKED],
    [
      'a move, and a picture put into a folder',
      async () => {
        await moved('guides/words', 'guides/terms');
        mkdirSync(join(here.folder, 'content/guides/pictures'));
        here.rename('content/guides/dot.png', 'content/guides/pictures/dot.png');
        here.edit('content/guides/naming.mdx', './dot.png', './pictures/dot.png');
      },
      RELINKED,
    ],
    [
      'a move, and links that a person mended by hand',
      () => {
        here.rename('content/guides/words.mdx', 'content/guides/terms.mdx');
        here.write('content/redirects.yaml', 'guides/words: guides/terms\n');
        here.write('content/guides/naming.mdx', naming.replaceAll('guides/words', 'guides/terms'));
      },
      RELINKED,
    ],
    [
      'a move and other line ends',
      async () => {
        await moved('guides/words', 'guides/terms');
        here.write('content/guides/naming.mdx', here.read('content/guides/naming.mdx').replaceAll('\n', '\r\n'));
      },
      RELINKED,
    ],
    [
      'a move and an edit',
      async () => {
        await moved('guides/words', 'guides/terms');
        here.edit('content/guides/naming.mdx', 'in a list', 'in a long list');
      },
      CHANGED,
    ],
    [
      'a move and another title',
      async () => {
        await moved('guides/words', 'guides/terms');
        here.edit('content/guides/naming.mdx', 'title: Naming', 'title: Renaming');
      },
      CHANGED,
    ],
    [
      'links that lead to a page which did not move',
      () =>
        here.write(
          'content/guides/naming.mdx',
          naming.replaceAll('/guides/words/', '/guides/trust/').replace('#r', ''),
        ),
      CHANGED,
    ],
  ])('%s', async (_what, act, expected) => {
    await act();
    here.commit('Move');
    expect(await saidOf('guides/naming')).toEqual(expected);
  });

  test('keeps the date of its last edit through several commits, and gets that of the next', async () => {
    on('2026-03-01');
    here.edit('content/guides/naming.mdx', 'in a list', 'in a long list');
    here.commit('Edit');
    on('2026-04-01');
    await moved('guides/words', 'guides/terms');
    here.commit('Move');
    on('2026-05-01');
    await moved('guides/terms', 'guides/glossary');
    here.commit('Move again');
    expect(await saidOf('guides/naming', 'main~2')).toEqual(['relinked', '2026-03-01', '2026-02-01 added']);
    on('2026-06-01');
    here.edit('content/guides/naming.mdx', 'in a long list', 'in a list');
    here.commit('Edit again');
    expect((await saidOf('guides/naming'))[1]).toBe('2026-06-01');
  });

  test('keeps its date where the move comes in by a merge', async () => {
    here.git('switch', '--quiet', '--create', 'other');
    await moved('guides/words', 'guides/terms');
    here.commit('Move');
    here.git('switch', '--quiet', 'main');
    here.write('content/guides/more.mdx', naming.replace('title: Naming', 'title: More'));
    here.commit('Write');
    here.git('merge', '--quiet', '--no-ff', '--no-edit', 'other');
    here.write(
      'content/guides/more.mdx',
      here.read('content/guides/more.mdx').replaceAll('guides/words', 'guides/terms'),
    );
    here.commit('Mend');
    expect(await saidOf('guides/naming', 'main~2')).toEqual(RELINKED);
  });

  test('is told the same of a page of an organisation', async () => {
    mkdirSync(join(here.folder, 'org'));
    here.rename('content', 'org/content');
    here.write('content/playbook.yaml', here.read('org/content/playbook.yaml'));
    here.remove('org/content/playbook.yaml');
    on('2026-02-10');
    here.commit('Make it ours');
    on('2026-03-01');
    await moved('guides/words', 'guides/terms');
    here.commit('Move');
    expect(await saidOf('guides/naming')).toEqual(['relinked', '2026-02-10', '2026-02-01 added']);
  });
});

test('npm run changes names them after what readers notice', async () => {
  await moved('guides/words', 'guides/terms');
  const { output } = await outputOf((terminal) => changes(['--since', 'main'], here.folder, terminal, {}));
  expect(output).toMatch(/^Links updated Naming {2}guides\/naming$/m);
  expect(output).toMatch(/^1 page moved, \d+ with links updated/m);
});

describe('texts that are the same but for moves', () => {
  const redirects = new Map([
    ['guides/a', 'guides/b'],
    ['guides/b', 'guides/c'],
    ['guides/a-b', 'guides/d'],
    ['one', 'guides/two'],
  ]);
  const canonical = withoutMoves(redirects);
  test.each([
    ['[x](/guides/a/)', '[x](/guides/c/)', true],
    ['[x](/guides/b/#y)', '[x](/guides/c/)', true],
    ['[x](/guides/a-b/)', '[x](/guides/d/)', true],
    ['[x](/one/)', '[x](/guides/two/)', true],
    ['related: [guides/a?]', 'related: [guides/c?]', true],
    ['related:\n  - "guides/a"', 'related:\n  - "guides/c"', true],
    ['<Link to="guides/a" />', '<Link to="guides/c" />', true],
    ['![x](./a.png)', '![x](../guides/a.png)', true],
    ['[x](/guides/a/)', '[x](/guides/d/)', false],
    ['[x](/guides/a/)', '[y](/guides/c/)', false],
    ['[x](/guides/ab/)', '[x](/guides/cb/)', false],
    ['[x](/guides/a/more/)', '[x](/guides/c/more/)', false],
    ['![x](./a.png)', '![x](./b.png)', false],
    ['one', 'guides/two', false],
    ['guides/a', '', false],
  ])('%s, %s: %s', (one, other, isSame) => {
    expect(canonical(one) === canonical(other)).toBe(isSame);
  });
});
