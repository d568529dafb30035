import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { data, isDataName } from '#schema/data/index.ts';
import { note } from '#schema/note.ts';
import { folderOf, kinds, page } from '#schema/pages/index.ts';
import { referencesIn } from '#schema/references.ts';
import { settings } from '#schema/settings.ts';

/** Every object schema inside a schema, with the name it is met under. */
function objectsIn(
  schema: z.core.$ZodType,
  name: string,
): { name: string; object: z.core.$ZodObject; shape: Record<string, z.core.$ZodType> }[] {
  const { shape, element, innerType, options } = schema._zod.def as {
    shape?: Record<string, z.core.$ZodType>;
    element?: z.core.$ZodType;
    innerType?: z.core.$ZodType;
    options?: z.core.$ZodType[];
  };
  const inner = [element, innerType, ...(options ?? [])].filter((item) => item !== undefined);
  return [
    ...(shape ? [{ name, object: schema as z.core.$ZodObject, shape }] : []),
    ...inner.flatMap((item) => objectsIn(item, name)),
    ...Object.entries(shape ?? {}).flatMap(([key, field]) => objectsIn(field, `${name}.${key}`)),
  ];
}

const schemas: [string, z.ZodType][] = [
  ['page', page],
  ['settings', settings],
  ['note', note],
  ...Object.entries(data),
];

describe('schemas document themselves', () => {
  test.each(schemas)('every field of %s has its sentence', (name, schema) => {
    const silent = objectsIn(schema, name).flatMap(({ name: path, shape }) =>
      Object.entries(shape)
        .filter(([, field]) => !z.globalRegistry.get(field)?.description?.endsWith('.'))
        .map(([key]) => `${path}.${key}`),
    );
    expect(silent).toEqual([]);
  });

  test.each(schemas)('every object of %s refuses a key it does not know', (name, schema) => {
    const lax = objectsIn(schema, name).filter(({ object }) => object._zod.def.catchall?._zod.def.type !== 'never');
    expect(lax.map(({ name: path }) => path)).toEqual([]);
  });

  test('every kind has a folder of its own', () => {
    expect(new Set(Object.values(folderOf)).size).toBe(kinds.length);
  });

  test('every reference points to a kind, to any page or to a data collection', () => {
    const targets = objectsIn(page, 'page')
      .concat(Object.entries(data).flatMap(([name, schema]) => objectsIn(schema, name)))
      .flatMap(({ shape }) =>
        Object.values(shape).flatMap((field) => referencesIn(field, 'x').concat(referencesIn(field, ['x']))),
      )
      .map(({ to }) => to);
    expect(targets.length).toBeGreaterThan(10);
    expect(targets.filter((to) => to !== 'page' && !isDataName(to) && !kinds.includes(to as never))).toEqual([]);
  });
});

describe('a kind exists only if it has a required field that no other kind has', () => {
  const required = new Map(
    page.options.map((option) => [
      option.shape.kind.value,
      Object.entries(option.shape)
        .filter(([, field]) => field._zod.optin !== 'optional')
        .map(([key]) => key),
    ]),
  );
  // A guide is prose and nothing else.
  test.each(kinds.filter((kind) => kind !== 'guide'))('%s', (kind) => {
    const others = new Set([...required].filter(([other]) => other !== kind).flatMap(([, keys]) => keys));
    const own = required.get(kind)?.filter((key) => !others.has(key));
    expect(own, `${kind} could be another kind`).not.toEqual([]);
  });
});
