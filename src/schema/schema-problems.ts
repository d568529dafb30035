import * as z from 'zod';
import { didYouMean, nearest, type Point, type Problem } from './problem.ts';
import type { WithPositions } from './with-positions.ts';

type Issue = z.core.$ZodIssue;
type Missing = Extract<Issue, { code: 'invalid_type' | 'invalid_value' }> & { input?: undefined };
/** Returns the file, line and column of a path in a value. */
export type Place = (path: readonly PropertyKey[], side?: 'key' | 'value') => Point & { file: string };

/** Place of a value that is in no file. */
export const NO_PLACE: Place = () => ({ file: '', line: 1, column: 1 });

/** Checks whether a value is an object with keys, and no list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Wording for the parts of a value: keys of YAML, or props of a component. */
export interface Notation {
  noun: string;
  write(key: string): string;
}

const yaml: Notation = { noun: 'key', write: (key) => `${key}:` };

/**
 * Validates a value against its schema and returns a problem with its position for each issue.
 * @param where Returns the file, line and column of a path in the value.
 */
export function schemaProblems(schema: z.ZodType, value: unknown, where: Place, notation: Notation = yaml): Problem[] {
  const result = schema.safeParse(value, { reportInput: true });
  return result.success
    ? []
    : withoutTwins(result.error.issues, schema, value).flatMap((issue) =>
        problemsOf(issue, schema, value, where, notation),
      );
}

/** Drops "missing" issues for keys that are present but misspelt, so that one mistake gives one problem. */
function withoutTwins(issues: readonly Issue[], schema: z.ZodType, value: unknown): Issue[] {
  const meant = new Set(
    issues.flatMap((issue) => {
      if (issue.code !== 'unrecognized_keys') return [];
      const known = Object.keys(shapeAt(schema, value, issue.path));
      return issue.keys.map((key) => formatPath([...issue.path, nearest(key, known) ?? '']));
    }),
  );
  return issues.filter((issue) => !(isMissing(issue) && meant.has(formatPath(issue.path))));
}

function isMissing(issue: Issue): issue is Missing {
  return issue.input === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

/** Validates a value and returns problems by field path, without positions, also for missing fields. */
export function problemsByField(
  schema: z.ZodType,
  value: unknown,
): (Pick<Problem, 'message' | 'fix'> & { path: PropertyKey[] })[] {
  return (schema.safeParse(value, { reportInput: true }).error?.issues ?? []).flatMap((issue) =>
    problemsOf(issue, schema, value, NO_PLACE, yaml).map(({ message, fix }) => ({ path: issue.path, message, fix })),
  );
}

/** Returns the positions of a value that comes from a single file. */
export function placesIn(file: string, located: WithPositions): Place {
  return (path, side) => ({ file, ...located.at(path, side) });
}

function problemsOf(
  issue: Issue,
  schema: z.ZodType,
  value: unknown,
  where: Place,
  { noun, write }: Notation,
): Problem[] {
  const name = formatPath(issue.path);
  const here = where(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(shapeAt(schema, value, issue.path));
    return issue.keys.map((key) => ({
      ...where([...issue.path, key], 'key'),
      message: `Unknown ${noun} "${key}"`,
      fix: didYouMean(key, known),
    }));
  }
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined) {
    const field = issue.discriminator;
    const written = (value as Record<string, unknown> | null)?.[field];
    const known = 'options' in issue ? (issue.options?.map(String) ?? []) : [];
    if (written === undefined || written === null)
      return [missingProblem(field, where([]), `Write ${write(field)} and one of ${quotedList(known)}`)];
    if (typeof written !== 'string')
      return [
        {
          ...where([field]),
          message: `${field} must be text, and is ${describeValue(written)}`,
          fix: `Write ${write(field)} and one of ${quotedList(known)}`,
        },
      ];
    return [
      { ...where([field]), message: `Unknown ${field} "${String(written)}"`, fix: didYouMean(String(written), known) },
    ];
  }
  if (issue.code === 'invalid_union') {
    const fits = issue.errors.find((errors) => !errors.some(isOtherType));
    if (fits) {
      return fits.flatMap((inner) =>
        problemsOf({ ...inner, path: [...issue.path, ...inner.path] }, schema, value, where, { noun, write }),
      );
    }
    const types = issue.errors.flatMap((errors) =>
      errors.filter(isOtherType).map(({ expected }) => typeName(expected)),
    );
    const either = [...new Set(types)].join(' or ');
    return [
      { ...here, message: `${name} must be ${either}, and is ${describeValue(issue.input)}`, fix: `Write ${either}` },
    ];
  }
  if (isMissing(issue)) {
    const around = issue.path.slice(0, -1);
    const key = String(issue.path.at(-1) ?? '');
    const sentence =
      issue.code === 'invalid_value'
        ? `one of ${quotedList(issue.values)}`
        : (sentenceOf(shapeAt(schema, value, around)[key]) ?? typeName(issue.expected));
    return [missingProblem(name, where(around), `Write ${write(key)} ${sentence}`)];
  }
  if (issue.code === 'invalid_value') {
    return [
      {
        ...here,
        message: `"${String(issue.input)}" does not fit ${name}`,
        fix: didYouMean(String(issue.input), issue.values.map(String)),
      },
    ];
  }
  if (issue.code === 'invalid_type') {
    return [
      {
        ...here,
        message: `${name || 'The file'} must be ${typeName(issue.expected)}, and is ${describeValue(issue.input)}`,
        fix: needsQuotes(issue.input, issue.expected)
          ? `Put it in quotes: "${issue.input}"`
          : issue.input === null && issue.expected === 'string'
            ? 'Write text, in quotes if it starts with #'
            : `Write ${typeName(issue.expected)}${keysOfItems(schema, value, issue.path)}`,
      },
    ];
  }
  if (issue.code === 'invalid_format') {
    if (issue.format === 'date') {
      return [
        {
          ...here,
          message: `"${String(issue.input)}" is no date in ${name}`,
          fix: 'Write a day that exists as year-month-day, such as 2026-01-31',
        },
      ];
    }
    if (issue.format === 'url') {
      return [
        {
          ...here,
          message: `"${String(issue.input)}" is no web address in ${name}`,
          fix: 'Write it in full, starting with https://',
        },
      ];
    }
    return [{ ...here, message: `"${String(issue.input)}" does not fit ${name}`, fix: `Write ${issue.message}` }];
  }
  if (issue.code === 'too_small') {
    const least = Number(issue.minimum);
    if (issue.origin === 'string')
      return [{ ...here, message: `${name} is empty`, fix: 'Write at least one word, or leave the key out' }];
    if (issue.origin === 'array')
      return [{ ...here, message: `${name} is too short a list`, fix: `Give at least ${least}` }];
    return [{ ...here, message: `${name} is too small`, fix: `Write ${least} or more` }];
  }
  if (issue.code === 'too_big') {
    const most = Number(issue.maximum);
    if (issue.origin === 'string') {
      return [
        {
          ...here,
          message: `${name} has ${String(issue.input).length} characters`,
          fix: `Shorten it to ${most} or fewer`,
        },
      ];
    }
    return [
      {
        ...here,
        message: `${name} is too ${issue.origin === 'array' ? 'long a list' : 'large'}`,
        fix: `Use ${most} or fewer`,
      },
    ];
  }
  const fix = issue.code === 'custom' ? issue.params?.['fix'] : undefined;
  if (fix) return [{ ...here, message: issue.message, fix: String(fix) }];
  return [{ ...here, message: `${name}: ${issue.message}`, fix: 'Correct it as the reference of fields says' }];
}

/** Checks whether an issue says that the value has another type than a union option takes. */
function isOtherType(issue: Issue): issue is z.core.$ZodIssueInvalidType {
  return issue.code === 'invalid_type' && issue.path.length === 0;
}

/** Checks whether YAML parsed unquoted text as a number or boolean. */
function needsQuotes(input: unknown, expected: string): boolean {
  return expected === 'string' && (typeof input === 'number' || typeof input === 'boolean');
}

function missingProblem(name: string, place: ReturnType<Place>, fix: string): Problem {
  return { ...place, message: `"${name}" is missing`, fix };
}

function quotedList(values: readonly unknown[]): string {
  return values.map((value) => `"${String(value)}"`).join(', ');
}

function typeName(expected: string): string {
  const words: Record<string, string> = {
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    array: 'a list, each item after a hyphen and a space',
    object: 'keys with values',
    record: 'keys with values',
    boolean: 'true or false',
  };
  return words[expected] ?? expected;
}

function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'keys with values';
  if (typeof value === 'string') return 'text';
  return `the ${typeof value} ${String(value)}`;
}

/** Lists the required keys of each item, if the items of a list are objects. */
function keysOfItems(schema: z.ZodType, value: unknown, path: readonly PropertyKey[]): string {
  const field = shapeAt(schema, value, path.slice(0, -1))[String(path.at(-1))];
  const { element } = (field ? resolve(field, undefined)._zod.def : {}) as { element?: z.core.$ZodType };
  const { shape = {} } = (element ? resolve(element, undefined)._zod.def : {}) as { shape?: z.core.$ZodShape };
  const keys = Object.keys(shape).filter((key) => !z.safeParse(shape[key] as z.ZodType, undefined).success);
  return keys.length === 0 ? '' : `, with ${keys.join(' and ')} in it`;
}

/** Formats a path as people write it: `sources[0].source`. */
function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)),
    '',
  );
}

/** Description of a field, without its full stop. */
function sentenceOf(field: z.core.$ZodType | undefined): string | undefined {
  return field && z.globalRegistry.get(field)?.description?.replace(/\.$/, '');
}

/** Fields of the schema at a path. Unions are resolved by the value. */
function shapeAt(schema: z.ZodType, value: unknown, path: readonly PropertyKey[]): Record<string, z.core.$ZodType> {
  let current: z.core.$ZodType | undefined = resolve(schema, value);
  let inner: unknown = value;
  for (const part of path) {
    inner = (inner as Record<PropertyKey, unknown> | undefined)?.[part];
    const definition = current?._zod.def as
      | { shape?: Record<string, z.core.$ZodType>; element?: z.core.$ZodType }
      | undefined;
    const next: z.core.$ZodType | undefined = definition?.element ?? definition?.shape?.[String(part)];
    current = next && resolve(next, inner);
  }
  return (current?._zod.def as { shape?: Record<string, z.core.$ZodType> } | undefined)?.shape ?? {};
}

/**
 * Unwraps optional, default and similar schemas. Of a union, returns the option whose discriminator the value has, or
 * whose shape it fits.
 */
export function resolve(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  const definition = schema._zod.def as {
    type: string;
    innerType?: z.core.$ZodType;
    options?: z.core.$ZodType[];
    discriminator?: string;
  };
  if (definition.innerType) return resolve(definition.innerType, value);
  const { discriminator, options } = definition;
  if (!options) return schema;
  if (discriminator === undefined) {
    return options.find((option) => 'shape' in option._zod.def === isRecord(value)) ?? schema;
  }
  const named = (value as Record<string, unknown> | null | undefined)?.[discriminator];
  return options.find((option) => fieldAllows(option, discriminator, named)) ?? schema;
}

function fieldAllows(option: z.core.$ZodType, field: string, value: unknown): boolean {
  const shape = (option._zod.def as { shape?: Record<string, z.core.$ZodType> }).shape;
  return shape?.[field]?._zod.values?.has(value as z.core.util.Primitive) ?? false;
}
