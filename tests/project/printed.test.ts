import { afterEach, describe, expect, test, vi } from 'vitest';
import { FORMATS } from '#check/report.ts';
import { plainLine } from '#schema/escaping.ts';
import { formatProblem, type Problem } from '#schema/problem.ts';
import { codeowners, OWNERS_FORMATS, type OwnersFormat } from '#upkeep/codeowners.ts';
import type { Overdue } from '#upkeep/health.ts';
import { reviewIssues } from '#upkeep/review-issues.ts';
import type { UpstreamReport } from '#upstream/drift.ts';
import { formatUpstream } from '#upstream/upstream-report.ts';
import { consoleTerminal } from '../../scripts/terminal.ts';
import { FILES, kindsOf, nodesOf, TITLES, UNPRINTABLE, wordsOf } from '../hostile.ts';

// Titles and file names, as they leave the handbook for a terminal, a workflow or an issue.

const problemIn = (file: string, words: string): Problem => ({
  file,
  line: 2,
  column: 3,
  message: `There is no page "${words}"`,
  fix: `Did you mean "${words}"?`,
});
const both = [...TITLES.map((title) => ['content/a.mdx', title]), ...FILES.map((file) => [file, file])] as [
  string,
  string,
][];
const checked = (problem: Problem) => ({
  pages: 1,
  problems: [problem],
  hints: [problem],
  rules: [],
  listHints: true,
  isAdopted: false,
});

describe('a problem', () => {
  test.each(both)('in %j with the words %j is one line', (file, words) => {
    const line = formatProblem(problemIn(file, words));
    expect(line).not.toMatch(/\n/);
    expect(line).not.toMatch(UNPRINTABLE);
    expect(FORMATS.text(checked(problemIn(file, words))).split('\n')).toHaveLength(7);
  });

  test.each(both)('in %j with the words %j is two workflow commands and a count', (file, words) => {
    const lines = FORMATS.github(checked(problemIn(file, words))).split(/[\r\n]/);
    expect(lines.map((line) => /^::(error|notice) /.exec(line)?.[1])).toEqual(['error', 'notice', undefined]);
    expect(lines.join('')).not.toMatch(UNPRINTABLE);
    const [, properties = ''] = /^::\w+ (.*?)::/.exec(lines[0] ?? '') ?? [];
    expect(properties.split(',').map((pair) => pair.split('=')[0])).toEqual(['file', 'line', 'col', 'title']);
  });

  test.each(both)('in %j with the words %j is the same data in JSON and SARIF', (file, words) => {
    const report = checked(problemIn(file, words));
    const [json, sarif] = [FORMATS.json(report), FORMATS.sarif(report)];
    expect(json + sarif).not.toMatch(UNPRINTABLE);
    expect(JSON.parse(json).problems).toEqual([expect.objectContaining(problemIn(file, words))]);
    const [{ message, locations }] = JSON.parse(sarif).runs[0].results;
    expect(message.text).not.toMatch(/(?<!\\)\]\(/);
    expect(decodeURIComponent(locations[0].physicalLocation.artifactLocation.uri)).toBe(file);
  });
});

const where = {
  page: (id: string) => `https://handbook.example/${id}/`,
  file: (path: string) => `https://git.example/blob/HEAD/${path}`,
};
const overdue = (more: Partial<Overdue>): Overdue => ({
  id: 'guides/a',
  title: 'A',
  file: 'content/guides/a.mdx',
  owner: 'editors',
  reviewed: '2025-01-15',
  due: '2026-01-15',
  days: 10,
  isOwned: true,
  isOurs: true,
  ...more,
});
const owner = (title: string, id = 'editors') => ({ id, title, pages: 1, overdue: 1 });

describe('an issue', () => {
  const kinds = ['code', 'html', 'inlineCode', 'link', 'list', 'listItem', 'paragraph', 'root', 'text'];

  test.each(both)('about %j with the title %j mentions nobody, and shows no picture', (file, title) => {
    const [issue] = reviewIssues({ overdue: [overdue({ file, title })], owners: [owner(title)] }, where);
    const body = issue?.body ?? '';
    expect(kindsOf(body)).toEqual(kinds);
    // Two links to the page and its file, and the mark that nobody sees.
    const hosts = nodesOf(body).flatMap(({ url }) => (url === undefined ? [] : [new URL(url).host]));
    expect(hosts).toEqual(['handbook.example', 'git.example']);
    expect(nodesOf(body).flatMap(({ type, value }) => (type === 'html' ? [value] : []))).toEqual([
      '<!-- pages-to-review: editors -->',
    ]);
    expect(wordsOf(body).isLinked).toBe(false);
    expect(issue?.title).not.toMatch(/[\r\n]/);
    expect(issue?.title).not.toMatch(UNPRINTABLE);
  });

  test.each(both)('of a team %j with the id %j has one mark of its own', (_file, team) => {
    const [issue] = reviewIssues({ overdue: [overdue({ owner: team })], owners: [owner('Editors', team)] }, where);
    const marks = nodesOf(issue?.body ?? '').flatMap(({ type, value }) => (type === 'html' ? [value] : []));
    expect(marks).toEqual([expect.stringMatching(/^<!-- pages-to-review: [^<>\s]+ -->$/)]);
  });
});

describe('a list of owners', () => {
  test.each(FILES)('has one line for %j', (file) => {
    const github = OWNERS_FORMATS.github as OwnersFormat;
    const others = ['content/one.mdx', 'content/two.mdx'].map((path) => ({ file: path, handle: '@us/editors' }));
    const lines =
      codeowners([...others, { file, handle: '@us/people' }], github)?.split(/[\r\n\u0085\u2028\u2029]/) ?? [];
    expect(lines.slice(1)).toEqual(['/content/ @us/editors', expect.stringMatching(/^\/content\/.* @us\/people$/), '']);
    expect(lines[2]).not.toMatch(UNPRINTABLE);
    // No space but one with a backslash before it, until the owner.
    expect(lines[2]?.replace(/\\\s/g, '').split(/\s/)).toHaveLength(2);
  });
});

describe('a terminal', () => {
  afterEach(() => vi.restoreAllMocks());

  test.each([...TITLES, ...FILES])('is told %j without an escape sequence', (text) => {
    const printed = (['log', 'error'] as const).map((stream) => vi.spyOn(console, stream).mockImplementation(() => {}));
    consoleTerminal.log(`One\n\ttwo ${text}`);
    consoleTerminal.warn(`One\n\ttwo ${text}`);
    for (const { mock } of printed) {
      const [[line = ''] = []] = mock.calls;
      expect(line).toMatch(/^One\n\ttwo /);
      expect(line.replaceAll('\t', '')).not.toMatch(UNPRINTABLE);
    }
  });
});

describe('what is new upstream', () => {
  const version = { commit: 'c'.repeat(40), date: '2026-01-31' };
  const reportOn = (path: string, words: string): UpstreamReport => ({
    source: `https://git.example/${words}`,
    have: version,
    newest: { ...version, commit: 'd'.repeat(40), name: words },
    pages: [
      { change: 'changed', path, title: words },
      { change: 'renamed', path, from: path, title: words },
    ],
    otherFiles: 0,
    outside: [{ change: 'changed', path }],
    overrides: 1,
    drift: [
      {
        key: path,
        file: `org/${path}`,
        verb: 'replace',
        path,
        change: 'changed',
        present: 'none',
        lines: 1,
        diff: `@@ -1 +1 @@\n-${plainLine(words)}\n+\u001b[2J\tnew\r\n`,
      },
    ],
  });
  const usual = formatUpstream(reportOn('content/a.mdx', 'main')).split('\n').length;

  test.each(both)('about %j with the title %j moves no cursor, and has a line for each thing', (path, words) => {
    const text = formatUpstream(reportOn(path, words));
    expect(text.replaceAll('\t', '')).not.toMatch(UNPRINTABLE);
    expect(text.split('\n')).toHaveLength(usual);
    expect(text).toContain('    +\\u001b[2J\tnew\n');
  });

  test('gives commands that a shell reads as they are meant', () => {
    const text = formatUpstream(reportOn('content/$(id) a.mdx', 'a;b'));
    expect(text).toContain("npm run upstream -- --to 'a;b'\n");
    expect(text).toContain("git checkout ccccccc -- 'content/$(id) a.mdx'\n");
  });
});
