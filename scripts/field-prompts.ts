import { parse } from 'yaml';
import { answerProblems, type Field, innermost, soleField } from '#contribute/form.ts';
import type { References } from '#contribute/new-content.ts';
import { UserError } from '#load/git.ts';
import type { Check, Prompts } from './prompts.ts';
import { UsageError } from './terminal.ts';

/**
 * Parses the value of a field from a command line. A group is written as YAML, `{title: Wait, outcome: Nothing}`; if
 * only one of its fields is required, the value of that field is enough.
 * @param written One text for each time that the flag is given.
 * @throws UsageError if a text is not YAML where it has to be.
 */
export function valueIn(field: Field, written: readonly string[]): unknown {
  const { form, item } = field;
  if (form !== 'list' || !item) return parseValue(field, written.at(-1) ?? '');
  return written.flatMap((words) => splitItems(item, words)).map((words) => parseValue(item, words));
}

function parseValue(field: Field, written: string): unknown {
  const { form, name } = field;
  const words = written.trim();
  if (form === 'number') return /^-?\d+$/.test(words) ? Number(words) : words;
  if (form === 'text' || form === 'choice') return words;
  const sole = soleField(field);
  if (sole && !words.startsWith('{')) return { [sole.name]: parseValue(sole, words) };
  try {
    return parse(words);
  } catch {
    throw new UsageError(`--${name}: ${words} is no YAML  Write it as ${pattern(field)}`);
  }
}

/** Splits ids and choices at commas, which they cannot contain. */
function splitItems(item: Field, words: string): string[] {
  if (!hasChoices(innermost(item)) || words.trim().startsWith('{')) return [words];
  return words.split(',').filter((word) => word.trim() !== '');
}

/** Formats how a field is written on a command line. */
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

/** Prompts, and the ids that answers may name. */
interface Interview {
  prompts: Prompts;
  references: References;
}

/**
 * Asks for a field until the answer is valid.
 * @param furtherProblems Checks a valid value further.
 * @param path Path of the field in the question.
 */
export async function askFor(
  field: Field,
  interview: Interview,
  furtherProblems: (value: unknown) => readonly string[] = () => [],
  path = field.name,
): Promise<unknown> {
  const group = field.item ?? field;
  if (group.form === 'group' && !soleField(group)) {
    return field.item ? askForGroups(field, group, interview, path) : askForGroup(group, interview, path);
  }
  const inner = innermost(field);
  const check = (written: readonly string[]) => {
    const problems = problemsOf(field, written, interview);
    return textOf(problems.length > 0 ? problems : furtherProblems(valueIn(field, written)));
  };
  const message = `${path}: ${field.sentence}`;
  if (!hasChoices(inner)) return valueIn(field, await askForLines(field, message, check, interview));
  const choices = choicesOf(inner, interview, path).map((value) => ({ value }));
  const { prompts } = interview;
  if (field.form === 'list') return valueIn(field, await prompts.chooseSeveral(message, choices, check));
  return valueIn(field, [await prompts.choose(message, choices)]);
}

/** Asks for a line, or for several if the field is a list; an empty one ends it. */
async function askForLines(
  field: Field,
  message: string,
  check: Check<string[]>,
  interview: Interview,
): Promise<string[]> {
  const { prompts } = interview;
  if (field.form !== 'list') {
    const line = await prompts.text(message, (words) => check(words === '' ? [] : [words]));
    return line === '' ? [] : [line];
  }
  const lines: string[] = [];
  for (;;) {
    const question =
      lines.length === 0 ? `${message} One at a time; Enter alone ends the list.` : `${field.name}: One more, or Enter`;
    const line = await prompts.text(question, (words) =>
      words === '' ? check(lines) : textOf(problemsOf(field, [words], interview, { isWhole: false })),
    );
    if (line === '') return lines;
    lines.push(line);
  }
}

async function askForGroup({ fields }: Field, interview: Interview, path: string): Promise<unknown> {
  const answers: Record<string, unknown> = {};
  for (const part of fields.filter(({ required }) => required)) {
    answers[part.name] = await askFor(part, interview, undefined, `${path}.${part.name}`);
  }
  return answers;
}

async function askForGroups(field: Field, item: Field, interview: Interview, path: string): Promise<unknown[]> {
  const { prompts } = interview;
  prompts.note(`${path}: ${field.sentence}`);
  const groups: unknown[] = [];
  for (;;) {
    groups.push(await askForGroup(item, interview, `${path}[${groups.length}]`));
    const [problem] = answerProblems(field, groups);
    if (problem) prompts.note(problem);
    else if (!(await prompts.confirm(`Another of ${path}?`))) return groups;
  }
}

/**
 * Checks the texts of a field.
 * @param options.isWhole False for one item of a list, which may still be too short.
 */
function problemsOf(
  field: Field,
  written: readonly string[],
  { references }: Interview,
  { isWhole = true } = {},
): string[] {
  try {
    const value = written.length === 0 && field.form !== 'list' ? undefined : valueIn(field, written);
    if (isWhole || !field.item) return answerProblems(field, value, references.problemOf);
    return answerProblems(field.item, (value as unknown[])[0], references.problemOf);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return [error.message.replace(/^--/, '')];
  }
}

function textOf(problems: readonly string[]): string | undefined {
  return problems.length === 0 ? undefined : problems.join('\n');
}

function hasChoices({ references, form }: Field): boolean {
  return references !== undefined || form === 'choice';
}

/**
 * Returns the options of an answer.
 * @throws UserError if there is nothing yet.
 */
function choicesOf(field: Field, { references }: Interview, path: string): readonly string[] {
  const choices = field.references === undefined ? field.choices : references.idsOf(field.references);
  if (choices.length > 0) return choices;
  const fix = 'Add one first, or write for a narrower audience';
  throw new UserError(`These readers may see nothing yet that "${path}" could name  ${fix}`);
}
