import { type ParseArgsConfig, parseArgs } from 'node:util';
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
