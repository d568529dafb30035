import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from '#load/git.ts';
import { addressOf } from '#schema/address.ts';
import { builtRepository } from '#schema/built-repository.ts';
import { repositoryLinks } from '#schema/repository-links.ts';
import { hostOf, repositoryOf, type Settings } from '#schema/settings.ts';
import type { Health } from './health.ts';
import { type Addresses, LABEL, type OpenIssue, reviewIssues, type Step, stepsTo } from './review-issues.ts';

const run = promisify(execFile);

/** Comments on an issue when it is closed, by reason. */
const COMMENTS = {
  reviewed: 'None of these pages waits for a review any more.',
  twice: 'Another issue lists the same pages.',
} as const;

/**
 * Opens, updates and closes the issues of teams with pages to review, through GitHub's `gh` command.
 * @returns One line for each change.
 * @throws UserError with the message of `gh`, if it fails. Running it again does the rest.
 */
export async function updateIssues(
  health: Health,
  settings: Settings,
  environment: NodeJS.ProcessEnv,
): Promise<string[]> {
  const fields = ['--json', 'number,title,body', '--limit', '1000'];
  const open = JSON.parse(await gh(['issue', 'list', '--state', 'open', '--label', LABEL, ...fields])) as OpenIssue[];
  const steps = stepsTo(reviewIssues(health, addressesIn(settings, environment)), open);
  if (steps.some((step) => step.do === 'open')) {
    // The label may exist already, which is no error with --force.
    await gh([
      'label',
      'create',
      LABEL,
      '--description',
      'Maintained by npm run health',
      '--color',
      'dcebe8',
      '--force',
    ]);
  }
  const lines: string[] = [];
  for (const step of steps) lines.push(await carryOut(step));
  return lines;
}

async function carryOut(step: Step): Promise<string> {
  if (step.do === 'close') {
    const comment = COMMENTS[step.because];
    await gh(['issue', 'close', String(step.number), '--comment', comment]);
    return `closed  #${step.number}  ${comment}`;
  }
  const { title, body } = step.issue;
  if (step.do === 'open') {
    const address = await gh(['issue', 'create', '--title', title, '--label', LABEL, '--body-file', '-'], body);
    return `opened  ${title}  ${address.trim()}`;
  }
  await gh(['issue', 'edit', String(step.number), '--title', title, '--body-file', '-'], body);
  return `updated  #${step.number}  ${title}`;
}

/**
 * URLs of pages on the site of the strictest audience, where the settings or the build name it, and of files in the
 * repository.
 */
function addressesIn(settings: Settings, environment: NodeJS.ProcessEnv): Addresses {
  const { site, base } = hostOf(settings, settings.audiences.at(-1) as string, environment);
  const repository = repositoryOf({ ...settings, ...builtRepository(environment) });
  return {
    page: (id) => site && new URL(`${base.replace(/\/$/, '')}${addressOf(id)}`, site).href,
    file: (path) => repository && repositoryLinks(repository).view(path, 'default'),
  };
}

async function gh(args: readonly string[], input = ''): Promise<string> {
  const running = run('gh', [...args], { maxBuffer: 2 ** 26 });
  // gh may exit before it has read all of stdin. Its exit code reports the cause, so the error of the pipe is ignored.
  running.child.stdin?.on('error', () => {});
  running.child.stdin?.end(input);
  try {
    return (await running).stdout;
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT') throw new UserError('gh is not installed  See https://cli.github.com');
    const reason = stderr.trim().split('\n')[0] || 'it says no more';
    throw new UserError(`gh ${args.slice(0, 2).join(' ')} failed: ${reason}`);
  }
}
