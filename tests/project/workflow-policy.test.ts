import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { adoptedFiles } from '../../scripts/adopted-files.ts';
import { root } from '../helpers.ts';

type Permissions = string | Record<string, string> | undefined;
interface Step {
  run?: string;
  uses?: string;
  with?: Record<string, unknown>;
}
interface Job {
  if?: string;
  permissions?: Permissions;
  env?: unknown;
  uses?: string;
  secrets?: unknown;
  steps?: Step[];
}
interface Workflow {
  on?: unknown;
  permissions?: Permissions;
  env?: unknown;
  jobs?: Record<string, Job>;
}

/** Actions that may run beside a token that publishes: they run nothing of the repository. */
const PUBLISHERS = /^actions\/(deploy-pages|download-artifact)@/;

/** Lists what a workflow file allows and must not, each as a sentence. */
function violations(text: string): string[] {
  const workflow = parse(text) as Workflow;
  const events = eventsOf(workflow.on);
  return [
    ...events
      .filter((event) => /^(pull_request_target|workflow_run)$/.test(event))
      .map((event) => `${event} gives a fork's branch our token`),
    ...(workflow.permissions === undefined ? ['no permissions at the top'] : []),
    ...writes(workflow.permissions).map((scope) => `${scope}: write for every job`),
    ...(holdsToken(workflow.env) ? ['a token for every step'] : []),
    ...(events.includes('pull_request') && /\bsecrets\b/.test(JSON.stringify(workflow))
      ? ['a secret in a pull request']
      : []),
    ...Object.entries(workflow.jobs ?? {}).flatMap(([name, job]) => [
      ...jobViolations(job, workflow, events).map((violation) => `${name}: ${violation}`),
      ...[job, ...(job.steps ?? [])].flatMap(({ uses }) => pinViolations(uses, text)),
    ]),
  ];
}

function eventsOf(on: unknown): string[] {
  return typeof on === 'object' && on !== null && !Array.isArray(on) ? Object.keys(on) : [on].flat().map(String);
}

/** The scopes that permissions let a token write to. */
function writes(permissions: Permissions): string[] {
  if (typeof permissions === 'string') return permissions === 'write-all' ? ['everything'] : [];
  return Object.entries(permissions ?? {}).flatMap(([scope, level]) => (level === 'write' ? [scope] : []));
}

function holdsToken(env: unknown): boolean {
  return /github\.token|secrets\b/i.test(JSON.stringify(env ?? {}));
}

function jobViolations(job: Job, { permissions }: Workflow, events: string[]): string[] {
  const granted = writes(job.permissions ?? permissions);
  const publishes = granted.some((scope) => ['everything', 'pages', 'id-token'].includes(scope));
  const isOnMain = job.if?.includes("github.ref == 'refs/heads/main'");
  return [
    ...(granted.length > 0 && events.includes('pull_request') && !isOnMain ? ['writes in a pull request'] : []),
    ...(holdsToken(job.env) ? ['a token for every step'] : []),
    ...(publishes && job.uses !== undefined ? ['publishes and calls a workflow'] : []),
    ...(job.steps ?? []).flatMap((step) => stepViolations(step, publishes)),
  ];
}

function stepViolations({ run, uses = '', with: inputs = {} }: Step, publishes: boolean): string[] {
  const script = `${run ?? ''}${inputs['script'] ?? ''}`;
  return [
    ...(script.includes('${{') ? ['an expression in a script'] : []),
    ...(uses.startsWith('actions/checkout@') && inputs['persist-credentials'] !== false
      ? ['checkout leaves its token behind']
      : []),
    ...(publishes && !PUBLISHERS.test(uses) ? ['publishes and runs more than the deployment'] : []),
  ];
}

/** An action is a full commit, with the release that it belongs to behind it. */
function pinViolations(uses: string | undefined, text: string): string[] {
  if (uses === undefined || uses.startsWith('./')) return [];
  if (!/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(uses)) return [`${uses} is not pinned by a commit`];
  const lines = text.split('\n').filter((line) => line.includes(uses));
  const isNamed = lines.every((line) => /@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line));
  return isNamed ? [] : [`${uses} has no version behind it`];
}

const folder = join(root, '.github/workflows');
const files: [string, string][] = [
  ...readdirSync(folder).map((name): [string, string] => [name, readFileSync(join(folder, name), 'utf8')]),
  ['org/workflow.yml', adoptedFiles({}, '2026-06-30', 'public')['org/workflow.yml'] ?? ''],
];

test.each(files)('%s allows nothing that it must not', (_name, text) => {
  expect(violations(text)).toEqual([]);
});

test('the site is published by one job, which has what another one built', () => {
  const { jobs = {} } = parse(readFileSync(join(folder, 'site.yml'), 'utf8')) as Workflow;
  const publishing = Object.entries(jobs).filter(([, job]) => writes(job.permissions).length > 0);
  expect(publishing.map(([name, { permissions, steps = [] }]) => [name, permissions, steps.length])).toEqual([
    ['publish', { pages: 'write', 'id-token': 'write' }, 1],
  ]);
});

const PIN = 'a/b@0123456789012345678901234567890123456789';
const CHECKOUT = 'actions/checkout@0123456789012345678901234567890123456789';
const expression = (name: string) => `$\{{ ${name} }}`;
const workflow = (steps: string, { on = 'push', top = 'permissions: {}', job = '' } = {}) =>
  `on: ${on}\n${top}\njobs:\n  one:\n    ${job}\n    steps:\n      - ${steps}\n`;

describe('the policy refuses', () => {
  test.each<[string, string, string[]]>([
    ['a tag', workflow('uses: a/b@v4'), ['a/b@v4 is not pinned by a commit']],
    ['a branch', workflow('uses: a/b@main'), ['a/b@main is not pinned by a commit']],
    ['a short commit', workflow('uses: a/b@0123456'), ['a/b@0123456 is not pinned by a commit']],
    ['no version at all', workflow('uses: a/b'), ['a/b is not pinned by a commit']],
    ['an image', workflow('uses: docker://alpine:3'), ['docker://alpine:3 is not pinned by a commit']],
    ['a list in one line', workflow('{uses: a/b@v4}'), ['a/b@v4 is not pinned by a commit']],
    ['a commit without its version', workflow(`uses: ${PIN}`), [`${PIN} has no version behind it`]],
    ['a commit with a major only', workflow(`uses: ${PIN} # v4`), [`${PIN} has no version behind it`]],
    [
      'a workflow called by a branch',
      'on: push\npermissions: {}\njobs:\n  one:\n    uses: a/b/.github/workflows/c.yml@main\n',
      ['a/b/.github/workflows/c.yml@main is not pinned by a commit'],
    ],
    ['a checkout as it comes', workflow(`uses: ${CHECKOUT} # v4.2.2`), ['one: checkout leaves its token behind']],
    [
      'a checkout that says so',
      workflow(`uses: ${CHECKOUT} # v4.2.2\n        with: {persist-credentials: true}`),
      ['one: checkout leaves its token behind'],
    ],
    [
      'a checkout that says it in quotes',
      workflow(`uses: ${CHECKOUT} # v4.2.2\n        with: {persist-credentials: 'false'}`),
      ['one: checkout leaves its token behind'],
    ],
    [
      'a title in a script',
      workflow(`run: echo "${expression('github.event.pull_request.title')}"`),
      ['one: an expression in a script'],
    ],
    [
      'a branch in a script',
      workflow(`run: |\n          a\n          git log ${expression('github.head_ref')}`),
      ['one: an expression in a script'],
    ],
    [
      'a variable in a script',
      workflow(`run: cp -r dist.${expression('vars.AUDIENCE')} x`),
      ['one: an expression in a script'],
    ],
    [
      'an expression in a script of an action',
      workflow(`uses: ${PIN} # v1.2.3\n        with: {script: 'x("${expression('github.head_ref')}")'}`),
      ['one: an expression in a script'],
    ],
    [
      'pull_request_target',
      workflow('run: a', { on: 'pull_request_target' }),
      ["pull_request_target gives a fork's branch our token"],
    ],
    [
      'pull_request_target in a list',
      workflow('run: a', { on: '[push, pull_request_target]' }),
      ["pull_request_target gives a fork's branch our token"],
    ],
    [
      'workflow_run as a key',
      workflow('run: a', { on: '\n  workflow_run: {workflows: [Site]}' }),
      ["workflow_run gives a fork's branch our token"],
    ],
    ['no permissions', workflow('run: a', { top: '' }), ['no permissions at the top']],
    [
      'write-all',
      workflow('run: a', { top: 'permissions: write-all' }),
      ['everything: write for every job', 'one: publishes and runs more than the deployment'],
    ],
    [
      'a write for every job',
      workflow('run: a', { top: 'permissions: {issues: write}' }),
      ['issues: write for every job'],
    ],
    [
      'code beside the right to publish',
      workflow('run: npm ci', { job: 'permissions: {pages: write}' }),
      ['one: publishes and runs more than the deployment'],
    ],
    [
      'a checkout beside an identity',
      workflow(`uses: ${CHECKOUT} # v4.2.2\n        with: {persist-credentials: false}`, {
        job: 'permissions: {id-token: write}',
      }),
      ['one: publishes and runs more than the deployment'],
    ],
    [
      'an action of the repository beside the right to publish',
      workflow('uses: ./publish', { job: 'permissions: {pages: write}' }),
      ['one: publishes and runs more than the deployment'],
    ],
    [
      'a workflow called beside the right to publish',
      'on: push\npermissions: {}\njobs:\n  one:\n    permissions: {pages: write}\n    uses: ./.github/workflows/a.yml\n',
      ['one: publishes and calls a workflow'],
    ],
    [
      'a write in a pull request',
      workflow('run: a', { on: 'pull_request', job: 'permissions: {contents: write}' }),
      ['one: writes in a pull request'],
    ],
    [
      'a secret in a pull request',
      workflow(`run: a\n        env: {KEY: "${expression('secrets.KEY')}"}`, { on: '[pull_request]' }),
      ['a secret in a pull request'],
    ],
    [
      'a token for every job',
      workflow('run: a', { top: `permissions: {}\nenv: {T: "${expression('github.token')}"}` }),
      ['a token for every step'],
    ],
    [
      'a token for every step',
      workflow('run: a', { job: `env: {T: "${expression('github.token')}"}` }),
      ['one: a token for every step'],
    ],
  ])('%s', (_name, text, expected) => {
    expect(violations(text)).toEqual(expected);
  });

  test.each([
    ['a commit with its version', workflow(`uses: ${PIN} # v4.2.2`)],
    ['an action of the repository', workflow('uses: ./action')],
    [
      'a variable through the environment',
      workflow(`run: echo "$TITLE"\n        env: {TITLE: "${expression('github.head_ref')}"}`),
    ],
    ['a token for one step', workflow(`run: a\n        env: {T: "${expression('github.token')}"}`)],
    [
      'a deployment',
      workflow('uses: actions/deploy-pages@0123456789012345678901234567890123456789 # v4.0.5', {
        job: 'permissions: {pages: write}',
      }),
    ],
  ])('but not %s', (_name, text) => {
    expect(violations(text)).toEqual([]);
  });
});
