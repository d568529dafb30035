import { addressOf } from '#schema/address.ts';
import { builtRepository } from '#schema/built-repository.ts';
import { repositoryLinks } from '#schema/repository-links.ts';
import { hostOf, repositoryOf, type Settings } from '#schema/settings.ts';
import type { Health } from './health.ts';
import { type IssueHost, type IssuePlace, issueHost } from './issue-host.ts';
import { type Addresses, LABEL, reviewIssues, type Step, stepsTo } from './review-issues.ts';

/** Comments on an issue when it is closed, by reason. */
const COMMENTS = {
  reviewed: 'None of these pages waits for a review any more.',
  twice: 'Another issue lists the same pages.',
} as const;

/**
 * Opens, updates and closes the issues of teams with pages to review, through the API of the Git host.
 * @returns One line for each change; undefined if the host is unknown or takes no issues by a token, or there is none.
 * @throws UserError if the host refuses. Running it again does the rest.
 */
export async function updateIssues(
  health: Health,
  settings: Settings,
  environment: NodeJS.ProcessEnv,
  wait?: IssuePlace['wait'],
): Promise<string[] | undefined> {
  const repository = repositoryOf({ ...settings, ...builtRepository(environment) });
  const host = repository && issueHost({ ...repository, environment, ...(wait ? { wait } : {}) });
  if (!host) return undefined;
  const steps = stepsTo(reviewIssues(health, addressesIn(settings, environment)), await host.list(LABEL));
  const lines: string[] = [];
  for (const step of steps) lines.push(await carryOut(step, host));
  return lines;
}

async function carryOut(step: Step, host: IssueHost): Promise<string> {
  if (step.do === 'close') {
    const comment = COMMENTS[step.because];
    await host.close(step.number, comment);
    return `closed  #${step.number}  ${comment}`;
  }
  const { title, body } = step.issue;
  if (step.do === 'open') return `opened  ${title}  ${await host.open({ title, body }, LABEL)}`;
  await host.update(step.number, { title, body });
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
