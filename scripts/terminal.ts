import { createInterface } from 'node:readline/promises';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { plainText } from '#model/escaping.ts';

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
  say(text: string): void;
  complain(text: string): void;
  /** Asks one question; undefined without an interactive terminal. */
  ask?(question: string): Promise<string>;
}

/** Prints plain text: control characters from a title or file name are escaped. */
export const consoleTerminal: Terminal = {
  say: (text) => console.log(plainText(text)),
  complain: (text) => console.error(plainText(text)),
};

/**
 * Runs a command that can ask questions if the terminal is interactive.
 * @throws Error if the input is closed at a question.
 */
export async function inTerminal(run: (terminal: Terminal) => Promise<number>): Promise<number> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return run(consoleTerminal);
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const left = new AbortController();
  lines.once('close', () => left.abort());
  try {
    return await run({
      ...consoleTerminal,
      async ask(question) {
        try {
          return await lines.question(plainText(question), { signal: left.signal });
        } catch {
          throw new Error('\nNothing was written.');
        }
      },
    });
  } finally {
    lines.close();
  }
}
