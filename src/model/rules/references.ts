import * as z from 'zod';
import { isDataName } from '../data/index.ts';
import type { Target } from '../fields.ts';
import { didYouMean, type Problem } from '../problem.ts';
import type { Redirects } from '../redirects.ts';
import { movedWords } from './redirects.ts';
import { resolve } from './schema.ts';

/** A reference found in a value: the id as written, what it points to, and where it stands. */
export interface Reference {
  to: Target;
  id: string;
  /** Whether it carries a question mark: it then disappears where its target is left out. */
  optional: boolean;
  path: PropertyKey[];
}

/** Every reference in a value, found by walking it along its schema. */
export function referencesIn(schema: z.core.$ZodType, value: unknown, path: PropertyKey[] = []): Reference[] {
  // Most fields of most values are absent or plain; only text names an entry, and only keys and lists hold more.
  if (!namingOf(schema).may) return [];
  if (typeof value === 'string') {
    const to = namingOf(schema).to ?? namingOf(resolve(schema, value)).to;
    return to === undefined ? [] : [{ to, id: value.replace(/\?$/, ''), optional: value.endsWith('?'), path }];
  }
  if (typeof value !== 'object' || value === null) return [];
  const inner = resolve(schema, value);
  const { shape, element, items } = inner._zod.def as {
    shape?: Record<string, z.core.$ZodType>;
    element?: z.core.$ZodType;
    items?: z.core.$ZodType[];
  };
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
 * What to say of a reference that leads nowhere; nothing if its id is known. Endings, slashes and
 * anchors that people carry over from an address do not keep the right id from being named.
 */
export function referenceWords(
  { to, id }: Reference,
  known: readonly string[],
  moved: Redirects,
): Pick<Problem, 'message' | 'fix'> | undefined {
  if (known.includes(id)) return undefined;
  const what = isDataName(to) ? `entry of ${to}` : to === 'page' ? 'page' : `${to} page`;
  const bare = id.replace(/^\/|\.mdx$|\/$|#.*$/g, '');
  const words = isDataName(to) ? undefined : movedWords(moved, bare);
  return words ?? { message: `There is no ${what} "${id}"`, fix: didYouMean(bare, known) };
}

/** What to say of a reference to something that the readers of what is written may not see. */
export function withheldWords(id: string, audience: string): Pick<Problem, 'message' | 'fix'> {
  return { message: `"${id}" is not for ${audience}`, fix: 'Name another, or write for a narrower audience' };
}

/** What of a schema matters here: the kind that it names, and whether it or anything in it names one. */
interface Naming {
  to: Target | undefined;
  may: boolean;
}

/** Schemas never change, and are asked for every field of every entry. */
const namings = new WeakMap<z.core.$ZodType, Naming>();

function namingOf(schema: z.core.$ZodType): Naming {
  const known = namings.get(schema);
  if (known) return known;
  const { innerType, options, shape, element, items } = schema._zod.def as {
    innerType?: z.core.$ZodType;
    options?: z.core.$ZodType[];
    shape?: Record<string, z.core.$ZodType>;
    element?: z.core.$ZodType;
    items?: z.core.$ZodType[];
  };
  const to = z.globalRegistry.get(schema)?.references;
  const inner = [innerType, element, ...(options ?? []), ...(items ?? []), ...Object.values(shape ?? {})];
  const naming = { to, may: to !== undefined || inner.some((part) => part !== undefined && namingOf(part).may) };
  namings.set(schema, naming);
  return naming;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
