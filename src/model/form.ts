import * as z from 'zod';
import type { Target } from './fields.ts';
import { type Reference, referencesIn } from './rules/references.ts';
import { problemsByField, resolve, schemaProblems } from './rules/schema.ts';

/** A field of a schema, as whoever fills it in sees it. */
export interface Field {
  name: string;
  /** What belongs into it, as the schema says. */
  sentence: string;
  required: boolean;
  /**
   * `text`, a whole `number`, a `choice`, a `list` of one other field, a `group` of several, something that has
   * its only value already (`fixed`), or `other`: what is written as YAML.
   */
  form: 'text' | 'number' | 'choice' | 'list' | 'group' | 'fixed' | 'other';
  /** What a choice is made from. */
  choices: readonly string[];
  /** What it names the id of, if it does. */
  references?: Target;
  /** What a group consists of. */
  fields: readonly Field[];
  /** What a list consists of. */
  item?: Field;
  /** How many items a list must have. */
  least: number;
  schema: z.core.$ZodType;
}

/** The fields of a schema of keys, in its order. */
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
  // What tidies up before it checks, such as a date.
  pipe: 'text',
  number: 'number',
  enum: 'choice',
  array: 'list',
  object: 'group',
  literal: 'fixed',
};

/** The one field of a group that must be filled in; nothing where there are several. */
export function soleField({ fields }: Field): Field | undefined {
  const required = fields.filter((field) => field.required);
  return required.length === 1 ? required[0] : undefined;
}

/**
 * What is wrong with an answer, in the words of the check, each with what to write instead.
 * @param wrong What is wrong with a reference in it, or nothing.
 */
export function answerProblems(
  { name, schema }: Field,
  answer: unknown,
  wrong: (reference: Reference) => string | undefined = () => undefined,
): string[] {
  const whole = z.strictObject({ [name]: schema as z.ZodType });
  const value = answer === undefined ? {} : { [name]: answer };
  const problems = schemaProblems(whole, value, () => ({ file: '', line: 1, column: 1 }));
  return [
    ...problems.map(({ message, fix }) => `${message}  ${fix}`),
    ...referencesIn(whole, value).flatMap((reference) => wrong(reference) ?? []),
  ];
}

/** What is wrong with a field, in the words of the check. */
export interface FieldProblem {
  path: PropertyKey[];
  message: string;
  /** What to write instead. */
  fix: string;
}

/**
 * What is wrong with all that was filled in, in the words of the check, field by field.
 * @param wrong What is wrong with a reference in it, or nothing.
 */
export function valueProblems(
  schema: z.ZodType,
  value: unknown,
  wrong: (reference: Reference) => Pick<FieldProblem, 'message' | 'fix'> | undefined,
): FieldProblem[] {
  return [
    ...problemsByField(schema, value),
    ...referencesIn(schema, value).flatMap((reference) => {
      // One without an id is empty, and that was said.
      const words = reference.id === '' ? undefined : wrong(reference);
      return words ? [{ path: reference.path, ...words }] : [];
    }),
  ];
}
