import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { formatProblem } from '#schema/problem.ts';
import { root } from '../helpers.ts';

const all = mkdtempSync(join(tmpdir(), 'playbook-settings-'));
afterAll(() => rmSync(all, { recursive: true, force: true }));
let count = 0;

/** Reads the small handbook with further lines in its settings; gives the line of the first of them, too. */
function readWith(lines: string) {
  const folder = join(all, String(++count));
  cpSync(join(root, 'tests/fixtures/handbook'), folder, { recursive: true });
  const file = join(folder, 'content/playbook.yaml');
  const before = readFileSync(file, 'utf8').trimEnd();
  writeFileSync(file, `${before}\n${lines}\n`);
  const { settings, problems, hints } = readHandbook(folder, { today: '2026-06-30' });
  const first = before.split('\n').length + 1;
  const shown = (found: typeof problems) =>
    found.flatMap((one) =>
      one.code === 'settings'
        ? [formatProblem({ ...one, line: one.line - first + 1 }).replace('content/playbook.yaml:', '')]
        : [],
    );
  return { settings, problems: shown(problems), hints: shown(hints) };
}

const renamed = (old: string, name: string, line = 1) =>
  `${line}:1  "${old}" is called "${name}" now  Write ${name}: in its place`;

describe('a setting with an old name', () => {
  test('means the same, and a hint names the new one', () => {
    const old = readWith('audiences: [public, leads]\nmarked: {leads: [Falcon]}\nspoken: [Hiring]');
    expect(old.settings).toMatchObject({ restrictedTerms: { leads: ['Falcon'] }, allowedTitles: ['Hiring'] });
    expect(old.problems).toEqual([]);
    expect(old.hints).toEqual([renamed('marked', 'restrictedTerms', 2), renamed('spoken', 'allowedTitles', 3)]);
    const now = readWith('audiences: [public, leads]\nrestrictedTerms: {leads: [Falcon]}\nallowedTitles: [Hiring]');
    expect(now.settings).toEqual(old.settings);
    expect(now.hints).toEqual([]);
  });

  test.each([
    [
      'spoken: Hiring',
      [
        '1:9  allowedTitles must be a list, each item after a hyphen and a space, and is text  Write a list, each item after a hyphen and a space',
      ],
    ],
    ['spoken: [1]', ['1:10  allowedTitles[0] must be text, and is the number 1  Put it in quotes: "1"']],
    ['marked: [a]', ['1:9  restrictedTerms must be keys with values, and is a list  Write keys with values']],
    ['marked: {nobody: [a]}', ['1:10  Unknown audience "nobody"  Use one of "public", "internal", "leads"']],
    ['spoken: [a]\nallowedTitles: [b]', [expect.stringMatching(/^1:1 {2}Unknown key "spoken"/)]],
    ['spokn: [a]', [expect.stringMatching(/^1:1 {2}Unknown key "spokn"/)]],
    ['Marked: {leads: [a]}', [expect.stringMatching(/^1:1 {2}Unknown key "Marked"/)]],
    ['spoken:', [expect.stringMatching(/^1:\d+ {2}allowedTitles must be a list/)]],
    ['marked: {leads: []}', [expect.stringMatching(/^1:\d+ {2}restrictedTerms\.leads is too short a list/)]],
    ['marked: {leads: [""]}', [expect.stringMatching(/^1:\d+ {2}restrictedTerms\.leads\[0\] is empty/)]],
  ])('has its problems at its place: %s', (lines, expected) => {
    expect(readWith(lines).problems).toEqual(expected);
  });
});

describe('a field of data with an old name', () => {
  const readTeam = (lines: string) => {
    const folder = join(all, String(++count));
    cpSync(join(root, 'tests/fixtures/handbook'), folder, { recursive: true });
    const file = join(folder, 'content/data/teams/editors.yaml');
    writeFileSync(file, `title: The editors\npurpose: Look after it.\n${lines}\n`);
    const { content, problems, hints } = readHandbook(folder, { today: '2026-06-30' });
    const team = content.entries.find(({ collection }) => collection === 'teams');
    return { team: team?.data, problems: problems.map(formatProblem), hints: hints.map(formatProblem) };
  };

  test('means the same, and a hint names the new one', () => {
    const old = readTeam("github: '@us/editors'");
    expect(old.team).toMatchObject({ handle: '@us/editors' });
    expect(old.problems).toEqual([]);
    expect(old.hints).toContain(`content/data/teams/editors.yaml:${renamed('github', 'handle', 3)}`);
    expect(readTeam("handle: '@us/group/editors'")).toMatchObject({
      team: { handle: '@us/group/editors' },
      problems: [],
    });
  });

  test('is checked as the new one is, at its own place', () => {
    expect(readTeam('github: editors').problems).toEqual([
      'content/data/teams/editors.yaml:3:9  "editors" does not fit handle  Write a name with @ in front, such as "@our-house/editors"',
    ]);
    expect(readTeam("handle: '@us/a'\ngithub: '@us/b'").problems).toEqual([
      expect.stringMatching(/^content\/data\/teams\/editors\.yaml:4:1 {2}Unknown key "github"/),
    ]);
  });
});
