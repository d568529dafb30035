import * as z from 'zod';
import { type Advice, advice, didYouMean, nearest, type Point, type Problem, START } from './problem.ts';
import type { WithPositions } from './with-positions.ts';

type Issue = z.core.$ZodIssue;
type InvalidUnion = z.core.$ZodIssueInvalidUnion;
type Missing = Extract<Issue, { code: 'invalid_type' | 'invalid_value' }> & { input?: undefined };
/** Returns the file, line and column of a path in a value. */
export type Place = (path: readonly PropertyKey[], side?: 'key' | 'value') => Point & { file: string };

/** Place of a value that is in no file. */
export const NO_PLACE: Place = () => ({ file: '', ...START });

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
  const issues = withoutTwins(issuesOf(schema, value), schema, value);
  return issues.flatMap((issue) => problemsOf(issue, schema, value, where, notation));
}

function issuesOf(schema: z.ZodType, value: unknown): readonly Issue[] {
  return schema.safeParse(value, { reportInput: true }).error?.issues ?? [];
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
export function problemsByField(schema: z.ZodType, value: unknown): (Advice & { path: PropertyKey[] })[] {
  return issuesOf(schema, value).flatMap((issue) =>
    problemsOf(issue, schema, value, NO_PLACE, yaml).map(({ message, fix }) => ({ path: issue.path, message, fix })),
  );
}

/** Returns the positions of a value that comes from a single file. */
export function placesIn(file: string, located: WithPositions): Place {
  return (path, side) => ({ file, ...located.at(path, side) });
}

function problemsOf(issue: Issue, schema: z.ZodType, value: unknown, where: Place, notation: Notation): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(shapeAt(schema, value, issue.path));
    return issue.keys.map((key) => ({
      ...where([...issue.path, key], 'key'),
      ...advice(`Unknown ${notation.noun} "${key}"`, didYouMean(key, known)),
    }));
  }
  if (issue.code === 'invalid_union') {
    if (issue.discriminator !== undefined) return [discriminatorProblem(issue, value, where, notation)];
    const fits = issue.errors.find((errors) => !errors.some(isOtherType));
    const inner = fits?.map((error) => ({ ...error, path: [...issue.path, ...error.path] }));
    if (inner) return inner.flatMap((error) => problemsOf(error, schema, value, where, notation));
  }
  if (!isMissing(issue)) return [{ ...where(issue.path), ...adviceOn(issue, schema, value) }];
  const around = issue.path.slice(0, -1);
  const key = String(issue.path.at(-1) ?? '');
  const sentence =
    issue.code === 'invalid_value'
      ? `one of ${quotedList(issue.values)}`
      : (sentenceOf(fieldIn(shapeAt(schema, value, around), key)) ?? typeName(issue.expected));
  return [{ ...where(around), ...missing(formatPath(issue.path), `Write ${notation.write(key)} ${sentence}`) }];
}

/** Problem with the field that says which option of a union a value is. */
function discriminatorProblem(issue: InvalidUnion, value: unknown, where: Place, { write }: Notation): Problem {
  const field = issue.discriminator as string;
  const written = (value as Record<string, unknown> | null)?.[field];
  const known = 'options' in issue ? (issue.options?.map(String) ?? []) : [];
  const fix = `Write ${write(field)} and one of ${quotedList(known)}`;
  if (written === undefined || written === null) return { ...where([]), ...missing(field, fix) };
  const { message, fix: cure } =
    typeof written === 'string'
      ? advice(`Unknown ${field} "${written}"`, didYouMean(written, known))
      : advice(`${field} must be text, and is ${describeValue(written)}`, fix);
  return { ...where([field]), message, fix: cure };
}

/** Message and fix for an issue with a value that is there. */
function adviceOn(issue: Issue, schema: z.ZodType, value: unknown): Advice {
  const name = formatPath(issue.path);
  const written = String(issue.input);
  switch (issue.code) {
    case 'invalid_union': {
      const types = issue.errors.flat().filter(isOtherType);
      const either = [...new Set(types.map(({ expected }) => typeName(expected)))].join(' or ');
      return advice(`${name} must be ${either}, and is ${describeValue(issue.input)}`, `Write ${either}`);
    }
    case 'invalid_type':
      return typeAdvice(issue, name || 'The file', () => keysOfItems(schema, value, issue.path));
    case 'invalid_value':
      return advice(`"${written}" does not fit ${name}`, didYouMean(written, issue.values.map(String)));
    case 'invalid_format': {
      const [what = 'does not fit', fix = `Write ${issue.message}`] = FORMATS[issue.format] ?? [];
      const secure = issue.format === 'url' ? written.replace(/^http:\/\//i, 'https://') : written;
      return advice(`"${written}" ${what} ${name}`, secure === written ? fix : `Write ${secure}`);
    }
    case 'too_small':
    case 'too_big':
      return sizeAdvice(issue, name);
  }
  const fix = issue.code === 'custom' ? issue.params?.['fix'] : undefined;
  if (fix) return advice(issue.message, String(fix));
  return advice(`${name}: ${issue.message}`, 'Correct it as the reference of fields says');
}

/** Returns message and fix for text in another format than its field has. */
const FORMATS: Partial<Record<string, readonly [what: string, fix: string]>> = {
  date: ['is no date in', 'Write a day that exists as year-month-day, such as 2026-01-31'],
  url: ['is no web address in', 'Write it in full, starting with https://'],
};

function typeAdvice({ input, expected }: z.core.$ZodIssueInvalidType, name: string, keys: () => string): Advice {
  const message = `${name} must be ${typeName(expected)}, and is ${describeValue(input)}`;
  // YAML reads some words as a number, a boolean or a comment.
  const isText = expected === 'string';
  if (isText && ['number', 'boolean'].includes(typeof input)) return advice(message, `Put it in quotes: "${input}"`);
  if (isText && input === null) return advice(message, 'Write text, in quotes if it starts with #');
  return advice(message, `Write ${typeName(expected)}${keys()}`);
}

function sizeAdvice(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, name: string): Advice {
  const { origin } = issue;
  if (issue.code === 'too_small') {
    if (origin === 'string') return advice(`${name} is empty`, 'Write at least one word, or leave the key out');
    if (origin === 'array') return advice(`${name} is too short a list`, `Give at least ${issue.minimum}`);
    return advice(`${name} is too small`, `Write ${issue.minimum} or more`);
  }
  const length = String(issue.input).length;
  if (origin === 'string') return advice(`${name} has ${length} characters`, `Shorten it to ${issue.maximum} or fewer`);
  return advice(`${name} is too ${origin === 'array' ? 'long a list' : 'large'}`, `Use ${issue.maximum} or fewer`);
}

/** Checks whether an issue says that the value has another type than a union option takes. */
function isOtherType(issue: Issue): issue is z.core.$ZodIssueInvalidType {
  return issue.code === 'invalid_type' && issue.path.length === 0;
}

function missing(name: string, fix: string): Advice {
  return advice(`"${name}" is missing`, fix);
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
  const field = fieldIn(shapeAt(schema, value, path.slice(0, -1)), String(path.at(-1)));
  const { element } = partsOf(field && resolve(field, undefined));
  const { shape = {} } = partsOf(element && resolve(element, undefined));
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
    const { element, shape } = partsOf(current);
    const next: z.core.$ZodType | undefined = element ?? fieldIn(shape, String(part));
    current = next && resolve(next, inner);
  }
  return partsOf(current).shape ?? {};
}

/** Schemas inside a schema. Zod has no common type for them. */
export interface SchemaParts {
  /** Wrapped schema, of one that is optional or has a default. */
  innerType?: z.core.$ZodType;
  /** Options of a union. */
  options?: z.core.$ZodType[];
  /** Field that says which option of a union a value is. */
  discriminator?: string;
  /** Fields of an object. */
  shape?: Record<string, z.core.$ZodType>;
  /** Items of a list. */
  element?: z.core.$ZodType;
  /** Items of a tuple. */
  items?: z.core.$ZodType[];
}

/** Returns the schemas inside a schema; none if there is no schema. */
export function partsOf(schema: z.core.$ZodType | undefined): SchemaParts {
  return (schema?._zod.def ?? {}) as SchemaParts;
}

/** Returns the field of an object schema for a key, also one that every object has, such as `constructor`. */
export function fieldIn(shape: SchemaParts['shape'], key: string): z.core.$ZodType | undefined {
  return shape && Object.hasOwn(shape, key) ? shape[key] : undefined;
}

/**
 * Unwraps optional, default and similar schemas. Of a union, returns the option whose discriminator the value has, or
 * whose shape it fits.
 */
export function resolve(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  const { innerType, discriminator, options } = partsOf(schema);
  if (innerType) return resolve(innerType, value);
  if (!options) return schema;
  if (discriminator === undefined) {
    return options.find((option) => 'shape' in option._zod.def === isRecord(value)) ?? schema;
  }
  const chosen = (value as Record<string, unknown> | null | undefined)?.[discriminator] as z.core.util.Primitive;
  return options.find((option) => partsOf(option).shape?.[discriminator]?._zod.values?.has(chosen)) ?? schema;
}
