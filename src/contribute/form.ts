import * as z from 'zod';
import type { Target } from '#schema/fields.ts';
import { formatAdvice } from '#schema/problem.ts';
import { type Reference, referencesIn } from '#schema/references.ts';
import { NO_PLACE, problemsByField, resolve, schemaProblems } from '#schema/schema-problems.ts';

/** Form field that describes a field of a schema. */
export interface Field {
  name: string;
  /** Description from the schema. */
  sentence: string;
  required: boolean;
  /**
   * `text`, a whole `number`, a `choice`, a `list` of one other field, a `group` of several, `fixed` for a field with a
   * single possible value, or `other`, which is written as YAML.
   */
  form: 'text' | 'number' | 'choice' | 'list' | 'group' | 'fixed' | 'other';
  /** Options of a choice. */
  choices: readonly string[];
  /** Target of a reference field. */
  references?: Target;
  /** Fields of a group. */
  fields: readonly Field[];
  /** Item of a list. */
  item?: Field;
  /** Least number of items of a list. */
  least: number;
  schema: z.core.$ZodType;
}

/** Returns the fields of an object schema, in its order. */
export function fieldsOf(schema: z.core.$ZodType): Field[] {
  const { shape = {} } = resolve(schema, undefined)._zod.def as { shape?: Record<string, z.core.$ZodType> };
  return Object.entries(shape).map(([name, field]) => fieldOf(name, field));
}

function fieldOf(name: string, schema: z.core.$ZodType): Field {
  const inner = resolve(schema, undefined);
  const { type, entries, element } = inner._zod.def as {
    type: string;
    entries?: Record<string, string>;
    element?: z.core.$ZodType;
  };
  const meta = { ...z.globalRegistry.get(inner), ...z.globalRegistry.get(schema) };
  return {
    name,
    sentence: meta.description ?? '',
    required: !z.safeParse(schema, undefined).success,
    form: FORMS[type] ?? 'other',
    choices: Object.values(entries ?? {}),
    ...(meta.references === undefined ? {} : { references: meta.references }),
    fields: type === 'object' ? fieldsOf(inner) : [],
    ...(element ? { item: fieldOf(name, element) } : {}),
    least: type === 'array' ? leastOf(inner) : 0,
    schema,
  };
}

function leastOf({ _zod: { def } }: z.core.$ZodType): number {
  const checks = (def.checks ?? []).map((check) => check._zod.def as { minimum?: number; length?: number });
  return Math.max(0, ...checks.map(({ minimum, length }) => minimum ?? length ?? 0));
}

const FORMS: Record<string, Field['form']> = {
  string: 'text',
  // Schemas that preprocess the value, such as dates.
  pipe: 'text',
  number: 'number',
  enum: 'choice',
  array: 'list',
  object: 'group',
  literal: 'fixed',
};

/** Returns the only required field of a group; undefined if there are several or none. */
export function soleField({ fields }: Field): Field | undefined {
  const required = fields.filter((field) => field.required);
  return required.length === 1 ? required[0] : undefined;
}

/** Returns the field that a short text fills in: of a list its item, of a group its only required field. */
export function innermost(field: Field): Field {
  const item = field.item ?? field;
  return soleField(item) ?? item;
}

/**
 * Validates an answer and returns the messages of the check, each with its fix.
 * @param problemOf Returns the problem of a reference in the answer, or undefined.
 */
export function answerProblems(
  { name, schema }: Pick<Field, 'name' | 'schema'>,
  answer: unknown,
  problemOf: (reference: Reference) => string | undefined = () => undefined,
): string[] {
  const whole = z.strictObject({ [name]: schema as z.ZodType });
  const value = answer === undefined ? {} : { [name]: answer };
  return [
    ...schemaProblems(whole, value, NO_PLACE).map(formatAdvice),
    ...referencesIn(whole, value).flatMap((reference) => problemOf(reference) ?? []),
  ];
}

/** Problem of a field, as the check words it. */
export interface FieldProblem {
  path: PropertyKey[];
  message: string;
  /** Text to write instead. */
  fix: string;
}

/**
 * Validates the whole input and returns the problems by field, as the check words them.
 * @param problemOf Returns the problem of a reference in the input, or undefined.
 */
export function valueProblems(
  schema: z.ZodType,
  value: unknown,
  problemOf: (reference: Reference) => Pick<FieldProblem, 'message' | 'fix'> | undefined,
): FieldProblem[] {
  return [
    ...problemsByField(schema, value),
    ...referencesIn(schema, value).flatMap((reference) => {
      // An empty reference is already reported by the schema.
      const words = reference.id === '' ? undefined : problemOf(reference);
      return words ? [{ path: reference.path, ...words }] : [];
    }),
  ];
}
