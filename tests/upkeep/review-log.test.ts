import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { check } from '../../scripts/check.ts';
import { copyHandbook, outputOf, temporaryFolder } from '../helpers.ts';
import { at, plainGit, type Repository } from '../repository.ts';

// A branch of the good handbook of the fixtures, whose page on trust was reviewed twice.

const today = '2026-06-30';
const trust = 'content/guides/trust.mdx';
const all = temporaryFolder();
let here: Repository;

beforeEach(() => {
  plainGit();
  here = at(copyHandbook(all));
  log('{day: 2026-01-15, outcome: edited}, {day: 2026-03-15, outcome: still right}');
  here.startBranch();
});
afterAll(() => vi.unstubAllEnvs());

const log = (entries: string, file = trust) => here.edit(file, /^reviewed: .*$/m, `reviewed: [${entries}]`);
const edit = (file: string, more = '\nA sentence more.\n') => here.append(file, more);
const rename = (from: string, to: string) => here.rename(from, to);

/** What `npm run check -- --changed` says of reviews, without what it says of links that a renaming broke. */
async function checked(): Promise<string[]> {
  const { output } = await outputOf((terminal) =>
    check(['--changed', '--format', 'json'], here.folder, terminal, { today }),
  );
  const { problems } = JSON.parse(output) as { problems: Record<string, unknown>[] };
  return problems
    .filter(({ rule }) => rule === 'reviews')
    .map(({ file, line, column, message, fix }) => `${file}:${line}:${column}  ${message}  ${fix}`);
}

const OLD = '{day: 2026-01-15, outcome: edited}';
const LAST = '{day: 2026-03-15, outcome: still right}';
const wasThere = (what: string, column: number, file = trust) =>
  `${file}:6:${column}  The review of ${what}, was changed or taken out  Put {day: ${what.replace(', ', ', outcome: ')}} back, and add yours after it: npm run review -- ${file.replace(/^content\/|\.mdx$/g, '')}`;
const idle = `${trust}:6:116  The review of 2026-06-01 says edited, and nothing else of the page has changed  Write outcome: still right, or edit the page`;

describe('the log of the reviews of a page', () => {
  test.each([
    ['a review more', `${OLD}, ${LAST}, {day: 2026-06-01, outcome: still right}`, []],
    ['a withdrawal', `${OLD}, ${LAST}, {day: 2026-06-01, outcome: withdrawn}`, []],
    [
      'a new day for the last',
      `${OLD}, {day: 2026-06-01, outcome: still right}`,
      [wasThere('2026-03-15, still right', 48)],
    ],
    [
      'a new outcome for the last',
      `${OLD}, {day: 2026-03-15, outcome: withdrawn}`,
      [wasThere('2026-03-15, still right', 48)],
    ],
    ['one left out', LAST, [wasThere('2026-01-15, edited', 12)]],
    ['one put between', `${OLD}, {day: 2026-02-15, outcome: still right}, ${LAST}`, []],
    ['an edit that is none', `${OLD}, ${LAST}, {day: 2026-06-01, outcome: edited}`, [idle]],
  ])('%s', async (_name, entries, problems) => {
    log(entries);
    expect(await checked()).toEqual(problems);
    here.commit('The same once it is committed');
    expect(await checked()).toEqual(problems);
  });

  test.each([
    ['its words', () => edit(trust)],
    ['a field', () => here.edit(trust, 'title: Trust', 'title: On trust')],
    ['a picture on it', () => edit('content/guides/dot.png')],
    ['data that it draws', () => edit('content/data/trust/factors.yaml', '# A comment.\n')],
  ])('says edited where the edit was of %s', async (_name, change) => {
    log(`${OLD}, ${LAST}, {day: 2026-06-01, outcome: edited}`);
    change();
    expect(await checked()).toEqual([]);
  });

  test('a page without components is not edited by data', async () => {
    log('{day: 2026-01-15, outcome: edited}, {day: 2026-06-01, outcome: edited}', 'content/pillars/people.mdx');
    edit('content/data/trust/factors.yaml', '# A comment.\n');
    expect(await checked()).toEqual([expect.stringContaining('nothing else of the page has changed')]);
  });

  test('of a page that is only moved is that of the page, staged or not', async () => {
    log(`${OLD}, {day: 2026-06-01, outcome: still right}`);
    rename(trust, 'content/guides/confidence.mdx');
    const problem = wasThere('2026-03-15, still right', 48, 'content/guides/confidence.mdx');
    expect(await checked()).toEqual([problem]);
    here.git('add', '--all');
    expect(await checked()).toEqual([problem]);
  });

  test('of a page that is moved and written anew is found by its redirect', async () => {
    rename(trust, 'content/guides/confidence.mdx');
    here.write(
      'content/guides/confidence.mdx',
      `---\nkind: guide\ntitle: Confidence\ndescription: Something else.\nowner: editors\nreviewed: [{day: 2026-06-01, outcome: edited}]\nsources:\n  - source: a-book\nprovenance: editorial\n---\n\n${'All of it is new. '.repeat(40)}\n`,
    );
    expect(await checked()).toEqual([]);
    here.write('content/redirects.yaml', 'guides/trust: guides/confidence\n');
    expect(await checked()).toHaveLength(2);
  });

  test('of a new page, of one without a log before and of a page of the organisation over it is not compared', async () => {
    here.write('content/guides/new.mdx', here.read('content/guides/words.mdx').replace('Words', 'New'));
    log('2026-01-15', 'content/pillars/people.mdx');
    here.commit('Without a log');
    here.git('branch', '--force', 'main');
    log('{day: 2026-06-01, outcome: edited}', 'content/pillars/people.mdx');
    cpSync(join(here.folder, trust), join(here.folder, `org/${trust}`), { recursive: true });
    log('{day: 2026-06-01, outcome: edited}', `org/${trust}`);
    expect(await checked()).toEqual([]);
  });

  test('is compared where the handbook is a folder of its repository', async () => {
    const inner = at(join(here.folder, 'handbook'));
    cpSync(join(here.folder, 'content'), join(inner.folder, 'content'), { recursive: true });
    here.commit('Add a second one');
    here.git('branch', '--force', 'main');
    here = inner;
    log(OLD);
    expect(await checked()).toEqual([wasThere('2026-03-15, still right', 12)]);
  });
});
