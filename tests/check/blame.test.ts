import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { formatProblem } from '#schema/problem.ts';
import { check } from '../../scripts/check.ts';
import { copyHandbook, guideText, outputOf, root, temporaryFolder } from '../helpers.ts';

const TODAY = '2026-06-30';

function problemsWith(files: Record<string, string>): string[] {
  const folder = copyHandbook(temporaryFolder());
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return readHandbook(folder, { today: TODAY }).problems.map(formatProblem);
}

describe('what an organisation brings is reported where it can be changed', () => {
  test.each<[string, Record<string, string>, string[]]>([
    [
      'a title that a page of upstream has',
      { 'org/content/guides/a.mdx': guideText({ title: 'Trust' }) },
      [
        'org/content/guides/a.mdx:3:8  The title "Trust" is taken by content/guides/trust.mdx  Give this page a title of its own, or hide the other: hidden: [guides/trust]',
      ],
    ],
    [
      'the same title, once the page of upstream is hidden',
      {
        'org/content/guides/a.mdx': guideText({ title: 'Words' }),
        'org/playbook.yaml': 'hidden: [guides/words]\n',
      },
      [],
    ],
    [
      'a term with the title of a term of upstream',
      {
        'org/content/data/terms/ours.yaml': '- id: ours\n  title: Roadmap\n  definition: What comes next.\n',
      },
      [expect.stringMatching(/^org\/content\/data\/terms\/ours\.yaml:2:10 {2}The title "Roadmap" is that of/) as never],
    ],
    [
      'a page without headings to which upstream links',
      { 'org/content/guides/trust.mdx': guideText({ title: 'Trust' }) },
      [
        'org/content/guides/trust.mdx:1:1  The heading "#the-factor" is missing, and content/pillars/direction.mdx of upstream needs it  Write {#the-factor} after the heading that says it here',
      ],
    ],
    [
      'the same page with the id of the heading',
      { 'org/content/guides/trust.mdx': guideText({ title: 'Trust' }, '## In our words {#the-factor}\n\nWords.') },
      [],
    ],
    [
      'a team that every page of upstream needs, hidden',
      { 'org/playbook.yaml': 'hidden: [data/teams/editors]\n' },
      [
        'org/playbook.yaml:1:10  "data/teams/editors" is left out, and content/guides/trust.mdx, content/guides/words.mdx and 5 more of upstream need it  Hide what needs it as well, or take it from the list',
      ],
    ],
    [
      'a data file without the entry of the one that it replaces',
      { 'org/content/data/sources/a-book.yaml': '[]\n' },
      [
        'org/content/data/sources/a-book.yaml:1:1  The entry "a-book" is missing, and content/guides/trust.mdx, content/guides/words.mdx and 5 more of upstream need it  Add an entry with id: a-book, or give this file a name of its own, which leaves upstream\'s entries',
      ],
    ],
    [
      'a term with the title of a hidden one',
      {
        'org/content/data/terms/ours.yaml': '- id: ours\n  title: Roadmap\n  definition: What comes next.\n',
        'org/playbook.yaml': 'hidden: [data/terms/roadmap]\n',
      },
      [],
    ],
  ])('%s', (_, files, expected) => {
    const problems = problemsWith(files);
    expect(problems).toEqual(expected);
  });
});

test('a source of upstream that is hidden leaves the pages that rest on it without it', () => {
  expect(problemsWith({ 'org/playbook.yaml': 'hidden: [data/sources/a-book]\n' })).toEqual([]);
});

test('a team for fewer readers than the pages of upstream that need it is a problem of its own file', () => {
  const folder = copyHandbook(temporaryFolder());
  appendFileSync(join(folder, 'content/playbook.yaml'), 'audience: public\n');
  mkdirSync(join(folder, 'org/content/data/teams'), { recursive: true });
  const team = '- id: editors\n  title: The editors\n  purpose: Look after the pages.\n  audience: leads\n';
  writeFileSync(join(folder, 'org/content/data/teams/ours.yaml'), team);
  const { problems } = readHandbook(folder, { today: TODAY, edition: 'public' });
  expect(problems.map(formatProblem)).toEqual([
    'org/content/data/teams/ours.yaml:4:13  "data/teams/editors" is left out, and content/guides/trust.mdx, content/guides/words.mdx and 5 more of upstream need it  Give it the audience that upstream\'s has, or hide what needs it',
  ]);
});

/** Every heading of a page of upstream, gone in the page that takes its place, and much else. */
const REPLACED = [
  'guides/trust',
  'guides/words',
  'pillars/direction',
  'pillars/people',
  'roles/lead',
  'paths/first',
] as const;

function withoutBody(text: string): string {
  return text.replace(/^(---\n[\s\S]*?\n---\n)[\s\S]*$/, '$1\nWords.\n');
}

describe.each([
  ['the small handbook', ''],
  ['our own handbook', root],
])('in %s, no file of upstream is blamed for', (_, from) => {
  const pages =
    from === ''
      ? REPLACED
      : (['guides/trust', 'pillars/direction', 'roles/tech-lead', 'practices/one-to-ones'] as const);
  let read: (id: string) => string;
  beforeAll(() => {
    const base = from === '' ? join(root, 'tests/fixtures/handbook') : root;
    read = (id) => readFileSync(join(base, 'content', `${id}.mdx`), 'utf8');
  });
  const blamed = (files: Record<string, string>) => {
    const folder = from === '' ? copyHandbook(temporaryFolder()) : temporaryFolder();
    if (from !== '')
      for (const name of ['content', 'public']) cpSync(join(from, name), join(folder, name), { recursive: true });
    for (const [path, text] of Object.entries({ 'org/playbook.yaml': 'title: Ours\n', ...files })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { problems } = readHandbook(folder, { today: '2026-11-30' });
    return problems.filter(({ file }) => file.startsWith('content/')).map(formatProblem);
  };
  const org = (id: string, text: string) => ({ [`org/content/${id}.mdx`]: text });

  test.each(pages)('%s without its headings', (id) => {
    expect(blamed(org(id, withoutBody(read(id))))).toEqual([]);
  });

  test.each(pages)('%s for leads only', (id) => {
    expect(blamed(org(id, read(id).replace(/^title:/m, 'audience: leads\ntitle:')))).toEqual([]);
  });

  test.each(pages)('%s hidden', (id) => {
    expect(blamed({ 'org/playbook.yaml': `hidden: [${id}]\n` })).toEqual([]);
  });

  test.each(pages)('another page with the title of %s', (id) => {
    const [, title = ''] = /^title: (.*)$/m.exec(read(id)) ?? [];
    expect(blamed(org('guides/aaa', guideText({ title })))).toEqual([]);
  });

  test('a page of another kind in the place of a role', () => {
    const id = pages.find((name) => name.startsWith('roles/')) ?? '';
    expect(blamed(org(id, guideText({ title: 'A guide now' })))).toEqual([]);
  });

  test('data files of ours that lack entries', () => {
    const file = from === '' ? 'data/sources/a-book.yaml' : 'data/sources/accelerate.yaml';
    expect(blamed({ [`org/content/${file}`]: '[]\n' })).toEqual([]);
  });

  test('a part that is hidden, an owner, a title and colours', () => {
    const settings = 'hidden: [guides]\nowners: {pillars: nobody}\ncolours: {light: {accent: "#eeeeee"}}\n';
    expect(blamed({ 'org/playbook.yaml': settings })).toEqual([]);
  });
});

test('a problem in content/ can only be upstream’s, and the report says so', async () => {
  const folder = copyHandbook(temporaryFolder());
  mkdirSync(join(folder, 'org'));
  writeFileSync(join(folder, 'org/playbook.yaml'), 'title: Ours\n');
  writeFileSync(
    join(folder, 'content/guides/broken.mdx'),
    guideText({ title: 'Broken' }, '[Nowhere](/guides/nowhere/)'),
  );
  const { output } = await outputOf((terminal) => check([], folder, terminal, { today: TODAY }));
  expect(output).toContain('\n1 problem in 1 file\nFiles in content/ are upstream’s, which you need not mend: ');
});

const PROSE = [
  '#general is where we talk.',
  'Ask in #general, or in #team-leads.',
  '[#team](https://chat.example.com/team)',
  '#one\n#two\n#three-and-four',
  '- #general\n- #random',
  '> #general',
  ':tada: We did it.',
  ':smile:',
  'Done :white_check_mark: and dusted :tada:',
  ':+1: to that',
  ':note: text',
  '@maria knows, and so does @jo.',
  '@here and @channel wake everybody.',
  '**#general**',
  '`#general` and #general',
  '| Channel | For |\n|---|---|\n| #general | all |',
  '#äpfel',
  '#1 in the list',
  'C# and F#',
  'See ticket #123.',
];

test.each(PROSE)('%j is prose', (body) => {
  expect(problemsWith({ 'org/content/guides/a.mdx': guideText({}, body) })).toEqual([]);
});
