import { describe, expect, test } from 'vitest';
import { findRaisedVersions, formatOutcome, raiseAgain, writeVersions } from '#upstream/raised-versions.ts';

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const BASE = {
  name: 'playbook',
  scripts: { build: 'astro build' },
  overrides: { pagefind: '1.5.2', '@astrojs/check': { yaml: '2.9.1' } },
  dependencies: { astro: '7.3.4', pagefind: '1.5.2', starlight: '0.42.4', odd: '1.0.0-beta.1' },
  devDependencies: { vitest: '5.1.1' },
};

describe('raised versions', () => {
  test.each<[string, (manifest: typeof BASE & Record<string, unknown>) => void, string[]]>([
    ['nothing', () => {}, []],
    ['a patch', (own) => Object.assign(own.dependencies, { astro: '7.3.5' }), ['dependencies astro 7.3.5']],
    ['a minor', (own) => Object.assign(own.dependencies, { astro: '7.10.0' }), ['dependencies astro 7.10.0']],
    [
      'a dependency for tests',
      (own) => Object.assign(own.devDependencies, { vitest: '5.2.0' }),
      ['devDependencies vitest 5.2.0'],
    ],
    ['an override', (own) => Object.assign(own.overrides, { pagefind: '1.6.0' }), ['overrides pagefind 1.6.0']],
    [
      'an override inside another',
      (own) => Object.assign(own.overrides['@astrojs/check'], { yaml: '2.9.2' }),
      ['overrides @astrojs/check yaml 2.9.2'],
    ],
    [
      'a minor of major 0',
      (own) => Object.assign(own.dependencies, { starlight: '0.43.0' }),
      ['dependencies starlight 0.43.0'],
    ],
    [
      'a release after its preview',
      (own) => Object.assign(own.dependencies, { odd: '1.0.0' }),
      ['dependencies odd 1.0.0'],
    ],
    [
      'a preview',
      (own) => Object.assign(own.dependencies, { astro: '7.4.0-beta.0' }),
      ['dependencies astro 7.4.0-beta.0'],
    ],
    [
      'two, with the keys in another order',
      (own) => {
        own.dependencies = { pagefind: '1.6.0', starlight: '0.42.4', odd: '1.0.0-beta.1', astro: '7.3.5' };
      },
      ['dependencies pagefind 1.6.0', 'dependencies astro 7.3.5'],
    ],
  ])('are found: %s', (_name, change, expected) => {
    const own = structuredClone(BASE);
    change(own);
    const raised = findRaisedVersions(json(BASE), json(own)) ?? [];
    expect(raised.map(({ keys, version }) => [...keys, version].join(' '))).toEqual(expected);
    expect(findRaisedVersions(json(BASE), JSON.stringify(own))).toEqual(raised);
  });

  test.each<[string, (manifest: typeof BASE & Record<string, unknown>) => void]>([
    ['an older version', (own) => Object.assign(own.dependencies, { astro: '7.3.3' })],
    ['another major version', (own) => Object.assign(own.dependencies, { astro: '8.0.0' })],
    ['a preview of another major version', (own) => Object.assign(own.dependencies, { astro: '8.0.0-beta.1' })],
    ['a caret', (own) => Object.assign(own.dependencies, { astro: '^7.3.5' })],
    ['a tilde', (own) => Object.assign(own.dependencies, { astro: '~7.3.5' })],
    ['a wildcard', (own) => Object.assign(own.dependencies, { astro: '7.x' })],
    ['a tag', (own) => Object.assign(own.dependencies, { astro: 'latest' })],
    ['an address', (own) => Object.assign(own.dependencies, { astro: 'https://example.com/astro-7.3.5.tgz' })],
    ['another package under the name', (own) => Object.assign(own.dependencies, { astro: 'npm:other@7.3.5' })],
    ['a version with a sign', (own) => Object.assign(own.dependencies, { astro: '=7.3.5' })],
    ['a number', (own) => Object.assign(own.dependencies, { astro: 8 })],
    ['an object', (own) => Object.assign(own.overrides, { pagefind: { '.': '1.6.0' } })],
    ['a new dependency', (own) => Object.assign(own.dependencies, { left: '1.0.0' })],
    ['a removed dependency', (own) => void Reflect.deleteProperty(own.dependencies, 'astro')],
    [
      'a dependency in place of another',
      (own) => {
        Reflect.deleteProperty(own.dependencies, 'astro');
        Object.assign(own.dependencies, { left: '7.3.5' });
      },
    ],
    ['a new override', (own) => Object.assign(own.overrides, { left: '1.0.0' })],
    [
      'a raise and another command',
      (own) => {
        Object.assign(own.dependencies, { astro: '7.3.5' });
        own.scripts.build = 'echo 7.3.5';
      },
    ],
    ['a raised version of the handbook itself', (own) => Object.assign(own, { version: '1.0.1' })],
    ['a block of another kind', (own) => Object.assign(own, { optionalDependencies: { left: '1.0.0' } })],
  ])('are not: %s', (_name, change) => {
    const own = structuredClone(BASE);
    change(own);
    expect(findRaisedVersions(json(BASE), json(own))).toBeUndefined();
  });

  test.each(['', '{', '<<<<<<< HEAD\n{}'])('are not in what is no JSON: %j', (text) => {
    expect(findRaisedVersions(json(BASE), text)).toBeUndefined();
    expect(findRaisedVersions(text, json(BASE))).toBeUndefined();
  });
});

describe('raised again over upstream', () => {
  const upstream = (dependencies: Record<string, unknown>, more = {}) =>
    json({ name: 'playbook', dependencies, ...more });
  test.each<[string, string, string, string]>([
    ['an older version', upstream({ astro: '7.3.5' }), '7.4.0', 'astro  stays at 7.4.0; upstream has 7.3.5'],
    [
      'an older minor with a longer number',
      upstream({ astro: '7.3.10' }),
      '7.4.0',
      'astro  stays at 7.4.0; upstream has 7.3.10',
    ],
    ['a preview', upstream({ astro: '7.4.0-beta.1' }), '7.4.0', 'astro  stays at 7.4.0; upstream has 7.4.0-beta.1'],
    ['the same version', upstream({ astro: '7.4.0' }), '7.4.0', 'astro  upstream has your 7.4.0 now'],
    ['a newer version', upstream({ astro: '7.4.1' }), '7.4.0', "astro  upstream's 7.4.1 replaces your 7.4.0"],
    ['a newer minor', upstream({ astro: '7.10.0' }), '7.4.0', "astro  upstream's 7.10.0 replaces your 7.4.0"],
    [
      'another major version',
      upstream({ astro: '8.0.0' }),
      '7.4.0',
      "astro  upstream's 8.0.0, of another major version, replaces your 7.4.0",
    ],
    [
      'an earlier major version',
      upstream({ astro: '6.9.0' }),
      '7.4.0',
      "astro  upstream's 6.9.0, of another major version, replaces your 7.4.0",
    ],
    ['a range', upstream({ astro: '^7.3.5' }), '7.4.0', "astro  upstream's ^7.3.5 replaces your 7.4.0"],
    ['no such dependency', upstream({ other: '1.0.0' }), '7.4.0', 'astro  removed upstream, and your 7.4.0 with it'],
    ['no dependencies', json({ name: 'playbook' }), '7.4.0', 'astro  removed upstream, and your 7.4.0 with it'],
    ['no JSON', '', '7.4.0', 'astro  removed upstream, and your 7.4.0 with it'],
    [
      'it among the dependencies for tests',
      json({ devDependencies: { astro: '7.3.5' } }),
      '7.4.0',
      'astro  stays at 7.4.0; upstream has 7.3.5',
    ],
  ])('which has %s', (_name, theirs, version, said) => {
    const { manifest, outcomes } = raiseAgain(theirs, [{ keys: ['dependencies', 'astro'], version }]);
    expect(outcomes.map(formatOutcome)).toEqual([said]);
    expect(manifest).toBe(outcomes[0]?.stays ? theirs.replace(/"astro": "[^"]+"/, `"astro": "${version}"`) : theirs);
  });

  test('says once what became of a dependency and its override', () => {
    const theirs = upstream({ pagefind: '1.5.3' }, { overrides: { pagefind: '1.5.3' } });
    const raised = ['dependencies', 'overrides'].map((block) => ({ keys: [block, 'pagefind'], version: '1.6.0' }));
    const { manifest, outcomes } = raiseAgain(theirs, raised);
    expect(outcomes.map(formatOutcome)).toEqual(['pagefind  stays at 1.6.0; upstream has 1.5.3']);
    expect(manifest).toBe(theirs.replaceAll('1.5.3', '1.6.0'));
  });

  test('reaches an override inside another', () => {
    const theirs = json({ overrides: { a: { '.': '1.0.0', b: '2.0.0' } } });
    const { manifest, outcomes } = raiseAgain(theirs, [{ keys: ['overrides', 'a', 'b'], version: '2.1.0' }]);
    expect(outcomes.map(formatOutcome)).toEqual(['a > b  stays at 2.1.0; upstream has 2.0.0']);
    expect(JSON.parse(manifest)).toEqual({ overrides: { a: { '.': '1.0.0', b: '2.1.0' } } });
  });
});

describe('versions are written', () => {
  test.each([
    ['two spaces', json(BASE)],
    ['a tab', `${JSON.stringify(BASE, null, '\t')}\n`],
    ['no last line end', JSON.stringify(BASE, null, 4)],
  ])('with %s as before', (_name, text) => {
    expect(writeVersions(text, [{ keys: ['dependencies', 'astro'], version: '7.3.5' }])).toBe(
      text.replace('7.3.4', '7.3.5'),
    );
  });

  test('into an override of the same version too', () => {
    expect(writeVersions(json(BASE), [{ keys: ['dependencies', 'pagefind'], version: '1.6.0' }])).toBe(
      json(BASE).replaceAll('1.5.2', '1.6.0'),
    );
  });

  test('and not into one of another version', () => {
    const text = json({ overrides: { a: '1.0.0' }, dependencies: { a: '1.0.1' } });
    expect(writeVersions(text, [{ keys: ['dependencies', 'a'], version: '1.0.2' }])).toBe(
      text.replace('1.0.1', '1.0.2'),
    );
  });
});
