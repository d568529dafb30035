import { mdxToMdast } from 'satteri';
import { describe, expect, test } from 'vitest';
import { completeProblems, leakProblems } from '#check/rules/readers.ts';
import { type Edition, fieldsIn, keysOf, shows, strictness, textIn } from '#editions/edition.ts';
import { data } from '#schema/data/index.ts';
import { page } from '#schema/pages/index.ts';
import { formatProblem } from '#schema/problem.ts';

const audiences = ['public', 'internal', 'leads'];
const edition = (audience: string, ...excluded: string[]): Edition => ({
  audience,
  audiences,
  excluded: new Set(excluded),
  titles: {},
  notes: new Map(),
});
const importOf = (name: string) => `import ${name} from '#components/${name}.astro';`;
const features = { frontmatter: true, directive: true, gfm: true, smartPunctuation: true };
const shown = (of: Edition, text: string) => textIn(of, text, mdxToMdast(text, { features }));

describe('who may read what', () => {
  test.each([
    ['public', 0],
    ['internal', 1],
    ['leads', 2],
    // Forgetting to say it publishes nothing.
    [undefined, 2],
    ['everybody', 2],
  ])('%s is as narrow as %i', (audience, expected) => {
    expect(strictness(audience, audiences)).toBe(expected);
  });

  test('a narrower edition shows all that a wider one does', () => {
    for (const written of [...audiences, undefined]) {
      const seen = audiences.map((audience) => shows({ audience, audiences }, written));
      expect(seen).toEqual([...seen].sort());
      expect(seen.at(-1)).toBe(true);
    }
  });
});

describe('a page in an edition', () => {
  const head = '---\ntitle: A page\n---\n\n';

  test.each<[what: string, of: Edition, text: string, expected: string]>([
    [
      'stays as it is where nothing is left out',
      edition('leads'),
      'See [pay](/guides/pay/).\n',
      'See [pay](/guides/pay/).\n',
    ],
    [
      'keeps the words of a link',
      edition('public', 'guides/pay'),
      'See [the *pay* page](/guides/pay/#bands) now.\n',
      'See the *pay* page now.\n',
    ],
    [
      'finds the link behind letters of other scripts',
      edition('public', 'guides/pay'),
      '中文 😀 “é” [pay](/guides/pay/) 😀 [all](/guides/)\n',
      '中文 😀 “é” pay 😀 [all](/guides/)\n',
    ],
    [
      'loses an optional link, or its mark',
      edition('public', 'guides/pay'),
      '[a](/guides/pay/?) [b](/guides/on/?#x)\n',
      'a [b](/guides/on/#x)\n',
    ],
    [
      'loses an optional link to a heading that others see',
      edition('public', 'guides/on#x'),
      '[a](/guides/on/?#x) [b](/guides/on/?#y)\n',
      'a [b](/guides/on/#y)\n',
    ],
    [
      'loses a link that is defined below',
      edition('public', 'guides/pay'),
      'See [pay][p] and [p].\n\n[p]: /guides/pay/\n',
      'See pay and p.\n\n\n',
    ],
    [
      'loses a part that is for others',
      edition('public'),
      'One.\n\n:::only[leads]\nTwo.\n\n## Three\n:::\n\nFour.\n',
      'One.\n\n\n\nFour.\n',
    ],
    [
      'keeps a part that is for its readers, without the marks',
      edition('internal'),
      'One.\n\n:::only[internal]\nTwo.\n:::\n\nFour.\n',
      'One.\n\n\nTwo.\n\n\nFour.\n',
    ],
    ['loses a part for nobody that exists', edition('internal'), ':::only[directors]\nTwo.\n:::\n', '\n'],
    [
      'keeps the outer part and loses the inner',
      edition('internal'),
      '::::only[internal]\nOne.\n\n:::only[leads]\nTwo.\n:::\n::::\n',
      '\nOne.\n\n\n\n',
    ],
    [
      'imports no component that only a lost part used',
      edition('public'),
      `${importOf('Pillars')}\n${importOf('Sources')}\n\n<Pillars />\n\n:::only[leads]\n<Sources />\n:::\n`,
      `${importOf('Pillars')}\n\n<Pillars />\n\n\n`,
    ],
    [
      'loses a component that draws what is left out, and the line above it',
      edition('public', 'data/comparisons/pay'),
      `${importOf('Comparison')}\n\nOne.\n\n<Comparison id="pay" />\n\nTwo.\n`,
      '\nOne.\n\n\n\nTwo.\n',
    ],
    [
      'draws what may be left out where it is not',
      edition('public', 'data/comparisons/pay'),
      `${importOf('Comparison')}\n\n<Comparison id="pay?" />\n<Comparison id="work?" />\n`,
      `${importOf('Comparison')}\n\n\n<Comparison id="work" />\n`,
    ],
    [
      'leaves code alone',
      edition('public', 'guides/pay'),
      '```md\n:::only[leads]\n[pay](/guides/pay/)\n:::\n```\n',
      '```md\n:::only[leads]\n[pay](/guides/pay/)\n:::\n```\n',
    ],
  ])('%s', (_what, of, text, expected) => {
    expect(shown(of, head + text)).toBe(head + expected);
  });
});

test('a page goes before its part where settings name both', () => {
  const ids = ['index', 'guides/trust', 'guides/words', 'guides/deep/er', 'roles/lead', 'guidesque/x'];
  expect([...keysOf(['guides', 'guides/trust', 'guides/deep', 'index'], ids)]).toEqual([
    ['index', 'index'],
    ['guides/trust', 'guides/trust'],
    ['guides/words', 'guides'],
    ['guides/deep/er', 'guides/deep'],
  ]);
});

describe('the fields of an entry in an edition', () => {
  const guide = {
    kind: 'guide' as const,
    title: 'Trust',
    description: 'What it is.',
    owner: 'editors',
    reviewed: [{ day: '2026-01-15', outcome: 'edited' as const }],
    reviewEvery: 12,
    sources: [{ source: 'a-book' }, { source: 'secret-book' }],
    provenance: 'editorial' as const,
    pillars: ['pillars/people'],
    aliases: ['confidence'],
    related: ['guides/one', 'guides/pay?', 'guides/two?'],
  };

  test('lose optional references and items of lists, and the question marks', () => {
    const { value, needs } = fieldsIn(
      edition('public', 'guides/pay', 'data/sources/secret-book'),
      page,
      'guides/trust',
      guide,
    );
    expect(needs).toEqual([]);
    expect(value).toEqual({ ...guide, sources: [{ source: 'a-book' }], related: ['guides/one', 'guides/two'] });
  });

  test('name what they cannot do without', () => {
    const { needs } = fieldsIn(
      edition('public', 'data/sources/a-book', 'data/sources/secret-book', 'data/teams/editors'),
      page,
      'guides/trust',
      guide,
    );
    expect(needs.map(({ id }) => id).sort()).toEqual(['editors']);
  });

  test('take a new title, and keep the old one for the search', () => {
    const titles = { 'guides/trust': 'Believing each other' };
    const { value } = fieldsIn({ excluded: new Set(), titles }, page, 'guides/trust', guide);
    expect(value).toMatchObject({ title: 'Believing each other', aliases: ['confidence', 'Trust'] });
    expect(guide.title).toBe('Trust');
  });

  test('take the team that looks after the page here, even where its own is left out', () => {
    const owners = { 'guides/trust': 'people' };
    const { value, needs } = fieldsIn(
      { ...edition('public', 'data/teams/editors'), owners },
      page,
      'guides/trust',
      guide,
    );
    expect(needs).toEqual([]);
    expect(value).toMatchObject({ owner: 'people' });
    expect(
      fieldsIn({ ...edition('public', 'data/teams/people'), owners }, page, 'guides/trust', guide).needs,
    ).toMatchObject([{ to: 'teams', id: 'people', path: ['owner'] }]);
    expect(fieldsIn({ ...edition('public'), owners }, page, 'guides/words', guide).value.owner).toBe('editors');
  });

  test('are data as well: the shares of a week cannot lose one of theirs', () => {
    const week = {
      id: 'lead',
      title: 'Lead',
      order: 1,
      roles: ['roles/lead', 'roles/other'],
      shares: [
        { pillar: 'pillars/people', percent: 60 },
        { pillar: 'pillars/direction', percent: 40 },
      ],
      note: 'Because.',
      sources: [],
      provenance: 'source' as const,
    };
    const { value, needs } = fieldsIn<typeof week>(
      edition('public', 'roles/other', 'pillars/direction'),
      data.weeks as never,
      'lead',
      week,
    );
    expect(value.roles).toEqual(['roles/lead']);
    expect(needs.map(({ id }) => id)).toEqual(['pillars/direction']);
  });
});

test('an edition must have what the tools count with, whoever may read the rest', () => {
  const factor = {
    name: 'data/trust/intimacy',
    audience: 'leads',
    says: undefined,
    mentions: [],
    file: 'org/x.yaml',
    at: () => ({ line: 3, column: 1 }),
  };
  expect(completeProblems([factor], [], edition('leads'))).toEqual([]);
  expect(completeProblems([factor], [], edition('public', factor.name)).map(formatProblem)).toEqual([
    'org/x.yaml:3:1  "data/trust/intimacy" is for leads, and the tools of public count with it  Write audience: public',
  ]);
});

describe('what upstream says of an entry that an organisation replaced', () => {
  const audiences = ['public', 'internal', 'leads'];
  const place = { at: () => ({ line: 9, column: 5 }) };
  const mention = { names: ['guides/trust'], optional: false, within: [], file: 'content/guides/a.mdx', ...place };
  const upstreams = (name: string, audience: string) => ({
    name,
    audience,
    says: undefined,
    file: `content/${name}.mdx`,
    ...place,
    mentions: [{ ...mention, file: `content/${name}.mdx` }],
  });
  const own = (says: string | undefined) => ({
    name: 'guides/trust',
    audience: says,
    says,
    file: 'org/content/guides/trust.mdx',
    at: () => ({ line: 2, column: 1 }),
    mentions: [],
  });
  const problems = (says: string | undefined) =>
    leakProblems(
      [upstreams('guides/a', 'public'), upstreams('guides/b', 'internal'), own(says)],
      new Set(),
      audiences,
      'content',
    ).map(formatProblem);

  test('disappears for others where the entry says for whom it is', () => {
    expect(problems('leads')).toEqual([]);
    expect(problems('public')).toEqual([]);
  });

  test('is asked about once, where the entry stands', () => {
    expect(problems(undefined)).toEqual([
      'org/content/guides/trust.mdx:2:1  "guides/trust" does not say who may read it, and 2 links of upstream would lead public to it  Write audience: public; or audience: leads, and what upstream says of it disappears for others',
    ]);
  });
});
