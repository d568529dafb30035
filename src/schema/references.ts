import * as z from 'zod';
import { isDataName } from './data/index.ts';
import type { Target } from './fields.ts';
import { type Advice, advice, didYouMean, type EditAdvice } from './problem.ts';
import { movedWords, type Redirects } from './redirects.ts';
import { isRecord, partsOf, resolve } from './schema-problems.ts';

/** Reference to an entry, found in a value: the id as written, its target and its path. */
export interface Reference {
  to: Target;
  id: string;
  /** True if the id ends with a question mark: the reference disappears where its target is excluded. */
  optional: boolean;
  path: PropertyKey[];
}

/** Finds every reference in a value by walking it along its schema. */
export function referencesIn(schema: z.core.$ZodType, value: unknown, path: PropertyKey[] = []): Reference[] {
  // Fast path: most schemas hold no references.
  if (!namingOf(schema).may) return [];
  if (typeof value === 'string') {
    const to = namingOf(schema).to ?? namingOf(resolve(schema, value)).to;
    return to === undefined ? [] : [{ to, id: value.replace(/\?$/, ''), optional: value.endsWith('?'), path }];
  }
  if (typeof value !== 'object' || value === null) return [];
  const { shape, element, items } = partsOf(resolve(schema, value));
  if (shape && isRecord(value)) {
    return Object.entries(shape).flatMap(([key, field]) =>
      namingOf(field).may ? referencesIn(field, value[key], [...path, key]) : [],
    );
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => {
      const schemaOfItem = element ?? items?.[index];
      return schemaOfItem ? referencesIn(schemaOfItem, item, [...path, index]) : [];
    });
  }
  return [];
}

/**
 * Returns message and fix for a reference to an unknown id; undefined if the id is known. An extension, slash or anchor
 * carried over from a URL does not prevent a suggestion of the right id.
 */
export function referenceWords(
  { to, id }: Reference,
  known: readonly string[],
  moved: Redirects,
): EditAdvice | undefined {
  if (known.includes(id)) return undefined;
  const what = isDataName(to) ? `entry of ${to}` : to === 'page' ? 'page' : `${to} page`;
  const bare = id.replace(/^\/|\.mdx$|\/$|#.*$/g, '');
  const words = isDataName(to) ? undefined : movedWords(moved, bare);
  return words ?? advice(`There is no ${what} "${id}"`, didYouMean(bare, known));
}

/** Returns message and fix for a reference to an entry that the audience may not read. */
export function excludedWords(id: string, audience: string): Advice {
  return advice(`"${id}" is not for ${audience}`, 'Name another, or write for a narrower audience');
}

/** References of a schema: the target that it names itself, and whether it or any inner schema names one. */
interface Naming {
  to: Target | undefined;
  may: boolean;
}

/** Cache by schema, since schemas are immutable and looked up for every field of every entry. */
const namings = new WeakMap<z.core.$ZodType, Naming>();

function namingOf(schema: z.core.$ZodType): Naming {
  const known = namings.get(schema);
  if (known) return known;
  const { innerType, options, shape, element, items } = partsOf(schema);
  const to = z.globalRegistry.get(schema)?.references;
  const inner = [innerType, element, ...(options ?? []), ...(items ?? []), ...Object.values(shape ?? {})];
  const naming = { to, may: to !== undefined || inner.some((part) => part !== undefined && namingOf(part).may) };
  namings.set(schema, naming);
  return naming;
}
