import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readHandbook } from '#check/handbook.ts';
import { type Field, fieldsOf } from '#contribute/form.ts';
import { slugOf } from '#schema/address.ts';
import { complete, data, dataNames } from '#schema/data/index.ts';
import { folderOf, type Kind, kinds, page, upstreamPage } from '#schema/pages/index.ts';
import { formatReport } from '#schema/problem.ts';
import { resolve } from '#schema/schema-problems.ts';
import { adopt } from '../../scripts/adopt.ts';
import { create } from '../../scripts/new.ts';
import type { Terminal } from '../../scripts/terminal.ts';
import { copyHandbook, outputOf, root, temporaryFolder } from '../helpers.ts';
import { KEYS, personWith } from '../person.ts';

const TODAY = '2026-12-31';
const all = temporaryFolder();
/** The handbook itself, a small one with a folder org/, and a small one for refusals. */
const [upstream, ours, small] = [join(all, 'upstream'), copyHandbook(all), copyHandbook(all)];

beforeAll(async () => {
  for (const name of ['content', 'public']) cpSync(join(root, name), join(upstream, name), { recursive: true });
  appendFileSync(join(ours, 'content/playbook.yaml'), 'audience: public\n');
  writeFileSync(join(small, 'content/redirects.yaml'), 'guides/old-words: guides/words\n');
  await run(ours, [], (terminal) => adopt(['--title', 'Ours'], ours, terminal, TODAY));
  const folders = Object.values(folderOf).filter((folder) => folder !== '');
  const parts = folders.map((folder) => `  - {folder: ${folder}, label: ${folder}}\n`).join('');
  appendFileSync(join(ours, 'org/playbook.yaml'), `parts:\n${parts}`);
  mkdirSync(join(ours, 'content/data/influence'));
  writeFileSync(join(ours, 'content/data/influence/base.yaml'), BASE);
});

const BASE = 'title: A\nbasis: A\nmeaning: A\nsounds: A\nseen: A\nlimits: A\norder: 1\n';

/** Runs a command, with the keys for each question where a person is there to answer. */
async function run(folder: string, args: string[], command?: (terminal: Terminal) => Promise<number>, keys?: string[]) {
  const person = keys && personWith(keys);
  const printed = await outputOf(command ?? ((terminal) => create(args, folder, terminal, TODAY)), person?.prompts);
  return { ...printed, left: person?.left ?? [], shown: person?.shown() ?? '' };
}

const { enter, down, space, clear } = KEYS;
const answer = (folder: string, args: string[], keys: string[]) => run(folder, args, undefined, keys);
const typed = (...answers: string[]) => answers.map((text) => `${text}${enter}`).join(clear);

/** Something that fits a field, as YAML in one line. */
function example(field: Field, ids: Ids): string {
  if (field.references) return ids[field.references] ?? `no ${field.references}`;
  if (field.form === 'group') {
    const inner = field.fields.filter(({ required }) => required);
    return `{${inner.map((part) => `${part.name}: ${example(part, ids)}`).join(', ')}}`;
  }
  if (field.form === 'list') return `[${examples(field, ids).join(', ')}]`;
  if (field.form === 'choice') return field.choices[0] as string;
  if (field.form === 'number') return field.name === 'percent' ? '100' : '1';
  words += 1;
  return field.form === 'other' ? '[one, other]' : `words-${words}`;
}

/** As many items as the list must have. */
function examples({ name, item }: Field, ids: Ids): string[] {
  const least = { options: 2, week: 5 }[name] ?? 1;
  return item ? Array.from({ length: least }, () => example(item, ids)) : [];
}

/** The flags of all required fields, as the schema has them. */
function flagsFor(fields: Field[], ids: Ids): string[] {
  return fields
    .filter(({ name, required, form }) => required && form !== 'fixed' && !['id', 'title', 'reviewed'].includes(name))
    .flatMap((field) =>
      (field.form === 'list' ? examples(field, ids) : [example(field, ids)]).flatMap((one) => [`--${field.name}`, one]),
    );
}

/** Something of each sort that can be referred to. */
type Ids = Record<string, string>;
let words = 0;

const REAL: Ids = {
  page: 'guides/trust',
  pillar: 'pillars/people',
  role: 'roles/tech-lead',
  practice: 'practices/one-to-ones',
  sources: 'four-pillars',
  teams: 'handbook',
  metrics: 'actionable-page-share',
  audiences: 'own-team',
};
const SMALL: Ids = {
  page: 'guides/trust',
  pillar: 'pillars/people',
  role: 'roles/lead',
  practice: 'practices/a-new-practice',
  sources: 'a-book',
  teams: 'our-editors',
  metrics: 'a-new-metrics',
  audiences: 'team',
  relationships: 'a-new-relationships',
  influence: 'base',
};

// A new handbook has no problem once it has all of these, in an order in which each finds what it refers to.
const entries = dataNames.filter((name) => !complete.has(name)).toSorted((a) => (a === 'relationships' ? -1 : 0));
const subjects = [
  ...entries.map((name) => [`--data ${name}`, data[name]] as const),
  ...kinds.map((kind) => [`--kind ${kind}`, resolve(page, { kind })] as const),
];

describe('what it writes passes the check at once', { timeout: 120_000 }, () => {
  test('where there is a folder org/, of every kind and for every collection', async () => {
    for (const [subject, schema] of subjects) {
      const [flag = '', name = ''] = subject.split(' ');
      const args = [flag, name, '--title', `A new ${name}`, ...flagsFor(fieldsOf(schema), SMALL)];
      const path =
        flag === '--kind' ? `${folderOf[name as Kind]}/a-new-${name}.mdx` : `data/${name}/a-new-${name}.yaml`;
      const { code, output } = await run(ours, args);
      expect(output).toContain(`org/content/${path.replace(/^\//, '')}  written\n`);
      expect(code).toBe(0);
    }
    expect(formatReport(readHandbook(ours, { today: TODAY }).problems)).toBe('\n0 problems in 0 files');
  });

  test('in the handbook itself, of every kind', async () => {
    for (const kind of kinds) {
      const args = [
        '--kind',
        kind,
        '--title',
        `A new ${kind}`,
        ...flagsFor(fieldsOf(resolve(upstreamPage, { kind })), REAL),
      ];
      const { code, output } = await run(upstream, args);
      const file = `content/${folderOf[kind]}/a-new-${kind}.mdx`.replace('//', '/');
      expect(output).toMatch(`${file}  written\nnpm run check finds no problem.\n`);
      expect(code).toBe(0);
    }
    expect(formatReport(readHandbook(upstream, { today: TODAY }).problems)).toBe('\n0 problems in 0 files');
  });

  test('with the headings of its kind, and the fields in their order', async () => {
    await run(small, ['--kind', 'guide', '--title', 'Ours: a “guide”', ...GUIDE]);
    expect(readFileSync(join(small, 'content/guides/ours-a-guide.mdx'), 'utf8')).toMatchInlineSnapshot(`
      "---
      kind: guide
      title: "Ours: a “guide”"
      description: What it is about.
      owner: editors
      reviewed:
        - day: 2026-12-31
          outcome: edited
      sources:
        - source: a-book
      provenance: derived
      ---

      *The answer in short, for the reader who stops here.*

      ## What it is

      *The matter in plain words; give the heading words of your own.*

      ## An example

      *Who says what to whom, with numbers.*

      ## What goes wrong

      *The usual mistakes, each with its repair.*

      ## How you know it works

      *What others can see, and after how many weeks.*
      "
    `);
  });
});

const GUIDE = [
  '--description',
  'What it is about.',
  '--owner',
  'editors',
  '--sources',
  'a-book',
  '--provenance',
  'derived',
];

test.each([
  ['no word at all', []],
  ['a kind that is none', ['--kind', 'practise']],
  ['data that is none', ['--data', 'term']],
  ['data that the tools count with', ['--data', 'trust']],
  ['both', ['--data', 'terms', '--kind', 'guide']],
  ['a flag that is none', ['--kind', 'guide', '--onwer', 'editors']],
  ['a flag of another kind', ['--kind', 'guide', '--cadence', 'weekly']],
  ['a flag without a value', ['--kind', 'guide', '--title']],
  ['a word without a flag', ['--kind', 'guide', 'trust']],
  ['a flag that stands there twice', ['--kind', 'guide', '--title', 'One', '--title', 'Two']],
  ['a name that makes no address', ['--kind', 'guide', '--name', 'Ours & more', '--title', 'Ours', ...GUIDE]],
  ['missing fields', ['--kind', 'role', '--title', 'Ours']],
  [
    'fields that do not fit',
    ['--kind', 'guide', '--title', 'Ours', ...GUIDE, '--description', 'x'.repeat(201)].toSpliced(4, 2),
  ],
  [
    'a reference that leads nowhere',
    ['--kind', 'guide', '--title', 'Ours', ...GUIDE, '--related', 'guides/trusd,guides/words'],
  ],
  ['a folder without a part', ['--kind', 'tool', '--title', 'Ours', ...GUIDE, '--keeps', 'Nothing.']],
  ['an id that is taken', ['--kind', 'guide', '--title', 'Trust', ...GUIDE]],
  ['a title that is taken', ['--kind', 'guide', '--name', 'ours', '--title', 'Trust', ...GUIDE]],
  ['an id that has moved', ['--kind', 'guide', '--title', 'Old words', ...GUIDE]],
  ['an entry that is taken', ['--data', 'terms', '--title', 'Roadmap', '--definition', 'A list.']],
  ['a title without a letter', ['--kind', 'guide', '--title', '信頼', ...GUIDE]],
  [
    'what the check alone finds',
    ['--kind', 'guide', '--title', 'Ours', ...GUIDE, '--reviewed', '{day: 2099-01-01, outcome: edited}'],
  ],
])('it refuses %s', async (_what, args) => {
  const before = listing(small);
  const { code, output } = await run(small, args);
  expect(output).toMatchSnapshot();
  expect(code).toBeGreaterThan(0);
  expect(listing(small)).toEqual(before);
});

test('it writes over a page with --force, and puts it back where the check finds something', async () => {
  const [file, args] = ['content/guides/again.mdx', ['--kind', 'guide', '--title', 'Again', ...GUIDE]];
  expect((await run(small, args)).code).toBe(0);
  writeFileSync(join(small, file), `${readFileSync(join(small, file), 'utf8')}\nWords of mine.\n`);
  expect((await run(small, args)).code).toBe(1);
  expect((await run(small, [...args, '--force', '--reviewed', '{day: 2099-01-01, outcome: edited}'])).code).toBe(1);
  expect(readFileSync(join(small, file), 'utf8')).toContain('Words of mine.');
  expect((await run(small, [...args, '--force'])).code).toBe(0);
  expect(readFileSync(join(small, file), 'utf8')).not.toContain('Words of mine.');
});

test.each([[['--help']], [['--kind', 'scenario', '--help']], [['--data', 'terms', '-h']]])(
  'it helps: %j',
  async (args) => {
    const { code, output } = await run(small, args);
    expect(output).toMatchSnapshot();
    expect(code).toBe(0);
  },
);

test('it asks in a terminal, until each answer is right', async () => {
  const { code, output, shown, left } = await answer(
    ours,
    [],
    [
      // The second kind, and the second audience after what the settings say.
      ...[`${down}${enter}`, `${down}${down}${enter}`],
      ...[typed('', 'How we use this handbook', 'Pairing'), typed('x'.repeat(201), 'Two at one desk.')],
      ...[enter],
      ...[`${down}${enter}`, `${down}${enter}`, typed('An hour'), `${space}${enter}`],
    ],
  );
  expect(`${shown}\n${output}`).toMatchSnapshot();
  expect(left).toEqual([]);
  expect(code).toBe(0);
  const page = readFileSync(join(ours, 'org/content/practices/pairing.mdx'), 'utf8');
  expect(parse(page.split('---')[1] ?? '')).toEqual({
    kind: 'practice',
    title: 'Pairing',
    description: 'Two at one desk.',
    owner: 'editors',
    reviewed: [{ day: TODAY, outcome: 'edited' }],
    audience: 'internal',
    pillar: 'pillars/people',
    cadence: 'weekly',
    effort: 'An hour',
    roles: ['roles/lead'],
  });
});

test('it asks for groups, and for what flags leave open', async () => {
  const flags = ['--kind', 'scenario', '--title', 'A late release', ...GUIDE, '--owner', 'our-editors'].toSpliced(6, 2);
  const { code, output, shown, left } = await answer(ours, flags, [
    ...[enter, typed('It is late.'), typed('Wait'), typed('Nothing'), typed('Ask'), typed('An answer'), enter],
    ...[typed('Ask first.'), typed('', 'What would you do?'), enter],
  ]);
  expect(`${shown}\n${output}`).toMatchSnapshot();
  expect(left).toEqual([]);
  expect(code).toBe(0);
});

test.each([
  ['at the first question', [KEYS.stop]],
  ['with Ctrl+D', [KEYS.end]],
  ['with Esc', [KEYS.escape]],
  ['by closing the terminal', [undefined]],
  ['in the middle of a word', [enter, `Pair${KEYS.stop}`]],
  ['with Ctrl+D in the middle of a word', [enter, `Pair${KEYS.end}`]],
  ['after a wrong answer', [enter, `${enter}${KEYS.stop}`]],
  ['in a list to choose from', [enter, typed('Pairs'), typed('Two.'), `${down}${KEYS.stop}`]],
  ['in a list to choose several from', [enter, typed('Pairs'), typed('Two.'), enter, `${space}${KEYS.end}`]],
  ['by closing the terminal in such a list', [enter, typed('Pairs'), typed('Two.'), enter, undefined]],
])('somebody who stops %s leaves nothing behind', async (_when, keys) => {
  const before = listing(small);
  const person = personWith(keys);
  const said: string[] = [];
  const terminal = { log: () => {}, warn: (text: string) => said.push(text), prompts: person.prompts };
  expect(await create([], small, terminal, TODAY)).toBe(1);
  expect(said).toEqual(['\nNothing was written.']);
  expect(listing(small)).toEqual(before);
  expect(person.isRaw()).toBe(false);
  expect(person.written().lastIndexOf('\u001b[?25h')).toBeGreaterThan(person.written().lastIndexOf('\u001b[?25l'));
});

test('it says so where nothing can be chosen yet', async () => {
  const { code, output } = await answer(small, ['--data', 'asks', '--title', 'New', '--order', '1'], [typed('A.')]);
  expect(output).toBe(
    'These readers may see nothing yet that "reach" could name  Add one first, or write for a narrower audience',
  );
  expect(code).toBe(1);
});

test('it keeps what was answered where the check finds something at the end', async () => {
  const flags = [
    '--kind',
    'guide',
    '--title',
    'Not yet',
    ...GUIDE.toSpliced(0, 2),
    '--reviewed',
    '{day: 2099-01-01, outcome: edited}',
  ];
  const { code, output } = await answer(small, flags, [typed('A sentence that took an hour.')]);
  expect(output).toContain('description: A sentence that took an hour.');
  expect(code).toBe(1);
});

test('it says how a group is written', async () => {
  const args = ['--kind', 'scenario', '--title', 'Ours', ...GUIDE, '--options', '{title: One'];
  expect(await run(ours, args)).toMatchInlineSnapshot(`
    {
      "code": 2,
      "left": [],
      "output": "--options: {title: One is no YAML  Write it as {title: ..., outcome: ...}
    Run npm run new -- --help to see what there is.",
      "shown": "",
    }
  `);
});

test('it offers to readers what they may read only', async () => {
  const team = join(ours, 'org/content/data/teams/inner-circle.yaml');
  writeFileSync(team, 'title: Inner circle\npurpose: Decides on pay.\n');
  const { code, output } = await run(
    ours,
    ['--kind', 'guide', '--title', 'For all', '--audience', 'public', ...GUIDE, '--owner', 'inner-circle'].toSpliced(
      8,
      2,
    ),
  );
  rmSync(team);
  expect(output).toMatchInlineSnapshot(`
    "--owner: "inner-circle" is not for public  Name another, or write for a narrower audience
    Run npm run new -- --help to see what there is."
  `);
  expect(code).toBe(2);
});

test.each([
  ['Leading remote teams', 'leading-remote-teams'],
  ['Don’t panic: a “plan”, v2', 'dont-panic-a-plan-v2'],
  ['Café & Straße', 'cafe-strasse'],
  ['Łódź, Ørsted, Þór', 'lodz-orsted-thor'],
  ['信頼', ''],
])('the title %s makes the name %s', (title, name) => {
  expect(slugOf(title)).toBe(name);
});

function listing(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
}
