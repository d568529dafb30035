import { createInterface } from 'node:readline/promises';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { plainText } from '#model/escaping.ts';

/** A command line that cannot be followed. */
export class UsageError extends Error {}

/**
 * What a command line says.
 * @throws UsageError where it is not what the options allow, in the first sentence of Node's own words.
 */
export function commandLine<const C extends ParseArgsConfig>(config: C): ReturnType<typeof parseArgs<C>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError((error as Error).message.split(/[.\n]/)[0] ?? '');
  }
}

/** How a command meets whoever runs it. */
export interface Terminal {
  say(text: string): void;
  complain(text: string): void;
  /** Asks one question; absent where nobody can answer. */
  ask?(question: string): Promise<string>;
}

/** Prints plain text: what a title or a file name holds moves no cursor and sets no colour. */
export const consoleTerminal: Terminal = {
  say: (text) => console.log(plainText(text)),
  complain: (text) => console.error(plainText(text)),
};

/** Asks in the terminal, and stops where the person does. */
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
