import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  type Contribution,
  contributionProblems,
  type FormContext,
  fileOf,
  referable,
} from '#contribute/contribution.ts';
import { type AuthorComponent, components } from '#schema/components.ts';
import { root } from '../helpers.ts';

const strings = parse(readFileSync(join(root, 'content/interface/en.yaml'), 'utf8'));

const file = 'content/guides/x.mdx';
const known = (of: string, id: string, title: string, audience: number) => ({ of, id, title, file, audience });
const handbook: FormContext = {
  layer: 'org/content',
  subjects: ['guide', 'data/terms'],
  folders: ['guides'],
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
