import { afterAll, describe, expect, test } from 'vitest';
import { repositoryAt } from '#schema/repository-links.ts';
import { makeSite, runIn, type Site } from '../helpers.ts';

const sites: Site[] = [];
afterAll(() => {
  for (const site of sites) site.remove('.');
});

const UPSTREAM = 'git@gitlab.com:them/books/playbook.git';

/** Builds the small handbook as an organisation has it, with these settings. */
async function buildWith(settings: string): Promise<Site> {
  const site = makeSite();
  sites.push(site);
  site.write('org/playbook.yaml', `title: Ours\n${settings}`);
  site.write('content/playbook.yaml', site.read('content/playbook.yaml').replace(/^repository: .*\n/m, ''));
  site.write('org/upstream.yaml', `source: ${UPSTREAM}\n`);
  site.write('org/content/guides/words.mdx', site.read('content/guides/words.mdx'));
  const { code, output } = await runIn(site.folder, process.execPath, ['scripts/build.ts'], { EDITION: 'leads' });
  expect(code, output).toBe(0);
  return site;
}

const html = (site: Site, page: string) => site.read(`dist/${page}/index.html`).replace(/&(amp|#38);/g, '&');
const linksIn = (text: string) => [...text.matchAll(/href="(https:\/\/[^"]*)"/g)].map((match) => match[1]);

describe.concurrent('a handbook of a Git host leads there', { timeout: 300_000 }, () => {
  test.each([
    [
      'https://github.com/us/book',
      '/edit/main/org/content/guides/words.mdx',
      /^https:\/\/github\.com\/us\/book\/issues\/new\?title=/,
    ],
    [
      'https://gitlab.com/us/sub/book',
      '/-/edit/main/org/content/guides/words.mdx',
      /^https:\/\/gitlab\.com\/us\/sub\/book\/-\/issues\/new\?issue/,
    ],
    ['https://bitbucket.org/us/book', '/src/main/org/content/guides/words.mdx?mode=edit&at=main', undefined],
    [
      'https://bitbucket.example.com/projects/US/repos/book',
      '/browse/org/content/guides/words.mdx?at=refs%2Fheads%2Fmain',
      undefined,
    ],
    [
      'https://dev.azure.com/us/book/_git/site',
      '?path=%2Forg%2Fcontent%2Fguides%2Fwords.mdx&version=GBmain',
      /^https:\/\/dev\.azure\.com\/us\/book\/_workitems\/create\/Task\?/,
    ],
    [
      'https://codeberg.org/us/book',
      '/_edit/main/org/content/guides/words.mdx',
      /^https:\/\/codeberg\.org\/us\/book\/issues\/new\?title=/,
    ],
  ])('%s', async (repository, edit, report) => {
    const site = await buildWith(`repository: ${repository}\n`);
    const ours = linksIn(html(site, 'guides/words'));
    expect(ours).toContain(repository + edit);
    expect(ours.filter((link) => report?.test(link ?? '') ?? /issues|workitems/.test(link ?? ''))).toHaveLength(
      report ? 1 : 0,
    );
    // Upstream is on another host.
    expect(linksIn(html(site, 'guides/trust'))).toContain(
      'https://gitlab.com/them/books/playbook/-/blob/HEAD/content/guides/trust.mdx',
    );
    expect(html(site, 'contribute')).toContain(JSON.stringify(repositoryAt(repository)));
  });

  test.each([
    ['no repository', ''],
    ['a host without links', 'repository: https://github.com/us/book\nhost: none\n'],
    ['a domain that does not tell', 'repository: https://code.example.com/us/book\n'],
  ])('and nowhere with %s', async (_, settings) => {
    const site = await buildWith(settings);
    expect(linksIn(html(site, 'guides/words')).filter((link) => link?.includes('org/content'))).toEqual([]);
    expect(html(site, 'contribute')).not.toContain('"repository"');
  });

  test('with reports to an address of its own, or to none', async () => {
    const mail = await buildWith('repository: https://github.com/us/book\nissues: help@example.com\n');
    expect(html(mail, 'guides/words')).toMatch(/href="mailto:help@example\.com\?subject=[^"]*&body=[^"]*"/);
    const none = await buildWith('repository: https://github.com/us/book\nissues: none\n');
    expect(linksIn(html(none, 'guides/words')).filter((link) => link?.includes('/issues/'))).toEqual([]);
  });
});
