import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { formatProblem } from '#schema/problem.ts';
import { root, temporaryFolder } from '../helpers.ts';
import { writeFiles } from '../mistakes.ts';

// Our own handbook as an organisation has adopted it: a file that cannot be read has one problem, and raises none
// elsewhere, whatever refers to it.

const folder = temporaryFolder();
for (const name of ['content', 'public']) cpSync(join(root, name), join(folder, name), { recursive: true });

const page = (title: string, more: string, body: string) =>
  `---\nkind: guide\ntitle: ${title}\ndescription: What it is.\nowner: ours\nreviewed: [{day: 2026-01-15, outcome: edited}]\nsources:\n  - source: our-book\nprovenance: editorial\n${more}---\n${body}\n`;

const org = {
  'org/playbook.yaml':
    'audience: leads\nhidden: [data/terms/roadmap]\ntitles:\n  roles/tech-lead: First among equals\nowners:\n  guides/trust: ours\nparts:\n  - guides\n  - folder: rules\n    label: Rules\n',
  'org/content/rules/pay.mdx': page('Pay', 'audience: public\n', 'See [trust](/guides/trust/).'),
  'org/content/guides/bonus.mdx': page('Bonus', 'audience: public\n', 'See [pay](/rules/pay/).\n\n## Extra'),
  'org/content/guides/more.mdx': page('More', 'audience: public\n', 'See [extra](/guides/bonus/#extra).'),
  'org/content/data/teams/ours.yaml': 'title: Us\npurpose: All of it.\naudience: public\n',
  'org/content/data/sources/our-book.yaml':
    'title: Our book\nauthor: Us\nyear: 2026\ntype: book\nnote: Everything.\naudience: public\n',
  'org/content/redirects.yaml': 'guides/once: guides/more\n',
  'org/content/interface/en.yaml': 'search:\n  failed: Nothing.\n',
  'org/notes/guides/trust.mdx':
    '---\nowner: ours\nreviewed: 2026-01-15\naudience: public\n---\nSee [pay](/rules/pay/).\n',
  'org/notes/data/terms/one-to-one.mdx': '---\nowner: ours\nreviewed: 2026-01-15\naudience: public\n---\nWords.\n',
};
writeFiles(folder, org);

/** Files to write again after a test. */
const changed = new Map<string, string>();
afterEach(() => {
  for (const [file, text] of changed) writeFileSync(join(folder, file), text);
  changed.clear();
});

/** Mistakes by their names. */
const mistakes = {
  colon: (text: string) => text.replace(/^(title|owner): .*$/m, '$1: a: b'),
  wrongKind: (text: string) => text.replace(/^kind: .*$/m, 'kind: nonsense'),
  otherKind: (text: string) => text.replace(/^kind: .*$/m, 'kind: scenario'),
  noKind: (text: string) => text.replace(/^kind: .*\n/m, ''),
  openTag: (text: string) => `${text}\n<details>\n`,
  openBrace: (text: string) => `${text}\n{\n`,
  unclosed: (text: string) => `${text}\n? [a\n`,
  noFront: (text: string) => text.replace(/^---[\s\S]*?\n---\n/, ''),
  control: (text: string) => text.replace('\n', '\n\0'),
  conflict: (text: string) => `${text}\n<<<<<<< HEAD\n`,
  empty: () => '',
  words: () => 'Words.\n',
  misspeltField: (text: string) => text.replace(/^owner:/m, 'ownr:'),
  noIds: (text: string) => text.replace(/id: /, 'idd: '),
  badId: (text: string) => text.replace(/id: .*/, 'id: Not An Id'),
};

/** Returns the problems as they are printed. */
function report(): string[] {
  return readHandbook(folder, { today: '2026-12-01' }).problems.map(formatProblem);
}

test('there is no problem to begin with', () => expect(report()).toEqual([]));

test.each<[mistake: keyof typeof mistakes, ...files: string[]]>([
  ['colon', 'content/pillars/people.mdx'],
  ['wrongKind', 'content/pillars/people.mdx'],
  ['otherKind', 'content/pillars/people.mdx'],
  ['noKind', 'content/pillars/people.mdx'],
  ['noFront', 'content/pillars/people.mdx'],
  ['control', 'content/pillars/people.mdx'],
  ['openTag', 'content/pillars/people.mdx'],
  ['openBrace', 'content/pillars/people.mdx'],
  ['empty', 'content/pillars/people.mdx'],
  ['conflict', 'content/pillars/people.mdx'],
  ['misspeltField', 'content/roles/tech-lead.mdx'],
  ['colon', 'content/roles/tech-lead.mdx'],
  ['otherKind', 'content/roles/tech-lead.mdx'],
  ['colon', 'content/paths/new-tech-lead.mdx'],
  ['otherKind', 'content/paths/new-tech-lead.mdx'],
  ['openTag', 'content/paths/new-tech-lead.mdx'],
  ['colon', 'content/guides/trust.mdx'],
  ['openTag', 'content/guides/glossary.mdx'],
  ['wrongKind', 'content/index.mdx'],
  ['otherKind', 'content/404.mdx'],
  ['colon', 'org/content/rules/pay.mdx'],
  ['colon', 'org/content/guides/bonus.mdx'],
  ['openTag', 'org/content/guides/bonus.mdx'],
  ['colon', 'org/notes/guides/trust.mdx'],
  ['openTag', 'org/notes/guides/trust.mdx'],
  ['colon', 'org/notes/data/terms/one-to-one.mdx'],
  ['unclosed', 'content/data/terms/terms.yaml'],
  ['empty', 'content/data/terms/terms.yaml'],
  ['words', 'content/data/terms/terms.yaml'],
  ['noIds', 'content/data/terms/terms.yaml'],
  ['badId', 'content/data/influence/levels.yaml'],
  ['words', 'content/data/audiences/audiences.yaml'],
  ['unclosed', 'content/data/sources/accelerate.yaml'],
  ['unclosed', 'org/content/data/teams/ours.yaml'],
  ['words', 'org/content/data/sources/our-book.yaml'],
  ['unclosed', 'org/playbook.yaml'],
  ['words', 'org/playbook.yaml'],
  ['unclosed', 'content/playbook.yaml'],
  ['empty', 'content/playbook.yaml'],
  ['words', 'content/playbook.yaml'],
  ['unclosed', 'org/content/redirects.yaml'],
  ['unclosed', 'content/words.yaml'],
  ['unclosed', 'content/interface/en.yaml'],
  ['words', 'content/interface/en.yaml'],
  ['empty', 'content/interface/en.yaml'],
  ['unclosed', 'org/content/interface/en.yaml'],
  ['colon', 'content/guides/trust.mdx', 'content/pillars/people.mdx'],
  ['empty', 'content/data/terms/terms.yaml', 'content/playbook.yaml'],
  ['conflict', 'content/paths/new-tech-lead.mdx', 'org/playbook.yaml'],
])('%s in %s', (mistake, ...files) => {
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8');
    changed.set(file, text);
    writeFileSync(join(folder, file), mistakes[mistake](text));
    expect(mistakes[mistake](text)).not.toBe(text);
  }
  expect(report()).toEqual(files.map((file) => expect.stringContaining(file)));
});
