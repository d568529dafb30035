import { parseArgs } from 'node:util';
import { audienceProblem } from '#check/rules/setting-names.ts';
import { answerProblems, type Field, innermost } from '#contribute/form.ts';
import {
  foldersOfKind,
  type NewContentContext,
  type NewContentLayer,
  newContentProblems,
  readNewContentContext,
  readNewContentLayer,
  refuseFolder,
  withGiven,
  writeNewContent,
} from '#contribute/new-content.ts';
import { fieldsFor, reviewedOn, type Subject, schemaOf } from '#contribute/subject.ts';
import { UserError } from '#load/git.ts';
import { insideLayer, LAYERS, ORGANISATION } from '#load/layers.ts';
import { inTransaction, type Transaction } from '#load/transaction.ts';
import { isPageId, slugOf, slugPath } from '#schema/address.ts';
import { complete, dataNames, isDataName } from '#schema/data/index.ts';
import { type Kind, kinds } from '#schema/pages/index.ts';
import { didYouMean, formatAdvice, formatReport, plural } from '#schema/problem.ts';
import { referencesIn } from '#schema/references.ts';
import { NO_PLACE, schemaProblems } from '#schema/schema-problems.ts';
import { askFor, pattern, valueIn } from './field-prompts.ts';
import { commandLine, reportErrors, runMain, type Terminal, UsageError } from './terminal.ts';

const OPEN_DATA = dataNames.filter((name) => !complete.has(name));

const HELP = `npm run new    writes a page with the headings of its kind, or an entry of data, that passes the check at once

It asks in a terminal. For scripts:
npm run new -- --kind guide --title "Leading remote teams" --description "What the reader gets." --owner handbook \\
  --sources engineering-meets-strategy --provenance derived

--kind      A page: ${kinds.join(', ')}.
--data      An entry of data: ${OPEN_DATA.join(', ')}.
--folder    The folder of a page, such as guides/onboarding; a new one is made. That of its kind if left out.
--part      The same for a part, such as rituals.
--name      The last part of its id and address, or a path in the folder; made from the title if left out.
--force     Writes over what is there.
--help      With --kind or --data: the fields, each of which is a flag.

Where org/ exists it is written there, else into content/. A flag for a list may stand several times.`;

/** Flags that are no fields. */
const FLAGS = {
  kind: { type: 'string' },
  data: { type: 'string' },
  folder: { type: 'string' },
  part: { type: 'string' },
  name: { type: 'string' },
  force: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

interface Options {
  subject: Subject | undefined;
  name: string | undefined;
  /** Folder of a page inside its layer. */
  folder: string | undefined;
  force: boolean;
  help: boolean;
  /** Texts of each flag that is a field. */
  written: ReadonlyMap<string, readonly string[]>;
}

/**
 * Runs `npm run new`, which writes a page or an entry of data that passes the check.
 * @param args Arguments after the command.
 * @param root Root folder of the handbook.
 * @param today Review day of a new page, as 2026-01-31.
 * @returns Exit code: 0, 1 if it refuses, 2 on a usage error.
 */
export function create(args: readonly string[], root: string, terminal: Terminal, today: string): Promise<number> {
  return reportErrors('new', terminal, async () => {
    const options = parseOptions(args);
    if (options.help) {
      terminal.log(options.subject ? fieldHelp(options.subject) : HELP);
      return 0;
    }
    const place = readNewContentLayer(root);
    const kind = options.subject ?? { kind: await askForKind(terminal) };
    const subject = withGiven(await withFolder(kind, options, place, terminal), place);
    refuseFolder(subject, place);
    const audience = await findAudience(options, place, terminal);
    const context = await readNewContentContext(place, today, audience);
    const value = { ...flagValues(subject, options), ...(audience === undefined ? {} : { audience }) };
    const { name, answers } = await completeValue(subject, options, value, context, terminal);
    return inTransaction(root, 'npm run new', terminal.warn, (transaction) =>
      write(subject, name, answers, context, terminal, transaction),
    );
  });
}

function parseOptions(args: readonly string[]): Options {
  const first = parseArgs({ args: [...args], options: FLAGS, strict: false, tokens: true });
  const subject = parseSubject(first.values);
  const every: Subject[] = [...kinds.map((kind) => ({ kind })), ...dataNames.map((data) => ({ data }))];
  const fields = (subject ? [subject] : every).flatMap(fieldsFor);
  const names = [...new Set(fields.map(({ name }) => name))];
  const known = [...names, ...Object.keys(FLAGS)];
  const unknown = first.tokens.find((token) => token.kind === 'option' && !known.includes(token.name));
  if (unknown?.kind === 'option') {
    const fix = didYouMean(unknown.name, known).replaceAll(/"([^"]*)"/g, '--$1');
    throw new UsageError(`Unknown flag ${unknown.rawName}  ${fix}`);
  }
  const flags = Object.fromEntries(names.map((name) => [name, { type: 'string', multiple: true } as const]));
  const { values } = commandLine({ args: [...args], options: { ...flags, ...FLAGS } });
  const texts: Record<string, unknown> = values;
  const written = new Map(names.flatMap((name) => (texts[name] ? [[name, texts[name] as string[]] as const] : [])));
  const twice = fields.find(({ name, form }) => form !== 'list' && (written.get(name)?.length ?? 0) > 1);
  if (subject && twice) throw new UsageError(`--${twice.name} stands there twice`);
  const { name, force, help } = values;
  const folder = folderIn(values);
  if (name !== undefined && !isName(name, subject?.data === undefined)) {
    const better = subject?.data ? slugOf(name) : slugPath(name);
    throw new UsageError(`"${name}" does not make a good address  Write --name ${better || 'remote-teams'}`);
  }
  if (subject?.data && folder !== undefined) throw new UsageError('--folder goes without --data');
  return { subject, name, folder, force, help, written };
}

/** Checks the name of new content. That of a page may have folders before it. */
function isName(name: string, isOfPage: boolean): boolean {
  const names = isOfPage ? name.split('/') : [name];
  return names.every((one) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(one));
}

/** Returns the folder that the flags name; `--folder` may name it inside `--part`. */
function folderIn({ part, folder }: { part?: string | undefined; folder?: string | undefined }): string | undefined {
  const [outer, inner] = [part, folder].map((text) => text && insideLayer(text.replace(/^(\.?\/)+|\/+$/g, '')));
  const isInside = outer && inner && inner !== outer && !inner.startsWith(`${outer}/`);
  const path = isInside ? `${outer}/${inner}` : (inner ?? outer);
  if (path !== undefined && !isPageId(path)) {
    const fix = `Write --folder ${slugPath(path) || 'guides/onboarding'}`;
    throw new UsageError(`"${path}" does not make a good address  ${fix}`);
  }
  return path;
}

/** Adds the folder of a page to a subject: that of the flags or, where several fit, the one that the author chooses. */
async function withFolder(
  subject: Subject,
  { folder }: Options,
  place: NewContentLayer,
  { prompts }: Terminal,
): Promise<Subject> {
  if (subject.data) return subject;
  if (folder !== undefined) return { ...subject, folder };
  const choices = prompts ? foldersOfKind(subject.kind, place) : [];
  if (!prompts || choices.length < 2) return subject;
  const chosen = await prompts.choose(
    'folder: Where does it belong?',
    choices.map((value) => ({ value })),
  );
  return { ...subject, folder: chosen };
}

function parseSubject({ kind, data }: Record<string, unknown>): Subject | undefined {
  if (kind !== undefined && data !== undefined) throw new UsageError('--kind goes without --data');
  if (typeof data === 'string') {
    const fix = 'Write the words of one anew, under its id';
    if (complete.has(data)) throw new UsageError(`The tools count with the entries of ${data} as they are  ${fix}`);
    if (!isDataName(data)) throw new UsageError(`Unknown data "${data}"  ${didYouMean(data, OPEN_DATA)}`);
    return { data };
  }
  if (typeof kind !== 'string') return undefined;
  if (!isKind(kind)) throw new UsageError(`Unknown kind "${kind}"  ${didYouMean(kind, kinds)}`);
  return { kind };
}

function isKind(word: string): word is Kind {
  return (kinds as string[]).includes(word);
}

function fieldHelp(subject: Subject): string {
  const line = (field: Field) => {
    const { name, sentence, form, references, item } = field;
    const again = form === 'list' ? ' (may stand several times)' : '';
    const what = references ?? (item && innermost(item).references) ?? pattern(field);
    return `--${name} ${what}${again}\n    ${sentence}`;
  };
  const [needed = [], other = []] = [true, false].map((isNeeded) =>
    fieldsFor(subject)
      .filter(({ name, required }) => (required && name !== 'reviewed') === isNeeded)
      .map(line),
  );
  const title = subject.kind ? `--kind ${subject.kind}` : `--data ${subject.data}`;
  return [`npm run new -- ${title}`, '\nIt needs', ...needed, '\nIt may have', ...other].join('\n');
}

async function askForKind({ prompts, log }: Terminal): Promise<Kind> {
  if (!prompts) throw new UsageError(`"kind" is missing  Write --kind and one of ${kinds.join(', ')}`);
  log('Enter answers; Ctrl+C stops, and nothing is written.');
  const choices = kinds.map((kind) => ({ value: kind }));
  return (await prompts.choose('kind: Which kind of page do you want to add?', choices)) as Kind;
}

/** Returns the audience that a flag or an answer names. Upstream's content is for everybody, so only an organisation is asked. */
async function findAudience(
  { written }: Options,
  { layer, settings }: NewContentLayer,
  { prompts }: Terminal,
): Promise<string | undefined> {
  const audiences = settings?.audiences ?? [];
  const [audience] = written.get('audience') ?? [];
  if (audience !== undefined) {
    const [problem] = audienceProblem(audience, audiences, () => NO_PLACE([]));
    if (problem) throw new UsageError(`--audience: ${formatAdvice(problem)}`);
    return audience;
  }
  if (layer !== ORGANISATION || !prompts) return undefined;
  const standard = { value: '', label: 'as the settings say for all of yours' };
  const choices = [standard, ...audiences.map((value) => ({ value }))];
  return (await prompts.choose('audience: Who may read it?', choices)) || undefined;
}

/** Values of the fields that flags give. */
function flagValues(subject: Subject, { written }: Options): Record<string, unknown> {
  const fields = fieldsFor(subject);
  const unknown = [...written.keys()].find((flag) => !fields.some(({ name }) => name === flag));
  if (unknown) throw new UsageError(`A page of the kind "${subject.kind}" has no field "${unknown}"`);
  return Object.fromEntries(
    fields.flatMap((field) => {
      const texts = written.get(field.name);
      return texts ? [[field.name, valueIn(field, texts)]] : [];
    }),
  );
}

/** Checks the values of flags, and asks for what is missing. */
async function completeValue(
  subject: Subject,
  { name, force }: Options,
  given: Readonly<Record<string, unknown>>,
  context: NewContentContext,
  { prompts }: Terminal,
): Promise<{ name: string; answers: Record<string, unknown> }> {
  const { references, today } = context;
  const fixed = subject.kind ? { kind: subject.kind, reviewed: reviewedOn(today) } : {};
  const answers: Record<string, unknown> = { ...fixed, ...given };
  const fields = fieldsFor(subject);
  const problems = prompts
    ? fields.flatMap((field) => (field.name in given ? givenProblems(field, given[field.name], context) : []))
    : valueProblems(subject, answers, context);
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  const titleProblems = (title: unknown) =>
    newContentProblems(subject, String(title), name ?? slugOf(String(title)), force, context);
  const refused = 'title' in answers ? titleProblems(answers['title']) : [];
  if (refused.length > 0) throw new UserError(refused.join('\n'));
  const missing = fields.filter(({ name: field, required }) => required && !(field in answers));
  if (prompts) {
    for (const field of missing) {
      const furtherProblems = field.name === 'title' ? titleProblems : undefined;
      answers[field.name] = await askFor(field, { prompts, references }, furtherProblems);
    }
  }
  return { name: name ?? slugOf(String(answers['title'])), answers };
}

function givenProblems(field: Field, value: unknown, { references }: NewContentContext): string[] {
  return answerProblems(field, value, references.problemOf).map((problem) => `--${field.name}: ${problem}`);
}

/** Checks all values, and that none is missing. */
function valueProblems(
  subject: Subject,
  value: Readonly<Record<string, unknown>>,
  { references }: NewContentContext,
): string[] {
  const names = fieldsFor(subject).map(({ name }) => name);
  const schema = schemaOf(subject);
  const whole = subject.data ? { id: 'new', ...value } : { ...subject.given, ...value };
  const write = (key: string) => (names.includes(key) ? `--${key}` : `${key}:`);
  return [
    ...schemaProblems(schema, whole, NO_PLACE, { noun: 'flag', write }).map(formatAdvice),
    ...referencesIn(schema, whole).flatMap((reference) => {
      const problem = references.problemOf(reference);
      return problem ? [`--${String(reference.path[0])}: ${problem}`] : [];
    }),
  ];
}

function write(
  subject: Subject,
  name: string,
  value: Readonly<Record<string, unknown>>,
  context: NewContentContext,
  { log, warn, prompts }: Terminal,
  transaction: Transaction,
): number {
  const { file, text, problems } = writeNewContent(subject, name, value, context, transaction);
  if (problems.length > 0) {
    warn(formatReport(problems));
    // The answers to many questions should not be lost.
    if (prompts) log(`\n${text}`);
    warn('\nNothing was written.');
    return 1;
  }
  const others = context.handbook.problems.length;
  log(`${file}  written`);
  if (others > 0) log(`It has no problem; npm run check still finds ${plural(others, 'problem')} elsewhere.`);
  else log('npm run check finds no problem.');
  if (subject.kind) log('Put your words where it says what belongs under each heading.');
  if (subject.kind && context.layer === LAYERS[0])
    log('Until then npm test fails: it asks for the length of its kind, and for another page that links to it.');
  return 0;
}

if (import.meta.main) await runMain(create, { asks: true });
