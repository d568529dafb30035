import { parse } from 'yaml';
import { answerProblems, type Field, soleField } from '#contribute/form.ts';
import { UserError } from '#load/git.ts';
import type { Target } from '#schema/fields.ts';
import type { Reference } from '#schema/references.ts';
import type { Check, Prompts } from './prompts.ts';
import { UsageError } from './terminal.ts';

/** What there is to refer to. */
export interface Known {
  /** The ids that an answer may name. */
  idsOf(target: Target): readonly string[];
  /** What is wrong with a reference and what to write instead, or nothing. */
  wrong(reference: Reference): string | undefined;
}

/**
 * The value that words on a command line stand for. A group is written as YAML, `{title: Wait, outcome: Nothing}`;
 * where only one of its fields is required, that one alone will do.
 */
export function valueIn(field: Field, written: readonly string[]): unknown {
  const { form, item } = field;
  if (form === 'list' && item) return written.flatMap((words) => itemsIn(item, words)).map((one) => single(item, one));
  return single(field, written.at(-1) ?? '');
}

function single(field: Field, written: string): unknown {
  const { form, name } = field;
  const words = written.trim();
  if (form === 'number') return /^-?\d+$/.test(words) ? Number(words) : words;
  if (form === 'text' || form === 'choice') return words;
  const sole = soleField(field);
  if (sole && !words.startsWith('{')) return { [sole.name]: single(sole, words) };
  try {
    return parse(words);
  } catch {
    throw new UsageError(`--${name}: ${words} is no YAML  Write it as ${pattern(field)}`);
  }
}

/** Ids hold no comma, so several may stand beside each other. */
function itemsIn(item: Field, words: string): string[] {
  const named = soleField(item) ?? item;
  const splits = (named.references !== undefined || named.form === 'choice') && !words.trim().startsWith('{');
  return splits ? words.split(',').filter((word) => word.trim() !== '') : [words];
}

/** How a field is written on a command line. */
export function pattern(field: Field): string {
  if (field.form === 'list' && field.item) return pattern(field.item);
  if (field.form !== 'group') return field.form === 'number' ? '1' : field.choices.join('|') || '...';
  const sole = soleField(field);
  if (sole) return pattern(sole);
  const inner = field.fields
    .filter(({ required }) => required)
    .map((part) => `${part.name}: ${part.form === 'list' ? `[${pattern(part)}]` : pattern(part)}`);
  return `{${inner.join(', ')}}`;
}

/** Asks for a field until the answer is right. */
export async function askFor(
  field: Field,
  known: Known,
  prompts: Prompts,
  also: (value: unknown) => readonly string[] = () => [],
  path = field.name,
): Promise<unknown> {
  const { form, item } = field;
  const sole = soleField(field);
  if (form === 'group' && !sole) return askForGroup(field, known, prompts, path);
  if (form === 'list' && item?.form === 'group' && !soleField(item))
    return askForGroups(field, item, known, prompts, path);
  const named = (item && soleField(item)) ?? item ?? sole ?? field;
  const check = (written: readonly string[]) => {
    const wrong = problemsOf(field, written, known);
    return textOf(wrong.length > 0 ? wrong : also(valueIn(field, written)));
  };
  const message = `${path}: ${field.sentence}`;
  const written = isChosen(named)
    ? await choose(field, message, choicesOf(named, known, path), check, prompts)
    : await write(field, message, check, known, prompts);
  return valueIn(field, written);
}

/** Asks for one of some choices, or for several where the field is a list. */
async function choose(
  field: Field,
  message: string,
  choices: readonly string[],
  check: Check<string[]>,
  prompts: Prompts,
): Promise<string[]> {
  const options = choices.map((value) => ({ value }));
  if (field.form === 'list') return prompts.chooseSeveral(message, options, check);
  return [await prompts.choose(message, options)];
}

/** Asks for a line, or for several where the field is a list; an empty one ends it. */
async function write(
  field: Field,
  message: string,
  check: Check<string[]>,
  known: Known,
  prompts: Prompts,
): Promise<string[]> {
  if (field.form !== 'list') {
    const line = await prompts.text(message, (words) => check(words === '' ? [] : [words]));
    return line === '' ? [] : [line];
  }
  const lines: string[] = [];
  for (;;) {
    const line = await prompts.text(
      lines.length === 0 ? `${message} One at a time; Enter alone ends the list.` : `${field.name}: One more, or Enter`,
      // A list that is not at its end may still be too short.
      (words) => (words === '' ? check(lines) : textOf(problemsOf(field, [words], known, { least: false }))),
    );
    if (line === '') return lines;
    lines.push(line);
  }
}

async function askForGroup(field: Field, known: Known, prompts: Prompts, path: string): Promise<unknown> {
  const answers: Record<string, unknown> = {};
  for (const part of field.fields.filter(({ required }) => required)) {
    answers[part.name] = await askFor(part, known, prompts, undefined, `${path}.${part.name}`);
  }
  return answers;
}

async function askForGroups(
  field: Field,
  item: Field,
  known: Known,
  prompts: Prompts,
  path: string,
): Promise<unknown[]> {
  prompts.note(`${path}: ${field.sentence}`);
  const groups: unknown[] = [];
  for (;;) {
    groups.push(await askForGroup(item, known, prompts, `${path}[${groups.length}]`));
    const [problem] = answerProblems(field, groups);
    if (problem) prompts.note(problem);
    else if (!(await prompts.confirm(`Another of ${path}?`))) return groups;
  }
}

/** What is wrong with what was written for one field. */
function problemsOf(field: Field, written: readonly string[], known: Known, { least = true } = {}): string[] {
  let value: unknown;
  try {
    value = written.length === 0 && field.form !== 'list' ? undefined : valueIn(field, written);
  } catch (error) {
    return [(error as Error).message.replace(/^--/, '')];
  }
  // A list that is not at its end may still be too short.
  const checked = least || !field.item ? { field, value } : { field: field.item, value: (value as unknown[]).at(0) };
  return answerProblems(checked.field, checked.value, known.wrong);
}

function textOf(problems: readonly string[]): string | undefined {
  return problems.length === 0 ? undefined : problems.join('\n');
}

function isChosen({ references, form }: Field): boolean {
  return references !== undefined || form === 'choice';
}

/**
 * What an answer is chosen from.
 * @throws UserError where there is nothing yet.
 */
function choicesOf(field: Field, known: Known, path: string): readonly string[] {
  const choices = field.references === undefined ? field.choices : known.idsOf(field.references);
  if (choices.length === 0) {
    const fix = 'Add one first, or write for a narrower audience';
    throw new UserError(`These readers may see nothing yet that "${path}" could name  ${fix}`);
  }
  return choices;
}
