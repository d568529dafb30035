import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Handbook, readHandbook } from '#check/handbook.ts';
import { duplicateProblems } from '#check/rules/duplicates.ts';
import { audienceProblem } from '#check/rules/setting-names.ts';
import { draftBody, draftPath, slugOf } from '#contribute/draft.ts';
import { answerProblems, type Field, soleField } from '#contribute/form.ts';
import { fieldsFor, pathFor, reviewedOn, type Subject, schemaOf, sourceOf } from '#contribute/subject.ts';
import { nameOf, strictestAudience, strictness } from '#editions/edition.ts';
import { targetIds } from '#load/content.ts';
import { LAYERS, ORGANISATION } from '#load/layers.ts';
import { readSettings, settingsFile } from '#load/settings-files.ts';
import { refuseUnread } from '#load/unexpected-files.ts';
import { complete, dataNames, isDataName } from '#schema/data/index.ts';
import type { Target } from '#schema/fields.ts';
import { folderOf, type Kind, kinds, pageId } from '#schema/pages/index.ts';
import { didYouMean, formatProblem, formatReport, plural } from '#schema/problem.ts';
import { destinationOf, type Redirects } from '#schema/redirects.ts';
import { referencesIn, referenceWords, withheldWords } from '#schema/references.ts';
import { schemaProblems } from '#schema/schema-problems.ts';
import type { Settings } from '#schema/settings.ts';
import { askFor, type Known, pattern, valueIn } from './answers.ts';
import { commandLine, inTerminal, type Terminal, UsageError } from './terminal.ts';

const HELP = `npm run new    writes a page with the headings of its kind, or an entry of data, that passes the check at once

It asks in a terminal. For scripts:
npm run new -- --kind guide --title "Leading remote teams" --description "What the reader gets." --owner handbook \\
  --sources engineering-meets-strategy --provenance derived

--kind      A page: ${kinds.join(', ')}.
--data      An entry of data: ${dataNames.filter((name) => !complete.has(name)).join(', ')}.
--name      The last part of its id and address; made from the title if left out.
--force     Writes over what is there.
--help      With --kind or --data: the fields, each of which is a flag.

Where org/ exists it is written there, else into content/. A flag for a list may stand several times.`;

/** What the command line says. */
interface Options {
  subject?: Subject;
  help: boolean;
  force: boolean;
  name?: string;
  /** What stands behind each flag that is a field. */
  written: ReadonlyMap<string, readonly string[]>;
}

/** Where something new goes, and what is there already. */
interface Home {
  root: string;
  today: string;
  layer: string;
  audience: string;
  whole: Handbook;
  known: Known;
  /** The path of the file that has an id already, from the root. */
  taken(id: string): string | undefined;
}

/**
 * `npm run new`.
 * @param args What stands after the command.
 * @param root The folder of the handbook.
 * @param today The day that a new page was reviewed on, as 2026-01-31.
 * @returns The exit code: 0, 1 where it refuses, 2 for wrong usage.
 */
export async function create(
  args: readonly string[],
  root: string,
  terminal: Terminal,
  today: string,
): Promise<number> {
  const { log, warn } = terminal;
  try {
    const wishes = wishesIn(args);
    if (wishes.help) {
      log(wishes.subject ? fieldHelp(wishes.subject) : HELP);
      return 0;
    }
    refuseUnread(root);
    const subject = wishes.subject ?? { kind: await askForKind(terminal) };
    const { settings } = readSettings(root);
    const layer = existsSync(join(root, dirname(ORGANISATION))) ? ORGANISATION : LAYERS[0];
    partOrRefuse(subject, settings, layer);
    const audience = await audienceFrom(wishes, settings, layer, terminal);
    const home = homeOf(root, today, layer, settings, audience);
    const { name, value } = await answersFrom(subject, wishes, audience, home, terminal);
    return write(subject, name, value, wishes.force, home, terminal);
  } catch (error) {
    warn((error as Error).message);
    if (!(error instanceof UsageError)) return 1;
    warn('Run npm run new -- --help to see what there is.');
    return 2;
  }
}

function wishesIn(args: readonly string[]): Options {
  const own = {
    kind: { type: 'string' },
    data: { type: 'string' },
    name: { type: 'string' },
    force: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const first = parseArgs({ args: [...args], options: own, strict: false, tokens: true });
  const subject = subjectIn(first.values);
  const every: Subject[] = [...kinds.map((kind) => ({ kind })), ...dataNames.map((name) => ({ data: name }))];
  const fields = (subject ? [subject] : every).flatMap(fieldsFor);
  const names = [...new Set(fields.map(({ name }) => name))];
  for (const token of first.tokens) {
    if (token.kind !== 'option' || token.name in own || names.includes(token.name)) continue;
    const fix = didYouMean(token.name, [...names, ...Object.keys(own)]).replaceAll(/"([^"]*)"/g, '--$1');
    throw new UsageError(`Unknown flag ${token.rawName}  ${fix}`);
  }
  const flags = Object.fromEntries(names.map((name) => [name, { type: 'string', multiple: true } as const]));
  const values: Record<string, unknown> = commandLine({ args: [...args], options: { ...flags, ...own } }).values;
  const written = new Map(
    names.flatMap((name): [string, string[]][] => (values[name] ? [[name, values[name] as string[]]] : [])),
  );
  for (const { name, form } of subject ? fields : []) {
    if (form !== 'list' && (written.get(name)?.length ?? 0) > 1) throw new UsageError(`--${name} stands there twice`);
  }
  const name = values['name'] as string | undefined;
  if (name !== undefined) nameOrMisuse(name);
  return {
    ...(subject ? { subject } : {}),
    ...(name === undefined ? {} : { name }),
    help: values['help'] === true,
    force: values['force'] === true,
    written,
  };
}

function subjectIn({ kind, data: collection }: Record<string, unknown>): Subject | undefined {
  if (kind !== undefined && collection !== undefined) throw new UsageError('--kind goes without --data');
  if (typeof collection === 'string') {
    const open = dataNames.filter((name) => !complete.has(name));
    if (complete.has(collection))
      throw new UsageError(
        `The tools count with the entries of ${collection} as they are  Write the words of one anew, under its id`,
      );
    if (!isDataName(collection)) throw new UsageError(`Unknown data "${collection}"  ${didYouMean(collection, open)}`);
    return { data: collection };
  }
  if (typeof kind !== 'string') return undefined;
  if (!isKind(kind)) throw new UsageError(`Unknown kind "${kind}"  ${didYouMean(kind, kinds)}`);
  return { kind };
}

function isKind(word: string): word is Kind {
  return (kinds as string[]).includes(word);
}

function nameOrMisuse(name: string): void {
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) return;
  throw new UsageError(`"${name}" does not make a good address  Write --name ${slugOf(name) || 'remote-teams'}`);
}

function fieldHelp(subject: Subject): string {
  const fields = fieldsFor(subject);
  const what = subject.kind ? `--kind ${subject.kind}` : `--data ${subject.data}`;
  const line = (field: Field) => {
    const { name, sentence, form, references } = field;
    const again = form === 'list' ? ' (may stand several times)' : '';
    return `--${name} ${references ?? idOf(field) ?? pattern(field)}${again}\n    ${sentence}`;
  };
  const [needed, other] = [true, false].map((wanted) =>
    fields.filter(({ name, required }) => (required && name !== 'reviewed') === wanted).map(line),
  );
  return [`npm run new -- ${what}`, '\nIt needs', ...(needed ?? []), '\nIt may have', ...(other ?? [])].join('\n');
}

/** What the items of a list name the ids of. */
function idOf({ item }: Field): string | undefined {
  return (item && (soleField(item) ?? item))?.references;
}

async function askForKind({ prompts, log }: Terminal): Promise<Kind> {
  if (!prompts) throw new UsageError(`"kind" is missing  Write --kind and one of ${kinds.join(', ')}`);
  log('Enter answers; Ctrl+C stops, and nothing is written.');
  const choices = kinds.map((kind) => ({ value: kind }));
  return (await prompts.choose('kind: Which kind of page do you want to add?', choices)) as Kind;
}

/** A page in a folder without a part is a problem, whatever stands in it. */
function partOrRefuse({ kind }: Subject, settings: Settings | undefined, layer: string): void {
  const folder = kind === undefined ? '' : folderOf[kind];
  if (folder === '' || !settings || settings.parts.some((part) => part.folder === folder)) return;
  throw new Error(
    `The folder "${folder}" belongs to no part  Add "- folder: ${folder}" and a label to the parts in ${settingsFile(layer)}, then come again`,
  );
}

/** Who may read it, where that is said: upstream's words are for everybody, an organisation is asked. */
async function audienceFrom(
  { written }: Options,
  settings: Settings | undefined,
  layer: string,
  { prompts }: Terminal,
): Promise<string | undefined> {
  const audiences = settings?.audiences ?? [];
  const wrong = (audience: string) =>
    audienceProblem(audience, audiences, () => ({ file: '', line: 1, column: 1 })).map(
      ({ message, fix }) => `${message}  ${fix}`,
    )[0];
  const [said] = written.get('audience') ?? [];
  if (said !== undefined) {
    const problem = wrong(said);
    if (problem) throw new UsageError(`--audience: ${problem}`);
    return said;
  }
  if (layer !== ORGANISATION || !prompts) return undefined;
  const choices = ['', ...audiences].map((value) => ({
    value,
    label: value || 'as the settings say for all of yours',
  }));
  return (await prompts.choose('audience: Who may read it?', choices)) || undefined;
}

function homeOf(
  root: string,
  today: string,
  layer: string,
  settings: Settings | undefined,
  said: string | undefined,
): Home {
  const whole = readHandbook(root, { today });
  const {
    files,
    entries,
    settings: { audienceOf },
  } = whole.content;
  const audiences = settings?.audiences ?? ['public'];
  const audience = strictestAudience([said ?? audienceOf.get(layer)], audiences);
  const isAll = strictness(audience, audiences) === audiences.length - 1;
  const shown = isAll ? whole : readHandbook(root, { today, edition: audience });
  const idsIn = ({ pages, edition }: Handbook) =>
    targetIds(
      pages,
      entries.filter(({ collection, id }) => !edition.excluded.has(nameOf(collection, id))),
    );
  const [all, readable] = [idsIn(whole), idsIn(shown)];
  const byId = new Map([
    ...files
      .filter(({ path }) => path.endsWith('.mdx') && !path.startsWith('data/'))
      .map(({ path, file }): [string, string] => [pageId(path), file]),
    ...entries.map(({ collection, id, file }): [string, string] => [nameOf(collection, id), file]),
  ]);
  return {
    root,
    today,
    layer,
    audience,
    whole,
    known: {
      idsOf: (target) => readable.get(target) ?? [],
      wrong: (reference) => referenceProblem(reference, all, readable, whole.redirects, audience),
    },
    taken: (id) => byId.get(id),
  };
}

function referenceProblem(
  reference: Parameters<Known['wrong']>[0],
  all: ReadonlyMap<Target, readonly string[]>,
  readable: ReadonlyMap<Target, readonly string[]>,
  moved: Redirects,
  audience: string,
): string | undefined {
  const { to, id, optional } = reference;
  const [every, theirs] = [all.get(to) ?? [], readable.get(to) ?? []];
  if (referenceWords(reference, every, moved)) {
    const words = referenceWords(reference, theirs, moved);
    return words && `${words.message}  ${words.fix}`;
  }
  if (optional || theirs.includes(id)) return undefined;
  const { message, fix } = withheldWords(id, audience);
  return `${message}  ${fix}`;
}

/** What flags say, and what the answers to questions add. */
async function answersFrom(
  subject: Subject,
  wishes: Options,
  audience: string | undefined,
  home: Home,
  { prompts }: Terminal,
): Promise<{ name: string; value: Record<string, unknown> }> {
  const fields = fieldsFor(subject);
  const stray = [...wishes.written.keys()].find((flag) => !fields.some(({ name }) => name === flag));
  if (stray) throw new UsageError(`A page of the kind "${subject.kind}" has no field "${stray}"`);
  const value: Record<string, unknown> = subject.kind ? { kind: subject.kind } : {};
  for (const field of fields) {
    const written = wishes.written.get(field.name);
    if (written) value[field.name] = valueIn(field, written);
  }
  if (audience !== undefined) value['audience'] = audience;
  const given = fields.filter(({ name }) => name in value);
  const isPage = subject.kind !== undefined;
  if (isPage) value['reviewed'] ??= reviewedOn(home.today);
  const wrong = prompts
    ? given.flatMap((field) => named(field, value[field.name], home.known))
    : wrongIn(subject, value, home);
  if (wrong.length > 0) throw new UsageError(wrong.join('\n'));
  let name = wishes.name;
  const free = (title: unknown) =>
    takenProblems(subject, String(title), name ?? slugOf(String(title)), wishes.force, home);
  if ('title' in value) refuse(free(value['title']));
  if (prompts) {
    for (const field of fields.filter((candidate) => candidate.required && !(candidate.name in value))) {
      const also = field.name === 'title' ? free : undefined;
      value[field.name] = await askFor(field, home.known, prompts, also);
    }
  }
  name ??= slugOf(String(value['title']));
  return { name, value };
}

function named(field: Field, value: unknown, known: Known): string[] {
  return answerProblems(field, value, known.wrong).map((problem) => `--${field.name}: ${problem}`);
}

/** Everything that is wrong with what the flags say, and missing from it. */
function wrongIn(subject: Subject, value: Record<string, unknown>, { known }: Home): string[] {
  const fields = fieldsFor(subject);
  const schema = schemaOf(subject);
  const whole = subject.data ? { id: 'new', ...value } : value;
  const notation = {
    noun: 'flag',
    write: (key: string) => (fields.some(({ name }) => name === key) ? `--${key}` : `${key}:`),
  };
  return [
    ...schemaProblems(schema, whole, () => ({ file: '', line: 1, column: 1 }), notation).map(
      ({ message, fix }) => `${message}  ${fix}`,
    ),
    ...referencesIn(schema, whole).flatMap((reference) => {
      const problem = known.wrong(reference);
      return problem ? [`--${String(reference.path[0])}: ${problem}`] : [];
    }),
  ];
}

function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** What speaks against a title, and against the id that it makes. */
function takenProblems(subject: Subject, title: string, name: string, force: boolean, home: Home): string[] {
  if (name === '') return [`No address can be made of "${title}"  Write --name and a short name in Latin letters`];
  const id = idFor(subject, name);
  const file = fileFor(subject, name, home);
  const moved = subject.kind ? destinationOf(home.whole.redirects, id) : undefined;
  if (moved !== undefined)
    return [`"${id}" has moved to "${moved}", and its old address leads there  Write --name and another name`];
  const taken = home.taken(id) ?? (existsSync(join(home.root, file)) ? file : undefined);
  if (taken !== undefined && !force) {
    const over = taken === file ? 'Write --force to write over it' : `Write --force to let ${file} take its place`;
    const isBeside = taken !== file && taken.startsWith(`${home.layer}/`);
    const fix = isBeside ? 'Change it there, or write --name and another name' : `${over}, or --name and another name`;
    return [`The id "${id}" is taken by ${taken}  ${fix}`];
  }
  if (subject.data) return [];
  const located = { value: { title }, at: () => ({ line: 1, column: 1 }) };
  const others = home.whole.pages.filter((other) => other.id !== id);
  const mine = { file, id, frontmatter: located };
  return duplicateProblems([...others, mine])
    .filter((problem) => problem.file === file)
    .map(({ message, fix }) => `${message}  ${fix}`);
}

function idFor(subject: Subject, name: string): string {
  return subject.data ? nameOf(subject.data, name) : pageId(draftPath(subject.kind, name));
}

/** The file that it is written into, from the root: one of the same id in the same layer, or a new one. */
function fileFor(subject: Subject, name: string, { layer, taken }: Home): string {
  if (subject.data) return `${layer}/${pathFor(subject, name)}`;
  const there = taken(idFor(subject, name));
  return there?.startsWith(`${layer}/`) ? there : `${layer}/${pathFor(subject, name)}`;
}

/** Writes the file, lets the check read it, and takes it back if that finds anything new. */
function write(
  subject: Subject,
  name: string,
  value: Record<string, unknown>,
  force: boolean,
  home: Home,
  { log, warn, prompts }: Terminal,
): number {
  const { root, today, whole, layer } = home;
  const file = fileFor(subject, name, home);
  const path = join(root, file);
  const text = sourceOf(subject, value, subject.kind && draftBody(subject.kind));
  const before = existsSync(path) ? readFileSync(path) : undefined;
  const made = mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { flag: force ? 'w' : 'wx' });
  const old = new Set(whole.problems.map(formatProblem));
  const problems = readHandbook(root, { today }).problems.filter((problem) => !old.has(formatProblem(problem)));
  if (problems.length > 0) {
    if (before) writeFileSync(path, before);
    else rmSync(made ?? path, { recursive: true });
    warn(formatReport(problems));
    // Whoever answered many questions keeps the answers.
    if (prompts) log(`\n${text}`);
    warn('\nNothing was written.');
    return 1;
  }
  log(`${file}  written`);
  if (old.size > 0) log(`It has no problem; npm run check still finds ${plural(old.size, 'problem')} elsewhere.`);
  else log('npm run check finds no problem.');
  if (subject.kind) log('Put your words where it says what belongs under each heading.');
  if (subject.kind && layer === LAYERS[0])
    log('Until then npm test fails: it asks for the length of its kind, and for another page that links to it.');
  return 0;
}

if (import.meta.main) {
  const today = new Date().toISOString().slice(0, 10);
  process.exitCode = await inTerminal((terminal) => create(process.argv.slice(2), process.cwd(), terminal, today));
}
