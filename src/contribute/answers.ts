import { parse } from 'yaml';
import type { Field } from './form.ts';

/** Input of a form: a text for each field, by its path, such as `sources[0].where`. */
export type Answers = Readonly<Record<string, string>>;

/** Returns the path of a field inside another. */
export function joinPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** Formats a path as a key of answers. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : joinPath(text, String(part))),
    '',
  );
}

/** Number of items of a list: up to the last one with an answer, and at least as many as the schema requires. */
export function itemCount({ least, required }: Field, path: string, answers: Answers): number {
  const places = Object.keys(answers).flatMap((key) =>
    key.startsWith(`${path}[`) ? [Number.parseInt(key.slice(path.length + 1), 10) + 1] : [],
  );
  return Math.max(required ? least : 0, ...places);
}

/** Removes one item of a list from the answers; the items after it move up. */
export function withoutItem(path: string, index: number, answers: Answers): Answers {
  const entries = Object.entries(answers).flatMap(([key, text]): [string, string][] => {
    if (!key.startsWith(`${path}[`)) return [[key, text]];
    const place = Number.parseInt(key.slice(path.length + 1), 10);
    if (place === index) return [];
    const rest = key.slice(key.indexOf(']', path.length));
    return [[place > index ? `${path}[${place - 1}${rest}` : key, text]];
  });
  return Object.fromEntries(entries);
}

/** Parses answers into values. Blank answers are left out, but for items of a list that others follow. */
export function valuesIn(fields: readonly Field[], answers: Answers, path = ''): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap((field): [string, unknown][] => {
      const value = valueIn(field, joinPath(path, field.name), answers);
      return value === undefined ? [] : [[field.name, value]];
    }),
  );
}

function valueIn(field: Field, path: string, answers: Answers): unknown {
  const { form, fields, item, required } = field;
  if (form === 'group') {
    const group = valuesIn(fields, answers, path);
    return required || !isBlank(group) ? group : undefined;
  }
  if (form === 'list' && item) {
    const least = required ? field.least : 0;
    const items = Array.from({ length: itemCount(field, path, answers) }, (_, index) =>
      valueIn(item, `${path}[${index}]`, answers),
    );
    // An item that was added and left blank is ignored.
    while (items.length > least && isBlank(items.at(-1))) items.pop();
    const isMissing = items.length === 0 || (item.form !== 'group' && isBlank(items));
    return isMissing ? undefined : items.map((value) => value ?? '');
  }
  const words = (answers[path] ?? '').trim();
  if (words === '' || form === 'fixed') return undefined;
  if (form === 'number') return /^-?\d+(\.\d+)?$/.test(words) ? Number(words) : words;
  if (form === 'other') return parseYaml(words);
  // A field is one line, but pasted text may hold several.
  return words.replace(/\s*\n\s*/g, ' ');
}

/** Parses YAML; invalid YAML stays text, which the schema reports. */
function parseYaml(words: string): unknown {
  try {
    return parse(words, { logLevel: 'error' });
  } catch {
    return words;
  }
}

function isBlank(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isBlank);
  return value === undefined || value === '';
}
