import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EVERYTHING, makeSite, runIn, type Site } from '../helpers.ts';

// A handbook whose organisation rewords strings of the interface.

const STRINGS = `page:
  sources: Where this comes from
  previousLink: Back
tableOfContents:
  onThisPage: In short
aside:
  note: Mind
heading:
  anchorLabel: 'Link to {{title}}'
themeSelect:
  dark: Dark & <b>quiet</b>
note:
  by: 'Written by {{owner}}, read on'
changes:
  title: News & more
  news:
    added: 'Fresh <b>'
kinds:
  guide: Guidance
search:
  facets:
    kind: 'Sort: [a], b'
`;

let site: Site;

beforeAll(async () => {
  site = makeSite();
  site.write('org/content/interface/en.yaml', STRINGS);
  site.write('org/playbook.yaml', 'repository: https://github.com/ours/handbook\n');
  // Names that i18next would take for placeholders and calls of its own.
  site.write('org/content/data/teams/rd.yaml', `title: 'R&D {{owner}} $t(page.owner) "x"'\npurpose: Ours.\n`);
  site.write('org/notes/guides/trust.mdx', '---\nowner: rd\nreviewed: 2026-01-15\n---\n\nWords.\n');
  const trust = site.read('content/guides/trust.mdx');
  site.write('content/guides/trust.mdx', `${trust}\n## A \\{\\{title}} & b\n\n:::note\nWords.\n:::\n`);
  for (const command of [
    ['init', '--quiet'],
    ['add', 'content', 'org'],
  ])
    await runIn(site.folder, 'git', command);
  await runIn(site.folder, 'git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', 'commit', '-qm', 'Begin']);
  const { code, output } = await runIn(site.folder, process.execPath, ['scripts/build.ts'], {
    ...EVERYTHING,
    SITE_URL: 'https://example.com',
  });
  expect(code, output).toBe(0);
});
afterAll(() => site.remove('.'));

describe('a string that an organisation rewords is on the page', () => {
  const trust = () => site.read('dist/guides/trust/index.html');

  test.each([
    ['our own', '>Where this comes from<'],
    ['one of Starlight', '>In short<'],
    ['one of Starlight that is shown on some pages', '>Back<'],
    ['the title of an aside, which Markdown writes', '>Mind<'],
    ['the label of a heading, with the text of the heading', 'Link to A {{title}} &amp; b'],
    ['the name of a kind', '>Guidance<'],
    ['one that Starlight writes as HTML', '>Dark &amp; &lt;b&gt;quiet&lt;/b&gt;<'],
    ['the name of a facet, without what would end it', 'data-pagefind-filter="Sort   a   b[content]"'],
    ['a title in the head', 'title="News &amp; more"'],
    ['one with a name filled in', 'Written by R&amp;D {{owner}} $t(page.owner) &quot;x&quot;, read on'],
    ['one that was not reworded', 'aria-label="Change this handbook"'],
  ])('%s', (_, html) => {
    const text = trust().replaceAll('&#38;', '&amp;').replaceAll('&#34;', '&quot;');
    expect(text.includes(html)).toBe(true);
  });

  test('in the feed, as XML', () => {
    const feed = site.read('dist/changes.xml');
    expect(feed).toContain('<title>News &amp; more</title>');
    expect(feed).toMatch(/<title>Fresh &lt;b&gt;: /);
  });

  test('and nowhere is a key', () => {
    expect(trust()).not.toMatch(/>(page|kinds|change|contact|fields|values|aside)\.\w+</);
    expect(site.read('dist/changes/index.html')).not.toMatch(/>changes\.\w+</);
  });
});
