import { describe, expect, test } from 'vitest';
import { directionOf, hostOf, mergeParts, mergeSettings, renamedParts } from '#schema/settings.ts';

const guides = { folder: 'guides', label: 'Guides' };
const roles = { folder: 'roles', label: 'Roles' };
const tools = { folder: 'tools', label: 'Tools' };

describe('parts of a later layer', () => {
  const below = { parts: [guides, roles, tools] };

  test.each<[what: string, parts: unknown, expected: unknown]>([
    ['order those of upstream by their bare names', ['tools', 'roles'], [tools, roles, guides]],
    [
      'rename one, and the others follow',
      [{ folder: 'roles', label: 'Seats' }],
      [{ ...roles, label: 'Seats' }, guides, tools],
    ],
    [
      'add one where they stand',
      ['guides', { folder: 'rituals', label: 'Rituals' }],
      [guides, { folder: 'rituals', label: 'Rituals' }, roles, tools],
    ],
    ['keep what names nothing, for the check', ['gudies'], [{ folder: 'gudies' }, guides, roles, tools]],
    ['stand twice, for the check', ['roles', 'roles'], [roles, { folder: 'roles' }, guides, tools]],
    [
      'take in one of upstream',
      [{ folder: 'roles', label: 'Us', with: ['tools'] }],
      [{ folder: 'roles', label: 'Us', with: ['tools'] }, guides],
    ],
    [
      'take in two, and order the rest',
      ['tools', { folder: 'rituals', label: 'Us', with: ['guides', 'roles'] }],
      [tools, { folder: 'rituals', label: 'Us', with: ['guides', 'roles'] }],
    ],
    [
      'name one twice, for the check',
      [{ folder: 'guides', with: ['tools'] }, 'tools'],
      [{ ...guides, with: ['tools'] }, tools, roles],
    ],
    ['are no list, for the check', 'roles', 'roles'],
    ['are an empty list, for the check', [], []],
  ])('%s', (_what, parts, expected) => {
    expect(mergeSettings([below, { parts }])['parts']).toEqual(expected);
  });

  test('know where they were written', () => {
    const merged = mergeParts([below, {}, { parts: ['tools', { folder: 'guides', label: 'Read' }] }]);
    expect(merged?.map(({ layer, index }) => [layer, index])).toEqual([
      [2, 0],
      [2, 1],
      [0, 1],
    ]);
  });

  test('take a folder out of a merged part of upstream', () => {
    const merged = { parts: [{ ...guides, with: ['roles', 'tools'] }] };
    expect(mergeSettings([merged, { parts: [roles] }])['parts']).toEqual([roles, { ...guides, with: ['tools'] }]);
  });

  test.each([
    [[{ folder: 'roles', label: 'Seats' }], { roles: 'Seats' }],
    [['roles', { ...guides }], {}],
    [[{ folder: 'rituals', label: 'Rituals' }], {}],
    [[{ folder: 'guides', label: 'Us', with: ['roles'] }], { guides: 'Us' }],
    ['no list', {}],
  ])('%j renames those of upstream in %j', (parts, expected) => {
    expect(renamedParts([below, { parts }])).toEqual(expected);
  });

  test('get a new part of upstream without being touched', () => {
    const ours = { parts: ['roles', 'guides'] };
    const grown = { parts: [guides, { folder: 'metrics', label: 'Metrics' }, roles] };
    expect(mergeSettings([grown, ours])['parts']).toEqual([roles, guides, { folder: 'metrics', label: 'Metrics' }]);
  });
});

describe('other settings of a later layer', () => {
  test('replace those of the same key, and colours one by one', () => {
    const light = { paper: '#fff', accent: '#123', 'accent-soft': '#eee', 'accent-strong': '#001' };
    const below = { title: 'A', hidden: ['x'], colours: { light, dark: { paper: '#000' } } };
    expect(mergeSettings([below, { title: 'B', colours: { light: { paper: '#eee' } } }])).toEqual({
      title: 'B',
      hidden: ['x'],
      colours: { light: { ...light, paper: '#eee' }, dark: { paper: '#000' } },
    });
    // What was made for one accent does not go with another.
    expect(mergeSettings([below, { colours: { light: { accent: '#456' } } }])['colours']).toEqual({
      light: { paper: '#fff', accent: '#456' },
      dark: { paper: '#000' },
    });
  });
});

describe('where a build will live', () => {
  const both = { public: 'https://open.example.com', leads: 'https://leads.example.com' };

  test.each<
    [what: string, settings: Parameters<typeof hostOf>[0], environment: Record<string, string>, expected: object]
  >([
    ['nowhere in particular', {}, {}, { base: '/' }],
    [
      'on the host of the settings',
      { site: 'https://example.com', base: '/h/' },
      {},
      { site: 'https://example.com', base: '/h/' },
    ],
    ['on the host of its audience', { site: both }, {}, { site: 'https://open.example.com', base: '/' }],
    ['on none, where its audience has none', { site: { leads: both.leads } }, {}, { base: '/' }],
    [
      'where the environment says',
      { site: both, base: '/h/' },
      { SITE_URL: 'https://ci.example.com', BASE_PATH: '/x/' },
      { site: 'https://ci.example.com', base: '/x/' },
    ],
    ['on none, where the environment empties it', { site: both }, { SITE_URL: '' }, { base: '/' }],
  ])('%s', (_what, settings, environment, expected) => {
    expect(hostOf(settings, 'public', environment)).toEqual(expected);
  });
});

describe('the direction of a language', () => {
  test.each([
    ['ar', 'rtl'],
    ['ar-EG', 'rtl'],
    ['he', 'rtl'],
    ['fa', 'rtl'],
    ['fa-IR', 'rtl'],
    ['ur', 'rtl'],
    ['ur-PK', 'rtl'],
    ['ps', 'rtl'],
    ['yi', 'rtl'],
    ['en-GB', 'ltr'],
    ['de', 'ltr'],
    ['tr', 'ltr'],
    ['ja', 'ltr'],
    ['zh-CN', 'ltr'],
    ['xx', 'ltr'],
  ])('%s %s', (language, direction) => {
    expect(directionOf(language)).toBe(direction);
  });
});
