import { beforeEach, describe, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { copyHandbook, temporaryFolder } from '../helpers.ts';
import { at, type Repository } from '../repository.ts';

const all = temporaryFolder();
let here: Repository;

beforeEach(() => {
  here = at(copyHandbook(all));
  write('content/data/style/ours.yaml', rule('utilise', 'use') + rule('synergy', 'fit'));
  write('content/data/teams/people.yaml', 'title: The people\npurpose: To utilise synergy.\n');
});

const write = (path: string, text: string) => here.write(path, text);
const rule = (word: string, instead: string, more = '') =>
  `- {id: ${word}, title: ${word}, instead: [${instead}], reason: It is so., category: house, audience: public${more}}\n`;

/** What is said of words to avoid. */
function said(): { problems: string[]; hints: string[] } {
  const { problems, hints } = readHandbook(here.folder);
  const words = (list: typeof hints) =>
    list.flatMap(({ message, fix }) => (message.startsWith('We avoid') ? [`${message} ${fix}`] : []));
  // Nothing else is wrong with what was written.
  expect(problems.filter(({ message }) => !message.startsWith('We avoid'))).toEqual([]);
  return { problems: words(problems), hints: words(hints) };
}

describe('words to avoid', () => {
  test('are hints where nothing else is said', () => {
    expect(said()).toEqual({
      problems: [],
      hints: ['We avoid "utilise" Write "use". It is so', 'We avoid "synergy" Write "fit". It is so'],
    });
  });

  test('can be added, replaced and hidden by an organisation', () => {
    write('org/playbook.yaml', 'audience: public\nhidden: [data/style/synergy]\n');
    write(
      'org/content/data/style/theirs.yaml',
      rule('utilise', 'take', ', certain: true') + rule('people', 'colleagues'),
    );
    // Upstream's own pages are not held to them.
    expect(said()).toEqual({ problems: [], hints: [] });
    write('org/content/data/teams/ours.yaml', 'title: Our people\npurpose: To utilise synergy.\n');
    expect(said()).toEqual({
      problems: ['We avoid "utilise" Write "take". It is so'],
      hints: ['We avoid "people" Write "colleagues". It is so'],
    });
  });

  test('do not hide those of another layer because they are for fewer readers', () => {
    write('org/playbook.yaml', 'audience: leads\n');
    write('org/content/data/style/theirs.yaml', rule('people', 'colleagues').replace(', audience: public', ''));
    write('org/content/data/teams/ours.yaml', 'title: Our people\npurpose: To help people.\n');
    expect(said().hints.length).toBeGreaterThan(2);
  });

  test('are looked for in notes, and not in what an organisation replaces', () => {
    write('org/content/data/teams/people.yaml', 'title: The people\npurpose: To be kind.\n');
    const fields = 'owner: editors\nreviewed: 2026-01-15';
    write('org/notes/guides/trust.mdx', `---\n${fields}\n---\nWe utilise it.\n`);
    expect(said().hints).toEqual(['We avoid "utilise" Write "use". It is so']);
  });
});
