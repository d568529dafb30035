import { UserError } from '#load/git.ts';
import { refuseUnread } from '#load/unexpected-files.ts';
import { plainLine, printableJson } from '#schema/escaping.ts';
import { plural } from '#schema/problem.ts';
import { formatUpstream, named, STATE, unnamed, versionName } from '#upstream/drift.ts';
import { outcomeWords } from '#upstream/raised-versions.ts';
import {
  describeVersion,
  isAdopted,
  openUpstream,
  readUpstream,
  type Upstream,
  type UpstreamResult,
  versionAt,
} from '#upstream/upstream.ts';
import { writeState } from '#upstream/upstream-state.ts';
import { mergeUpstream } from './merge-upstream.ts';
import { commandLine, consoleTerminal, UsageError } from './terminal.ts';

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

const OPTIONS = {
  to: { type: 'string' },
  from: { type: 'string' },
  seen: { type: 'string', multiple: true },
  offline: { type: 'boolean' },
  diff: { type: 'boolean', default: true },
  check: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

interface Options {
  to?: string;
  from?: string;
  seen?: string[];
  offline: boolean;
  diff: boolean;
  check: boolean;
  json: boolean;
  help: boolean;
}

function parseOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArguments(args);
  const { to, from, seen, offline = false, diff, check = false, json = false, help = false } = values;
  if (positionals.length > 0 && !seen) throw new UsageError(`What "${positionals[0]}" means is not clear`);
  if (to !== undefined && (seen || json || check)) throw new UsageError('--to goes without --seen, --json and --check');
  for (const [name, value] of Object.entries({ to, from, seen: seen?.[0] })) {
    if (value === '') throw new UsageError(`--${name} is empty`);
  }
  return {
    ...(to === undefined ? {} : { to }),
    ...(from === undefined ? {} : { from }),
    ...(seen ? { seen: [...seen, ...positionals] } : {}),
    ...{ offline, diff, check, json, help },
  };
}

function parseArguments(args: readonly string[]) {
  return commandLine({ args: [...args], options: OPTIONS, allowPositionals: true, allowNegative: true });
}

/**
 * `npm run upstream`.
 * @param args What stands after the command.
 * @param root The folder of the handbook.
 * @returns The exit code: 0, 1 for a refusal or, with --check, for drift, 2 for wrong usage.
 */
export async function upstream(
  args: readonly string[],
  root: string,
  { log, warn }: { log(text: string): void; warn(text: string): void },
): Promise<number> {
  try {
    const options = parseOptions(args);
    if (options.help) {
      log(HELP);
      return 0;
    }
    // Even without --to it notes in org/upstream.yaml what it has read.
    refuseUnread(root);
    const opened = await openUpstream(root, options);
    if (options.to !== undefined) return await update(opened, options.to, options, log);
    const result = await readUpstream(opened, options.from);
    if (options.seen) return note(opened, result, options.seen, log);
    writeState(root, result.state);
    print(result, options, log);
    return options.check && result.report.drift.length > 0 ? 1 : 0;
  } catch (error) {
    warn((error as Error).message);
    if (!(error instanceof UsageError)) return 1;
    warn('Run npm run upstream -- --help to see what there is.');
    return 2;
  }
}

function print({ report }: UpstreamResult, { diff, json }: Options, log: (text: string) => void): void {
  const shown = diff ? report : { ...report, drift: report.drift.map(({ diff: _left, ...rest }) => rest) };
  log(json ? printableJson(shown) : formatUpstream(shown));
}

function note(
  { root }: Upstream,
  { overrides, state, report }: UpstreamResult,
  seen: readonly string[],
  log: (text: string) => void,
): number {
  const meant = seen.map((written) => {
    const found = named(written, overrides);
    if (found.length === 0 && written !== 'all') throw new UserError(unnamed(written, overrides));
    return found;
  });
  const items = [...new Set(meant.flat())];
  const based = { ...state.based, ...Object.fromEntries(items.map(({ key, present }) => [key, present])) };
  writeState(root, { ...state, based });
  log(items.map(({ key }) => plainLine(`${key}  compared with ${versionName(report.newest)}`)).join('\n'));
  log(`${plural(items.length, 'file')} noted in ${STATE}; commit it.`);
  return 0;
}

async function update(opened: Upstream, to: string, options: Options, log: (text: string) => void): Promise<number> {
  if (!isAdopted(opened.root)) throw new UserError('There is no org/ yet. Run npm run adopt, and commit it.');
  const next = await describeVersion(opened, await versionAt(opened, to), to.replace(/^upstream\//, ''));
  const { report, state } = await readUpstream(opened, options.from);
  const brought = await mergeUpstream(opened, { have: report.have, next, state, to, offline: options.offline });
  if (!brought) {
    log(`You have ${versionName(next)} already; nothing was changed.`);
    return 0;
  }
  log(`${versionName(next)} is in: ${plural(brought.files.length, 'file')} outside org/, one commit.`);
  for (const outcome of brought.raised) log(plainLine(outcomeWords(outcome)));
  if (brought.files.some(({ path }) => path === 'package-lock.json')) log('The packages changed too. Run: npm ci');
  log('');
  const after = await openUpstream(opened.root, { offline: true });
  print(await readUpstream(after), options, log);
  return 0;
}

if (import.meta.main) {
  process.exitCode = await upstream(process.argv.slice(2), process.cwd(), consoleTerminal);
}
