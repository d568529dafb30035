import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
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

const run = promisify(execFile);

/** Runs the check in a folder. Its exit code is 0 if it finds no problem. */
export type RunCheck = (root: string) => Promise<{ code: number; output: string }>;

const HELP = `npm run upstream                     says what is new upstream, and what of yours to compare with it
npm run upstream -- --to <version>   brings a version in: a branch, a tag or a commit of upstream
npm run upstream -- --seen <path>    notes that you have compared yours with upstream; several paths, or all

After --to, the check runs; the command exits with 1 if it finds problems, and the update stays.

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
 * @returns Exit code: 0, 1 on a user error, with --check if there is drift, after --to if the check finds problems, 2 on a
 *   usage error.
 */
export function upstream(
  args: readonly string[],
  root: string,
  terminal: Terminal,
  runCheck: RunCheck = checkIn,
): Promise<number> {
  return runCommand(COMMAND, args, terminal, async (line) => {
    const options = parseOptions(line);
    // Without --to, too, the command writes what it has read into org/upstream.yaml.
    refuseUnread(root);
    const { to } = options;
    if (to !== undefined) {
      const files = await inTransaction(root, 'npm run upstream -- --to', terminal.warn, (transaction) =>
        update(root, to, options, terminal, transaction),
      );
      return files ? reportCheck(root, files, terminal, runCheck) : 0;
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

/** Brings a version in. Returns the files that changed; undefined if it is there already. */
async function update(
  root: string,
  to: string,
  options: Options,
  terminal: Terminal,
  transaction: Transaction,
): Promise<readonly { path: string }[] | undefined> {
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
    return undefined;
  }
  log(`${versionName(next)} is in: ${plural(merged.files.length, 'file')} outside org/, one commit.`);
  for (const outcome of merged.raised) log(plainLine(formatOutcome(outcome)));
  log('');
  print(await readUpstream(await openUpstream(root, { offline: true })), options, terminal);
  return merged.files;
}

/**
 * Says what the check finds after an update.
 * @returns Exit code: 0, or 1 if it finds problems.
 */
async function reportCheck(
  root: string,
  files: readonly { path: string }[],
  { log }: Terminal,
  runCheck: RunCheck,
): Promise<number> {
  // The code of the update may need packages that are not installed yet.
  if (files.some(({ path }) => path === LOCK_FILE)) {
    log('\nThe packages changed too. Run: npm ci && npm run check');
    return 0;
  }
  const { code, output } = await runCheck(root);
  log(`\nnpm run check\n${output.trim()}`);
  if (code === 0) return 0;
  log('\nThe update is in. Correct what the check says in org/, and commit that.');
  return 1;
}

/** Runs the check in a folder by the code that is there, which an update may have changed. */
async function checkIn(root: string): Promise<{ code: number; output: string }> {
  try {
    const { stdout } = await run(process.execPath, ['scripts/check.ts'], { cwd: root, maxBuffer: 2 ** 26 });
    return { code: 0, output: stdout };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return { code: 1, output: stdout + stderr };
  }
}

if (import.meta.main) await runMain((args, root, terminal) => upstream(args, root, terminal));
