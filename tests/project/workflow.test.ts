import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { adoptedFiles } from '../../scripts/adopted-files.ts';
import { makeSite, root, runIn } from '../helpers.ts';
import { nodesOf, TITLES } from '../hostile.ts';
import { at, plainGit, type Repository } from '../repository.ts';

interface Step {
  name?: string;
  run?: string;
}
interface Workflow {
  jobs: Record<string, { name?: string; needs?: string[]; steps: Step[] }>;
}

const folder = join(root, '.github/workflows');
const workflows = readdirSync(folder).map((name): [string, Workflow] => [
  name,
  parse(readFileSync(join(folder, name), 'utf8')),
]);
const stepsOf = (workflow: Workflow) => Object.values(workflow.jobs).flatMap(({ steps }) => steps);
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

describe.each(workflows)('%s', (_name, workflow) => {
  test('runs commands that there are', () => {
    const commands = stepsOf(workflow).flatMap(({ run = '' }) =>
      [...run.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, command = '']) => command),
    );
    expect(commands.filter((command) => !(command in scripts))).toEqual([]);
  });

  test('names its jobs', () => {
    expect(Object.values(workflow.jobs).map(({ name }) => typeof name)).not.toContain('undefined');
    for (const { needs = [] } of Object.values(workflow.jobs)) {
      expect(needs.filter((job) => !(job in workflow.jobs))).toEqual([]);
    }
  });
});

// The steps of a pull request, run as they stand in the workflow, on a branch with real mistakes.
describe('a pull request', () => {
  let here: Repository;
  let summary: string;
  const run = (name: string) => {
    const step = workflows.flatMap(([, workflow]) => stepsOf(workflow)).find((candidate) => candidate.name === name);
    // Bash takes the pipes of Node for a remote shell, and may read the settings of the machine.
    return runIn(here.folder, 'bash', ['--norc', '-euo', 'pipefail', '-c', step?.run ?? 'exit 99'], {
      GITHUB_BASE_REF: 'main',
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_SERVER_URL: 'https://git.example.com',
      GITHUB_REPOSITORY: 'we/handbook',
    });
  };

  beforeAll(() => {
    plainGit();
    here = at(makeSite().folder);
    summary = join(mkdtempSync(join(tmpdir(), 'playbook-summary-')), 'summary.md');
    here.git('init', '--quiet', '--initial-branch=main');
    here.commit('Begin');
    here.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    here.git('switch', '--quiet', '--create', 'better');
    here.write('content/guides/trust.mdx', `${here.read('content/guides/trust.mdx')}\n[Nowhere](/guides/nowhere/)\n`);
    here.write(
      'content/guides/words.mdx',
      here.read('content/guides/words.mdx').replace('title: Words', 'titel: Words'),
    );
    renameSync(join(here.folder, 'content/pillars/people.mdx'), join(here.folder, 'content/pillars/persons.mdx'));
    here.commit('Make it worse');
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    for (const made of [here.folder, dirname(summary)]) rmSync(made, { recursive: true, force: true });
  });

  test('says in its summary what changes for readers', async () => {
    expect(await run('Say what changes for readers')).toMatchObject({ code: 0 });
    const said = readFileSync(summary, 'utf8').replace(/\b[0-9a-f]{40}\b/g, 'COMMIT');
    expect(said).toMatchSnapshot();
  });

  test('has its problems beside their lines, and fails', async () => {
    const { code, output } = await run('Check what the branch changes');
    expect(code).toBe(1);
    expect(output).toMatchSnapshot();
    for (const [, file = ''] of output.matchAll(/^::error file=([^,]+)/gm)) {
      expect(existsSync(join(here.folder, file)), file).toBe(true);
    }
  });

  test('says that nobody is asked for a review', async () => {
    expect(await run('Check who is asked for reviews')).toMatchObject({ code: 0 });
  });
});

test('the look at upstream shows its answer in the summary as it is, and fails with it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'playbook-look-'));
  const summary = join(folder, 'summary.md');
  const answer = TITLES.map((title) => title.toWellFormed().replace(/[\r\n]+/g, ' ')).join('\n\n');
  writeFileSync(join(folder, 'answer'), `${answer}\n`);
  writeFileSync(join(folder, 'npm'), '#!/bin/sh\ncat answer\nexit 1\n', { mode: 0o755 });
  const look: Workflow = parse(adoptedFiles({}, '2026-06-30', 'public')['org/workflow.yml'] ?? '');
  const script = stepsOf(look).find(({ run = '' }) => run.includes('upstream'))?.run ?? 'exit 99';
  const environment = { PATH: `${folder}:${process.env['PATH']}`, GITHUB_STEP_SUMMARY: summary };
  expect(await runIn(folder, 'bash', ['-eo', 'pipefail', '-c', script], environment)).toEqual({ code: 1, output: '' });
  const [, shown, ...others] = nodesOf(readFileSync(summary, 'utf8'));
  expect(others).toEqual([]);
  expect(shown).toMatchObject({ type: 'code', value: answer });
  rmSync(folder, { recursive: true });
});
