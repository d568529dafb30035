import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { changeDates } from '#site/change-dates.ts';

let folder: string;
const warnings: string[] = [];
const dates = () => changeDates(folder, (reason) => warnings.push(reason));
const git = (date: string, ...args: string[]) =>
  execFileSync(
    'git',
    ['-c', 'user.name=T', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main', ...args],
    {
      cwd: folder,
      stdio: 'pipe',
      env: { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
    },
  );
const commit = (date: string, file: string, text: string) => {
  writeFileSync(join(folder, file), text);
  git(date, 'add', '.');
  git(date, 'commit', '-m', 'Change it');
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'playbook-history-'));
  warnings.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the dates of last changes', () => {
  test('are those of the newest commit of each file', async () => {
    git('2026-01-01T10:00:00Z', 'init');
    mkdirSync(join(folder, 'content'));
    commit('2026-01-01T10:00:00Z', 'content/a.mdx', 'one');
    commit('2026-02-01T10:00:00Z', 'content/é.mdx', 'one');
    commit('2026-03-01T10:00:00Z', 'content/a.mdx', 'two');
    const days = [...(await dates())].map(([file, date]) => [file, new Date(date).toISOString()]);
    expect(days).toEqual([
      ['content/a.mdx', '2026-03-01T10:00:00.000Z'],
      ['content/é.mdx', '2026-02-01T10:00:00.000Z'],
    ]);
    expect(warnings).toEqual([]);
  });

  test('are left out, with a word, where there is no repository', async () => {
    expect(await dates()).toEqual(new Map());
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/not a git repository/);
  });
});
