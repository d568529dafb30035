import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeCodeowners } from '../../scripts/codeowners.ts';
import { copyHandbook, outputOf, temporaryFolder } from '../helpers.ts';

const folder = copyHandbook(temporaryFolder());
const file = join(folder, '.github/CODEOWNERS');

const run = (...args: string[]) => outputOf((terminal) => writeCodeowners(args, folder, terminal, '2026-06-30'));

test('a file is made from the owners, kept up to date, and never written over by itself', async () => {
  expect(await run()).toEqual({ code: 0, output: expect.stringContaining('No team that owns a page') });
  expect(existsSync(file)).toBe(false);

  const team = join(folder, 'content/data/teams/editors.yaml');
  const words = readFileSync(team, 'utf8');
  writeFileSync(team, `${words}handle: '@us/editors'\n`);
  expect(await run('--check')).toEqual({
    code: 1,
    output: '.github/CODEOWNERS:1:1  It does not say what the pages say  Run npm run codeowners',
  });
  expect(await run()).toEqual({ code: 0, output: '.github/CODEOWNERS  written' });
  expect(readFileSync(file, 'utf8')).toMatch(/^#.*\n\/content\/ @us\/editors\n\/content\/guides\/ @us\/editors\n/);
  expect((await run('--check')).code).toBe(0);

  writeFileSync(file, '* @me\n');
  expect((await run('--check')).code).toBe(0);
  expect(await run()).toEqual({
    code: 1,
    output: '.github/CODEOWNERS was written by hand. With --force it is written over.',
  });
  expect(readFileSync(file, 'utf8')).toBe('* @me\n');
  expect((await run('--force')).code).toBe(0);

  writeFileSync(team, words);
  expect((await run()).output).toContain('deleted');
  expect(existsSync(file)).toBe(false);
});

test.each([
  ['https://gitlab.com/us/book', '.gitlab/CODEOWNERS  written'],
  ['https://codeberg.org/us/book', '.gitea/CODEOWNERS  written'],
  ['https://bitbucket.org/us/book', '.bitbucket/CODEOWNERS  written'],
  [
    'https://dev.azure.com/us/book/_git/site',
    'Azure DevOps reads no file of code owners. Name reviewers in its settings.',
  ],
  [
    'https://code.example.com/us/book',
    'The address of the repository does not tell which Git host this is. Say it with host: in the settings.',
  ],
  [
    'https://code.example.com/us/book\nhost: none',
    'Your Git host reads no file of code owners. Name reviewers in its settings.',
  ],
])('a handbook at %s gets the file of its host', async (repository, says) => {
  const other = copyHandbook(temporaryFolder());
  const team = join(other, 'content/data/teams/editors.yaml');
  // The field had this name when only GitHub was known.
  writeFileSync(team, `${readFileSync(team, 'utf8')}github: '@us/editors'\n`);
  const settings = join(other, 'content/playbook.yaml');
  writeFileSync(settings, readFileSync(settings, 'utf8').replace(/^repository: .*$/m, `repository: ${repository}`));
  const done = await outputOf((terminal) => writeCodeowners([], other, terminal, '2026-06-30', {}));
  expect(done).toEqual({ code: 0, output: says });
});

test('a wrong command line is refused', async () => {
  expect(await run('--chek')).toEqual({
    code: 2,
    output: "Unknown option '--chek'\nRun npm run codeowners -- --help to see what there is.",
  });
});
