import { type ParseArgsConfig, type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { UserError } from '#load/git.ts';
import { plainText } from '#schema/escaping.ts';
import type { Prompts } from './prompts.ts';

/** Error for an invalid command line. */
export class UsageError extends Error {}

/**
 * Parses a command line.
 * @throws UsageError if the options do not allow it, with the first sentence of Node's message.
 */
export function commandLine<const C extends ParseArgsConfig>(config: C): ReturnType<typeof parseArgs<C>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError((error as Error).message.split(/[.\n]/)[0] ?? '');
  }
}

/** Input and output of a command. */
export interface Terminal {
  log(text: string): void;
  warn(text: string): void;
  /** Asks questions; undefined without an interactive terminal. */
  prompts?: Prompts;
}

/** Prints plain text: control characters from a title or file name are escaped. */
export const consoleTerminal: Terminal = {
  log: (text) => console.log(plainText(text)),
  warn: (text) => console.error(plainText(text)),
};

/** Runs a command that can ask questions if the terminal is interactive. */
export async function inTerminal(run: (terminal: Terminal) => Promise<number>): Promise<number> {
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY) return run(consoleTerminal);
  // Most commands ask nothing, and start faster without the library.
  const { promptsIn } = await import('./prompts.ts');
  return run({ ...consoleTerminal, prompts: promptsIn(stdin, stdout) });
}

/** Exit code, or a promise of one. */
type ExitCode = number | Promise<number>;

/**
 * Runs a command and prints its errors as messages.
 * @param name Name of the npm script.
 * @param failure Exit code after an error that the user or the machine causes.
 * @returns Exit code of the command; 2 after a usage error.
 * @throws Any other error, which is a bug.
 */
export async function reportErrors(
  name: string,
  { warn }: Terminal,
  run: () => ExitCode,
  failure = 1,
): Promise<number> {
  try {
    return await run();
  } catch (error) {
    const isUsage = error instanceof UsageError;
    // Node's errors of files and processes have a system call.
    if (!isUsage && !(error instanceof UserError) && !(error as NodeJS.ErrnoException).syscall) throw error;
    warn((error as Error).message);
    if (isUsage) warn(`Run npm run ${name} -- --help to see what there is.`);
    return isUsage ? 2 : failure;
  }
}

const HELP_OPTION = { help: { type: 'boolean', short: 'h' } } as const;

/** Definition of a command. */
interface Command<Options extends ParseArgsOptionsConfig> extends Omit<ParseArgsConfig, 'args' | 'options'> {
  /** Name of the npm script. */
  name: string;
  /** Text that --help prints. */
  help: string;
  /** Options beside --help. */
  options: Options;
  /** Exit code after an error that the user or the machine causes; 1 if left out. */
  failure?: number;
}

/** Parsed arguments of a command. */
export type Arguments<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options; allowPositionals: true }>
>;

/**
 * Parses the arguments of a command and runs it. Prints the help for --help, and errors as messages.
 * @returns Exit code, as of `reportErrors`.
 */
export function runCommand<const Options extends ParseArgsOptionsConfig>(
  { name, help, options, failure, ...parsing }: Command<Options>,
  args: readonly string[],
  terminal: Terminal,
  run: (line: Arguments<Options>) => ExitCode,
): Promise<number> {
  const parseAndRun = () => {
    const line = commandLine({ ...parsing, args: [...args], options: { ...options, ...HELP_OPTION } });
    if ((line.values as { help?: boolean }).help) {
      terminal.log(help);
      return 0;
    }
    refuseSwallowed(name, Object.keys(options));
    return run(line as Arguments<Options>);
  };
  return reportErrors(name, terminal, parseAndRun, failure);
}

/** Options that people also set for npm itself, in its settings. */
const ALSO_OF_NPM = ['force', 'offline'];

/**
 * Refuses options that npm took for its own, because `--` is missing before them.
 * @throws UsageError that says how to write them.
 */
function refuseSwallowed(name: string, options: readonly string[]): void {
  const swallowed = options.find((option) => !ALSO_OF_NPM.includes(option) && process.env[`npm_config_${option}`]);
  if (swallowed === undefined) return;
  throw new UsageError(`npm took --${swallowed} for its own  Write -- before it: npm run ${name} -- --${swallowed}`);
}

/**
 * Runs a command with the arguments and folder of this process, and sets its exit code.
 * @param command Gets today's date as 2026-01-31.
 * @param options.asks Whether it asks questions if the terminal is interactive.
 */
export async function runMain(
  command: (args: string[], root: string, terminal: Terminal, today: string) => ExitCode,
  { asks = false } = {},
): Promise<void> {
  const today = new Date().toISOString().slice(0, 10);
  const run = async (terminal: Terminal) => command(process.argv.slice(2), process.cwd(), terminal, today);
  process.exitCode = await (asks ? inTerminal(run) : run(consoleTerminal));
}
