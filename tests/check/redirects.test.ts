import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { formatProblem } from '#schema/problem.ts';
import { copyHandbook, temporaryFolder } from '../helpers.ts';

// The good handbook of the fixtures with one line in redirects.yaml.

const folder = copyHandbook(temporaryFolder());

function read(text: string) {
  writeFileSync(join(folder, 'content/redirects.yaml'), text);
  const { problems, redirects } = readHandbook(folder, { today: '2026-06-30' });
  return { problems: problems.map(formatProblem), redirects: [...redirects] };
}

const ID = 'Write the id of a page, such as guides/trust: a-z, 0-9 and hyphens, with one slash between folders';

/** What is no id, as it is written in double quotes in YAML. */
const noIds = [
  '../.github/x',
  'guides/../../x',
  './guides/x',
  'guides/[...slug]',
  '[slug]',
  'robots.txt',
  'changes.xml',
  'search-words.json',
  '/',
  '.',
  '..',
  'guides//x',
  '%2e%2e/x',
  'guides\\\\x',
  'C:/x',
  'https://example.com/',
  '//example.com',
  'javascript:alert(1)',
  "{process.getBuiltinModule('node:child_process').execSync('id')}",
  '</title><script>alert(1)</script>',
  'guides/é',
  'Guides/Trust',
  'guides/a b',
  'guides/x\\ny',
  'guides/x\\u202e',
  '_astro/x',
  '.well-known/x',
  '<<',
  '*',
  '$x',
  `guides/${'x'.repeat(293)}`,
];

describe('a key that is no id', () => {
  test.each(['', ...noIds])('%j', (key) => {
    const { problems, redirects } = read(`guides/old: guides/words\n"${key}": guides/words\n`);
    expect(problems).toEqual([expect.stringMatching(/^content\/redirects\.yaml:2:1 {2}"[^\n]*" is no id {2}[^\n]*$/)]);
    expect(problems[0]).toContain(ID);
    // Whatever reads the redirects in spite of the problem gets none that leads out of the site.
    expect(redirects).toEqual([['guides/old', 'guides/words']]);
  });

  test.each([
    ['/guides/x/', 'guides/x'],
    ['guides/x/', 'guides/x'],
    ['/guides/x', 'guides/x'],
    ['guides/x.mdx', 'guides/x'],
    ['guides/x?y', 'guides/x'],
    ['guides/x#y', 'guides/x'],
  ])('%s is almost one', (key, id) => {
    expect(read(`"${key}": guides/words\n`)).toEqual({
      problems: [`content/redirects.yaml:1:1  "${key}" is no id  Write ${id}, without the address around it`],
      redirects: [],
    });
  });
});

describe('a value that is no id', () => {
  test.each(noIds)('%j', (value) => {
    const { problems, redirects } = read(`guides/old: "${value}"\n`);
    expect(problems).toEqual([expect.stringMatching(/^content\/redirects\.yaml:1:13 {2}"[^\n]*" is no id {2}[^\n]*$/)]);
    expect(problems[0]).toContain(ID);
    expect(redirects).toEqual([]);
  });
});

test.each(['404', 'index', 'changes', 'contribute', 'drift', 'health', 'pagefind', 'pagefind/x'])(
  'the build writes %s itself',
  (key) => {
    const { problems, redirects } = read(`${key}: guides/words\n`);
    const message = `The build writes "${key}" itself, so it cannot lead elsewhere  Delete this line`;
    expect(problems).toEqual([`content/redirects.yaml:1:1  ${message}`]);
    expect(redirects).toEqual([]);
  },
);

test.each(['constructor', 'guides/changes', 'changes/of-old', 'guides/2026', 'a', 'guides/a/b/c', 'tostring'])(
  '%s is an id like any other',
  (key) => {
    expect(read(`${key}: guides/words\n`)).toEqual({ problems: [], redirects: [[key, 'guides/words']] });
  },
);

test('a line after a bad one still leads on', () => {
  const { redirects } = read('"[slug]": guides/words\nguides/old: guides/words\n');
  expect(redirects).toEqual([['guides/old', 'guides/words']]);
});

test('nothing was written beside the handbook', () => {
  expect(readdirSync(folder)).toEqual(['content']);
  expect(existsSync(join(folder, '.github'))).toBe(false);
});
