import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { satteri } from '@astrojs/markdown-satteri';
import { afterAll, describe, expect, test } from 'vitest';
import { BodyFiles, drawsComponents, renderBody } from '#loaders/bodies.ts';
import { baseLinks } from '#loaders/markdown.ts';
import { importLine } from '#model/rules/code.ts';

const processor = satteri({ mdastPlugins: [baseLinks('/book/')], features: { directive: true } });
const file = pathToFileURL('/content/guides/a.mdx');
const rendered = (text: string, frontmatter: Record<string, unknown> = {}) =>
  renderBody(text, file, frontmatter, { markdown: { processor } } as unknown as Parameters<typeof renderBody>[3]);
const html = async (text: string, frontmatter?: Record<string, unknown>) =>
  (await rendered(text, frontmatter)).html.replaceAll(/\s*\n\s*/g, '');

describe('a body without components becomes HTML', () => {
  test.each([
    [
      'words',
      'Some *words* & "quotes" -- `a < b`.',
      '<p>Some <em>words</em> &amp; “quotes” – <code>a &lt; b</code>.</p>',
    ],
    ['links', 'A [link](/guides/b/).', '<p>A <a href="/book/guides/b/">link</a>.</p>'],
    ['a comment', 'Before {/* not for readers */}after.', '<p>Before after.</p>'],
    ['a comment in a place of its own', 'Before.\n\n{/* no */}\n\nAfter.', '<p>Before.</p><p>After.</p>'],
    ['escaped braces', 'As \\{this\\}.', '<p>As {this}.</p>'],
    ['a plain value', 'There are {5} of {"them & those"}.', '<p>There are 5 of them &amp; those.</p>'],
    ['HTML', 'The <abbr title="a &quot;b&quot;">c</abbr>.', '<p>The <abbr title="a &quot;b&quot;">c</abbr>.</p>'],
    [
      'HTML with Markdown in it',
      '<details open>\n<summary>More</summary>\n\n- one\n- two\n\n</details>',
      '<details open><summary>More</summary><ul><li>one</li><li>two</li></ul></details>',
    ],
    ['a line break', 'One<br />two.', '<p>One<br>two.</p>'],
    ['a rule', 'One.\n\n---\n\nTwo.', '<p>One.</p><hr><p>Two.</p>'],
  ])('%s', async (_, text, expected) => {
    expect((await html(text)).replaceAll(/<(br|hr) ?\/>/g, '<$1>')).toBe(expected);
  });

  test('with the fields of the front matter that it names', async () => {
    const fields = { title: 'This & <that>', order: 3 };
    expect(await html('Of {frontmatter.title}, number {frontmatter.order}.', fields)).toBe(
      '<p>Of This &amp; &lt;that&gt;, number 3.</p>',
    );
    expect(await html('{frontmatter.title}', fields)).toBe('<p>This &amp; &lt;that&gt;</p>');
    expect(await html('{/* a */ frontmatter.title}', fields)).toBe('<p>This &amp; &lt;that&gt;</p>');
    expect(await html('The <abbr title={frontmatter.title}>**A** b</abbr>.', fields)).toBe(
      '<p>The <abbr title="This &amp; &lt;that>"><strong>A</strong> b</abbr>.</p>',
    );
    expect(await html('<div title={frontmatter.title}>\n- a\n- *b*\n</div>', fields)).toBe(
      '<div title="This &amp; &lt;that>"><ul><li>a</li><li><em>b</em></li></ul></div>',
    );
  });

  test('with its headings, which keep their anchors apart', async () => {
    const { html: text, metadata } = await rendered('## One *more*\n\nWords.\n\n### Same\n\nWords.\n\n### Same\n');
    expect(metadata.headings).toEqual([
      { depth: 2, slug: 'one-more', text: 'One more' },
      { depth: 3, slug: 'same', text: 'Same' },
      { depth: 3, slug: 'same-1', text: 'Same' },
    ]);
    expect(text).toContain('<h3 id="same-1">');
  });

  test('with its pictures, for Astro to make smaller', async () => {
    const { html: text, metadata } = await rendered('![A map](./map.png)');
    expect(metadata.imagePaths).toEqual(['./map.png']);
    expect(text).toMatch(/<img __ASTRO_IMAGE_="[^"]*map\.png/);
  });
});

test.each([
  [`${importLine('Pillars')}\n\n<Pillars />`, true],
  [`${importLine('Pillars').replaceAll("'", '"')}\n\n<Pillars />`, true],
  ['An\nimport from elsewhere is prose.', false],
  ['<details>\n<summary>HTML</summary>\n</details>', false],
])('%j draws components: %s', (text, draws) => {
  expect(drawsComponents(text)).toBe(draws);
});

describe('the HTML of bodies lies in files', () => {
  const root = mkdtempSync(join(tmpdir(), 'bodies-'));
  const bodies = new BodyFiles(root, pathToFileURL(join(root, 'cache/')));
  const body = (html: string, imagePaths: string[] = []) => ({ html, metadata: { headings: [], imagePaths } });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test('named by what they hold, and those of other bodies go', async () => {
    const [one, two] = [await bodies.moved(body('<p>One</p>')), await bodies.moved(body('<p>Two</p>'))];
    expect(one.html).toBe('');
    expect(readFileSync(join(root, one.metadata.file ?? ''), 'utf8')).toBe('<p>One</p>');
    expect(await bodies.moved(body('<p>One</p>'))).toEqual(one);
    bodies.keepOnly([two]);
    expect([bodies.holds(one), bodies.holds(two)]).toEqual([false, true]);
    expect(readdirSync(join(root, 'cache/bodies'))).toHaveLength(1);
  });

  test('but for a body with pictures, into which Astro puts their addresses', async () => {
    const pictured = body('<img __ASTRO_IMAGE_="./map.png">', ['./map.png']);
    expect(await bodies.moved(pictured)).toBe(pictured);
    expect(bodies.holds(pictured)).toBe(true);
  });
});
