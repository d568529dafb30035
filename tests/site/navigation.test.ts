import { describe, expect, test } from 'vitest';
import { AROUND, MOST, navigable, ownPart, sidebar } from '#site/navigation.ts';

const parts = [
  { folder: 'guides', label: 'Guides' },
  { folder: 'empty', label: 'Empty' },
  { folder: 'pillars', label: 'Pillars' },
];

/** Labels as pages pass them. */
const trackLabel = (track: string) => `Track ${track}`;
const runLabel = (where: string, count: number) => `${count} ${where} these`;

const item = (id: string, title: string) => ({ id, title });

test('the sidebar follows the parts, then the order of pages, then their titles', () => {
  const pages = [
    { id: 'pillars/people', title: 'People', order: 2 },
    { id: 'guides/zebra', title: 'Zebra' },
    { id: 'guides/apple', title: 'Apple' },
    { id: 'guides/first', title: 'Zz', order: 1 },
    { id: 'pillars/direction', title: 'Direction', order: 1 },
    { id: 'guidesque/other', title: 'In no part' },
    { id: 'index', title: 'Home' },
  ];
  expect(sidebar(parts, pages)).toEqual([
    {
      label: 'Guides',
      items: [item('guides/first', 'Zz'), item('guides/apple', 'Apple'), item('guides/zebra', 'Zebra')],
    },
    { label: 'Pillars', items: [item('pillars/direction', 'Direction'), item('pillars/people', 'People')] },
  ]);
});

test('pages with a group stand under it, after those without, in the order of the groups', () => {
  const group = (label: string, order: number) => ({ group: { label, order } });
  const pages = [
    { id: 'guides/c', title: 'C', ...group('Second', 2) },
    { id: 'guides/b', title: 'B', ...group('First', 1) },
    { id: 'guides/a', title: 'A', ...group('Second', 2) },
    { id: 'guides/alone', title: 'Alone' },
  ];
  expect(sidebar([{ folder: 'guides', label: 'Guides' }], pages)[0]?.items).toEqual([
    item('guides/alone', 'Alone'),
    { label: 'First', items: [item('guides/b', 'B')] },
    { label: 'Second', items: [item('guides/a', 'A'), item('guides/c', 'C')] },
  ]);
});

describe('folders are groups of the sidebar', () => {
  type Item = { title?: string; label?: string; items?: Item[] };
  const shown = ({ title, label, items = [] }: Item): string => title ?? `${label}(${items.map(shown).join(', ')})`;
  const page = (id: string, title: string, more: object = {}) => ({ id, title, ...more });
  const underSection = (label: string) => ({ group: { label, order: 1 } });

  test.each<[what: string, pages: Parameters<typeof sidebar>[1], expected: string]>([
    ['named as the folder', [page('guides/on/a', 'A')], 'G(On(A))'],
    ['named in words', [page('guides/first-90-days/a', 'A')], 'G(First 90 days(A))'],
    ['named as its index page, which is first', [page('guides/on/a', 'A'), page('guides/on', 'Z')], 'G(Z(Z, A))'],
    ['not made for a page alone', [page('guides/on', 'On'), page('guides/onward', 'Onward')], 'G(On, Onward)'],
    [
      'in one order with pages',
      [
        page('guides/on', 'On', { order: 2 }),
        page('guides/on/a', 'A'),
        page('guides/x', 'X', { order: 1 }),
        page('guides/y', 'Y', { order: 3 }),
      ],
      'G(X, On(On, A), Y)',
    ],
    ['sorted by their names', [page('guides/b/x', 'X'), page('guides/a', 'A'), page('guides/c', 'C')], 'G(A, B(X), C)'],
    ['inside each other', [page('guides/a/b/c/x', 'X'), page('guides/a/y', 'Y')], 'G(A(B(C(X)), Y))'],
    [
      'inside each other, with pages of their own',
      [page('guides/a/b/c', 'C'), page('guides/a/b/c/x', 'X'), page('guides/a', 'A'), page('guides/a/b', 'B')],
      'G(A(A, B(B, C(C, X))))',
    ],
    ['after the page of the part', [page('guides/a/x', 'X'), page('guides', 'Zz', { order: 9 })], 'G(Zz, A(X))'],
    ['by numbers', [page('guides/2026/x', 'X'), page('guides/2025/y', 'Y')], 'G(2025(Y), 2026(X))'],
    [
      'beside sections',
      [page('guides/s', 'S', underSection('Sec')), page('guides/a/x', 'X'), page('guides/p', 'P')],
      'G(A(X), P, Sec(S))',
    ],
    [
      'with sections in them',
      [page('guides/a/x', 'X', underSection('Sec')), page('guides/a/y', 'Y')],
      'G(A(Y, Sec(X)))',
    ],
    [
      'in the section of their index page',
      [page('guides/a', 'A', underSection('Sec')), page('guides/a/x', 'X'), page('guides/b', 'B')],
      'G(B, Sec(A(A, X)))',
    ],
    [
      'only of their own part',
      [page('guides/a/x', 'X'), page('guidesque/a/y', 'Y'), page('guides-2/z', 'Z')],
      'G(A(X))',
    ],
  ])('%s', (_what, pages, expected) => {
    expect(sidebar([{ folder: 'guides', label: 'G' }], pages).map(shown)).toEqual([expected]);
  });

  test('and parts can be merged under one heading', () => {
    const pages = [
      page('guides/b', 'B'),
      page('roles/a', 'A'),
      page('roles', 'Roles', { order: 5 }),
      page('roles/x/c', 'C'),
      page('guides/x/d', 'D'),
      page('guides/s', 'S', underSection('Sec')),
      page('roles/t', 'T', underSection('Sec')),
    ];
    expect(sidebar([{ folder: 'guides', label: 'G', with: ['roles', 'tools'] }], pages).map(shown)).toEqual([
      'G(Roles, A, B, X(D), X(C), Sec(S, T))',
    ]);
  });
});

test('a practice is grouped by its pillar and a role by its track', () => {
  const reviewed = [{ day: '2026-01-15', outcome: 'edited' }];
  const pages = [
    { id: 'pillars/people', title: 'People', kind: 'pillar', order: 2, reviewed },
    { id: 'practices/x', title: 'X', kind: 'practice', pillar: 'pillars/people', reviewed },
    { id: 'roles/y', title: 'Y', kind: 'role', track: 'management', rank: 1, reviewed },
  ] as unknown as Parameters<typeof navigable>[0];
  expect(navigable(pages, trackLabel).map(({ group }) => group)).toEqual([
    undefined,
    { label: 'People', order: 2 },
    { label: 'Track management', order: 2 },
  ]);
});

test('a withdrawn page stands nowhere, and its practices keep their heading', () => {
  const reviewed = [{ day: '2026-01-15', outcome: 'edited' }];
  const withdrawn = [...reviewed, { day: '2026-02-15', outcome: 'withdrawn' }];
  const pages = [
    { id: 'pillars/people', title: 'People', kind: 'pillar', order: 2, reviewed: withdrawn },
    { id: 'practices/x', title: 'X', kind: 'practice', pillar: 'pillars/people', reviewed },
  ] as unknown as Parameters<typeof navigable>[0];
  expect(navigable(pages, trackLabel)).toEqual([
    { id: 'practices/x', title: 'X', group: { label: 'People', order: 2 } },
  ]);
});

describe('of the sidebar a page has', () => {
  const link = (label: string, current = '') => ({ type: 'link' as const, label, isCurrent: label === current });
  const group = (label: string, entries: unknown[]) => ({ type: 'group' as const, label, entries });
  const many = (count: number, current = 0, name = 'page') =>
    Array.from({ length: count }, (_, index) => link(`${name} ${index + 1}`, `${name} ${current}`));
  // As text, so that a case shows what a reader sees: a heading, and the first and last of the entries under it.
  type Shown = { label: string; entries?: Shown[] };
  const shown = ({ label, entries = [] }: Shown): string =>
    entries.length === 0
      ? label
      : `${label}(${(entries.length > 4 ? [...entries.slice(0, 2), { label: '…' }, ...entries.slice(-2)] : entries).map(shown).join(', ')})`;
  const cut = (entries: unknown[]) =>
    (ownPart(entries as Parameters<typeof ownPart>[0], runLabel) as Shown[]).map(shown);

  test.each([
    [
      'its own part, and one link for each other',
      [group('A', many(3)), group('B', many(2, 1))],
      ['A', 'B(page 1, page 2)'],
    ],
    [
      'all of a part that is not too long',
      [group('A', many(MOST, 9))],
      [`A(page 1, page 2, …, page ${MOST - 1}, page ${MOST})`],
    ],
    [
      'those around it, in a long part',
      [group('A', many(200, 100))],
      ['A(94 before these, page 95, …, page 104, 96 after these)'],
    ],
    [
      'the first, from one of the first',
      [group('A', many(200, 3))],
      ['A(page 1, page 2, …, page 10, 190 after these)'],
    ],
    ['the last, from the last', [group('A', many(200, 200))], ['A(190 before these, page 191, …, page 199, page 200)']],
    [
      'its own heading, in a long part with headings',
      [group('A', [link('alone'), group('X', many(50, 0, 'x')), group('Y', many(70, 70, 'y'))])],
      ['A(alone, X, Y(60 before these, y 61, …, y 69, y 70))'],
    ],
  ])('%s', (_, entries, expected) => {
    expect(cut(entries)).toEqual(expected);
  });

  test('links that lead to the pages next to those that are listed', () => {
    const entries = many(200, 100).map((entry, index) => ({ ...entry, href: `/${index + 1}/` }));
    const [part] = ownPart([{ type: 'group' as const, label: 'A', entries }], runLabel);
    const links = part?.type === 'group' ? part.entries : [];
    expect(links.at(0)).toMatchObject({ label: '94 before these', href: '/94/', isCurrent: false });
    expect(links.at(-1)).toMatchObject({ label: '96 after these', href: '/105/', isCurrent: false });
    expect(links).toHaveLength(AROUND + 2);
  });
});
