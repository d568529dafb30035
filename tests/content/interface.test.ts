import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { i18nSchema } from '@astrojs/starlight/schema';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { data, dataNames } from '#schema/data/index.ts';
import { flattenStrings, isStarlights } from '#schema/interface.ts';
import { kinds, page } from '#schema/pages/index.ts';
import { role } from '#schema/pages/role.ts';
import { TRACKS } from '#site/navigation.ts';
import { RANK } from '#upkeep/changelog.ts';
import { root } from '../helpers.ts';

// The strings of the interface, held to the code that shows them.

const strings = Object.fromEntries(
  flattenStrings(parse(readFileSync(join(root, 'content/interface/en.yaml'), 'utf8'))).map(({ path, text }) => [
    path.join('.'),
    text,
  ]),
);
const keys = Object.keys(strings);
const names = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
const sources = [
  'astro.config.mjs',
  ...names.filter((name) => /\.(ts|astro|html)$/.test(name)).map((name) => `src/${name}`),
].map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }));

/** Every match of an expression in the code, by its groups. */
const matches = (pattern: RegExp) =>
  sources.flatMap(({ name, text }) => [...text.matchAll(pattern)].map(([, ...groups]) => ({ name, groups })));

/** An expression for the keys that a call names: `kinds.${kind}` or `kinds.*` for all of `kinds`, and any plural form. */
function keyPattern(written: string): RegExp {
  const parts = written.split(/\$\{[^}]*\}|\*/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^.]+')}(_(zero|one|two|few|many|other))?$`);
}

/** What the code asks for, with the file that asks. */
const asked = [
  ...matches(/(?<![$\w])t\(\s*'([^']+)'/g),
  ...matches(/(?<![$\w])t\(\s*`([^`]+)`/g),
  ...matches(/handbook\.interface\['([^']+)'\]/g),
  ...matches(/\bvalueLabel\((t)\b/g).map(({ name }) => ({ name, groups: ['values.*'] })),
  ...matches(/\bgroupOf\(t, '([^']+)'\)/g).map(({ name, groups: [group] }) => ({
    name,
    groups: [`${group}.*`],
  })),
  ...matches(/\bstringsFor\(\s*t,\s*'([^']+)',\s*\[([\s\S]*?)\]\s*,?\s*\)/g).flatMap(
    ({ name, groups: [group, list = ''] }) =>
      [...list.matchAll(/'([^']+)'/g)].map(([, key]) => ({ name, groups: [`${group}.${key}`] })),
  ),
].map(({ name, groups: [key = ''] }) => ({ name, key }));

describe('every string that the code asks for', () => {
  test('is looked for in hundreds of places', () => expect(asked.length).toBeGreaterThan(400));

  test('is in content/interface/en.yaml', () => {
    const isThere = ({ key }: { key: string }) => keys.some((one) => keyPattern(key).test(one));
    expect(asked.filter((one) => !isThere(one))).toEqual([]);
  });
});

describe('every string in content/interface/en.yaml', () => {
  const starlight = Object.keys(i18nSchema().shape);

  test('is asked for by the code, or is one of Starlight', () => {
    const patterns = [...new Set(asked.map(({ key }) => key))].map(keyPattern);
    const isUsed = (key: string) => patterns.some((pattern) => pattern.test(key)) || starlight.includes(key);
    expect(keys.filter((key) => !isUsed(key))).toEqual([]);
  });

  // Those on -Off and -File are put together by the script.
  test('of a group that a page passes whole is named by a script, a page or a schema', () => {
    const code = sources.map(({ text }) => text).join('\n');
    const whole = matches(/\bgroupOf\(t, '([^']+)'\)/g).map(({ groups: [group] }) => `${group}.`);
    const passed = keys.filter((key) => whole.some((group) => key.startsWith(group)) && !/(Off|File)$/.test(key));
    const last = (key: string) => (key.split('.').at(-1) ?? '').replace(/_(zero|one|other)$/, '');
    expect(passed.filter((key) => !new RegExp(`\\b${last(key)}`).test(code))).toEqual([]);
  });

  test('is written in no page, component or tool', () => {
    const long = Object.values(strings).filter((text) => text.length > 20 && text.includes(' '));
    const shown = sources.filter(({ name }) => /^src\/(components|tools|pages)\//.test(name));
    const inCode = long.filter((text) => shown.some(({ text: code }) => code.includes(text)));
    expect(inCode).toEqual([]);
  });
});

test('the strings that Starlight has in other languages are known', () => {
  const starlight = Object.keys(i18nSchema().shape);
  // Ours in the search are for another dialog.
  expect(keys.filter(isStarlights)).toEqual(
    keys.filter((key) => starlight.includes(key) && !key.startsWith('search.')),
  );
});

describe('there is a label', () => {
  const has = (group: string, members: readonly string[]) =>
    expect(members.filter((member) => !keys.includes(`${group}.${member}`))).toEqual([]);

  test('for every kind of page, one and several', () => {
    has('kinds', kinds);
    has('manyOf', kinds);
  });

  test('for every track, in the order of the sidebar', () => {
    has('tracks', TRACKS);
    expect([...TRACKS].sort()).toEqual([...role.shape.track.options].sort());
  });

  test('for every piece of news, category, use and direction', () => {
    has('changes.news', RANK);
    has('glossary.avoided.categories', data.style.shape.category.options);
    has('prompts.uses', data.prompts.shape.use.options);
    has('metrics.directions', data.metrics.shape.direction.options);
  });

  test('for no field or collection that is not there', () => {
    const fields = new Set(page.options.flatMap(({ shape }) => Object.keys(shape)));
    const labelled = (group: string) =>
      keys.filter((key) => key.startsWith(`${group}.`)).map((key) => key.slice(group.length + 1));
    expect([...labelled('fields'), ...labelled('closingFields')].filter((field) => !fields.has(field))).toEqual([]);
    const collections: string[] = [...dataNames];
    const named = [...labelled('contribute.collections'), ...labelled('connections.data')];
    expect(named.filter((name) => !collections.includes(name))).toEqual([]);
  });
});
