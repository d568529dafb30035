import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  type Contribution,
  contributionProblems,
  type FormContext,
  fileOf,
  newFileAddress,
  newIssueAddress,
  referable,
} from '#contribute/contribution.ts';
import { type AuthorComponent, components } from '#schema/components.ts';
import { root } from '../helpers.ts';

const strings = parse(readFileSync(join(root, 'content/interface/en.yaml'), 'utf8'));

const file = 'content/guides/x.mdx';
const known = (of: string, id: string, title: string, audience: number) => ({ of, id, title, file, audience });
const handbook: FormContext = {
  layer: 'org/content',
  branch: 'main',
  subjects: ['guide', 'data/terms'],
  audiences: ['public', 'internal'],
  audience: 0,
  known: [
    known('guide', 'guides/open', 'Open', 0),
    known('guide', 'guides/pay', 'Pay', 1),
    known('terms', 'trust', 'Trust', 0),
  ],
  moved: { 'guides/old': 'guides/open' },
};
const term = (value: Record<string, unknown>, name = ''): Contribution => ({
  subject: { data: 'terms' },
  name,
  value: { title: 'A term', definition: 'What it is.', ...value },
});
const problems = (contribution: Contribution) =>
  contributionProblems(handbook, contribution, strings.contribute.name).map(
    ({ path, message, fix }) => `${path.join('.')}: ${message}  ${fix}`,
  );

describe('what is contributed', () => {
  test('refers to what all its readers may see', () => {
    expect(referable(handbook, 'page', undefined).map(({ id }) => id)).toEqual(['guides/open']);
    expect(referable(handbook, 'guide', 'internal').map(({ id }) => id)).toEqual(['guides/open', 'guides/pay']);
    expect(referable(handbook, 'terms', 'public').map(({ id }) => id)).toEqual(['trust']);
    expect(problems(term({ page: 'guides/pay', audience: 'internal' }))).toEqual([]);
    expect(problems(term({ page: 'guides/pay' }))).toEqual([
      'page: "guides/pay" is not for public  Name another, or write for a narrower audience',
    ]);
    expect(problems(term({ page: 'guides/opn' }))).toEqual([
      'page: There is no page "guides/opn"  Did you mean "guides/open"?',
    ]);
  });

  test.each([
    ['trust', 'name: The id "trust" is taken by content/guides/x.mdx  Write another name'],
    ['Big News', 'name: "Big News" does not make a good address  Write big-news'],
    ['新', 'name: "新" does not make a good address  Write a name of Latin letters, such as remote-teams'],
  ])('cannot be called %s', (name, problem) => {
    expect(problems(term({}, name))).toEqual([problem]);
  });

  test('of a title that makes no name says so', () => {
    expect(problems(term({ title: '新' }))).toEqual([
      'name: No address can be made of "新"  Write a name of Latin letters, such as remote-teams',
    ]);
    expect(fileOf(handbook, term({ title: '新' }))).toBeUndefined();
    expect(fileOf(handbook, term({}))).toBe('org/content/data/terms/a-term.yaml');
  });

  test('does not take the address of a page that has moved, or the title of another', () => {
    const guide = (name: string, title: string): Contribution => ({
      subject: { kind: 'guide' },
      name,
      value: { title },
    });
    const about = (contribution: Contribution) => problems(contribution).filter((line) => /^(name|title)/.test(line));
    expect(about(guide('old', 'Anew'))).toEqual([
      'name: "guides/old" has moved to "guides/open", and its old address leads there  Write another name',
    ]);
    expect(about(guide('anew', 'open'))).toEqual([
      'title: The title "open" is taken by content/guides/x.mdx  Give this page a title of its own',
    ]);
  });
});

describe('the addresses on GitHub', () => {
  const repository = { repository: 'https://github.com/us/handbook', branch: 'main' };

  test('hold the text, up to the length that servers take', () => {
    const start = 'https://github.com/us/handbook/new/main/content/guides?filename=a.mdx';
    const short = newFileAddress(repository, 'content/guides/a.mdx', 'a & b\n');
    expect(short).toEqual({ address: `${start}&value=a%20%26%20b%0A`, isWhole: true });
    const room = 8_000 - `${start}&value=`.length;
    expect(newFileAddress(repository, 'content/guides/a.mdx', 'x'.repeat(room)).isWhole).toBe(true);
    expect(newFileAddress(repository, 'content/guides/a.mdx', 'x'.repeat(room + 1))).toEqual({
      address: start,
      isWhole: false,
    });
    // What counts is the length of the address, in which a letter may take nine characters.
    expect(newFileAddress(repository, 'content/guides/a.mdx', '新'.repeat(room / 8)).isWhole).toBe(false);
  });

  test.each([
    ['main', 'content/guides/a.mdx', 'main/content/guides'],
    ['release/1.0', 'content/guides/a.mdx', 'release/1.0/content/guides'],
    ['fix#12', 'content/guides/a.mdx', 'fix%2312/content/guides'],
    ['what?filename=x', 'content/guides/a.mdx', 'what%3Ffilename%3Dx/content/guides'],
    ['50%', 'content/guides/a.mdx', '50%25/content/guides'],
    ['a b', 'content/guides/a.mdx', 'a%20b/content/guides'],
    ['a&value=b', 'content/guides/a.mdx', 'a%26value%3Db/content/guides'],
    ['"><b>', 'content/guides/a.mdx', '%22%3E%3Cb%3E/content/guides'],
    ['main', 'content/a b/a.mdx', 'main/content/a%20b'],
    ['main', 'content/a?b/a.mdx', 'main/content/a%3Fb'],
    ['main', 'content/a#b/a.mdx', 'main/content/a%23b'],
    ['main', 'content/é/a.mdx', 'main/content/%C3%A9'],
  ])('of a new file on the branch %j at %j name both', (branch, file, expected) => {
    const { address } = newFileAddress({ repository: 'https://github.com/us/handbook', branch }, file, 'x');
    expect(address).toBe(`https://github.com/us/handbook/new/${expected}?filename=a.mdx&value=x`);
  });

  test('of an issue hold its title and body', () => {
    expect(newIssueAddress('https://github.com/us/handbook', 'Wrong: A & B', '- Page: /a/\n')).toBe(
      'https://github.com/us/handbook/issues/new?title=Wrong%3A%20A%20%26%20B&body=-%20Page%3A%20%2Fa%2F%0A',
    );
  });
});

test('what the check knows of the data that components draw is what they ask for', () => {
  const { imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const [name, { data = [] }] of Object.entries<AuthorComponent>(components)) {
    const file = imports[`#components/${name}.astro`] ?? `src/components/authoring/${name}.astro`;
    // A tool is drawn by all components in its folder.
    const isPart = (path: string) => file.includes('/tools/') && !Object.hasOwn(components, basename(path, '.astro'));
    const parts = globSync(join(root, dirname(file), '*.{astro,ts}')).filter(isPart);
    const files = [join(root, file), ...parts];
    const text = files.map((path) => readFileSync(path, 'utf8')).join('');
    const asked = [...text.matchAll(/dataOf\('(\w+)'\)/g)].map((match) => match[1]);
    expect([...data].sort(), name).toEqual([...new Set(asked)].sort());
  }
});
