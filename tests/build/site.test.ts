import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { EVERYTHING, makeSite, runIn, type Site } from '../helpers.ts';

let site: Site;

beforeAll(async () => {
  site = makeSite();
  // An organisation adds pages, one to be read again by now and one withdrawn, replaces another, and adds a term.
  const ours = page('Our own page', 'See [trust](/guides/trust/), and [how it was](/guides/once/).');
  site.write(
    'org/content/guides/ours.mdx',
    ours.replace('provenance', 'reviewEvery: 3\nrelated: [guides/once]\nprovenance'),
  );
  const once = page('How it was', 'See [trust](/guides/trust/).');
  site.write(
    'org/content/guides/once.mdx',
    once.replace('edited}]', 'edited}, {day: 2026-02-15, outcome: withdrawn}]\nrelated: [guides/ours, guides/trust]'),
  );
  site.write(
    'org/content/pillars/people.mdx',
    site.read('content/pillars/people.mdx').replace('Words.', 'Our people.'),
  );
  site.write('org/content/data/terms/ours.yaml', '- id: ours\n  title: Our word\n  definition: What we mean.\n');
  site.write('org/content/redirects.yaml', 'paths/oldest: paths/older\npaths/older: paths/first\n');
  await run('git', ['init', '--quiet']);
  await run('git', ['add', 'content', 'org']);
  await run('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', 'commit', '--quiet', '-m', 'Begin'], {
    GIT_AUTHOR_DATE: '2026-02-03T12:00:00Z',
    GIT_COMMITTER_DATE: '2026-02-03T12:00:00Z',
  });
  const { code, output } = await build({ BASE_PATH: '/handbook/', SITE_URL: 'https://example.com' });
  expect(output).not.toMatch(/\[ERROR\]/);
  expect(code, output).toBe(0);
});
afterAll(() => site.remove('.'));

function page(title: string, body: string): string {
  return `---\nkind: guide\ntitle: ${title}\ndescription: What it is.\nowner: editors\nreviewed: [{day: 2026-01-15, outcome: edited}]\nsources:\n  - source: a-book\nprovenance: editorial\n---\n\n${body}\n`;
}

const run = (command: string, args: string[], environment: Record<string, string> = {}) =>
  runIn(site.folder, command, args, environment);
const build = (environment: Record<string, string> = {}) =>
  run(process.execPath, ['scripts/build.ts'], { ...EVERYTHING, ...environment });
const html = (path: string) => site.read(`dist/${path}index.html`);
/** What stands between two pieces of a page, so that a test reads one region of it. */
const between = (text: string, start: string, end: string) => text.split(start)[1]?.split(end)[0] ?? '';
const sidebarOf = (path: string) =>
  [
    ...between(html(path), 'class="top-level', '</sl-sidebar-state-persist>').matchAll(
      /<(?:span class="large"[^>]*|span[^>]*)>([^<]+)<\/span>/g,
    ),
  ].map((match) => match[1]);

describe('a built page keeps what the stack drops in silence when content lives outside src/', () => {
  test('an aside is drawn as one, with its title', () => {
    expect(html('pillars/direction/')).toMatch(
      /<aside aria-label="Keep in mind" class="starlight-aside starlight-aside--note">/,
    );
  });

  test('a page that was renamed twice knows what readers kept under its old ids', () => {
    expect(html('paths/first/')).toContain('data-part="paths/first" data-former="paths/oldest paths/older"');
    expect(html('paths/oldest/')).toContain('url=/handbook/paths/first/');
  });

  test('a heading has its link, with a name and without an icon of its own', () => {
    expect(html('pillars/direction/')).toContain(
      '<h2 id="where-to-go">Where to go</h2><a class="sl-anchor-link" href="#where-to-go">' +
        '<span class="sr-only" data-pagefind-ignore>Section titled “Where to go”</span></a>',
    );
  });

  test('the edit link leads to the file of an organisation; those of upstream are not edited here', () => {
    expect(html('pillars/direction/')).not.toContain('content/pillars/direction.mdx"');
    expect(html('pillars/people/')).toContain(
      'href="https://github.example.com/us/handbook/edit/main/org/content/pillars/people.mdx"',
    );
  });

  test('the date of the last change is that of the commit', () => {
    expect(html('pillars/direction/')).toMatch(/Last changed:\s*<time datetime="2026-02-03T12:00:00.000Z">/);
  });

  test('an image beside a page is there, and has its text', () => {
    const [, source = ''] = /<img src="([^"]+)" alt="A dot"/.exec(html('guides/trust/')) ?? [];
    expect(source).toMatch(/^\/handbook\/_astro\/dot\./);
    expect(existsSync(join(site.folder, 'dist', source.replace('/handbook/', '')))).toBe(true);
  });
});

describe('the way through the book', () => {
  test('the sidebar has the pages of the own part in their order, and one link for each other part', () => {
    expect(sidebarOf('guides/trust/')).toEqual([
      'Pillars',
      'Guides',
      'Trust',
      'Words',
      'Our own page',
      'Roles',
      'Paths',
    ]);
    expect(sidebarOf('pillars/people/')).toEqual(['Pillars', 'Direction', 'People', 'Guides', 'Roles', 'Paths']);
  });

  test('the link for another part leads to its first page', () => {
    expect(between(html('pillars/people/'), 'class="top-level', '</sl-sidebar-state-persist>')).toMatch(
      /href="\/handbook\/guides\/trust\/"[^>]*>\s*<span[^>]*>Guides/,
    );
  });

  test('previous and next go through the whole book, across the parts', () => {
    const pagination = (path: string) =>
      [...between(html(path), 'class="pagination-links', '</footer>').matchAll(/href="([^"]+)" rel="(\w+)"/g)].map(
        ([, href, rel]) => `${rel} ${href}`,
      );
    expect(pagination('pillars/people/')).toEqual([
      'prev /handbook/pillars/direction/',
      'next /handbook/guides/trust/',
    ]);
    expect(pagination('guides/trust/')).toEqual(['prev /handbook/pillars/people/', 'next /handbook/guides/words/']);
    expect(pagination('pillars/direction/')).toEqual(['next /handbook/pillars/people/']);
  });

  test('links between pages carry the base path', () => {
    expect(html('pillars/direction/')).toContain('href="/handbook/guides/trust/#the-factor"');
    expect(html('')).toContain('href="/handbook/guides/trust/"');
  });

  test('every link and every anchor of every page leads somewhere', () => {
    const pages = readdirSync(join(site.folder, 'dist'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.html'),
    );
    const dead = pages.flatMap((file) =>
      [...site.read(`dist/${file}`).matchAll(/<a [^>]*href="(\/[^"]*|#[^"]*)"/g)].flatMap(([, href = '']) => {
        const [path = '', anchor] = href.split('#');
        const target =
          path === '' ? file : join(path.replace('/handbook/', ''), path.endsWith('/') ? 'index.html' : '');
        if (!existsSync(join(site.folder, 'dist', target))) return [`${file}: ${href}`];
        return !anchor || anchor === '_top' || site.read(`dist/${target}`).includes(`id="${anchor}"`)
          ? []
          : [`${file}: ${href}`];
      }),
    );
    expect(dead).toEqual([]);
  });
});

describe('the layer of an organisation', () => {
  test('adds a page, replaces a page and adds an entry', () => {
    expect(html('guides/ours/')).toContain('Our own page');
    expect(html('pillars/people/')).toContain('Our people.');
    expect(html('pillars/people/')).not.toContain('<p>Words.</p>');
    expect(html('guides/words/')).toMatch(/id="ours"[^>]*>Our word/);
    expect(html('guides/words/')).toMatch(/id="roadmap"[^>]*>Roadmap/);
  });
});

describe('the ways to change something', () => {
  const links = (path: string) =>
    new Map(
      [
        ...between(html(path), 'aria-label="Change this handbook"', '</nav>').matchAll(/href="([^"]+)"[^>]*>([^<]+)</g),
      ].map(([, href = '', label = '']) => [label, href.replaceAll('&#38;', '&').replaceAll('&amp;', '&')]),
    );

  test('lead to the data of the organisation that a page is drawn from, and to the form', () => {
    expect([...links('guides/words/')]).toEqual([
      ['Edit the data: terms', 'https://github.example.com/us/handbook/edit/main/org/content/data/terms/ours.yaml'],
      [
        'Flag as wrong or outdated',
        expect.stringMatching(/^https:\/\/github\.example\.com\/us\/handbook\/issues\/new\?title=/),
      ],
      ['What changed', '/handbook/changes/'],
      ['Add a page or data', '/handbook/contribute/'],
    ]);
    expect([...links('contribute/').keys()]).toEqual(['What changed']);
  });

  test('open an issue that says which page is meant, in which version, and who owns it', () => {
    const { searchParams } = new URL(links('guides/trust/').get('Flag as wrong or outdated') ?? '');
    expect(searchParams.get('title')).toBe('Wrong or outdated: Trust');
    expect(searchParams.get('body')).toBe(
      '- Page: https://example.com/handbook/guides/trust/\n- Owner: The editors\n- Last changed: 2026-02-03\n- Last reviewed: 2026-01-15\n\nWhat is wrong, and what would be right:\n\n',
    );
  });

  test('are on the home page too', () => {
    const { searchParams } = new URL(links('').get('Flag as wrong or outdated') ?? '');
    expect(searchParams.get('body')).toMatch(/^- Page: https:\/\/example\.com\/handbook\/\n/);
  });

  test('hold a form that writes into the folder of the organisation', () => {
    expect(html('contribute/')).toContain(
      '{"layer":"org/content","repository":{"kind":"github","address":"https://github.example.com/us/handbook","branch":"main"}',
    );
    expect(html('contribute/')).toContain('href="https://github.example.com/us/handbook/tree/main/org/content"');
  });
});

describe('what search keeps of a page', () => {
  const facts = (path: string) =>
    [...html(path).matchAll(/<meta data-pagefind-(\w+)="(\w+)\[content\]" content="([^"]*)"/g)].map((match) =>
      match.slice(1).join(' '),
    );

  test('its kind, its pillars and its aliases', () => {
    expect(facts('guides/trust/')).toEqual(['meta kind Guide', 'filter Kind Guide', 'meta aliases confidence']);
    expect(facts('pillars/people/')).toEqual(['meta kind Pillar', 'filter Kind Pillar', 'filter Pillar People']);
  });

  test('and the aliases do not stand in the text', () => {
    expect(html('guides/trust/').split('<body')[1]).not.toContain('confidence');
  });
});

describe('how fresh a page is', () => {
  const notice = (path: string) =>
    /<p [^>]*role="note" data-pagefind-ignore[^>]*>(.*?)<\/p>/s
      .exec(html(path))?.[1]
      ?.replace(/ class="[^"]*"/g, '')
      .replace(/\s+/g, ' ')
      .trim();
  const about = (path: string) =>
    between(html(path), 'class="about', '</section>')
      .replace(/<[^>]+>/g, '')
      .replace(/\s+/g, ' ');

  test('is said under its title once it waits for its review, and at its foot', () => {
    expect(notice('guides/ours/')).toBe(
      'Last reviewed by The editors on 15 January 2026, which is too long ago. Read it with care.',
    );
    expect(about('guides/ours/')).toContain(
      'Owner: The editors. Last reviewed 15 January 2026, next review by 15 April 2026.',
    );
    expect(notice('guides/trust/')).toBeUndefined();
    expect(notice('')).toBeUndefined();
  });

  test('a withdrawn one says so and where to go, and no list and no search leads there', () => {
    expect(notice('guides/once/')).toBe(
      'Withdrawn on 15 February 2026. Nobody should follow this page any more. Read instead: <a href="/handbook/guides/ours/">Our own page</a>, <a href="/handbook/guides/trust/">Trust</a>.',
    );
    expect(about('guides/once/')).toContain('Owner: The editors. Withdrawn 15 February 2026.');
    expect(html('guides/once/')).toContain('<meta name="robots" content="noindex"/>');
    expect(html('guides/once/')).not.toContain('data-pagefind-body');
    expect(html('guides/ours/')).toContain('data-pagefind-body');
    // What somebody wrote into the text stays; the lists around it do without.
    expect(html('guides/ours/').match(/guides\/once\//g)).toHaveLength(1);
    expect(html('guides/trust/')).not.toContain('guides/once');
  });

  test('stands together on a page that no search finds', () => {
    const rows = [...html('health/').matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
      [...row.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/gs)].map(([, cell = '']) => cell.replace(/<[^>]+>/g, '').trim()),
    );
    expect(rows).toContainEqual(['Our own page', 'The editors', '15 Apr 2026', '76']);
    expect(rows).toContainEqual(['How it was', '15 Feb 2026', 'guides/ours']);
    expect(html('health/')).toContain('<meta name="robots" content="noindex"/>');
    expect(html('health/')).not.toContain('data-pagefind-body');
    expect(site.read('dist/sitemap-0.xml')).not.toContain('health');
    expect(html('guides/trust/')).not.toContain('/health/');
  });
});

describe('a build that fails', () => {
  const direction = 'content/pillars/direction.mdx';
  const people = 'content/pillars/people.mdx';
  const config = 'astro.config.mjs';
  const good = new Map<string, string>();
  let front: string;

  beforeAll(() => {
    for (const file of [direction, people, config]) good.set(file, site.read(file));
    front = html('');
  });
  afterEach(() => {
    for (const [file, text] of good) site.write(file, text);
  });

  test('on problems of content says where, without a stack trace, and leaves the last good site as it was', async () => {
    site.write(direction, site.read(direction).replace('/pillars/people/', '/pillars/peple/'));
    site.remove('org/content/pillars');
    site.write(people, `${site.read(people)}\n<Unknown />\n`);
    const { code, output } = await build();
    expect(code).toBe(1);
    expect(output).toMatchInlineSnapshot(`
      "content/pillars/direction.mdx:17:49  There is no page "/pillars/peple/"  Did you mean /pillars/people/?
      content/pillars/people.mdx:17:1  Unknown component <Unknown>  Use a component that src/schema/components.ts names, or delete it

      2 problems in 2 files
      The build failed; dist/ is as it was before.
      "
    `);
    expect(html('')).toBe(front);
    expect(existsSync(join(site.folder, 'dist.next'))).toBe(false);
  });

  test('on code in a page and in a note says where, and runs none of it', async () => {
    const run = `process.getBuiltinModule('node:fs').writeFileSync('canary.txt', process.env.PATH)`;
    site.write(people, `${site.read(people)}\n{[${run}]}\n\n<abbr title={[${run}]}>Words</abbr>\n`);
    site.write('org/notes/guides/trust.mdx', `---\nowner: editors\nreviewed: 2026-01-15\n---\n{${run}}\n`);
    const { code, output } = await build();
    site.remove('org/notes');
    expect(code).toBe(1);
    expect(output).toContain('content/pillars/people.mdx:17:1  Braces hold code');
    expect(output).toContain('content/pillars/people.mdx:19:7  The value of "title" is code');
    expect(output).toContain('org/notes/guides/trust.mdx:5:1  A note is words, lists and links');
    expect(existsSync(join(site.folder, 'canary.txt'))).toBe(false);
    expect(html('')).toBe(front);
  });

  test('on a script in a page that it did not make', async () => {
    const footer = 'src/components/starlight/Footer.astro';
    const before = site.read(footer);
    site.write(footer, `${before}\n<script is:inline>window.foreign = true;</script>\n`);
    const { code, output } = await build();
    site.write(footer, before);
    expect(code).toBe(1);
    expect(output).toMatch(/^guides\/ours\/index\.html:\d+:\d+ {2}This build did not make the code in <script>/m);
    expect(html('')).toBe(front);
  });

  test('and the next one that succeeds takes the place of the last good one', async () => {
    site.remove('org');
    const { code, output } = await build();
    expect(code, output).toBe(0);
    expect(existsSync(join(site.folder, 'dist/guides/ours'))).toBe(false);
    // Nobody has adopted it any more, so its data is its own.
    expect(html('guides/words/')).toContain(
      'href="https://github.example.com/us/handbook/edit/main/content/data/terms/terms.yaml"',
    );
    expect(html('contribute/')).toContain('{"layer":"content"');
    expect(existsSync(join(site.folder, 'dist.old'))).toBe(false);
  });
});

test('an override that is added after a build takes the place of the page', async () => {
  site.write('org/content/guides/trust.mdx', page('Trust', '## The factor\n\nOur own trust.'));
  const { code, output } = await build();
  expect(code, output).toBe(0);
  expect(output).not.toContain('same slug');
  expect(html('guides/trust/')).toContain('Our own trust.');
});
