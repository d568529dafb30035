import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { dictionaryCache } from '#check/dictionary.ts';
import { type Handbook, openHandbookCaches, readHandbook } from '#check/handbook.ts';
import { organisationRules } from '#check/organisation-rules.ts';
import { FORMATS, type Format } from '#check/report.ts';
import { commandRules } from '#check/rules/index.ts';
import { lengthOf, lengths } from '#check/rules/lengths.ts';
import { UserError } from '#load/git.ts';
import { didYouMean, plural } from '#schema/problem.ts';
import { problemsOfBranch } from '#upkeep/changes.ts';
import { isAdopted } from '#upstream/paths.ts';
import { type Arguments, runCommand, runMain, type Terminal, UsageError } from './terminal.ts';

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
--format gitlab   a Code Quality report, which GitLab shows in a merge request
--format azure    for Azure Pipelines: lists each problem in the summary of a run

With npm run --silent, nothing but the report is printed. Exits with 0 without problems, 1 with some, 2 where it cannot
be done as asked.`;

const COMMAND = {
  name: 'check',
  help: HELP,
  options: {
    format: { type: 'string', default: 'text' },
    changed: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
    hints: { type: 'boolean', default: false },
    words: { type: 'boolean', default: false },
  },
  allowPositionals: true,
  failure: 2,
} as const;

/** Folders with content, which --watch observes. */
const FOLDERS = ['content', 'org', 'public'];

/** Debounce delay in milliseconds, since editors and git write several files at once. */
const PAUSE = 100;

interface Options {
  format: Format;
  changed: boolean;
  /** Commit to compare with. */
  ref: string | undefined;
  watch: boolean;
  hints: boolean;
  words: boolean;
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
  { today, until = new AbortController().signal }: { today?: string; until?: AbortSignal } = {},
): Promise<number> {
  // parseArgs has no flags with optional values, so the value of --changed becomes a positional argument.
  const words = args.flatMap((word) => (word.startsWith('--changed=') ? ['--changed', word.slice(10)] : [word]));
  return runCommand(COMMAND, words, terminal, async (line) => {
    const options = parseOptions(line);
    const report = () => reportOn(options, root, terminal, today);
    if (options.words) terminal.log(wordTable(readHandbook(root)));
    else if (options.watch) await watchContent(root, report, until);
    else return report();
    return 0;
  });
}

function parseOptions({ values, positionals }: Arguments<typeof COMMAND.options>): Options {
  const { format, changed, watch, words } = values;
  const [ref, second] = positionals;
  const unclear = changed ? second : ref;
  if (unclear !== undefined) {
    const written = isFormat(unclear) ? `--format ${unclear}` : '--hints';
    throw new UsageError(`What "${unclear}" means is not clear  Write -- before options: npm run check -- ${written}`);
  }
  if (ref === '') throw new UsageError('--changed= is empty');
  if (!isFormat(format)) {
    throw new UsageError(`There is no format "${format}". ${didYouMean(format, Object.keys(FORMATS))}`);
  }
  if (watch && format !== 'text') throw new UsageError(`--watch goes with --format text, not with ${format}`);
  const isAlone = !changed && !watch && !values.hints && format === 'text';
  if (words && !isAlone) throw new UsageError('--words goes with no other flag');
  return { ...values, format, ref };
}

function isFormat(name: string): name is Format {
  return Object.hasOwn(FORMATS, name);
}

async function reportOn(
  { format, changed, ref, hints: listHints }: Options,
  root: string,
  { log }: Terminal,
  today: string | undefined,
): Promise<number> {
  // The rules of today judge an earlier commit too: those of then may lack what they import.
  const rules = [...commandRules, ...(await organisationRules(root))];
  const read = (folder: string) => {
    const { pages, problems, hints } = readHandbook(folder, { ...(today === undefined ? {} : { today }), rules });
    return { pages, all: [...problems, ...hints] };
  };
  const found = read(root);
  const ours = changed ? await problemsOfBranch(root, found.all, (folder) => read(folder).all, ref) : found.all;
  const problems = ours.filter(({ isHint }) => !isHint);
  const hints = ours.filter(({ isHint }) => isHint);
  log(FORMATS[format]({ pages: found.pages.length, problems, hints, rules, listHints, isAdopted: isAdopted(root) }));
  return problems.length > 0 ? 1 : 0;
}

/** Table of the word counts of pages by kind, with the recommended ranges. */
function wordTable({ pages }: Handbook): string {
  const measured = pages.flatMap(({ id, data, facts }) => (data && facts ? [{ id, kind: data.kind, ...facts }] : []));
  return [...Map.groupBy(measured, ({ kind }) => kind)]
    .map(([kind, group]) => {
      const [least, most] = lengths[kind] ?? [];
      const range = least === undefined ? '' : `, ${least} to ${most} words`;
      const rows = group
        .toSorted((a, b) => a.words - b.words)
        .map((page) => ({ ...page, length: lengthOf(page) }))
        .map(({ id, words, length }) => `${String(words).padStart(6)}  ${id}${length ? `  (too ${length})` : ''}`);
      return [`${kind}: ${plural(group.length, 'page')}${range}`, ...rows].join('\n');
    })
    .join('\n\n');
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
  process.once('exit', openHandbookCaches(process.cwd(), { dictionaryCache }));
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  await runMain((args, root, terminal) => check(args, root, terminal, { until: interrupt.signal }));
}
