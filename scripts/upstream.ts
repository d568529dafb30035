import { UserError } from '#load/git.ts';
import { inTransaction, type Transaction } from '#load/transaction.ts';
import { refuseUnread } from '#load/unexpected-files.ts';
import { plainLine, printableJson } from '#schema/escaping.ts';
import { plural } from '#schema/problem.ts';
import { findOverrides, unknownOverride, versionName } from '#upstream/drift.ts';
import { mergeUpstream } from '#upstream/merge.ts';
import { isAdopted, LOCK_FILE, STATE } from '#upstream/paths.ts';
import { formatOutcome } from '#upstream/raised-versions.ts';
import { openUpstream, readUpstream, type UpstreamResult } from '#upstream/upstream.ts';
import { formatUpstream } from '#upstream/upstream-report.ts';
import { writeState } from '#upstream/upstream-state.ts';
import { describeVersion, versionAt } from '#upstream/versions.ts';
import { type Arguments, runCommand, runMain, type Terminal, UsageError } from './terminal.ts';

const HELP = `npm run upstream                     says what is new upstream, and what of yours to compare with it
npm run upstream -- --to <version>   brings a version in: a branch, a tag or a commit of upstream
npm run upstream -- --seen <path>    notes that you have compared yours with upstream; several paths, or all

--from <version>  the version you have, where the command cannot tell
--offline         does not fetch; uses what was fetched the last time
--no-diff         leaves the changes themselves out
--check           exits with 1 if there is something to compare, for workflows
--json            prints the report as data (npm run --silent upstream -- --json)

Versions of dependencies that you raised, inside the same major version, stay raised while they are newer than upstream's.

Upstream is the git remote called upstream, or source in ${STATE}.`;

const COMMAND = {
  name: 'upstream',
  help: HELP,
  options: {
    to: { type: 'string' },
    from: { type: 'string' },
    seen: { type: 'string', multiple: true },
    offline: { type: 'boolean', default: false },
    diff: { type: 'boolean', default: true },
    check: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  allowPositionals: true,
  allowNegative: true,
} as const;

type Options = ReturnType<typeof parseOptions>;

/**
 * Runs `npm run upstream`, which reports on upstream and merges it.
 * @param args Arguments after the command.
 * @param root Root folder of the handbook.
 * @returns Exit code: 0, 1 on a user error or, with --check, if there is drift, 2 on a usage error.
 */
export function upstream(args: readonly string[], root: string, terminal: Terminal): Promise<number> {
  return runCommand(COMMAND, args, terminal, async (line) => {
    const options = parseOptions(line);
    // Without --to, too, the command writes what it has read into org/upstream.yaml.
    refuseUnread(root);
    const { to } = options;
    if (to !== undefined) {
      return inTransaction(root, 'npm run upstream -- --to', terminal.warn, (transaction) =>
        update(root, to, options, terminal, transaction),
      );
    }
    const opened = await openUpstream(root, options);
    const result = await readUpstream(opened, options.from);
    if (options.seen) return recordComparisons(root, result, options.seen, terminal);
    writeState(root, result.state);
    print(result, options, terminal);
    return options.check && result.report.drift.length > 0 ? 1 : 0;
  });
}

function parseOptions({ values, positionals }: Arguments<typeof COMMAND.options>) {
  const { to, from, seen, json, check } = values;
  if (positionals.length > 0 && !seen) throw new UsageError(`What "${positionals[0]}" means is not clear`);
  if (to !== undefined && (seen || json || check)) throw new UsageError('--to goes without --seen, --json and --check');
  for (const [name, value] of Object.entries({ to, from, seen: seen?.[0] })) {
    if (value === '') throw new UsageError(`--${name} is empty`);
  }
  return { ...values, seen: seen && [...seen, ...positionals] };
}

function print({ report }: UpstreamResult, { diff, json }: Options, { log }: Terminal): void {
  const drift = diff ? report.drift : report.drift.map(({ diff: _omitted, ...rest }) => rest);
  log(json ? printableJson({ ...report, drift }) : formatUpstream({ ...report, drift }));
}

function recordComparisons(
  root: string,
  { overrides, state, report }: UpstreamResult,
  names: readonly string[],
  { log }: Terminal,
): number {
  const found = names.flatMap((name) => {
    const named = findOverrides(name, overrides);
    if (!named) throw new UserError(unknownOverride(name, overrides));
    return named;
  });
  const items = [...new Set(found)];
  const based = { ...state.based, ...Object.fromEntries(items.map(({ key, present }) => [key, present])) };
  writeState(root, { ...state, based });
  log(items.map(({ key }) => plainLine(`${key}  compared with ${versionName(report.newest)}`)).join('\n'));
  log(`${plural(items.length, 'file')} noted in ${STATE}; commit it.`);
  return 0;
}

async function update(
  root: string,
  to: string,
  options: Options,
  terminal: Terminal,
  transaction: Transaction,
): Promise<number> {
  const { log } = terminal;
  const opened = await openUpstream(root, options);
  const { git } = opened;
  if (!isAdopted(root)) throw new UserError('There is no org/ yet. Run npm run adopt, and commit it.');
  const next = await describeVersion(git, await versionAt(git, to), to.replace(/^upstream\//, ''));
  const { report, state } = await readUpstream(opened, options.from);
  const wanted = { have: report.have, next, state, to, offline: options.offline };
  const merged = await mergeUpstream(opened, wanted, transaction);
  if (!merged) {
    log(`You have ${versionName(next)} already; nothing was changed.`);
    return 0;
  }
  log(`${versionName(next)} is in: ${plural(merged.files.length, 'file')} outside org/, one commit.`);
  for (const outcome of merged.raised) log(plainLine(formatOutcome(outcome)));
  if (merged.files.some(({ path }) => path === LOCK_FILE)) log('The packages changed too. Run: npm ci');
  log('');
  print(await readUpstream(await openUpstream(root, { offline: true })), options, terminal);
  return 0;
}

if (import.meta.main) await runMain(upstream);
