import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import type { Page } from 'playwright-core';
import sax from 'sax';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Document, parseDocument } from 'yaml';
import type * as z from 'zod';
import { textsIn } from '#load/prose.ts';
import { type DataName, data } from '#schema/data/index.ts';
import { flattenStrings } from '#schema/interface.ts';
import { page as pageSchema } from '#schema/pages/index.ts';
import { type OpenSite, openSite } from '../browser/site.ts';
import { EVERYTHING, makeSite, root, runIn, type Site } from '../helpers.ts';

// Our own handbook, in which every text tries to leave the place that it is shown in.

/** Ends whatever it may stand in, then makes an element that nothing else makes. */
const HOSTILE = `"'></title></script></style>--><u qz>`;
/** Code that would leave a file, if anything ran it. */
const CODE = "{[process.getBuiltinModule('node:fs').writeFileSync('canary.txt', process.env.PATH)]}";
const IN_MDX = HOSTILE.replaceAll('<', '\\<');

let site: Site;
let served: OpenSite;
let output: string;

/** Adds the text to each text of an entry that its schema lets grow, and to its names of works and people. */
function spoil(entry: Document, schema: z.ZodType, at: (string | number)[] = []): void {
  const valueNow = () => (at.length > 0 ? (entry.getIn(at) as Document) : entry).toJSON();
  for (const { path } of textsIn(schema, valueNow())) {
    const place = [...at, ...path] as (string | number)[];
    const before = entry.getIn(place);
    const isValid = () => [valueNow(), { id: 'id', ...valueNow() }].some((value) => schema.safeParse(value).success);
    for (const text of [`${before} ${HOSTILE} ${CODE}`, `${before} ${HOSTILE}`, before]) {
      entry.setIn(place, text);
      if (isValid()) break;
    }
  }
}

function spoilData(name: DataName, text: string): string {
  const document = parseDocument(text);
  const entries = document.toJSON();
  if (Array.isArray(entries)) for (const index of entries.keys()) spoil(document, data[name], [index]);
  else spoil(document, data[name]);
  return document.toString();
}

/** Adds the text to each string of the interface, with and without letters that i18next, JSON or XML would read. */
function spoilStrings(text: string): string {
  const document = parseDocument(text);
  for (const { path, text: string } of flattenStrings(document.toJSON())) {
    document.setIn(path, `${string} ${HOSTILE} \\ ]]> & $& \u2028`);
  }
  return document.toString();
}

function spoilPage(text: string): string {
  const [, front = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  const document = parseDocument(front);
  spoil(document, pageSchema);
  const more = [
    `Words ${IN_MDX}, \`${HOSTILE}\` and {${JSON.stringify(HOSTILE)}}, all of {frontmatter.title}.`,
    `:::note[Title ${IN_MDX}]\nAn <abbr title={${JSON.stringify(HOSTILE)}}>abbreviation</abbr>.\n:::`,
    `\`\`\`html title="${HOSTILE.replaceAll('"', '')}"\n${HOSTILE}\n\`\`\``,
    `| A ${IN_MDX} |\n| --- |\n| B ${IN_MDX} |`,
    `## Hostile ${IN_MDX}`,
  ];
  return `---\n${document.toString()}---\n${body}\n${more.join('\n\n')}\n`;
}

beforeAll(async () => {
  site = makeSite(root);
  for (const file of readdirSync(join(site.folder, 'content'), { recursive: true, encoding: 'utf8' })) {
    const name = /^data[\\/](\w+)[\\/]/.exec(file)?.[1] as DataName | undefined;
    const path = join(site.folder, 'content', file);
    // The style guide names words that are wrong, of which none may be on a page.
    if (name === 'style') continue;
    if (file.endsWith('.mdx')) writeFileSync(path, spoilPage(readFileSync(path, 'utf8')));
    else if (name && file.endsWith('.yaml')) writeFileSync(path, spoilData(name, readFileSync(path, 'utf8')));
  }
  site.write('org/content/interface/en.yaml', spoilStrings(site.read('content/interface/en.yaml')));
  const text = JSON.stringify(HOSTILE + CODE);
  site.write(
    'org/playbook.yaml',
    [
      `title: ${text}`,
      `description: ${text}`,
      `contact: ${text}`,
      `parts: [{ folder: guides, label: ${text} }]`,
      `titles: { roles/tech-lead: ${text} }`,
      'site: https://example.com',
    ].join('\n'),
  );
  const note = (title: string) =>
    `---\nowner: handbook\nreviewed: 2026-01-15\ntitle: ${title}\n---\nWords ${IN_MDX} and [a link](/guides/trust/).\n`;
  site.write('org/notes/guides/trust.mdx', note(JSON.stringify(HOSTILE)));
  site.write('org/notes/data/terms/roadmap.mdx', note(JSON.stringify(HOSTILE)));
  const built = await runIn(site.folder, process.execPath, ['scripts/build.ts'], EVERYTHING);
  expect(built.code, built.output).toBe(0);
  output = join(site.folder, 'dist');
  served = await openSite(output);
});
afterAll(async () => {
  await served?.close();
  rmSync(site.folder, { recursive: true, force: true });
});

type Node = DefaultTreeAdapterTypes.Node;

/** Whether the text became an element anywhere in a page, in templates and without JavaScript too. */
function holdsElement(node: Node): boolean {
  if ('tagName' in node && node.tagName === 'u') return true;
  const inside = [...('childNodes' in node ? node.childNodes : []), ...('content' in node ? [node.content] : [])];
  return inside.some(holdsElement);
}

test('no text runs in the build, or becomes an element in any file that is written', () => {
  expect(existsSync(join(site.folder, 'canary.txt'))).toBe(false);
  const names = readdirSync(output, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
  expect(names.length).toBeGreaterThan(100);
  const texts = names.map((name) => [name, readFileSync(join(output, name), 'utf8')] as const);
  const spoilt = texts.filter(([, text]) => text.includes('&lt;u qz'));
  expect(spoilt.length).toBeGreaterThan(100);
  expect(texts.filter(([, text]) => text.includes('process.getBuiltinModule(')).length).toBeGreaterThan(100);
  expect(
    texts.filter(([, text]) => holdsElement(parse(text, { scriptingEnabled: false }))).map(([name]) => name),
  ).toEqual([]);
  const { length } = texts.filter(([, text]) => /<title>[^<]*&lt;\/title&gt;[^<]*<\/title>/.test(text));
  expect(length).toBeGreaterThan(100);
});

test('strings of the interface are text in HTML, JSON and XML', () => {
  const read = (name: string) => readFileSync(join(output, name), 'utf8');
  const pages = [
    'guides/trust',
    'tools/trust-check',
    'contribute',
    'changes',
    'paths/new-tech-lead',
    'roles/tech-lead',
  ];
  for (const name of pages) {
    const text = read(`${name}/index.html`);
    // Those of Starlight, of a component and of a page each.
    for (const string of ['Edit this page', 'Skip to content', 'Dark', 'On this page', 'Add a page or data']) {
      if (text.includes(string))
        expect(text).toMatch(new RegExp(`${string} (&#34;|&quot;|")(&#39;|')&gt;&lt;/title&gt;`));
    }
    const scripts = [...text.matchAll(/<script type="application\/json"[^>]*>(.*?)<\/script>/gs)];
    for (const [, json = ''] of scripts) expect(() => JSON.parse(json)).not.toThrow();
  }
  expect(JSON.parse(read('search-words.json')).offers.words.recent).toContain(`Recent searches ${HOSTILE}`);
  const parser = sax.parser(true);
  const titles: string[] = [];
  parser.ontext = (text) => titles.push(text);
  parser.onerror = (error) => {
    throw error;
  };
  parser.write(read('changes.xml')).close();
  expect(titles.some((title) => title.startsWith(`What changed ${HOSTILE}`))).toBe(true);
});

describe('in the browser, under the policy of the build', () => {
  const elements = (page: Page) => page.evaluate(() => document.querySelectorAll('u[qz]').length);

  test.each([
    '/',
    '/guides/trust/',
    '/guides/glossary/',
    '/roles/',
    '/tools/trust-check/',
    '/tools/influence-planner/',
    '/tools/pillar-week/',
    '/tools/seat-finder/',
    '/tools/stakeholder-map/',
    '/paths/new-tech-lead/',
    '/contribute/',
    '/changes/',
  ])('%s', async (path) => {
    const { context } = await served.open();
    const page = await context.newPage();
    await page.goto(path);
    // Elements are made live by scripts that load late.
    await page.waitForLoadState('networkidle');
    for (const field of await page.locator('main input[type=radio], main input[type=checkbox]').all())
      if (await field.isVisible()) await field.check({ force: true });
    expect(await elements(page)).toBe(0);
    await context.close();
  });

  test('in the answers of the search, with excerpts, headings and facets', async () => {
    const { context } = await served.open();
    const page = await context.newPage();
    await page.goto('/?q=hostile+trust');
    await page.locator('.hit-link').nth(2).waitFor();
    await expect.poll(() => page.locator('.results .excerpt').count()).toBeGreaterThan(0);
    expect(await page.locator('.results > li').first().innerText()).toContain('<u qz>');
    expect(await elements(page)).toBe(0);
    await context.close();
  });
});
