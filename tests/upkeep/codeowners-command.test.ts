import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeCodeowners } from '../../scripts/codeowners.ts';
import { root } from '../helpers.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'playbook-owners-')));
const file = join(folder, '.github/CODEOWNERS');

beforeAll(() => cpSync(join(root, 'tests/fixtures/handbook'), folder, { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]): { code: number; output: string } {
  const said: string[] = [];
  const hear = (text: string) => said.push(text);
  const code = writeCodeowners(args, folder, { log: hear, warn: hear });
  return { code, output: said.join('\n') };
}

test('a file is made from the owners, kept up to date, and never written over by itself', () => {
  expect(run()).toEqual({ code: 0, output: expect.stringContaining('No team that owns a page') });
  expect(existsSync(file)).toBe(false);

  const team = join(folder, 'content/data/teams/editors.yaml');
  const words = readFileSync(team, 'utf8');
  writeFileSync(team, `${words}github: '@us/editors'\n`);
  expect(run('--check')).toEqual({
    code: 1,
    output: '.github/CODEOWNERS:1:1  It does not say what the pages say  Run npm run codeowners',
  });
  expect(run()).toEqual({ code: 0, output: '.github/CODEOWNERS  written' });
  expect(readFileSync(file, 'utf8')).toMatch(/^#.*\n\/content\/ @us\/editors\n\/content\/guides\/ @us\/editors\n/);
  expect(run('--check').code).toBe(0);

  writeFileSync(file, '* @me\n');
  expect(run('--check').code).toBe(0);
  expect(run()).toEqual({
    code: 1,
    output: '.github/CODEOWNERS was written by hand. With --force it is written over.',
  });
  expect(readFileSync(file, 'utf8')).toBe('* @me\n');
  expect(run('--force').code).toBe(0);

  writeFileSync(team, words);
  expect(run().output).toContain('deleted');
  expect(existsSync(file)).toBe(false);
});

test('a wrong command line is refused', () => {
  expect(run('--chek')).toEqual({
    code: 2,
    output: "Unknown option '--chek'\nRun npm run codeowners -- --help to see what there is.",
  });
});
