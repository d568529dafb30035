import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readHandbook } from '#check/handbook.ts';
import { formatReport } from '#schema/problem.ts';
import { isOrganisationFile, PIPELINE_FILES } from '#upstream/paths.ts';
import { adopt } from '../../scripts/adopt.ts';
import { copyHandbook, outputOf, root, temporaryFolder } from '../helpers.ts';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const textOf = (kind: string) => readFileSync(join(root, 'scripts/pipelines', `${kind}.yml`), 'utf8');

/** All command lines of a pipeline: texts under `script` and `run`, or in a list there. */
function commandsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(commandsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (!['script', 'before_script', 'run'].includes(key)) return commandsIn(inner);
    return typeof inner === 'string' ? [inner] : (inner as string[]);
  });
}

describe.each(Object.keys(PIPELINE_FILES))('what %s runs', (kind) => {
  test('calls the commands of npm and nothing else', () => {
    const commands = [...new Set(commandsIn(parse(textOf(kind), { merge: true })))];
    expect(commands.length).toBeGreaterThan(3);
    for (const command of commands) {
      expect(command).toMatch(/^npm (ci|run) [^;|]*?( \|\| true)?$|^npm ci$/);
      const [, name] = /^npm run (?:--silent )?([\w-]+)/.exec(command) ?? [];
      if (name) expect(Object.keys(scripts)).toContain(name);
    }
    const all = commands.join('\n');
    for (const name of ['ci', 'run --silent check', 'run build', 'run --silent upstream -- --check']) {
      expect(all).toContain(`npm ${name}`);
    }
    expect(all).toMatch(/npm run --silent health\b/);
  });

  test('has a place of its own, which no update touches', () => {
    expect(isOrganisationFile(PIPELINE_FILES[kind as keyof typeof PIPELINE_FILES])).toBe(true);
  });
});

test('the workflow for Forgejo and Gitea is one that the parser of workflows accepts', () => {
  const workflow = { name: 'handbook.yml', content: textOf('gitea') };
  const { value, context } = parseWorkflow(workflow, new NoOperationTraceWriter());
  expect(context.errors.getErrors().map(({ message }) => message)).toEqual([]);
  expect(value).toBeDefined();
  const broken = { ...workflow, content: workflow.content.replace('    runs-on:', '    run-on:') };
  expect(parseWorkflow(broken, new NoOperationTraceWriter()).context.errors.count).toBeGreaterThan(0);
});

test('the pipeline for GitLab is one that a runner of such pipelines accepts', { timeout: 60_000 }, async () => {
  const folder = temporaryFolder();
  const run = promisify(execFile);
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], { cwd: folder });
  writeFileSync(join(folder, '.gitlab-ci.yml'), textOf('gitlab'));
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '-m', 'Begin');
  await git('remote', 'add', 'origin', 'git@gitlab.example.com:us/book.git');
  const runner = join(root, 'node_modules/gitlab-ci-local/dist/index.js');
  const listed = async () => (await run(process.execPath, [runner, '--list-csv'], { cwd: folder })).stdout;
  expect(await listed()).toMatch(/^check;/m);
  expect(await listed()).toMatch(/^pages;/m);
  writeFileSync(join(folder, '.gitlab-ci.yml'), textOf('gitlab').replace('stage: deploy', 'stage: nowhere'));
  await expect(listed()).rejects.toThrow('nowhere');
});

test('the pipeline for Azure DevOps has the structure of one', () => {
  const { trigger, schedules, pool, steps } = parse(textOf('azure-devops'));
  expect(trigger).toEqual(['main']);
  expect(schedules).toEqual([expect.objectContaining({ cron: '0 7 * * 1', branches: { include: ['main'] } })]);
  expect(pool).toEqual({ vmImage: 'ubuntu-latest' });
  const kinds = ['checkout', 'task', 'script', 'publish'];
  for (const step of steps) expect(Object.keys(step).filter((key) => kinds.includes(key))).toHaveLength(1);
  expect(steps[0]).toEqual({ checkout: 'self', fetchDepth: 0, persistCredentials: false });
});

test('the pipelines for Bitbucket have the structure of some', () => {
  const { image, clone, pipelines } = parse(textOf('bitbucket'), { merge: true });
  expect([image, clone]).toEqual(['node:24', { depth: 'full' }]);
  const lists = [pipelines['pull-requests']['**'], pipelines.branches.main, pipelines.custom.weekly];
  for (const { step } of lists.flat()) {
    expect(step.script.length).toBeGreaterThan(1);
    expect(Object.keys(step)).toEqual(expect.arrayContaining(['name', 'script']));
  }
});

const adopted = async (...args: string[]) => {
  const folder = copyHandbook(temporaryFolder());
  const done = await outputOf((terminal) => adopt(['--title', 'Ours', ...args], folder, terminal, '2026-01-15'));
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  return { folder, ...done, read };
};

test.each<[string, string[], string | undefined]>([
  ['nowhere yet', [], undefined],
  ['GitHub', ['--repository', 'https://github.com/us/book'], undefined],
  ['GitLab', ['--repository', 'https://gitlab.com/us/books/book'], '.gitlab-ci.yml'],
  ['a GitLab of its own', ['--repository', 'https://code.example.com/us/book', '--host', 'gitlab'], '.gitlab-ci.yml'],
  ['Bitbucket', ['--repository', 'https://bitbucket.org/us/book'], 'bitbucket-pipelines.yml'],
  ['Azure DevOps', ['--repository', 'https://dev.azure.com/us/book/_git/site'], 'azure-pipelines.yml'],
  ['Forgejo', ['--repository', 'https://codeberg.org/us/book'], '.gitea/workflows/handbook.yml'],
  ['another host', ['--repository', 'https://code.example.com/us/book', '--host', 'none'], undefined],
])('adopting at %s writes what its host runs, and passes the check', async (_, args, file) => {
  const { code, output, read, folder } = await adopted(...args);
  expect(code, output).toBe(0);
  expect(output).toContain(`${file ?? 'org/workflow.yml'}  written`);
  expect(read('org/README.md')).toContain(`\`${file ?? 'org/workflow.yml'}\` looks for you every week`);
  const { problems, hints } = readHandbook(folder, { today: '2026-06-30' });
  expect(formatReport(problems)).toBe('\n0 problems in 0 files');
  expect(hints.filter((hint) => hint.file.startsWith('org/')).map(({ message }) => message)).toEqual([]);
});

test('adopting again adds nothing of another host, whatever the flags', async () => {
  const { folder } = await adopted('--repository', 'https://code.example.com/us/book', '--host', 'gitlab');
  const again = await outputOf((terminal) => adopt([], folder, terminal, '2026-01-15'));
  expect([again.code, again.output.includes(' written')]).toEqual([0, false]);
  expect(again.output).toContain('.gitlab-ci.yml  is there already');
  expect(again.output).not.toContain('org/workflow.yml');
});

test('a page for everybody may name the team and the source that adopting writes', async () => {
  const { folder, read } = await adopted();
  const page = read('org/content/guides/how-we-use-this-handbook.mdx').replace(
    /^title: .*$/m,
    'title: Open\naudience: public',
  );
  writeFileSync(join(folder, 'org/content/guides/open.mdx'), page.replace(/^aliases: .*\n/m, ''));
  expect(formatReport(readHandbook(folder, { today: '2026-06-30' }).problems)).toBe('\n0 problems in 0 files');
});

test.each([
  [['--host', 'sourcehut'], /^--host: "sourcehut" does not fit host {2}Use one of "github"/],
  [
    ['--repository', 'https://me:secret@gitlab.com/us/book'],
    /^--repository: .* {2}Write https:\/\/gitlab\.com\/us\/book/,
  ],
])('adopting with %j is refused', async (args, says) => {
  const { code, output } = await adopted(...args);
  expect([code, output]).toEqual([2, expect.stringMatching(says)]);
});
