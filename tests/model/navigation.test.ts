import { expect, test } from 'vitest';
import { navigable, sidebar } from '#model/navigation.ts';

const parts = [
  { folder: 'guides', label: 'Guides' },
  { folder: 'empty', label: 'Empty' },
  { folder: 'pillars', label: 'Pillars' },
];

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
    { label: 'Guides', items: [{ slug: 'guides/first' }, { slug: 'guides/apple' }, { slug: 'guides/zebra' }] },
    { label: 'Pillars', items: [{ slug: 'pillars/direction' }, { slug: 'pillars/people' }] },
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
    { slug: 'guides/alone' },
    { label: 'First', collapsed: true, items: [{ slug: 'guides/b' }] },
    { label: 'Second', collapsed: true, items: [{ slug: 'guides/a' }, { slug: 'guides/c' }] },
  ]);
});

test('a practice is grouped by its pillar and a role by its track', () => {
  const reviewed = [{ day: '2026-01-15', outcome: 'edited' }];
  const pages = [
    { id: 'pillars/people', title: 'People', kind: 'pillar', order: 2, reviewed },
    { id: 'practices/x', title: 'X', kind: 'practice', pillar: 'pillars/people', reviewed },
    { id: 'roles/y', title: 'Y', kind: 'role', track: 'management', rank: 1, reviewed },
  ] as unknown as Parameters<typeof navigable>[0];
  expect(navigable(pages).map(({ group }) => group)).toEqual([
    undefined,
    { label: 'People', order: 2 },
    { label: 'Management', order: 2 },
  ]);
});

test('a withdrawn page stands nowhere, and its practices keep their heading', () => {
  const reviewed = [{ day: '2026-01-15', outcome: 'edited' }];
  const withdrawn = [...reviewed, { day: '2026-02-15', outcome: 'withdrawn' }];
  const pages = [
    { id: 'pillars/people', title: 'People', kind: 'pillar', order: 2, reviewed: withdrawn },
    { id: 'practices/x', title: 'X', kind: 'practice', pillar: 'pillars/people', reviewed },
  ] as unknown as Parameters<typeof navigable>[0];
  expect(navigable(pages)).toEqual([{ id: 'practices/x', title: 'X', group: { label: 'People', order: 2 } }]);
});
