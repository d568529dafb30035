import { expect, test } from 'vitest';
import type { Overdue } from '#upkeep/health.ts';
import type { OpenIssue } from '#upkeep/issue-host.ts';
import { reviewIssues, stepsTo } from '#upkeep/review-issues.ts';

const where = {
  page: (id: string) => `https://example.com/${id}/`,
  file: (path: string) => `https://git.example/${path}`,
};
const overdue = (id: string, more: Partial<Overdue> = {}): Overdue => ({
  id,
  title: id,
  file: `content/${id}.mdx`,
  owner: 'editors',
  reviewed: '2025-01-15',
  due: '2026-01-15',
  days: 10,
  isOwned: true,
  isOurs: true,
  ...more,
});
const owners = [{ id: 'editors', title: 'The editors', pages: 1, overdue: 1 }];
const issues = (...pages: Overdue[]) => reviewIssues({ overdue: pages, owners }, where);
const open = (number: number, body: string, title = 'Pages to review: The editors'): OpenIssue => ({
  number,
  title,
  body,
});

test('an issue names the pages of a team, the first due first, in words that do not change from day to day', () => {
  const [issue, ...others] = issues(
    overdue('guides/b', { title: 'Trust [me], @all <b>', isOurs: false }),
    overdue('guides/a', { days: 11 }),
    overdue('guides/c', { due: '2025-12-31' }),
  );
  expect(others).toEqual([]);
  expect(`${issue?.title}\n\n${issue?.body}`).toMatchInlineSnapshot(`
    "Pages to review: The editors

    <!-- pages-to-review: editors -->

    - [guides/c](https://example.com/guides/c/), due 2025-12-31, last reviewed 2025-01-15: [\`content/guides/c.mdx\`](https://git.example/content/guides/c.mdx)
    - [guides/a](https://example.com/guides/a/), due 2026-01-15, last reviewed 2025-01-15: [\`content/guides/a.mdx\`](https://git.example/content/guides/a.mdx)
    - [Trust \\[me\\], @&#8203;all \\<b\\>](https://example.com/guides/b/), due 2026-01-15, last reviewed 2025-01-15, a page of upstream: [\`content/guides/b.mdx\`](https://git.example/content/guides/b.mdx)

    Read each page as a whole. Then note what you found, on a branch, and open a pull request:

    \`\`\`sh
    npm run review -- <id>
    \`\`\`

    It asks whether the page is still right, was edited, or is withdrawn. This issue follows the pages by itself, and closes once none is left.

    A page of upstream is not edited here: \`npm run upstream\` says whether there is a newer one, and a note or a page of your own says what is different with you."
  `);
  expect(issues(overdue('guides/a', { days: 17 }))).toEqual(issues(overdue('guides/a')));
});

test('each team has its own, and pages that nobody here answers for are in none', () => {
  const found = issues(
    overdue('guides/a'),
    overdue('guides/b', { owner: 'others' }),
    overdue('guides/c', { isOwned: false }),
  );
  expect(found.map(({ team, title }) => [team, title])).toEqual([
    ['editors', 'Pages to review: The editors'],
    ['others', 'Pages to review: others'],
  ]);
  expect(found.map(({ body }) => body.includes('guides/c'))).toEqual([false, false]);
});

test('an issue stays shorter than GitHub takes it', () => {
  const long = 'a'.repeat(200);
  const [issue] = issues(...Array.from({ length: 5000 }, (_, at) => overdue(`guides/${at}`, { title: long })));
  expect(issue?.body.length).toBeLessThan(65_536);
  expect(issue?.body).toContain('- and 4900 more');
});

test('without addresses the pages are named', () => {
  const none = { page: () => undefined, file: () => undefined };
  const [issue] = reviewIssues({ overdue: [overdue('guides/a')], owners }, none);
  expect(issue?.body).toContain('- guides/a, due 2026-01-15, last reviewed 2025-01-15: `content/guides/a.mdx`\n');
});

const [one] = issues(overdue('guides/a'));
const [two] = issues(overdue('guides/a'), overdue('guides/b'));
const body = one?.body ?? '';
const marked = '<!-- pages-to-review: gone -->\n\n- guides/x';

test.each([
  ['none is open', [one], [], [{ do: 'open', issue: one }]],
  ['it is open as it should be', [one], [open(7, body)], []],
  ['GitHub wrote other ends of lines', [one], [open(7, `${body.replaceAll('\n', '\r\n')}\r\n`)], []],
  ['a page more waits', [two], [open(7, body)], [{ do: 'update', number: 7, issue: two }]],
  [
    'the team has another name',
    [one],
    [open(7, body, 'Pages to review: Us')],
    [{ do: 'update', number: 7, issue: one }],
  ],
  ['none waits any more', [], [open(7, body)], [{ do: 'close', number: 7, because: 'reviewed' }]],
  ['the team is gone', [one], [open(7, body), open(8, marked)], [{ do: 'close', number: 8, because: 'reviewed' }]],
  ['it is open twice', [one], [open(9, body), open(7, body)], [{ do: 'close', number: 9, because: 'twice' }]],
  ['somebody gave the label to an issue of their own', [], [open(7, 'Words\n<!-- pages-to-review: editors -->')], []],
  [
    'a team has a name that begins like another',
    [one],
    [open(7, body.replace('editors -->', 'editors-2 -->'))],
    [
      { do: 'open', issue: one },
      { do: 'close', number: 7, because: 'reviewed' },
    ],
  ],
])('where %s', (_name, wanted, there, steps) => {
  expect(
    stepsTo(
      wanted.filter((issue) => issue !== undefined),
      there,
    ),
  ).toEqual(steps);
});
