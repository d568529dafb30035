import { describe, expect, test } from 'vitest';
import type { Page } from '#schema/pages/index.ts';
import { type Examined, healthOf } from '#upkeep/health.ts';

const today = '2026-06-30';

/** A page that is well: linked from the next, long enough, reviewed this year. */
function pageOf(id: string, fields: Record<string, unknown> = {}, more: Partial<Examined> = {}): Examined {
  const common = {
    kind: 'guide',
    title: id,
    owner: 'editors',
    reviewed: [{ day: '2026-01-15', outcome: 'edited' }],
    reviewEvery: 12,
    pillars: [],
    related: [],
  };
  return {
    id,
    file: `content/${id}.mdx`,
    fields: { ...common, ...fields } as unknown as Page,
    words: 800,
    hasGeneratedPart: false,
    targets: new Set(['guides/a', 'guides/b'].filter((target) => target !== id)),
    isOurs: true,
    ...more,
  };
}

const circle = [pageOf('guides/a'), pageOf('guides/b')];
const editors = { id: 'editors', title: 'The editors', isOurs: true };
const healthWith = (pages: Examined[], teams = [editors], assigned: string[] = []) =>
  healthOf({ pages: [...circle, ...pages], teams, assigned: new Set(assigned), today });
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);
const reviewed = (day: string, outcome = 'still right') => ({ reviewed: [{ day, outcome }] });
/** What two pages that are well come to, but for a table of kinds and pillars. */
const well = { overdue: [], withdrawn: [], orphaned: [], unlinked: [], thin: [], unowned: [], gaps: [] };
const led = { targets: new Set(['guides/a', 'guides/c', 'guides/d']) };

test('pages that are well are in no list', () => {
  expect(healthWith([])).toEqual({
    ...well,
    today,
    pages: 2,
    coverage: { pillars: [], rows: [{ kind: 'guide', count: 2, cells: [] }] },
    owners: [{ id: 'editors', title: 'The editors', pages: 2, overdue: 0, next: '2027-01-15' }],
  });
});

test('pages to review come with the longest wait first, and with the team that waits for them', () => {
  const { overdue, owners } = healthWith([
    pageOf('guides/c', reviewed('2025-06-29')),
    pageOf('guides/d', reviewed('2025-06-30')),
    pageOf('index', { kind: 'landing', ...reviewed('2024-06-30') }),
  ]);
  expect(overdue.map(({ id, due, days }) => [id, due, days])).toEqual([
    ['index', '2025-06-30', 365],
    ['guides/c', '2026-06-29', 1],
  ]);
  expect(owners).toEqual([{ id: 'editors', title: 'The editors', pages: 5, overdue: 2, next: '2026-06-30' }]);
});

test('a withdrawn page is counted as such only, with what still leads there', () => {
  const { withdrawn, overdue, thin, orphaned, unlinked, unowned, coverage } = healthWith([
    pageOf('guides/c', { ...reviewed('2020-01-15', 'withdrawn'), owner: 'nobody' }, { words: 3, targets: new Set() }),
    pageOf('guides/d', {}, led),
  ]);
  expect(withdrawn).toMatchObject([{ id: 'guides/c', day: '2020-01-15', from: ['guides/d'] }]);
  expect([overdue, thin, unlinked, unowned]).toEqual([[], [], [], []]);
  expect(ids(orphaned)).toEqual(['guides/d']);
  expect(coverage.rows).toEqual([{ kind: 'guide', count: 3, cells: [] }]);
});

describe('pages that stand alone', () => {
  test.each([
    ['that nobody names', [pageOf('guides/c')], ['guides/c'], []],
    [
      'that name nobody',
      [pageOf('guides/c', {}, { targets: new Set() }), pageOf('guides/d', {}, led)],
      ['guides/d'],
      ['guides/c'],
    ],
    ['that name themselves', [pageOf('guides/c', {}, { targets: new Set(['guides/c']) })], ['guides/c'], ['guides/c']],
    [
      'that name what is not there',
      [pageOf('guides/c', {}, { targets: new Set(['guides/x']) })],
      ['guides/c'],
      ['guides/c'],
    ],
    [
      'that only the first page names, which is not asked for itself',
      [pageOf('guides/c'), pageOf('index', { kind: 'landing' }, led)],
      ['guides/c'],
      [],
    ],
    [
      'that only a withdrawn page names',
      [pageOf('guides/c'), pageOf('guides/d', reviewed('2026-01-15', 'withdrawn'), led)],
      ['guides/c'],
      [],
    ],
  ])('%s', (_name, pages, orphaned, unlinked) => {
    const health = healthWith(pages);
    expect([ids(health.orphaned), ids(health.unlinked)]).toEqual([orphaned, unlinked]);
  });
});

test('a page is thin below the least of its kind, unless components draw a part of it', () => {
  const pages = [
    pageOf('guides/c', {}, { ...led, words: 499 }),
    pageOf('guides/d', {}, { ...led, words: 500 }),
    pageOf('guides/e', {}, { words: 3, hasGeneratedPart: true }),
    pageOf('index', { kind: 'landing' }, { words: 3 }),
  ];
  expect(healthWith(pages).thin).toMatchObject([{ id: 'guides/c', words: 499, least: 500 }]);
});

describe('pages that nobody here answers for', () => {
  const upstream = { id: 'upstream', title: 'Upstream', isOurs: false };
  test.each([
    ['a page of ours with a team of ours', {}, {}, [], true],
    ['a page of ours with a team that is not there', { owner: 'nobody' }, {}, [], false],
    ['a page of ours with a team of upstream', { owner: 'upstream' }, {}, [], true],
    ['a page of upstream with its team', { owner: 'upstream' }, { isOurs: false }, [], false],
    [
      'a page of upstream that the settings give to its team',
      { owner: 'upstream' },
      { isOurs: false },
      ['guides/c'],
      true,
    ],
    ['a page of upstream with a team of ours', {}, { isOurs: false }, [], true],
  ])('%s', (_name, fields, more, assigned, isOwned) => {
    const page = pageOf('guides/c', { ...reviewed('2020-01-15'), ...fields }, more);
    const { unowned, overdue } = healthWith([page], [editors, upstream], assigned);
    expect(ids(unowned)).toEqual(isOwned ? [] : ['guides/c']);
    expect(overdue).toMatchObject([{ id: 'guides/c', isOwned }]);
  });
});

test('what is missing follows from the fields', () => {
  const practice = (id: string, fields: Record<string, unknown>) =>
    pageOf(id, {
      kind: 'practice',
      pillar: 'pillars/a',
      alsoServes: [],
      cadence: 'weekly',
      roles: ['roles/a'],
      ...fields,
    });
  const { gaps, coverage } = healthWith([
    pageOf('pillars/a', { kind: 'pillar', order: 2 }),
    pageOf('pillars/b', { kind: 'pillar', order: 1 }),
    practice('practices/a', { template: 'templates/a', alsoServes: ['pillars/b'] }),
    practice('practices/b', { cadence: 'yearly' }),
    practice('practices/c', { cadence: 'as needed' }),
    pageOf('templates/b', { kind: 'template', practice: 'practices/b' }),
    pageOf('roles/a', { kind: 'role' }),
    pageOf('roles/b', { kind: 'role', pillars: ['pillars/b'] }),
    pageOf('paths/a', { kind: 'path', seats: ['roles/b'] }),
  ]);
  expect(gaps).toEqual([
    { missing: 'cadence', id: 'pillars/b', title: 'pillars/b', cadences: ['yearly'] },
    { missing: 'practice', id: 'roles/b', title: 'roles/b' },
    { missing: 'path', id: 'roles/a', title: 'roles/a' },
    { missing: 'template', id: 'practices/c', title: 'practices/c' },
  ]);
  expect(coverage.pillars.map(({ id }) => id)).toEqual(['pillars/b', 'pillars/a']);
  expect(coverage.rows).toContainEqual({ kind: 'practice', count: 3, cells: [1, 3] });
  expect(coverage.rows).toContainEqual({ kind: 'role', count: 2, cells: [1, 0] });
});
