import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EVERYTHING, makeSite, runIn, type Site } from '../helpers.ts';

// What the check accepts, the build takes in the same way: one page for each text that parsers could read differently.

/** Titles as YAML, with the words that readers see. */
const titles: [yaml: string, shown: string][] = [
  ['Yes', 'Yes'],
  ['"Tab\\tand\\nline"', 'Tab'],
  ['"Line\\u2028separator"', 'Line\u2028separator'],
  ['Raw\u2028separator', 'Raw\u2028separator'],
  ['Non\u00a0breaking', 'Non\u00a0breaking'],
  ['"\\U0001F600 far"', '\u{1f600} far'],
  ['Ends here # comment', 'Ends here'],
  ['Marks & ! * in it', 'Marks &amp; ! * in it'],
  ['Two\n  lines', 'Two lines'],
  ['|-\n  ---- is a line', '---- is a line'],
  ["'It''s quoted'", 'quoted'],
  ['Time 12:30', 'Time 12:30'],
  ['<< merges', '&lt;&lt; merges'],
  ['constructor', 'constructor'],
  ['Ends with a dot .', 'Ends with a dot .'],
];

const page = (title: string, more: string, body: string) =>
  `---\nkind: guide\ntitle: ${title}\ndescription: What it is.\nowner: editors\nreviewed: [{day: 2026-01-15, outcome: edited}]\nsources:\n  - source: a-book\nprovenance: editorial\n${more}---\n${body}\n`;

/** Pages with other front matter or bodies, with words that readers see. */
const others: [name: string, text: string, shown: string][] = [
  ['first-line-across', page('First line', '', '---\n\nkept: above\n\n---\n\nBelow.'), 'kept: above'],
  ['first-plus', page('First plus', '', '+++\n\nkept = "above"\n\n+++\n\nBelow.'), 'above'],
  ['merge', page('Merging', 'aliases: [<<]\n', 'Words.'), 'Words.'],
  ['octal', page('Octal', 'order: 0o17\n', 'Words.'), 'Words.'],
  ['windows', page('Windows', '', 'Words.').replaceAll('\n', '\r\n'), 'Words.'],
  ['mark', `\ufeff${page('Byte order mark', '', 'Words and {frontmatter.title}.')}`, 'and Byte order mark.'],
  ['fence', page('Fence', '', 'Words.').replaceAll(/^---$/gm, '---  '), 'Words.'],
];

let site: Site;
let output: string;
beforeAll(async () => {
  site = makeSite();
  for (const [index, [title]] of titles.entries()) {
    // Words of the front matter in braces make Astro compile the page, which has a YAML parser of its own.
    site.write(`content/guides/title-${index}.mdx`, page(title, '', 'Words of {frontmatter.title}'));
  }
  for (const [name, text] of others) site.write(`content/guides/${name}.mdx`, text);
  ({ output } = await runIn(site.folder, 'npm', ['run', 'build'], EVERYTHING));
}, 300_000);
afterAll(() => site.remove('.'));

const built = (id: string) => {
  const file = join(site.folder, 'dist/guides', id, 'index.html');
  return existsSync(file) ? readFileSync(file, 'utf8') : output;
};

test.each(titles.map(([title, shown], index) => [title, shown, index] as const))('%j', (_title, shown, index) => {
  expect(built(`title-${index}`)).toContain(shown);
});

test.each(others)('%s', (name, _text, shown) => {
  expect(built(name)).toContain(shown);
});
