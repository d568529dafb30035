import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { OUTCOMES } from '#schema/fields.ts';
import { review } from '../../scripts/review.ts';
import { copyHandbook, outputOf, temporaryFolder } from '../helpers.ts';
import { KEYS, personWith } from '../person.ts';
import { at } from '../repository.ts';

const today = '2026-06-30';
const trust = 'content/guides/trust.mdx';
const all = temporaryFolder();
let folder: string;

beforeEach(() => {
  folder = copyHandbook(all);
});

const read = (file: string) => at(folder).read(file);
const write = (file: string, text: string) => at(folder).write(file, text);
const everything = (inside = folder) =>
  readdirSync(inside, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));

/** Runs the command, with the keys for each question where a person is there to answer. */
async function run(args: string[], keys?: string[]) {
  const person = keys && personWith(keys);
  const { code, output } = await outputOf((terminal) => review(args, folder, terminal, today), person?.prompts);
  return { code, output: [person?.shown(), output].filter((text) => text !== undefined).join('\n') };
}

const STILL = ['--outcome', 'still right'];
const OLD = 'reviewed: [{day: 2026-01-15, outcome: edited}]';

describe('a review more, and nothing else', () => {
  test.each([
    [
      'a list in a line',
      OLD,
      'reviewed: [{day: 2026-01-15, outcome: edited}, {day: 2026-06-30, outcome: still right}]',
    ],
    [
      'a list in a line with a comma at its end and a comment',
      'reviewed:   [ {day: 2026-01-15,  outcome: edited}, ]  # by us',
      'reviewed:   [ {day: 2026-01-15,  outcome: edited}, {day: 2026-06-30, outcome: still right}, ]  # by us',
    ],
    [
      'a list over several lines in brackets',
      "reviewed: [\n  {day: 2026-01-15, outcome: 'edited'}, # first\n  {day: 2026-02-15, outcome: still right} # second\n]",
      "reviewed: [\n  {day: 2026-01-15, outcome: 'edited'}, # first\n  {day: 2026-02-15, outcome: still right}, {day: 2026-06-30, outcome: still right} # second\n]",
    ],
    [
      'a list of lines',
      'reviewed:\n  - {day: 2026-01-15, outcome: edited}\n  - {day: 2026-02-15, outcome: still right} # ]: it is',
      'reviewed:\n  - {day: 2026-01-15, outcome: edited}\n  - {day: 2026-02-15, outcome: still right} # ]: it is\n  - {day: 2026-06-30, outcome: still right}',
    ],
    [
      'a list of blocks',
      'reviewed:\n-   day: 2026-01-15\n    outcome: "edited"   # so\n\n# The rest.',
      'reviewed:\n-   day: 2026-01-15\n    outcome: "edited"   # so\n- day: 2026-06-30\n  outcome: still right\n\n# The rest.',
    ],
  ])('in %s', async (_name, before, after) => {
    const text = `${read(trust).replace(OLD, before)}\nÄ — “so” --- \n\n---\n\nEnd without a line end`;
    for (const end of ['\n', '\r\n']) {
      write(trust, text.replaceAll('\n', end));
      const { code, output } = await run(['guides/trust', ...STILL]);
      expect(output).toBe(`${trust}  reviewed on 2026-06-30: still right`);
      expect(code).toBe(0);
      expect(read(trust)).toBe(text.replace(before, after).replaceAll('\n', end));
      expect(readHandbook(folder, { today }).problems).toEqual([]);
    }
  });

  test.each([...OUTCOMES])('"%s" passes the check', async (outcome) => {
    expect((await run(['guides/trust', '--outcome', outcome])).code).toBe(0);
    expect(readHandbook(folder, { today }).problems).toEqual([]);
  });

  test('on several pages, named as people name them', async () => {
    const args = ['/guides/trust/', 'content/guides/words.mdx', 'guides/trust', 'index', ...STILL];
    const { code, output } = await run(args);
    expect(output.split('\n').map((line) => line.split(' ')[0])).toEqual([
      trust,
      'content/guides/words.mdx',
      'content/index.mdx',
    ]);
    expect(code).toBe(0);
    expect(readHandbook(folder, { today }).problems).toEqual([]);
  });

  test('the same once more changes nothing, and another of the same day is added', async () => {
    await run(['guides/trust', ...STILL]);
    const once = read(trust);
    expect(await run(['guides/trust', ...STILL])).toEqual({
      code: 0,
      output: `${trust}  says so already: still right`,
    });
    expect(read(trust)).toBe(once);
    await run(['guides/trust', '--outcome', 'withdrawn']);
    expect(read(trust)).toContain('still right}, {day: 2026-06-30, outcome: withdrawn}]');
  });

  test('asks in a terminal for each page', async () => {
    const { enter, up } = KEYS;
    const { code, output } = await run(['guides/trust', 'guides/words'], [enter, `${up}${enter}`]);
    expect(output).toMatchInlineSnapshot(`
      "◆  guides/trust: Trust. The last review was on 2026-01-15: edited.
      │  You have read the whole page. What did you find?
      │  ● still right (all of it holds)
      │  ○ edited
      │  ○ withdrawn
      │  ↑/↓ to navigate • Enter: confirm
      └
      ◇  guides/trust: Trust. The last review was on 2026-01-15: edited.
      │  still right
      ◆  guides/words: Words. The last review was on 2026-01-15: edited.
      │  ○ still right
      │  ● withdrawn (nobody should follow it any more)
      ◇  guides/words: Words. The last review was on 2026-01-15: edited.
      │  withdrawn
      content/guides/trust.mdx  reviewed on 2026-06-30: still right
      content/guides/words.mdx  reviewed on 2026-06-30: withdrawn
        Name under related where its readers go now; the page leads them there."
    `);
    expect(code).toBe(0);
  });
});

describe('what it refuses, it leaves as it was', () => {
  test.each([
    [[], 2, 'Which page was reviewed is missing  Write its id, such as guides/trust'],
    [
      ['guides/trust'],
      2,
      'What the review found is missing  Write --outcome and one of "still right", "edited", "withdrawn"',
    ],
    [
      ['guides/trust', '--outcome', 'still'],
      2,
      'There is no outcome "still"  Use one of "still right", "edited", "withdrawn"',
    ],
    [['guides/trust', '--outcome', 'edit'], 2, 'There is no outcome "edit"  Did you mean "edited"?'],
    [['guides/trust', '--outcom', 'edited'], 2, "Unknown option '--outcom'"],
    [['guides/trust', 'guides/trsut', ...STILL], 1, 'There is no page "guides/trsut"  Did you mean "guides/trust"?'],
    [['guides/old', ...STILL], 1, '"guides/old" has moved  Write guides/trust'],
    [
      ['content/guides', ...STILL],
      1,
      '"guides" is a folder, and a review is of a page  Name each page that was read, such as guides/broken, guides/later, guides/trust',
    ],
    [
      ['guides/broken', ...STILL],
      1,
      'content/guides/broken.mdx has problems  Run npm run check, and correct them first',
    ],
    [
      ['guides/trust', 'guides/later', ...STILL],
      1,
      'content/guides/later.mdx:6:18  The review of 2026-07-01 is in the future  Write the day somebody last read the page, 2026-06-30 at the latest',
    ],
  ])('%j', async (args, code, said) => {
    const page = read('content/guides/words.mdx');
    write('content/redirects.yaml', 'guides/old: guides/trust\n');
    write('content/guides/broken.mdx', page.replace('title: Words', 'titel: Broken'));
    write('content/guides/later.mdx', page.replace('title: Words', 'title: Later').replace('2026-01-15', '2026-07-01'));
    const before = everything();
    const answer = await run(args);
    const help = code === 2 ? '\nRun npm run review -- --help to see what there is.' : '';
    expect(answer).toEqual({ code, output: said + help });
    expect(everything()).toEqual(before);
  });

  test('and what somebody leaves in the middle', async () => {
    const before = everything();
    const { code, output } = await run(['guides/trust', 'guides/words'], [`${KEYS.down}${KEYS.enter}`]);
    expect(code).toBe(1);
    expect(output).toContain('Nothing was written.');
    expect(everything()).toEqual(before);
  });

  test('pages of upstream where the handbook is adopted; those of our own are taken', async () => {
    write(`org/${trust}`, read(trust).replace('kind: guide', 'kind: guide\naudience: public'));
    write('org/upstream.yaml', 'source: https://example.com/them/playbook.git\n');
    const before = read('content/guides/words.mdx');
    const { code, output } = await run(['guides/words', ...STILL]);
    expect(code).toBe(1);
    expect(output).toMatchInlineSnapshot(`
      "guides/words is a page of upstream, and content/guides/words.mdx is not edited here. What you found goes elsewhere:
        right but for something with you   a note beside it: org/notes/guides/words.mdx
        not what you do                    a page of your own in its place: cp content/guides/words.mdx org/content/guides/words.mdx
        for nobody here                    hidden: [guides/words] in org/playbook.yaml
        wrong for everybody                say so upstream: https://example.com/them/playbook
        right, or outdated                 npm run upstream tells whether upstream has a newer one"
    `);
    expect(read('content/guides/words.mdx')).toBe(before);
    expect(await run([trust, ...STILL])).toEqual({
      code: 0,
      output: `org/${trust}  reviewed on 2026-06-30: still right`,
    });
    expect(read(trust)).toContain(OLD);
    expect(existsSync(join(folder, `org/content/guides/.trust.mdx.next`))).toBe(false);
  });
});

test('--help names every outcome', async () => {
  const { code, output } = await run(['--help']);
  expect(code).toBe(0);
  for (const outcome of OUTCOMES) expect(output).toContain(outcome);
});
