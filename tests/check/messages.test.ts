import { expect, test } from 'vitest';
import { check } from '../../scripts/check.ts';
import { copyHandbook, outputOf, temporaryFolder } from '../helpers.ts';
import { type Mistake, writeFiles } from '../mistakes.ts';

// What npm run check prints, to be read as a person reads it: ten typical mistakes, each of another rule.

const all = temporaryFolder();

/** Prints the report on the small handbook with a mistake in it. */
async function printed(files: Mistake['files'], ...args: string[]): Promise<string> {
  const folder = copyHandbook(all);
  writeFiles(folder, files);
  const { output } = await outputOf((terminal) => check(args, folder, terminal, { today: '2026-06-30' }));
  return output;
}

/** The lines of the report before its count. */
const problems = async (files: Mistake['files']) => (await printed(files)).split('\n\n')[0];

const more = (edits: Mistake['files'][string]) => ({ 'content/guides/more.mdx': edits });
const settings = (add: string) => ({ 'content/playbook.yaml': { add } });

test('a file in the wrong place', async () => {
  expect(await problems({ 'content/guides/notes.docx': 'Notes.' })).toMatchInlineSnapshot(
    `"content/guides/notes.docx:1:1  No page can show this file  Move it to public/ and link to it, or delete it"`,
  );
});

test('front matter that cannot be read', async () => {
  expect(await problems(more({ replace: 'title: More', with: 'title: More: the rest' }))).toMatchInlineSnapshot(
    `"content/guides/more.mdx:3:8  A value with a colon in it is not in quotes  Write title: 'More: the rest'"`,
  );
});

test('a field that is missing', async () => {
  expect(await problems(more({ replace: 'owner: editors\n' }))).toMatchInlineSnapshot(
    `"content/guides/more.mdx:2:1  "owner" is missing  Write owner: The team that answers for this page, from content/data/teams"`,
  );
});

test('a setting that there is not', async () => {
  expect(await problems(settings('colour: blue\n'))).toMatchInlineSnapshot(
    `"content/playbook.yaml:52:1  Unknown key "colour"  Did you mean "colours"?"`,
  );
});

test('a colour that is too faint', async () => {
  const faint = { replace: "accent: '#0d5c63'", with: "accent: '#5aa9e6'" };
  expect(await problems({ 'content/playbook.yaml': faint })).toMatchInlineSnapshot(
    `"content/playbook.yaml:22:13  In the light theme, accent on paper-raised has a contrast of 2.21:1 and needs 4.5:1, for links in boxes  Write accent: '#1c71ab', the nearest that is enough"`,
  );
});

test('a title that another page has', async () => {
  expect(await problems(more({ replace: 'title: More', with: 'title: Trust' }))).toMatchInlineSnapshot(
    `"content/guides/trust.mdx:3:8  The title "Trust" is taken by content/guides/more.mdx  Give one of the two a title of its own"`,
  );
});

test('a component that there is not', async () => {
  expect(await problems(more({ body: 'Words.\n\n<Asside>Mind this.</Asside>' }))).toMatchInlineSnapshot(
    `"content/guides/more.mdx:13:1  Unknown component <Asside>  Use a component that src/schema/components.ts names, or delete it"`,
  );
});

test('a reference to a page that is not there', async () => {
  expect(await problems(more({ fields: 'related: [pillars/peopel]' }))).toMatchInlineSnapshot(
    `"content/guides/more.mdx:10:11  There is no page "pillars/peopel"  Did you mean "pillars/people"?"`,
  );
});

test('a link to a heading that is not there', async () => {
  expect(await problems(more({ body: 'See [it](/pillars/direction/#where-to).' }))).toMatchInlineSnapshot(
    `"content/guides/more.mdx:11:5  /pillars/direction/ has no heading "#where-to"  Write "where-to-go""`,
  );
});

test('a link to what not all readers may see', async () => {
  const files = {
    ...settings('audience: public\n'),
    'content/guides/pay.mdx': { fields: 'audience: leads' },
    ...more({ body: 'See [pay](/guides/pay/).' }),
  };
  expect(await problems(files)).toMatchInlineSnapshot(
    `"content/guides/more.mdx:11:5  "guides/pay" is for leads, and this is read by public  Write a ? after it, so that it disappears for others, or put it between :::only[leads] and :::"`,
  );
});

test('the whole report, with its count', async () => {
  const files = { ...settings('colour: blue\n'), ...more({ fields: 'order: 0\nowners: editors' }) };
  expect(await printed(files)).toMatchInlineSnapshot(`
    "content/guides/more.mdx:10:8  order is too small  Write 1 or more
    content/guides/more.mdx:11:1  Unknown key "owners"  Did you mean "owner"?
    content/playbook.yaml:52:1  Unknown key "colour"  Did you mean "colours"?

    3 problems in 2 files
    3 hints: npm run check -- --hints lists them"
  `);
});

test('the report where nothing is wrong', async () => {
  const words = { 'content/words.yaml': '- roadmap' };
  expect(await printed(words)).toMatchInlineSnapshot(`
    "7 pages checked, no problems
    3 hints: npm run check -- --hints lists them"
  `);
  expect(await printed(words, '--hints')).toMatchInlineSnapshot(`
    "content/pillars/direction.mdx:1:1  This pillar has 14 words  Aim at 500 to 1250: say more, or move it to another page
    content/pillars/people.mdx:1:1  This pillar has 1 word  Aim at 500 to 1250: say more, or move it to another page
    content/roles/lead.mdx:1:1  This role has 4 words  Aim at 350 to 750: say more, or move it to another page

    3 hints in 3 files

    7 pages checked, no problems"
  `);
});
