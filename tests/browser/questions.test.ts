import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenSite, openSite } from './site.ts';

let site: OpenSite;
let page: Page;

beforeAll(async () => {
  site = await openSite();
  const { context } = await site.open();
  page = await context.newPage();
  await page.goto('/');
  await page.keyboard.press('/');
  await page.locator('.search-dialog input').first().waitFor();
});
afterAll(() => site?.close());

/**
 * Questions of real leads, written down before the search was tried: what somebody wants to know, what
 * they would type, and the pages that answer. One of these must be among the first three hits, so that
 * the answer is two steps away: the search, and the hit.
 */
const questions: [question: string, typed: string, ...answers: string[]][] = [
  ['How do I give hard feedback?', 'hard feedback', 'practices/feedback', 'templates/feedback-note'],
  [
    'What changes if I become a manager?',
    'become a manager',
    'guides/accidental-manager',
    'guides/people-management',
    'challenges/accidental-manager',
    'roles/engineering-manager',
  ],
  [
    'My team waits three days for reviews',
    'waiting for reviews',
    'scenarios/three-day-review-queue',
    'practices/spot-patterns',
    'practices/find-the-bottleneck',
  ],
  [
    'How often should I talk to a director?',
    'talk to a director how often',
    'guides/stakeholders',
    'guides/managing-up-and-down',
    'roles/director-of-engineering',
  ],
  ['What do I do in my first one-to-one?', 'first one-to-one', 'templates/first-one-to-one', 'practices/one-to-ones'],
  ['How do I delegate without losing control?', 'delegate', 'practices/delegation', 'templates/delegation-brief'],
  [
    'Should I still write code?',
    'should a lead write code',
    'challenges/involvement-pendulum',
    'practices/stay-technical',
    'guides/technical-leadership',
    'roles/lead-engineer',
  ],
  [
    'How do I get another team to adopt my proposal?',
    'influence without authority',
    'guides/influence-without-authority',
    'guides/influence',
  ],
  [
    'How do I explain technical debt to finance?',
    'explain technical debt to stakeholders',
    'guides/translating-for-stakeholders',
    'practices/translate',
    'practices/manage-technical-debt',
  ],
  [
    'What is a staff engineer?',
    'staff engineer',
    'roles/staff-engineer',
    'guides/archetypes',
    'guides/staff-engineers-week',
  ],
  ['Which archetype am I?', 'which archetype', 'guides/archetypes'],
  ['How do I build trust in a new team?', 'build trust', 'guides/trust', 'guides/influence'],
  [
    'How do I write a strategy?',
    'write a technical strategy',
    'practices/create-strategy',
    'templates/strategy-one-pager',
  ],
  ['How do I set goals for the quarter?', 'set goals quarter', 'practices/set-goals', 'templates/goals'],
  ['Everything is priority one', 'priorities', 'practices/clarify-priorities', 'pillars/direction'],
  ['Our meetings waste time', 'meetings', 'practices/run-meetings', 'practices/protect-focus-time'],
  ['How do I protect focus time?', 'focus time', 'practices/protect-focus-time'],
  [
    'The pager wakes us every night',
    'on-call',
    'practices/improve-on-call',
    'systems/on-call',
    'templates/on-call-handover',
  ],
  ['How do we hire better?', 'hiring', 'practices/improve-hiring', 'systems/hiring', 'templates/hiring-scorecard'],
  ['A new joiner starts on Monday', 'onboarding new joiner', 'practices/improve-onboarding', 'systems/onboarding'],
  ['Which metrics should I track?', 'which metrics', 'guides/metrics', 'challenges/surveillance-metrics'],
  ['What are the DORA metrics?', 'DORA', 'guides/metrics', 'guides/glossary', 'systems/software-delivery'],
  [
    'Executives want an impossible date',
    'unrealistic deadline',
    'scenarios/unrealistic-deadline',
    'guides/managing-up-and-down',
    'challenges/managing-up-and-down',
  ],
  [
    'One engineer knows everything',
    'knowledge hoarding',
    'challenges/knowledge-hoarding',
    'practices/spread-knowledge',
    'challenges/hero-developer',
  ],
  ['How do I record a decision?', 'decision record', 'templates/decision-record', 'practices/decide-architecture'],
  ['How do I lead a remote team?', 'remote team', 'guides/remote-teams', 'challenges/office-copied-to-video'],
  ['What does AI change for a lead?', 'AI', 'guides/ai-era', 'challenges/ai-as-threat', 'scenarios/ai-skills-gap'],
  [
    'How do I get promoted to staff?',
    'promotion to staff',
    'templates/promotion-case',
    'roles/staff-engineer',
    'roles/senior-engineer',
    'practices/performance-management',
  ],
  [
    'People take my idle questions as orders',
    'people take my questions as orders',
    'challenges/weight-of-words',
    'scenarios/idle-library-question',
  ],
  [
    'How do I review an incident without blame?',
    'incident review',
    'templates/incident-review',
    'practices/improve-on-call',
  ],
];

describe('a page that answers is two steps away', () => {
  test.each(questions)('%s', async (_question, typed, ...answers) => {
    const input = page.locator('.search-dialog input').first();
    await input.fill('');
    await input.fill(typed);
    await page.locator('.search-dialog .summary', { hasText: typed }).waitFor();
    const hits = async () => {
      const links = await page
        .locator('.hit-link')
        .evaluateAll((all) => all.map((link) => new URL((link as HTMLAnchorElement).href).pathname));
      return links.slice(0, 3).map((path) => path.replace(/^\/|\/$/g, ''));
    };
    await expect
      .poll(async () => (await hits()).some((hit) => answers.includes(hit)), {
        message: `${typed} found ${await hits()}`,
      })
      .toBe(true);
  });

  test('there are thirty questions', () => {
    expect(questions).toHaveLength(30);
  });
});
