import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filesIn } from '#publish/built-files.ts';
import { makeSite, runIn, type Site } from '../helpers.ts';
import { writeFiles } from '../mistakes.ts';

// A handbook whose organisation gives it a shape of its own: folders in parts, merged parts and new names.

let site: Site;
const built = () => filesIn(join(site.folder, 'dist'));
const page = (path: string) => site.read(`dist/${path}index.html`);
const headingOf = (path: string) => /<h1 [^>]*>([^<]*)/.exec(page(path))?.[1];
/** The entries of the sidebar in their order, with the addresses that they lead to. */
const sidebarOf = (path: string) => {
  const [, list = ''] = /<ul class="top-level[^>]*>([\s\S]*?)<\/sl-sidebar-state-persist>/.exec(page(path)) ?? [];
  return [...list.matchAll(/<summary[\s\S]*?<\/summary>|<a href="([^"]*)"[\s\S]*?<\/a>/g)].map(
    ([html, href]) => `${html.replace(/<[^>]*>/g, '').trim()}${href ? ` ${href}` : ''}`,
  );
};
const importOf = (name: string) => `import ${name} from '#components/${name}.astro';\n`;
const COMPONENTS = ['Parts', 'Glossary', 'Ladders', 'CompareSeats', 'Readers'];

beforeAll(async () => {
  site = makeSite();
  const titled = (title: string, from = 'Index') => ({ replace: `title: ${from}`, with: `title: ${title}` });
  writeFiles(site.folder, {
    'content/playbook.yaml': [
      { replace: 'label: Roles', with: 'label: Qzoldroles' },
      { replace: 'label: Pillars', with: 'label: Qzoldpillars' },
      { replace: 'label: Guides', with: 'label: Qzoldguides' },
      { add: 'audience: public' },
    ],
    'content/roles/lead.mdx': titled('Qzoldseat', 'Lead'),
    'content/data/terms/terms.yaml': { add: '- {id: seat, title: qzoldseat, definition: A seat., page: roles/lead}' },
    'content/index.mdx': {
      body: `${COMPONENTS.map(importOf).join('')}\n${COMPONENTS.map((name) => `<${name} />`).join('\n\n')}\n`,
    },
    'org/playbook.yaml': `audience: public
hidden: [guides/qzhidden]
titles: {roles/lead: Our seat}
parts:
  - {folder: roles, label: Who we are, with: [pillars]}
  - {folder: rituals, label: Rituals}
  - {folder: guides, label: Our reading}
`,
    'org/content/guides/onboarding/first-day.mdx': { fields: 'related: [roles/lead]' },
    'org/content/guides/onboarding/week/index.mdx': [titled('The first week'), { fields: 'order: 1' }],
    'org/content/guides/onboarding/week/monday.mdx': {},
    'org/content/guides/qzhidden/gone.mdx': {},
    'org/content/guides/qzsecret/deep/qzplans.mdx': { fields: 'audience: leads' },
    'org/content/rituals/retro/how.mdx': {},
    // The first page of this folder has gone elsewhere.
    'org/content/guides/moved/left.mdx': {},
    'org/content/redirects.yaml': 'guides/moved: guides/trust\n',
  });
  const { code, output } = await runIn(site.folder, process.execPath, ['scripts/build.ts']);
  if (code !== 0) throw new Error(output);
}, 60_000);
afterAll(() => site.remove('.'));

describe('folders', () => {
  test('are groups of the sidebar, with their own page first', () => {
    expect(sidebarOf('guides/onboarding/week/monday/')).toMatchInlineSnapshot(`
      [
        "Who we are /pillars/direction/",
        "Rituals /rituals/retro/how/",
        "Our reading",
        "Trust /guides/trust/",
        "Words /guides/words/",
        "Moved",
        "Left /guides/moved/left/",
        "Onboarding",
        "The first week",
        "The first week /guides/onboarding/week/",
        "Monday /guides/onboarding/week/monday/",
        "First-day /guides/onboarding/first-day/",
        "Paths /paths/first/",
      ]
    `);
  });

  test('without a page of their own have one that lists theirs', () => {
    expect(headingOf('guides/onboarding/')).toBe('Onboarding');
    expect(page('guides/onboarding/')).toContain('href="/guides/onboarding/week/monday/"');
    expect(page('rituals/retro/')).toContain('href="/rituals/retro/how/"');
    expect(page('guides/onboarding/week/')).toContain('The first week');
  });

  test('whose page has moved lead on to it', () => {
    expect(page('guides/moved/')).toContain('/guides/trust/');
    expect(page('guides/moved/')).not.toContain('left');
  });

  test('lead from each page to the next, in the order of the sidebar', () => {
    expect(page('guides/onboarding/week/monday/')).toMatch(/<a href="\/guides\/onboarding\/week\/" rel="prev"/);
    expect(page('guides/onboarding/week/monday/')).toMatch(/<a href="\/guides\/onboarding\/first-day\/" rel="next"/);
  });

  test('leave no trace where an edition has no page of them', () => {
    const texts = built().map((file) => `${file}\n${readFileSync(join(site.folder, 'dist', file), 'latin1')}`);
    expect(texts.filter((text) => /qzsecret|qzplans|qzhidden/i.test(text))).toEqual([]);
  });
});

describe('parts', () => {
  test('are merged under one heading, at their addresses', () => {
    for (const address of ['roles/', 'pillars/']) {
      expect(headingOf(address)).toBe('Who we are');
      for (const id of ['roles/lead', 'pillars/people']) expect(page(address)).toContain(`href="/${id}/"`);
    }
    expect(page('')).toMatch(/Who we are<\/a>[\s\S]{0,300}People<[\s\S]{0,200}Our seat</);
  });

  test('and roles have their new names everywhere', () => {
    const html = built().filter((file) => file.endsWith('.html'));
    expect(html.filter((file) => /qzold(roles|pillars|guides)/i.test(site.read(`dist/${file}`)))).toEqual([]);
    // The old title of a role is an alias, by which the search and the glossary find it.
    const withOld = html.filter((file) => />\s*qzoldseat\s*</i.test(site.read(`dist/${file}`)));
    expect(withOld).toEqual([]);
    expect(page('')).toMatch(/<h3 id="seat"[^>]*>Our seat<\/h3>\s*<p[^>]*>[^<]*: qzoldseat/);
    expect(page('roles/lead/')).toContain('Qzoldseat');
    expect(page('')).not.toContain('Infinity');
    expect(page('roles/lead/')).toMatch(/<h3[^>]*>Our reading<\/h3>/);
  });
});

test('a new page in a folder stands in the sidebar of its neighbours', async () => {
  writeFiles(site.folder, { 'org/content/guides/onboarding/week/tuesday.mdx': {} });
  expect(await runIn(site.folder, process.execPath, ['scripts/build.ts'])).toMatchObject({ code: 0 });
  expect(sidebarOf('guides/onboarding/week/monday/')).toContain('Tuesday /guides/onboarding/week/tuesday/');
  expect(page('guides/onboarding/')).toContain('href="/guides/onboarding/week/tuesday/"');
}, 60_000);
