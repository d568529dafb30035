import { expect, test } from 'vitest';
import { sidebar } from '#model/navigation.ts';

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
