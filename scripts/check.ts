import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { lookedUp } from '#check/dictionary.ts';
import { type Handbook, openHandbookCaches, readHandbook } from '#check/handbook.ts';
import { organisationRules } from '#check/organisation-rules.ts';
import { FORMATS, type Format } from '#check/report.ts';
import { commandRules } from '#check/rules/index.ts';
import { lengthOf, lengths } from '#check/rules/lengths.ts';
import { UserError } from '#load/git.ts';
import { didYouMean, plural } from '#schema/problem.ts';
import { problemsOfBranch } from '#upkeep/changes.ts';
import { commandLine, consoleTerminal, type Terminal, UsageError } from './terminal.ts';

const HELP = `npm run check                      lists all problems of all content
npm run check -- --changed         those of your branch, committed or not: all in files that it changed, and those that it
                                   made in other files, such as links to a page that it renamed, and the pages that
                                   are gone and that nothing leads on from
npm run check -- --changed <ref>   the same against another branch, tag or commit than the main line
npm run check -- --watch           lists them again after each change; Ctrl+C ends it
npm run check -- --hints           lists hints as well: long sentences, words that the dictionary does not know and other
                                   things that may be right; they never make the check fail
npm run check -- --words           lists how many words each page has, and how many a page of its kind should have

--format text     for people: file:line:col  what is wrong  what to write instead
--format json     for scripts
--format sarif    for code scanning and editors: SARIF 2.1.0
--format github   for workflows: puts each problem beside its line in a pull request

With npm run --silent, nothing but the report is printed. Exits with 0 without problems, 1 with some, 2 where it cannot
be done as asked.`;

const OPTIONS = {
  format: { type: 'string', default: 'text' },
  changed: { type: 'boolean' },
  watch: { type: 'boolean' },
  hints: { type: 'boolean' },
  words: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Folders with content, which --watch observes. */
const FOLDERS = ['content', 'org', 'public'];

/** Debounce delay in milliseconds, since editors and git write several files at once. */
const PAUSE = 100;

interface Options {
  format: Format;
  changed: boolean;
  ref: string | undefined;
  watch: boolean;
  hints: boolean;
  words: boolean;
  help: boolean;
}

/**
 * Runs `npm run check`, which reports problems, hints or word counts.
 * @param args Arguments after the command.
 * @param root Root folder of the handbook.
 * @param options.today Day to measure review dates against, as 2026-01-31.
 * @param options.until Signal that ends --watch.
 * @returns Exit code: 0 without problems and after --watch, 1 with problems, 2 on a usage error or user error.
 */
export async function check(
  args: readonly string[],
  root: string,
  terminal: Terminal,
  options: { today?: string; until?: AbortSignal } = {},
): Promise<number> {
  try {
    const flags = parseOptions(args);
    if (flags.help) {
      terminal.log(HELP);
      return 0;
    }
    if (flags.words) {
      terminal.log(tableOfWords(readHandbook(root)));
      return 0;
    }
    const report = () => reportOn(flags, root, terminal, options.today);
    if (!flags.watch) return await report();
    await watchContent(root, report, options.until ?? new AbortController().signal);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof UserError)) throw error;
    terminal.warn(error.message);
    if (error instanceof UsageError) terminal.warn('Run npm run check -- --help to see what there is.');
    return 2;
  }
}

function parseOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArguments(args);
  const { format, changed = false, watch: again = false, hints = false, words = false, help = false } = values;
  const [ref, second] = positionals;
  const unclear = changed ? second : ref;
  if (unclear !== undefined) throw new UsageError(`What "${unclear}" means is not clear`);
  if (ref === '') throw new UsageError('--changed= is empty');
  if (!isFormat(format)) {
    throw new UsageError(`There is no format "${format}". ${didYouMean(format, Object.keys(FORMATS))}`);
  }
  if (again && format !== 'text') throw new UsageError(`--watch goes with --format text, not with ${format}`);
  if (words && args.length > 1) throw new UsageError('--words goes with no other flag');
  return { format, changed, ref, watch: again, hints, words, help };
}

function parseArguments(args: readonly string[]) {
  // parseArgs has no flags with optional values, so the value of --changed becomes a positional argument.
  const words = args.flatMap((word) => (word.startsWith('--changed=') ? ['--changed', word.slice(10)] : [word]));
  return commandLine({ args: words, options: OPTIONS, allowPositionals: true });
}

function isFormat(name: string): name is Format {
  return Object.hasOwn(FORMATS, name);
}

async function reportOn(
  { format, changed, ref, hints: listHints }: Options,
  root: string,
  { log, warn }: Terminal,
  today: string | undefined,
): Promise<number> {
  // The rules of today judge an earlier commit too: those of then may lack what they import.
  const rules = [...commandRules, ...organisationRules(root)];
  const read = (folder: string) => readHandbook(folder, { ...(today === undefined ? {} : { today }), rules });
  const { pages, ...found } = read(root);
  const all = [...found.problems, ...found.hints];
  const before = (folder: string) => {
    const { problems, hints } = read(folder);
    return [...problems, ...hints];
  };
  const ours = changed ? await problemsOfBranch(root, all, before, ref) : all;
  const isHint = new Set(found.hints);
  const problems = ours.filter((problem) => !isHint.has(problem));
  const hints = ours.filter((problem) => isHint.has(problem));
  const text = FORMATS[format]({ pages: pages.length, problems, hints, rules, listHints });
  // Output for other programs goes to stdout, where a pipe reads it.
  const print = format === 'text' && problems.length > 0 ? warn : log;
  print(text);
  return problems.length > 0 ? 1 : 0;
}

/** Table of the word counts of pages by kind, with the recommended ranges. */
function tableOfWords({ pages }: Handbook): string {
  const measured = pages.flatMap(({ id, data, facts }) => (data && facts ? [{ id, kind: data.kind, ...facts }] : []));
  return [...Map.groupBy(measured, ({ kind }) => kind)]
    .map(([kind, group]) => {
      const [least, most] = lengths[kind] ?? [];
      const range = least === undefined ? '' : `, ${least} to ${most} words`;
      const rows = group
        .toSorted((a, b) => a.words - b.words)
        .map((page) => `${String(page.words).padStart(6)}  ${page.id}${lengthNote(lengthOf(page))}`);
      return [`${kind}: ${plural(group.length, 'page')}${range}`, ...rows].join('\n');
    })
    .join('\n\n');
}

function lengthNote(length: ReturnType<typeof lengthOf>): string {
  return length ? `  (too ${length})` : '';
}

/** Reports at once and after each change, until the signal aborts. */
async function watchContent(root: string, report: () => Promise<number>, until: AbortSignal): Promise<void> {
  const { promise: ended, resolve: end, reject: fail } = Promise.withResolvers<void>();
  let pause: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const again = () => {
    last = last.then(report).catch(fail);
  };
  const changed = () => {
    clearTimeout(pause);
    pause = setTimeout(again, PAUSE);
  };
  for (const folder of FOLDERS.filter((name) => existsSync(join(root, name)))) {
    watch(join(root, folder), { recursive: true, signal: until }, changed).on('error', (error) => {
      fail(new UserError(`The files cannot be watched: ${error.message}`));
    });
  }
  until.addEventListener('abort', () => end(), { once: true });
  again();
  try {
    await ended;
    await last;
  } finally {
    clearTimeout(pause);
  }
}

if (import.meta.main) {
  process.once('exit', openHandbookCaches(process.cwd(), { lookedUp }));
  const left = new AbortController();
  process.once('SIGINT', () => left.abort());
  process.exitCode = await check(process.argv.slice(2), process.cwd(), consoleTerminal, { until: left.signal });
}
