import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { textOfPage } from '#editions/page-text.ts';
import { formatProblem } from '#schema/problem.ts';
import { copyHandbook, guideText, root, temporaryFolder } from '../helpers.ts';

const all = temporaryFolder();

const SCHEMA = `
import * as z from 'zod';
import { reference } from '#schema/fields.ts';

export default {
  description: 'A term, large.',
  props: z.strictObject({ term: reference('terms'), size: z.enum(['small', 'large']).optional() }),
};
`;
const OURS = { 'org/components/BigTerm.astro': '<p>A term</p>', 'org/components/BigTerm.ts': SCHEMA };
const IMPORT = "import BigTerm from '#org/components/BigTerm.astro';";

/** Makes a small handbook with files of an organisation, and a guide with a body. */
function handbookWith(files: Record<string, string>, body: string) {
  const folder = copyHandbook(all);
  for (const name of ['node_modules', 'src']) symlinkSync(join(root, name), join(folder, name));
  const texts = {
    'package.json': '{"type": "module", "imports": {"#*": "./src/*"}}',
    'content/guides/more.mdx': guideText({ title: 'More' }, body),
    ...files,
  };
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return readHandbook(folder, { today: '2026-06-30' });
}
const problemsOf = (files: Record<string, string>, body: string) =>
  handbookWith(files, body).problems.map(formatProblem);

describe('a component of the organisation on a page', () => {
  test.each([
    ['is used like ours', `${IMPORT}\n\n<BigTerm term="roadmap" />`, []],
    ['in double quotes', `${IMPORT.replaceAll("'", '"')}\n\n<BigTerm term="roadmap" size="large" />`, []],
    [
      'with a prop that is not there',
      `${IMPORT}\n\n<BigTerm term="roadmap" colour="red" />`,
      ['content/guides/more.mdx:14:25  Unknown prop "colour"  Use one of "term", "size"'],
    ],
    [
      'without a prop that it needs',
      `${IMPORT}\n\n<BigTerm />`,
      ['content/guides/more.mdx:14:1  "term" is missing  Write term="...": text'],
    ],
    [
      'with a value of another kind',
      `${IMPORT}\n\n<BigTerm term="roadmap" size="huge" />`,
      ['content/guides/more.mdx:14:25  "huge" does not fit size  Use one of "small", "large"'],
    ],
    [
      'with the id of an entry that is not there',
      `${IMPORT}\n\n<BigTerm term="roadmapp" />`,
      ['content/guides/more.mdx:14:10  There is no entry of terms "roadmapp"  Did you mean "roadmap"?'],
    ],
    [
      'without its import',
      '<BigTerm term="roadmap" />',
      [`content/guides/more.mdx:12:1  <BigTerm> is not imported  Write ${IMPORT} after the front matter`],
    ],
    [
      'with a slip in its name',
      `${IMPORT}\n\n<BigTern term="roadmap" />`,
      ['content/guides/more.mdx:14:1  Unknown component <BigTern>  Did you mean "BigTerm"?'],
    ],
    [
      'in lower case',
      `${IMPORT}\n\n<bigTerm term="roadmap" />`,
      ['content/guides/more.mdx:14:1  Unknown component <bigTerm>  Did you mean "BigTerm"?'],
    ],
    [
      'imported from the folder of ours',
      `${IMPORT.replace('#org/', '#')}\n\n<BigTerm term="roadmap" />`,
      [`content/guides/more.mdx:12:1  "#components/BigTerm.astro" is no component for pages  Did you mean ${IMPORT}`],
    ],
    [
      'where ours is imported from its folder',
      `import TrustFactor from '#org/components/TrustFactor.astro';\n\n<TrustFactor id="credibility" />`,
      [
        `content/guides/more.mdx:12:1  "#org/components/TrustFactor.astro" is no component for pages  Did you mean import TrustFactor from '#components/TrustFactor.astro';`,
      ],
    ],
    [
      'where something else of the organisation is imported',
      `import rule from '#org/rules/rule.ts';`,
      [
        'content/guides/more.mdx:12:1  "#org/rules/rule.ts" is no component for pages  Delete the line: a page imports components only',
      ],
    ],
    [
      'where a part of it is imported',
      `import Line from '#org/components/parts/Line.astro';`,
      [
        'content/guides/more.mdx:12:1  "#org/components/parts/Line.astro" is no component for pages  Delete the line: a page imports components only',
      ],
    ],
    [
      'under another name',
      `import Large from '#org/components/BigTerm.astro';\n\n<Large term="roadmap" />`,
      [
        `content/guides/more.mdx:12:1  "#org/components/BigTerm.astro" is imported under another name or in braces  Write ${IMPORT}`,
        'content/guides/more.mdx:14:1  Unknown component <Large>  Use a component that src/schema/components.ts names, or delete it',
      ],
    ],
    [
      'with content',
      `${IMPORT}\n\n<BigTerm term="roadmap">Words.</BigTerm>`,
      ['content/guides/more.mdx:14:1  <BigTerm> takes no content  Write <BigTerm /> and its content after it'],
    ],
  ])('%s', (_name, body, problems) => {
    expect(problemsOf(OURS, body)).toEqual(problems);
  });
});

const EXAMPLE = 'export default { description: "What it shows.", props: z.strictObject({}) }';

describe('a mistake in the components of an organisation', () => {
  test.each<[name: string, files: Record<string, string>, problems: string[]]>([
    [
      'no schema',
      { 'BigTerm.astro': '' },
      [
        `org/components/BigTerm.astro:1:1  The component has no schema of its props  Write org/components/BigTerm.ts with ${EXAMPLE}`,
      ],
    ],
    [
      'no component',
      { 'BigTerm.ts': SCHEMA },
      [
        'org/components/BigTerm.ts:1:1  There is no component for this schema  Write org/components/BigTerm.astro, or delete it',
      ],
    ],
    [
      'a name of ours',
      { 'TrustFactor.astro': '', 'TrustFactor.ts': SCHEMA },
      [
        'org/components/TrustFactor.astro:1:1  <TrustFactor> is a component of the handbook  Give yours another name, such as OurTrustFactor',
      ],
    ],
    [
      'the name of the notes',
      { 'Note.astro': '', 'Note.ts': SCHEMA },
      [
        'org/components/Note.astro:1:1  <Note> is a component of the handbook  Give yours another name, such as OurNote',
      ],
    ],
    [
      'a name that is no tag',
      { 'big-term.astro': '' },
      [
        'org/components/big-term.astro:1:1  The name of a component is a capital letter, then letters and digits  Rename it to BigTerm.astro, or move a part of a component into a folder',
      ],
    ],
    [
      'a component of another framework',
      { 'BigTerm.tsx': '' },
      [
        'org/components/BigTerm.tsx:1:1  A component ends in .astro, not in .tsx  Write it as BigTerm.astro, or delete it',
      ],
    ],
    [
      'no default export',
      { 'BigTerm.astro': '', 'BigTerm.ts': 'export const props = {};' },
      [`org/components/BigTerm.ts:1:1  This is no schema of a component: it has no default export  Write ${EXAMPLE}`],
    ],
    [
      'no description',
      { 'BigTerm.astro': '', 'BigTerm.ts': SCHEMA.replace(/description.*/, '') },
      [
        `org/components/BigTerm.ts:1:1  This is no schema of a component: its "description" is missing or wrong  Write ${EXAMPLE}`,
      ],
    ],
    [
      'props that are no schema',
      { 'BigTerm.astro': '', 'BigTerm.ts': 'export default { description: "A", props: {} }' },
      [
        `org/components/BigTerm.ts:1:1  This is no schema of a component: its "props" is missing or wrong  Write ${EXAMPLE}`,
      ],
    ],
    [
      'a field that is not known',
      { 'BigTerm.astro': '', 'BigTerm.ts': SCHEMA.replace('props', 'kind: 1, props') },
      [
        `org/components/BigTerm.ts:1:1  This is no schema of a component: its "kind" is missing or wrong  Write ${EXAMPLE}`,
      ],
    ],
    [
      'props of any name',
      { 'BigTerm.astro': '', 'BigTerm.ts': SCHEMA.replace('strictObject', 'object') },
      ['org/components/BigTerm.ts:1:1  The schema takes props of any name  Write props: z.strictObject({ … })'],
    ],
    [
      'code that throws',
      { 'BigTerm.astro': '', 'BigTerm.ts': 'throw new Error("No luck");' },
      ['org/components/BigTerm.ts:1:1  The schema cannot be loaded: No luck  Mend it, or delete the component'],
    ],
    [
      'parts and helpers, under any name',
      { 'parts/row.astro': '', 'colours.ts': '', 'parts/Row.ts': '', 'grid.css': '' },
      [],
    ],
    ['tests beside it', { 'BigTerm.astro': '', 'BigTerm.ts': SCHEMA, 'BigTerm.test.ts': '' }, []],
  ])('%s', (_name, files, problems) => {
    const own = Object.entries(files).map(([file, text]) => [`org/components/${file}`, text]);
    expect(problemsOf(Object.fromEntries(own), 'Words.')).toEqual(problems);
  });

  test('is one problem, also where a page uses it', () => {
    const problems = problemsOf({ ...OURS, 'org/components/BigTerm.ts': '}' }, `${IMPORT}\n\n<BigTerm any="thing" />`);
    expect(problems).toEqual([
      expect.stringMatching(/^org\/components\/BigTerm.ts:1:1 {2}The schema cannot be loaded: /),
    ]);
  });
});

test('a component goes with the entry that it renders, where an edition leaves that out', () => {
  const { edition, content } = handbookWith(OURS, `${IMPORT}\n\n<BigTerm term="roadmap" />\n\nWords.`);
  const text = content.pages.find(({ id }) => id === 'guides/more')?.text ?? '';
  expect(textOfPage(edition, text)).toContain('<BigTerm');
  expect(textOfPage({ ...edition, excluded: new Set(['data/terms/roadmap']) }, text)).not.toContain('BigTerm');
});
