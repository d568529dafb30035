import { parse } from 'yaml';
import type { Target } from '#model/fields.ts';
import { answerProblems, type Field, soleField } from '#model/form.ts';
import { plural } from '#model/problem.ts';
import type { Reference } from '#model/rules/references.ts';
import { type Terminal, UsageError } from './terminal.ts';

/** What there is to refer to. */
export interface Known {
  /** The ids that an answer may name. */
  idsOf(target: Target): readonly string[];
  /** What is wrong with a reference and what to write instead, or nothing. */
  wrong(reference: Reference): string | undefined;
}

/** A terminal in which somebody answers. */
export type Asking = Required<Pick<Terminal, 'ask' | 'say'>>;

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

/** Asks for a field until what comes back is right. */
export async function askFor(
  field: Field,
  known: Known,
  asking: Asking,
  also: (value: unknown) => readonly string[] = () => [],
  path = field.name,
): Promise<unknown> {
  const { form, item } = field;
  if (form === 'group' && !soleField(field)) {
    const answers: Record<string, unknown> = {};
    for (const part of field.fields.filter(({ required }) => required)) {
      answers[part.name] = await askFor(part, known, asking, undefined, `${path}.${part.name}`);
    }
    return answers;
  }
  asking.say(`\n${path}: ${field.sentence}`);
  if (form === 'list' && item?.form === 'group' && !soleField(item)) {
    return askForGroups(field, item, known, asking, path);
  }
  const named = (item && soleField(item)) ?? item ?? soleField(field) ?? field;
  const choices = choicesOf(named, known);
  const isChosen = named.references !== undefined || named.form === 'choice';
  if (isChosen) asking.say(choices.length > 0 ? `One of ${shortened(choices)}` : 'These readers may see none yet.');
  if (form === 'list') asking.say('One on each line; an empty line ends the list.');
  const lines: string[] = [];
  for (;;) {
    const words = (await asking.ask('> ')).trim();
    if (isChosen && words.startsWith('?')) {
      asking.say(choices.filter((choice) => choice.includes(words.slice(1).trim())).join('\n') || 'There is none.');
      continue;
    }
    if (form === 'list' && words !== '') {
      const wrong = problemsOf({ ...field, required: true }, [words], known, { least: false });
      if (wrong.length === 0) lines.push(words);
      for (const problem of wrong) asking.say(problem);
      continue;
    }
    const answer = form === 'list' ? lines : words === '' ? [] : [words];
    const wrong = problemsOf(field, answer, known);
    const value = wrong.length === 0 ? valueIn(field, answer) : undefined;
    const all = wrong.length === 0 ? also(value) : wrong;
    if (all.length === 0) return value;
    for (const problem of all) asking.say(problem);
  }
}

async function askForGroups(field: Field, item: Field, known: Known, asking: Asking, path: string): Promise<unknown[]> {
  const groups: unknown[] = [];
  for (;;) {
    groups.push(await askFor(item, known, asking, undefined, `${path}[${groups.length}]`));
    const [wrong] = answerProblems(field, groups);
    if (wrong) asking.say(wrong);
    else if (!/^y/i.test((await asking.ask(`\nAnother of ${path}? (y, or Enter to go on) `)).trim())) return groups;
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

function choicesOf(field: Field, known: Known): readonly string[] {
  return field.references === undefined ? field.choices : known.idsOf(field.references);
}

const SHOWN = 24;

function shortened(choices: readonly string[]): string {
  if (choices.length <= SHOWN) return choices.join(', ');
  return `${plural(choices.length, 'id')}, such as ${choices.slice(0, 6).join(', ')}; ? lists all, ?word those with the word in them`;
}
