import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { formatProblem } from '#schema/problem.ts';
import { check } from '../../scripts/check.ts';
import { copyHandbook, outputOf, root, temporaryFolder } from '../helpers.ts';

const TODAY = '2026-06-30';

/** A page that is right, with other fields, and a body. */
function page(fields: Record<string, string>, body = 'Words.'): string {
  const all: Record<string, string> = {
    kind: 'guide',
    title: 'Ours',
    description: 'What it is about.',
    owner: 'editors',
    reviewed: '[{day: 2026-01-15, outcome: edited}]',
    sources: '[{source: a-book}]',
    provenance: 'editorial',
    ...fields,
  };
  const lines = Object.entries(all).map(([key, value]) => `${key}: ${value}\n`);
  return `---\n${lines.join('')}---\n\n${body}\n`;
}

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
      { 'org/content/guides/a.mdx': page({ title: 'Trust' }) },
      [
        'org/content/guides/a.mdx:3:8  The title "Trust" is taken by content/guides/trust.mdx  Give this page a title of its own, or hide the other: hidden: [guides/trust]',
      ],
    ],
    [
      'the same title, once the page of upstream is hidden',
      {
        'org/content/guides/a.mdx': page({ title: 'Words' }),
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
    expect(blamed(org('guides/aaa', page({ title })))).toEqual([]);
  });

  test('a page of another kind in the place of a role', () => {
    const id = pages.find((name) => name.startsWith('roles/')) ?? '';
    expect(blamed(org(id, page({ title: 'A guide now' })))).toEqual([]);
  });

  test('data files of ours that lack entries', () => {
    const file = from === '' ? 'data/terms/terms.yaml' : 'data/sources/works.yaml';
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
  writeFileSync(join(folder, 'content/guides/broken.mdx'), page({ title: 'Broken' }, '[Nowhere](/guides/nowhere/)'));
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
  expect(problemsWith({ 'org/content/guides/a.mdx': page({}, body) })).toEqual([]);
});
